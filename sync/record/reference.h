// The reference a father is given: 8 Crockford base32 characters, the last one a check character. Pure.
#pragma once

#include <platform/bytes.h>

#include <string>
#include <string_view>

namespace alongside {

// From 5 random bytes (35 bits are used). Check = value mod 31 of the first seven, as one of the 32 digits: finds every
// single wrong character and every swap of neighbours that are not equal.
std::string make_reference(ByteView random5);
// Upper case, no hyphens; invalid when malformed or the check fails.
Result<std::string> read_reference(std::string_view typed);
std::string show_reference(std::string_view reference);  // "ABCD-EFGH"

}  // namespace alongside
