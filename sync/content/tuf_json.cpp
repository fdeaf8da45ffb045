// TUF's JSON read strictly and written canonically.
#include <sync/content/tuf_json.h>

#include <nlohmann/json.hpp>

namespace alongside {
namespace {

// What the parser cannot tell from 0.
bool has_minus_zero(std::string_view text) {
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_text && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      in_text = !in_text;
    } else if (!in_text && text[i] == '-' && i + 1 < text.size() && text[i + 1] == '0') {
      return true;
    }
  }
  return false;
}

Result<> check_numbers(const Json& value) {
  if (value.is_number_float()) return Error{Code::invalid, "JSON: a number that is not whole"};
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > std::uint64_t{tuf_integer_most})
    return Error{Code::invalid, "JSON: number out of range"};
  if (value.is_number_integer() && !value.is_number_unsigned() &&
      value.get<std::int64_t>() < -tuf_integer_most)
    return Error{Code::invalid, "JSON: number out of range"};
  if (value.is_structured()) {
    for (const Json& part : value) TRY(check_numbers(part));
  }
  return {};
}

void put_text(const std::string& text, std::string& out) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

void put(const Json& value, std::string& out) {
  if (value.is_string()) return put_text(value.get_ref<const std::string&>(), out);
  if (!value.is_structured()) {
    out += value.dump();
    return;
  }
  const char* separator = "";
  out += value.is_object() ? '{' : '[';
  for (const auto& [name, part] : value.items()) {
    out += separator;
    separator = ",";
    if (value.is_object()) {
      put_text(name, out);
      out += ':';
    }
    put(part, out);
  }
  out += value.is_object() ? '}' : ']';
}

}  // namespace

Result<Json> parse_tuf_json(std::string_view text, std::size_t most_bytes) {
  Json value = TRY(parse_json(text, {most_bytes, tuf_json_depth}));
  if (has_minus_zero(text)) return Error{Code::invalid, "JSON: minus nought"};
  TRY(check_numbers(value));
  return value;
}

std::string canonical_tuf(const Json& value) {
  std::string out;
  put(value, out);
  return out;
}

}  // namespace alongside
