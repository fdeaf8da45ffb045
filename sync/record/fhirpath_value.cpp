// Values of FHIRPath: plain values out of JSON, equality, order and text.
#include <sync/record/fhirpath_parts.h>
#include <sync/record/questionnaire.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace alongside::path {

Error wrong(std::string what) { return {Code::invalid, "FHIRPath: " + std::move(what)}; }

namespace {

const Json* object_of(const Node& node) {
  const auto* found = std::get_if<const Json*>(&node.value);
  return found == nullptr ? nullptr : *found;
}

// FHIR types that `value` may hide: valueString is value of type string.
constexpr std::array<std::string_view, 40> types = {
    "Address",      "Age",        "Annotation", "Attachment",      "Base64Binary",
    "Boolean",      "Canonical",  "Code",       "CodeableConcept", "Coding",
    "ContactPoint", "Count",      "Date",       "DateTime",        "Decimal",
    "Distance",     "Dosage",     "Duration",   "Expression",      "HumanName",
    "Id",           "Identifier", "Instant",    "Integer",         "Markdown",
    "Meta",         "Money",      "Oid",        "Period",          "PositiveInt",
    "Quantity",     "Range",      "Ratio",      "Reference",       "SampledData",
    "Signature",    "String",     "Time",       "UnsignedInt",     "Uri"};
constexpr std::array<std::string_view, 19> simple = {
    "Base64Binary", "Boolean",     "Canonical", "Code",     "Date", "DateTime",    "Decimal",
    "Id",           "Instant",     "Integer",   "Markdown", "Oid",  "PositiveInt", "String",
    "Time",         "UnsignedInt", "Uri",       "Url",      "Uuid"};

std::string type_named(std::string_view suffix) {
  std::string out(suffix);
  if (std::find(simple.begin(), simple.end(), suffix) != simple.end())
    out[0] = static_cast<char>(out[0] - 'A' + 'a');
  return out;
}

bool names_type(std::string_view suffix) {
  return suffix == "Url" || suffix == "Uuid" || std::find(types.begin(), types.end(), suffix) != types.end();
}

// Types of members that forms look at and that JSON does not tell.
std::string known_type(const std::string& name) {
  if (name == "birthDate") return "date";
  if (name == "authored" || name == "issued" || name == "date") return "dateTime";
  if (name == "lastUpdated") return "instant";
  return "";
}

void put(const Json& json, const Json* twin, const std::string& type, const Node& from, Nodes& out) {
  if (json.is_array()) {
    std::size_t at = 0;
    for (const Json& one : json) {
      const bool paired = twin != nullptr && twin->is_array() && at < twin->size() && (*twin)[at].is_object();
      if (!one.is_array()) put(one, paired ? &(*twin)[at] : nullptr, type, from, out);
      ++at;
    }
    return;
  }
  if (json.is_null()) return;
  Node node = plain(json, type);
  node.twin = twin;
  const Json* object = object_of(from);
  node.asked = object != nullptr && object->contains("linkId") ? object : from.asked;
  out.push_back(std::move(node));
}

const Json* twin_of(const Json& object, const std::string& name) {
  const auto found = object.find("_" + name);
  return found == object.end() ? nullptr : &*found;
}

std::string shortest(double value) {
  std::array<char, 400> text{};
  const auto written = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  return std::string(text.data(), written.ptr);
}

}  // namespace

Node plain(const Json& json, std::string_view type) {
  Node out;
  out.type = std::string(type);
  if (json.is_boolean()) {
    out.value = json.get<bool>();
  } else if (json.is_number_integer() && type != "decimal") {
    out.value = json.get<std::int64_t>();
  } else if (json.is_number()) {
    out.value = json.get<double>();
  } else if (json.is_string()) {
    const auto& text = json.get_ref<const std::string&>();
    std::optional<Node> moment;
    if (type == "time") moment = read_moment("T" + text);
    if (type == "date" || type == "dateTime" || type == "instant") moment = read_moment(text);
    if (moment && type != "date" && type != "time") moment->value = DateTime{text};
    if (moment) {
      out.value = std::move(moment->value);
    } else {
      out.value = text;
    }
  } else {
    out.value = &json;
    if (out.type.empty() && json.is_object()) out.type = string_or(json, "resourceType");
  }
  return out;
}

