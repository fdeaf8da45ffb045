// On-screen keyboards as data, and what a field accepts. Pure.
#pragma once

#include <kiosk/ui.h>

#include <string>
#include <string_view>
#include <vector>

namespace alongside {

struct KeyCap {
  std::string id;     // "key.a"
  std::string words;  // shown; a word key when `is_key`
  std::string types;  // UTF-8, or empty for a function
  bool is_key = false;
  double weight = 1;     // its share of the row
  std::string spoken{};  // a word key, when the shown word is short
};

using KeyRows = std::vector<std::vector<KeyCap>>;

struct KeyboardWanted {
  FieldKind kind = FieldKind::name;
  bool shift = false, digits = false;
  bool hidden = false;  // typing is hidden
  bool low = false;     // at most three rows: the keyboard has a page of a low screen
};

// Beside the line of entry of a low screen.
std::vector<KeyCap> entry_keys(FieldKind kind);
KeyRows keyboard_rows(const KeyboardWanted& wanted, double width_mm);
bool digits_only(FieldKind kind);
// `value` with `typed` added: no control characters, bidi overrides or broken UTF-8, at most `most` code
// points.
std::string type_into(const std::string& value, std::string_view typed, FieldKind kind, std::size_t most);
std::string delete_last(const std::string& value);  // one grapheme

}  // namespace alongside
