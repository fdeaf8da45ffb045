// Functions of FHIRPath that make one type of another, or say whether that can be done.
#include <sync/record/fhirpath_parts.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace alongside::path {
namespace {

std::optional<std::string> text_given(const Node& node) {
  const auto* text = std::get_if<std::string>(&node.value);
  return text == nullptr ? std::nullopt : std::optional(*text);
}

// The whole text as a number in plain digits.
std::optional<double> digits(std::string_view text) {
  if (!text.empty() && text[0] == '+') text.remove_prefix(1);
  double out = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out, std::chars_format::fixed);
  const bool plain_digits = text.find_first_not_of("+-.0123456789") == std::string_view::npos;
  return plain_digits && !text.empty() && text.back() != '.' && read.ec == std::errc() &&
                 read.ptr == text.data() + text.size()
             ? std::optional(out)
             : std::nullopt;
}

Nodes boolean(const Node& node) {
  if (std::holds_alternative<bool>(node.value)) return {node};
  if (const auto value = number_of(node)) {
    if (*value == 1) return one(true);
    return *value == 0 ? one(false) : Nodes{};
  }
  auto text = text_given(node);
  if (!text) return {};
  for (char& c : *text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  for (const char* yes : {"true", "t", "yes", "y", "1", "1.0"}) {
    if (*text == yes) return one(true);
  }
  for (const char* no : {"false", "f", "no", "n", "0", "0.0"}) {
    if (*text == no) return one(false);
  }
  return {};
}

Nodes whole(const Node& node) {
  if (std::holds_alternative<std::int64_t>(node.value)) return {node};
  if (const bool* flag = std::get_if<bool>(&node.value)) return one(std::int64_t{*flag ? 1 : 0});
  const auto text = text_given(node);
  if (!text || text->find('.') != std::string::npos) return {};
  const auto value = digits(*text);
  constexpr double most = 2147483647;
  return value && *value <= most && *value >= -most - 1 ? one(static_cast<std::int64_t>(*value)) : Nodes{};
}

Nodes decimal(const Node& node) {
  if (const auto value = number_of(node)) return one(*value);
  if (const bool* flag = std::get_if<bool>(&node.value)) return one(*flag ? 1.0 : 0.0);
  const auto text = text_given(node);
  const auto value = text ? digits(*text) : std::nullopt;
  return value ? one(*value) : Nodes{};
}

Nodes string(const Node& node) {
  const bool object = std::holds_alternative<const Json*>(node.value) && !amount_of(node);
  return object ? Nodes{} : one(text_of(node));
}

Nodes date(const Node& node) {
  if (std::holds_alternative<Date>(node.value)) return {node};
  if (const auto* moment = std::get_if<DateTime>(&node.value)) return one(Date{moment->text.substr(0, 10)});
  const auto text = text_given(node);
  const auto read = text ? read_moment(*text) : std::nullopt;
  if (!read || std::holds_alternative<ClockTime>(read->value)) return {};
  return one(Date{text_of(*read).substr(0, 10)});
}

Nodes date_time(const Node& node) {
  if (std::holds_alternative<DateTime>(node.value)) return {node};
  if (const auto* day = std::get_if<Date>(&node.value)) return one(DateTime{day->text});
  const auto text = text_given(node);
  const auto read = text ? read_moment(*text) : std::nullopt;
  return !read || std::holds_alternative<ClockTime>(read->value) ? Nodes{} : one(DateTime{text_of(*read)});
}

Nodes time(const Node& node) {
  if (std::holds_alternative<ClockTime>(node.value)) return {node};
  const auto text = text_given(node);
  if (!text || text->empty()) return {};
  const auto read = read_moment((*text)[0] == 'T' ? *text : "T" + *text);
  return read ? Nodes{*read} : Nodes{};
}

// "4 days" or "4 'mg'" or a number alone.
Nodes quantity(const Node& node) {
  if (const auto amount = amount_of(node)) return one(*amount);
  if (const auto value = number_of(node)) return one(Amount{*value, "1"});
  if (const bool* flag = std::get_if<bool>(&node.value)) return one(Amount{*flag ? 1.0 : 0.0, "1"});
  const auto text = text_given(node);
  if (!text) return {};
  const std::size_t blank = text->find(' ');
  const auto value = digits(std::string_view(*text).substr(0, blank));
  if (!value) return {};
  if (blank == std::string::npos) return one(Amount{*value, "1"});
  const std::string unit = text->substr(text->find_first_not_of(' ', blank) == std::string::npos
                                            ? text->size()
                                            : text->find_first_not_of(' ', blank));
  if (unit.size() > 2 && unit.front() == '\'' && unit.back() == '\'')
    return one(Amount{*value, unit.substr(1, unit.size() - 2)});
  const std::string calendar = calendar_unit(unit);
  return calendar.empty() ? Nodes{} : one(Amount{*value, calendar});
}

using Change = Nodes (*)(const Node&);

template <Change change>
Result<Nodes> made(const Call& call) {
  const Node* node = TRY(single(call.focus));
  return node == nullptr ? Nodes{} : change(*node);
}

template <Change change>
Result<Nodes> can(const Call& call) {
  const Node* node = TRY(single(call.focus));
  return node == nullptr ? Nodes{} : one(!change(*node).empty());
}

constexpr Function table[] = {{"toBoolean", 0, 0, made<boolean>},
                              {"toInteger", 0, 0, made<whole>},
                              {"toDecimal", 0, 0, made<decimal>},
                              {"toString", 0, 0, made<string>},
                              {"toDate", 0, 0, made<date>},
                              {"toDateTime", 0, 0, made<date_time>},
                              {"toTime", 0, 0, made<time>},
                              {"toQuantity", 0, 1, made<quantity>},
                              {"convertsToBoolean", 0, 0, can<boolean>},
                              {"convertsToInteger", 0, 0, can<whole>},
                              {"convertsToDecimal", 0, 0, can<decimal>},
                              {"convertsToString", 0, 0, can<string>},
                              {"convertsToDate", 0, 0, can<date>},
                              {"convertsToDateTime", 0, 0, can<date_time>},
                              {"convertsToTime", 0, 0, can<time>},
                              {"convertsToQuantity", 0, 1, can<quantity>}};

}  // namespace

std::span<const Function> conversion_functions() { return table; }

}  // namespace alongside::path
