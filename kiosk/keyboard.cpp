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
  if (c == 0x2028 || c == 0x2029 || c == 0xfeff || c == 0x200b || c == 0x2060) return false;  // nothing seen
  if (kind == FieldKind::digits) return c >= '0' && c <= '9';
  if (kind == FieldKind::phone) return (c >= '0' && c <= '9') || c == '+' || c == ' ';
  return true;
}

KeyRows digit_rows(const KeyboardWanted& wanted, const KeyCap& hide, const KeyCap& remove,
                   const KeyCap& done) {
  const bool phone = wanted.kind == FieldKind::phone;
  KeyRows rows;
  if (wanted.low) {
    rows = {letters("12345", false), letters("67890", false), {hide, remove, done}};
    if (phone) rows.back().insert(rows.back().begin(), {"key.+", "+", "+"});
    return rows;
  }
  rows = {letters("123", false), letters("456", false), letters("789", false), {}};
  if (phone) rows[3].push_back({"key.+", "+", "+"});
  rows[3].push_back({"key.0", "0", "0", false, phone ? 2.0 : 3.0});
  rows[0].push_back(remove);
  rows[1].push_back(hide);
  rows[3].push_back(done);
  if (phone)
    rows[2].push_back({"key.space", "key_space", " ", true});
  else
    rows[2].push_back({"key.gap", "", {}, false});
  return rows;
}

// Three rows of nine; the entry line above them carries Space and Delete.
KeyRows low_rows(const KeyboardWanted& wanted, const KeyCap& page, const KeyCap& shift, const KeyCap& hide) {
  KeyRows rows;
  if (wanted.digits) {
    rows = {letters("123456789", false), letters("0-'@.,?!:", false), letters("/&_", false)};
    for (KeyCap key : {shift, hide, page}) key.weight = 2, rows.back().push_back(key);
  } else {
    rows = {letters("abcdefghi", wanted.shift), letters("jklmnopqr", wanted.shift),
            letters("stuvwxyz", wanted.shift)};
    rows.back().push_back(page);
  }
  return rows;
}

}  // namespace

bool digits_only(FieldKind kind) { return kind == FieldKind::digits || kind == FieldKind::phone; }

KeyRows keyboard_rows(const KeyboardWanted& wanted, double width_mm) {
  const bool wide = width_mm >= 150;
  const bool tight = !wide && !wanted.low && !digits_only(wanted.kind);
  const KeyCap remove{"key.delete", "key_delete", {}, true, tight ? 1.3 : 1.0},
      space{"key.space", "key_space", " ", true, tight ? 1.7 : 2.0};
  const KeyCap done{"key.done", "key_done", {}, true};
  const KeyCap hide{"key.hide", wanted.hidden ? "key_show" : "key_hide",      {}, true,
                    1,          wanted.hidden ? "show_typing" : "hide_typing"};
  if (digits_only(wanted.kind)) return digit_rows(wanted, hide, remove, done);
  const KeyCap page{
      wanted.digits ? "key.letters" : "key.digits", wanted.digits ? "key_letters" : "key_digits", {}, true};
  const KeyCap shift{"key.shift", "key_shift", {}, true, 1, "key_capitals"};
  if (wanted.low) return low_rows(wanted, page, shift, hide);
  KeyRows rows;
  if (wanted.digits && wide)
    rows = {letters("1234567890", false), letters("-'@.,?!:/&", false)};
  else if (wanted.digits)
    rows = {letters("1234567", false), letters("890-'@.", false), letters(",?!:/&_", false)};
  else if (wide)
    rows = {letters("qwertyuiop", wanted.shift), letters("asdfghjkl'", wanted.shift),
            letters("zxcvbnm-.", wanted.shift)};
  else
    rows = {letters("abcdefg", wanted.shift), letters("hijklmn", wanted.shift),
            letters("opqrstu", wanted.shift), letters("vwxyz'-", wanted.shift)};
  std::vector<KeyCap> functions{page, space, remove, done};
  if (wide || wanted.digits) functions.insert(functions.begin() + 1, hide);
  if (!wanted.digits) functions.insert(functions.begin(), shift);
  rows.push_back(std::move(functions));
  return rows;
}

std::vector<KeyCap> entry_keys(FieldKind kind) {
  if (digits_only(kind)) return {};
  return {{"key.space", "key_space", " ", true}, {"key.delete", "key_delete", {}, true}};
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
