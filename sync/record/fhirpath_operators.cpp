// The operators of FHIRPath: arithmetic, comparison, equality, membership and types.
#include <sync/record/fhirpath_parts.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace alongside::path {
namespace {

// Eight places are kept, as the specification asks of decimals, so that 0.1 + 0.2 is 0.3.
double rounded(double value) {
  constexpr double scale = 1e8;
  return std::abs(value) < 1e7 ? std::round(value * scale) / scale : value;
}

Result<Nodes> plus(const Run& run, const Node& one_, const Node& other) {
  const auto* text = std::get_if<std::string>(&one_.value);
  const auto* other_text = std::get_if<std::string>(&other.value);
  if (text != nullptr && other_text != nullptr) {
    if (text->size() + other_text->size() > run.limits.text) return wrong("a text is too long");
    return one(*text + *other_text);
  }
  const auto amount = amount_of(one_);
  const auto by = amount_of(other);
  if (is_moment(one_) && by) return moved(one_, *by);
  if (amount && by)
    return amount->unit == by->unit ? one(Amount{rounded(amount->number + by->number), amount->unit})
                                    : Nodes{};
  return wrong("+ of these types");
}

Result<Nodes> minus(const Node& one_, const Node& other) {
  const auto amount = amount_of(one_);
  auto by = amount_of(other);
  if (!by) return wrong("- of these types");
  by->number = -by->number;
  if (is_moment(one_)) return moved(one_, *by);
  if (!amount) return wrong("- of these types");
  return amount->unit == by->unit ? one(Amount{rounded(amount->number + by->number), amount->unit}) : Nodes{};
}

Result<Nodes> scale(const std::string& name, const Node& one_, const Node& other) {
  const auto amount = amount_of(one_);
  const auto by = number_of(other);
  if (amount && by && name == "*") return one(Amount{rounded(amount->number * *by), amount->unit});
  if (amount && by && name == "/" && *by != 0)
    return one(Amount{rounded(amount->number / *by), amount->unit});
  return wrong(name + " of these types");
}

// Numbers only; whole where both are whole and the operator keeps that.
Result<Nodes> calculate(const std::string& name, const Node& one_, const Node& other) {
  const double a = *number_of(one_);
  const double b = *number_of(other);
  const bool whole =
      std::holds_alternative<std::int64_t>(one_.value) && std::holds_alternative<std::int64_t>(other.value);
  if (name == "+") return number(a + b, whole);
  if (name == "-") return number(a - b, whole);
  if (name == "*") return number(a * b, whole);
  if (b == 0) return Nodes{};
  if (name == "/") return number(a / b, false);
  if (name == "div") return number(std::trunc(a / b), true);
  return number(std::fmod(a, b), whole);
}

Result<Nodes> arithmetic(const Run& run, const std::string& name, const Nodes& one_, const Nodes& other) {
  const Node* a = TRY(single(one_));
  const Node* b = TRY(single(other));
  if (a == nullptr || b == nullptr) return Nodes{};
  if (number_of(*a) && number_of(*b)) return calculate(name, *a, *b);
  if (name == "+") return plus(run, *a, *b);
  if (name == "-") return minus(*a, *b);
  return scale(name, *a, *b);
}

Result<Nodes> joined(const Run& run, const Nodes& one_, const Nodes& other) {
  const auto a = TRY(text_in(one_));
  const auto b = TRY(text_in(other));
  const std::string out = a.value_or("") + b.value_or("");
  if (out.size() > run.limits.text) return wrong("a text is too long");
  return one(out);
}

Result<Nodes> compared(const std::string& name, const Nodes& one_, const Nodes& other) {
  const Node* a = TRY(single(one_));
  const Node* b = TRY(single(other));
  if (a == nullptr || b == nullptr) return Nodes{};
  const auto found = TRY(order(*a, *b));
  if (!found) return Nodes{};
  if (name == "<") return one(*found < 0);
  if (name == "<=") return one(*found <= 0);
  if (name == ">") return one(*found > 0);
  return one(*found >= 0);
}

Result<Nodes> united(Run& run, const Nodes& one_, const Nodes& other) {
  Nodes out;
  for (const Nodes* nodes : {&one_, &other}) {
    for (const Node& node : *nodes) {
      TRY(run.spend(out.size()));
      if (!among(node, out)) out.push_back(node);
      if (out.size() > run.limits.elements) return wrong("a collection is too large");
    }
  }
  return out;
}

Result<Nodes> inside(Run& run, const Nodes& one_, const Nodes& many) {
  const Node* node = TRY(single(one_));
  if (node == nullptr) return Nodes{};
  TRY(run.spend(many.size()));
  return one(among(*node, many));
}

Nodes same(const std::string& name, const Nodes& one_, const Nodes& other) {
  if (name == "~") return one(alike(one_, other));
  if (name == "!~") return one(!alike(one_, other));
  if (one_.empty() || other.empty()) return {};
  const auto found = equal(one_, other);
  if (!found) return {};
  return one(name == "=" ? *found : !*found);
}

struct TypeName {
  std::string_view name, meant;
};
constexpr std::array<TypeName, 4> strings = {
    {{"code", "string"}, {"uri", "string"}, {"id", "string"}, {"markdown", "string"}}};

// The type of a plain value where FHIR says no other: System types and FHIR's simple ones share it.
std::string_view type_of(const Node& node) {
  constexpr std::array<std::string_view, 8> names = {"boolean", "integer",  "decimal", "string",
                                                     "date",    "dateTime", "time",    "Quantity"};
  return node.value.index() < names.size() ? names[node.value.index()] : std::string_view();
}

}  // namespace

