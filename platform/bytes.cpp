// Text forms of bytes: hex, base64, base64url, Crockford base32.
#include <platform/bytes.h>

#include <array>

namespace alongside {
namespace {

constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view base64url_digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view crockford_digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string encode64(ByteView bytes, std::string_view digits, bool padded) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = bytes.size() - i;
    const unsigned group = unsigned{bytes[i]} << 16 | (left > 1 ? unsigned{bytes[i + 1]} << 8 : 0u) |
                           (left > 2 ? unsigned{bytes[i + 2]} : 0u);
    text += digits[group >> 18 & 63];
    text += digits[group >> 12 & 63];
    if (left > 1) text += digits[group >> 6 & 63];
    if (left > 2) text += digits[group & 63];
    if (padded && left < 3) text.append(3 - left, '=');
  }
  return text;
}

// Strict: the unused bits of the last digit must be zero, so that one value has one text.
Result<Bytes> decode64(std::string_view text, std::string_view digits) {
  if (text.size() % 4 == 1) return Error{Code::invalid, "base64: length"};
  Bytes bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  unsigned held = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const std::size_t digit = digits.find(c);
    if (digit == std::string_view::npos) return Error{Code::invalid, "base64: character"};
    held = (held << 6 | static_cast<unsigned>(digit)) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes.push_back(static_cast<std::uint8_t>(held >> bits & 0xff));
    }
  }
  if ((held & ((1u << bits) - 1)) != 0) return Error{Code::invalid, "base64: loose bits"};
  return bytes;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string to_hex(ByteView bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

Result<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return Error{Code::invalid, "hex: length"};
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_digit(text[i]);
    const int low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0) return Error{Code::invalid, "hex: character"};
    bytes.push_back(static_cast<std::uint8_t>(high * 16 + low));
  }
  return bytes;
}

std::string to_base64(ByteView bytes) { return encode64(bytes, base64_digits, true); }

Result<Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return Error{Code::invalid, "base64: length"};
  for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
  return decode64(text, base64_digits);
}

std::string to_base64url(ByteView bytes) { return encode64(bytes, base64url_digits, false); }
Result<Bytes> from_base64url(std::string_view text) { return decode64(text, base64url_digits); }

std::string to_crockford(ByteView bytes, std::size_t characters) {
  std::string text;
  for (std::size_t i = 0; i < characters; ++i) {
    unsigned digit = 0;
    for (std::size_t bit = i * 5; bit < i * 5 + 5; ++bit) {
      const bool set = bit / 8 < bytes.size() && (bytes[bit / 8] >> (7 - bit % 8) & 1) != 0;
      digit = digit << 1 | (set ? 1u : 0u);
    }
    text += crockford_digits[digit];
  }
  return text;
}

Result<std::string> normal_crockford(std::string_view typed) {
  std::string text;
  for (char c : typed) {
    if (c == '-' || c == ' ') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
    if (crockford_digits.find(c) == std::string_view::npos) return Error{Code::invalid, "code: character"};
    text += c;
  }
  return text;
}

}  // namespace alongside