void members(const Node& node, const std::string& name, Nodes& out) {
  const Json* object = object_of(node);
  if (object == nullptr) {
    if (node.twin != nullptr && node.twin->is_object() && (name == "extension" || name == "id")) {
      const auto found = node.twin->find(name);
      if (found != node.twin->end()) put(*found, nullptr, "", node, out);
    }
    return;
  }
  if (!object->is_object()) return;
  const auto found = object->find(name);
  if (found != object->end()) {
    const bool typed = name.rfind("value", 0) == 0 && names_type(std::string_view(name).substr(5));
    put(*found, twin_of(*object, name),
        typed ? type_named(std::string_view(name).substr(5)) : known_type(name), node, out);
    return;
  }
  const auto& map = object->get_ref<const Json::object_t&>();
  for (auto at = map.lower_bound(name); at != map.end() && at->first.rfind(name, 0) == 0; ++at) {
    const std::string_view suffix = std::string_view(at->first).substr(name.size());
    if (!names_type(suffix)) continue;
    put(at->second, twin_of(*object, at->first), type_named(suffix), node, out);
    return;
  }
}

void children(const Node& node, Nodes& out) {
  const Json* object = object_of(node);
  if (object == nullptr || !object->is_object()) {
    members(node, "extension", out);
    return;
  }
  for (const auto& [key, value] : object->items()) {
    if (key == "resourceType" || key[0] == '_') continue;
    members(node, key, out);
  }
}

Nodes node_of(const Json& json) { return {plain(json, "")}; }

Json json_of(const Node& node) {
  if (const auto* flag = std::get_if<bool>(&node.value)) return *flag;
  if (const auto* whole = std::get_if<std::int64_t>(&node.value)) return *whole;
  if (const auto* decimal = std::get_if<double>(&node.value)) return *decimal;
  if (const Json* object = object_of(node)) return *object;
  if (const auto* amount = std::get_if<Amount>(&node.value))
    return Json{{"value", amount->number}, {"unit", amount->unit}};
  return text_of(node);
}

std::string text_of(const Node& node) {
  if (const auto* flag = std::get_if<bool>(&node.value)) return *flag ? "true" : "false";
  if (const auto* whole = std::get_if<std::int64_t>(&node.value)) return std::to_string(*whole);
  if (const auto* decimal = std::get_if<double>(&node.value)) return shortest(*decimal);
  if (const auto* text = std::get_if<std::string>(&node.value)) return *text;
  if (const auto* date = std::get_if<Date>(&node.value)) return date->text;
  if (const auto* moment = std::get_if<DateTime>(&node.value)) return moment->text;
  if (const auto* time = std::get_if<ClockTime>(&node.value)) return time->text;
  if (const auto amount = amount_of(node)) {
    const bool calendar = !calendar_unit(amount->unit).empty();
    return shortest(amount->number) + (calendar ? " " + amount->unit : " '" + amount->unit + "'");
  }
  return {};
}

std::optional<Amount> amount_of(const Node& node) {
  if (const auto* amount = std::get_if<Amount>(&node.value)) return *amount;
  const Json* object = object_of(node);
  if (object == nullptr || node.type != "Quantity") return std::nullopt;
  const auto value = object->find("value");
  if (value == object->end() || !value->is_number()) return std::nullopt;
  const std::string code = string_or(*object, "code");
  return Amount{value->get<double>(), code.empty() ? string_or(*object, "unit", "1") : code};
}

std::optional<double> number_of(const Node& node) {
  if (const auto* whole = std::get_if<std::int64_t>(&node.value)) return static_cast<double>(*whole);
  if (const auto* decimal = std::get_if<double>(&node.value)) return *decimal;
  return std::nullopt;
}

