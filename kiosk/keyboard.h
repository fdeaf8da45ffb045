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
};

using KeyRows = std::vector<std::vector<KeyCap>>;

KeyRows keyboard_rows(FieldKind kind, bool shift, bool digits, double width_mm);
bool digits_only(FieldKind kind);
// `value` with `typed` added: no control characters, bidi overrides or broken UTF-8, at most `most` code
// points.
std::string type_into(const std::string& value, std::string_view typed, FieldKind kind, std::size_t most);
std::string delete_last(const std::string& value);  // one grapheme

}  // namespace alongside
