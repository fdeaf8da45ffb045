// Bytes and their text forms: hex, base64, base64url, Crockford base32. Pure.
#pragma once

#include <platform/result.h>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace alongside {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline ByteView view(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view text_of(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline Bytes to_bytes(std::string_view text) { return Bytes(text.begin(), text.end()); }

std::string to_hex(ByteView bytes);                // lower case
Result<Bytes> from_hex(std::string_view text);     // invalid: odd length or another character
std::string to_base64(ByteView bytes);             // RFC 4648 section 4, padded
Result<Bytes> from_base64(std::string_view text);  // strict: padding required, no white space
std::string to_base64url(ByteView bytes);          // RFC 4648 section 5, no padding
Result<Bytes> from_base64url(std::string_view text);
// Crockford base32 of the bits, most significant first, upper case, no check character.
std::string to_crockford(ByteView bytes, std::size_t characters);
// Upper case, O read as 0, I and L as 1, hyphens and spaces dropped. Other characters: invalid.
Result<std::string> normal_crockford(std::string_view typed);

}  // namespace alongside