std::optional<bool> equal(const Node& one, const Node& other) {
  const auto a = number_of(one);
  const auto b = number_of(other);
  if (a && b) return std::abs(*a - *b) < 1e-9;
  if (is_moment(one) && is_moment(other)) {
    const auto found = order_of_moments(one, other);
    if (!found) return std::nullopt;
    return *found == 0;
  }
  const auto amount = amount_of(one);
  const auto other_amount = amount_of(other);
  if (amount && other_amount) {
    if (amount->unit != other_amount->unit) return std::nullopt;
    return amount->number == other_amount->number;
  }
  const Json* object = object_of(one);
  const Json* other_object = object_of(other);
  if (object != nullptr && other_object != nullptr) return object == other_object || *object == *other_object;
  return one.value == other.value;
}

std::optional<bool> equal(const Nodes& one, const Nodes& other) {
  if (one.size() != other.size()) return false;
  std::optional<bool> out = true;
  for (std::size_t i = 0; i < one.size(); ++i) {
    const auto same = equal(one[i], other[i]);
    if (same && !*same) return false;
    if (!same) out = std::nullopt;
  }
  return out;
}

namespace {

std::string folded(std::string_view text) {
  std::string out;
  for (char c : text) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (blank && (out.empty() || out.back() == ' ')) continue;
    out += blank ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// Decimals are alike to the places of the less exact one.
bool numbers_alike(double one, double other) {
  const auto places = [](double value) {
    const std::string text = shortest(value);
    const std::size_t point = text.find('.');
    return point == std::string::npos ? 0 : static_cast<int>(text.size() - point) - 1;
  };
  const double scale = std::pow(10, std::min(places(one), places(other)));
  return std::round(one * scale) == std::round(other * scale);
}

}  // namespace

bool alike(const Node& one, const Node& other) {
  const auto a = number_of(one);
  const auto b = number_of(other);
  if (a && b) return numbers_alike(*a, *b);
  const auto* text = std::get_if<std::string>(&one.value);
  const auto* other_text = std::get_if<std::string>(&other.value);
  if (text != nullptr && other_text != nullptr) return folded(*text) == folded(*other_text);
  const Json* object = object_of(one);
  const Json* other_object = object_of(other);
  const bool codings = one.type == "Coding" && other.type == "Coding";
  if (codings && object != nullptr && other_object != nullptr)
    return string_or(*object, "system") == string_or(*other_object, "system") &&
           string_or(*object, "code") == string_or(*other_object, "code");
  return equal(one, other).value_or(false);
}

bool alike(const Nodes& one, const Nodes& other) {
  if (one.size() != other.size()) return false;
  std::vector<bool> used(other.size());
  for (const Node& node : one) {
    std::size_t at = 0;
    while (at < other.size() && (used[at] || !alike(node, other[at]))) ++at;
    if (at == other.size()) return false;
    used[at] = true;
  }
  return true;
}

bool among(const Node& node, const Nodes& nodes) {
  return std::any_of(nodes.begin(), nodes.end(),
                     [&](const Node& one) { return equal(node, one).value_or(false); });
}

Result<std::optional<std::partial_ordering>> order(const Node& one, const Node& other) {
  using Order = std::optional<std::partial_ordering>;
  const auto a = number_of(one);
  const auto b = number_of(other);
  if (a && b) return Order(*a <=> *b);
  if (is_moment(one) && is_moment(other)) {
    const Order found = order_of_moments(one, other);
    if (found && *found == std::partial_ordering::unordered) return wrong("a time is compared with a date");
    return found;
  }
  const auto* text = std::get_if<std::string>(&one.value);
  const auto* other_text = std::get_if<std::string>(&other.value);
  if (text != nullptr && other_text != nullptr) return Order(*text <=> *other_text);
  const auto amount = amount_of(one);
  const auto other_amount = amount_of(other);
  if (amount && other_amount)
    return amount->unit == other_amount->unit ? Order(amount->number <=> other_amount->number) : Order();
  return wrong("values without a common order are compared");
}

}  // namespace alongside::path