// System.Boolean and boolean are both taken for FHIR's and for plain values.
bool is_of(const Node& node, std::string_view type) {
  for (const char* prefix : {"System.", "FHIR."}) {
    if (type.rfind(prefix, 0) == 0) type.remove_prefix(std::string_view(prefix).size());
  }
  if (!node.type.empty() && node.type == type) return true;
  std::string small(type);
  if (small == "Boolean" || small == "Integer" || small == "Decimal" || small == "String" ||
      small == "Date" || small == "DateTime" || small == "Time")
    small[0] = static_cast<char>(small[0] - 'A' + 'a');
  if (small == type_of(node)) return node.type.empty() || small != type || node.type == small;
  return std::any_of(strings.begin(), strings.end(),
                     [&](const TypeName& one_) { return node.type == one_.name && small == one_.meant; });
}

Nodes number(double value, bool whole) {
  if (!std::isfinite(value)) return {};
  constexpr double most_whole = 9007199254740992.0;  // 2^53: exact as double
  if (!whole) return one(rounded(value));
  return std::abs(value) < most_whole ? one(static_cast<std::int64_t>(value)) : Nodes{};
}

Result<Nodes> negate(const Nodes& nodes) {
  const Node* node = TRY(single(nodes));
  if (node == nullptr) return Nodes{};
  if (const auto value = number_of(*node))
    return number(-*value, std::holds_alternative<std::int64_t>(node->value));
  if (const auto amount = amount_of(*node)) return one(Amount{-amount->number, amount->unit});
  return wrong("- of this type");
}

Result<Nodes> operate(Run& run, const std::string& name, const Nodes& one_, const Nodes& other) {
  TRY(run.spend(1));
  if (name == "&") return joined(run, one_, other);
  if (name == "|") return united(run, one_, other);
  if (name == "in") return inside(run, one_, other);
  if (name == "contains") return inside(run, other, one_);
  if (name == "=" || name == "!=" || name == "~" || name == "!~") {
    TRY(run.spend(one_.size()));
    return same(name, one_, other);
  }
  if (name[0] == '<' || name[0] == '>') return compared(name, one_, other);
  return arithmetic(run, name, one_, other);
}

}  // namespace alongside::path
