// The English keyboards and the rules of typing.
#include <kiosk/keyboard.h>

#include <platform/text.h>

namespace alongside {
namespace {

std::vector<KeyCap> letters(std::string_view row, bool shift) {
  std::vector<KeyCap> keys;
  for (const char c : row) {
    const bool letter = c >= 'a' && c <= 'z';
    const std::string shown(1, letter && shift ? static_cast<char>(c - 32) : c);
    keys.push_back({std::string("key.") + c, shown, shown});
  }
  return keys;
}

// The code point at `at` and its length; length 0 when the UTF-8 is broken.
std::pair<char32_t, std::size_t> code_point(std::string_view s, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  const unsigned char first = byte(at);
  const std::size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (!length || first > 0xf4 || at + length > s.size()) return {0, 0};
  char32_t code = length == 1 ? first : first & (0x7fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xc0) != 0x80) return {0, 0};
    code = (code << 6) | (byte(at + i) & 0x3fu);
  }
  const bool shortest = length < 3 || code >= (length == 3 ? 0x800u : 0x10000u);
  if (!shortest || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return {0, 0};
  return {code, length};
}

bool allowed(char32_t c, FieldKind kind) {
  if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return false;
  if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f ||
      c == 0x61c)
    return false;
  if (c == 0x2028 || c == 0x2029 || c == 0xfeff) return false;
  if (kind == FieldKind::digits) return c >= '0' && c <= '9';
  if (kind == FieldKind::phone) return (c >= '0' && c <= '9') || c == '+' || c == ' ';
  return true;
}

}  // namespace

bool digits_only(FieldKind kind) { return kind == FieldKind::digits || kind == FieldKind::phone; }

KeyRows keyboard_rows(FieldKind kind, bool shift, bool digits, double width_mm) {
  const KeyCap remove{"key.delete", "key_delete", {}, true}, space{"key.space", "key_space", " ", true};
  if (digits_only(kind)) {
    KeyRows rows{letters("123", false), letters("456", false), letters("789", false), letters("0", false)};
    if (kind == FieldKind::phone) rows[3].insert(rows[3].begin(), {"key.+", "+", "+"});
    rows[3].push_back(remove);
    return rows;
  }
  const KeyCap page{digits ? "key.letters" : "key.digits", digits ? "key_letters" : "key_digits", {}, true};
  KeyRows rows;
  if (digits && width_mm >= 150)
    rows = {letters("1234567890", false), letters("-'@.,?!:/&", false)};
  else if (digits)
    rows = {letters("1234567", false), letters("890-'@.", false), letters(",?!:/&_", false)};
  else if (width_mm >= 150)
    rows = {letters("qwertyuiop", shift), letters("asdfghjkl'", shift), letters("zxcvbnm-.", shift)};
  else
    rows = {letters("abcdefg", shift), letters("hijklmn", shift), letters("opqrstu", shift),
            letters("vwxyz'-", shift)};
  rows.push_back({{"key.shift", "key_shift", {}, true}, page, space, remove});
  if (digits) rows.back().erase(rows.back().begin());
  return rows;
}

std::string type_into(const std::string& value, std::string_view typed, FieldKind kind, std::size_t most) {
  std::size_t count = 0;
  for (const char c : value) count += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  std::string out = value;
  for (std::size_t at = 0; at < typed.size() && count < most;) {
    const auto [code, length] = code_point(typed, at);
    if (length && allowed(code, kind)) {
      out.append(typed.substr(at, length));
      ++count;
    }
    at += length ? length : 1;
  }
  return out;
}

std::string delete_last(const std::string& value) {
  const auto stops = caret_stops(value);
  return stops.size() < 2 ? std::string() : value.substr(0, stops[stops.size() - 2]);
}

}  // namespace alongside
