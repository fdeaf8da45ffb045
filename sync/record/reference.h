// The reference a father is given: 8 Crockford base32 characters, the last one a check character. Pure.
#pragma once

#include <platform/bytes.h>

#include <string>
#include <string_view>

namespace alongside {

// From 5 random bytes (35 bits, written in base 31: Z never occurs). Check = weighted sum mod 31: finds every
// single wrong character and every swap of neighbours that are not equal.
std::string make_reference(ByteView random5);
// Upper case, no hyphens; invalid when malformed or the check fails.
Result<std::string> read_reference(std::string_view typed);
std::string show_reference(std::string_view reference);  // "ABCD-EFGH"

}  // namespace alongside
