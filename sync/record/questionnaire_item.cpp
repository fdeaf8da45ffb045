// Reading the items of a Questionnaire: types, options, conditions and extensions; refuses what would change
// meaning.
#include <sync/record/questionnaire_parts.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace alongside::form {
namespace {

struct TypeName {
  const char* name;
  ItemType type;
};
constexpr std::array<TypeName, 14> types = {{{"group", ItemType::group},
                                             {"display", ItemType::display},
                                             {"boolean", ItemType::boolean},
                                             {"integer", ItemType::integer},
                                             {"decimal", ItemType::decimal},
                                             {"date", ItemType::date},
                                             {"time", ItemType::time},
                                             {"dateTime", ItemType::date_time},
                                             {"quantity", ItemType::quantity},
                                             {"url", ItemType::url},
                                             {"string", ItemType::string},
                                             {"text", ItemType::text},
                                             {"choice", ItemType::choice},
                                             {"open-choice", ItemType::open_choice}}};

struct CompareName {
  const char* name;
  Compare compare;
};
constexpr std::array<CompareName, 7> compares = {{{"exists", Compare::exists},
                                                  {"=", Compare::equal},
                                                  {"!=", Compare::not_equal},
                                                  {">", Compare::greater},
                                                  {"<", Compare::less},
                                                  {">=", Compare::greater_or_equal},
                                                  {"<=", Compare::less_or_equal}}};

Result<bool> flag(const Json& holder, const char* key, const std::string& where) {
  const auto found = holder.find(key);
  if (found == holder.end()) return false;
  if (!found->is_boolean()) return fault(where, std::string(key) + " is not a boolean");
  return found->get<bool>();
}

Result<const Json*> list_of(const Json& holder, const char* key, const std::string& where) {
  static const Json none = Json::array();
  const auto found = holder.find(key);
  if (found == holder.end()) return &none;
  if (!found->is_array()) return fault(where, std::string(key) + " is not a list");
  for (const Json& one : *found) {
    if (!one.is_object()) return fault(where, std::string(key) + " holds something else than objects");
  }
  return &*found;
}

Result<Option> read_option(const Json& json, const std::string& where, Read& read) {
  TRY(check_extensions(json, where, read));
  TRY(no_formulas(json, where));
  const auto coded = json.find("valueCoding");
  if (coded != json.end() && coded->is_object()) TRY(check_extensions(*coded, where, read));
  auto value = read_value(json, "value");
  if (!value) return fault(where, "answerOption: " + value.error().what);
  Option out;
  out.value = value.take();
  out.weight = weight_of(json);
  out.initially_chosen = TRY(flag(json, "initialSelected", where));
  if (const auto* coding = std::get_if<Coding>(&out.value)) {
    if (coding->code.empty() && coding->display.empty()) return fault(where, "answerOption without a code");
    out.text = TRY(read_words(*coded, "display", where));
    if (out.text.text.empty()) out.text.text = coding->code;
  } else if (const auto* text = std::get_if<std::string>(&out.value)) {
    out.text = TRY(read_words(json, "valueString", where));
    out.text.text = *text;
  } else if (const auto* number = std::get_if<std::int64_t>(&out.value)) {
    out.text.text = std::to_string(*number);
  } else if (std::holds_alternative<Date>(out.value) || std::holds_alternative<ClockTime>(out.value)) {
    out.text.text = text_of(out.value);
  } else {
    return fault(where, "answerOption of a type that is not supported");
  }
  return out;
}

Result<EnableWhen> read_condition(const Json& json, const std::string& where, Read& read) {
  TRY(check_extensions(json, where, read));
  TRY(no_formulas(json, where));
  EnableWhen out{string_or(json, "question"), Compare::exists, false};
  if (out.question.empty()) return fault(where, "enableWhen without a question");
  const std::string name = string_or(json, "operator");
  const auto found =
      std::find_if(compares.begin(), compares.end(), [&](const auto& one) { return name == one.name; });
  if (found == compares.end()) return fault(where, "enableWhen with an unknown operator");
  out.compare = found->compare;
  auto value = read_value(json, "answer");
  if (!value) return fault(where, "enableWhen: " + value.error().what);
  out.answer = value.take();
  return out;
}

std::string control_code(const Json& json) {
  const Json* found = extension(json, "itemControl");
  if (found == nullptr) return {};
  const auto concept_ = found->find("valueCodeableConcept");
  if (concept_ == found->end() || !concept_->is_object()) return "?";
  const auto codings = concept_->find("coding");
  if (codings == concept_->end() || !codings->is_array() || codings->empty()) return "?";
  return string_or((*codings)[0], "code", "?");
}

Result<> read_control(const Json& json, Item& item, Read& read) {
  const std::string code = control_code(json);
  if (code.empty()) return {};
  const ControlName* name = control_named(code);
  const bool may = name != nullptr && (item.asks()                    ? name->question
                                       : item.type == ItemType::group ? name->group
                                                                      : name->display);
  if (!may) return fault(item.link_id, "itemControl is not supported (" + code.substr(0, 40) + ")");
  item.control = name->control;
  if (name->note != nullptr) read.warn(item.link_id, name->note);
  return {};
}

// A slider becomes buttons where its range has few steps, else a number to type.
Result<> read_slider(const Json& json, Item& item, Read& read) {
  if (const Json* found = extension(json, "sliderStepValue"))
    item.step = TRY(need_integer(*found, "valueInteger"));
  if (item.control != ItemControl::slider) return {};
  constexpr std::int64_t most_buttons = 21;
  const std::int64_t step = item.step.value_or(1);
  if (step < 1) return fault(item.link_id, "sliderStepValue out of range");
  const auto* least = item.min_value ? std::get_if<std::int64_t>(&*item.min_value) : nullptr;
  const auto* most = item.max_value ? std::get_if<std::int64_t>(&*item.max_value) : nullptr;
  const bool few =
      least != nullptr && most != nullptr && *least <= *most && (*most - *least) / step < most_buttons;
  if (item.type != ItemType::integer || !few || !item.options.empty()) {
    read.warn(item.link_id, "slider is shown as a number to type");
    return {};
  }
  item.options_made = true;
  for (std::int64_t at = *least; at <= *most; at += step) {
    const bool first = std::find(item.initial.begin(), item.initial.end(), Value(at)) != item.initial.end();
    item.options.push_back({at, {std::to_string(at), {}}, std::nullopt, first});
  }
  return {};
}

Result<std::optional<std::int64_t>> whole(const Json& json, const char* name, std::int64_t least,
                                          const std::string& where) {
  const Json* found = extension(json, name);
  if (found == nullptr) return std::optional<std::int64_t>();
  const auto value = need_integer(*found, "valueInteger");
  if (!value || *value < least || *value > most_length)
    return fault(where, std::string(name) + " out of range");
  return std::optional<std::int64_t>(*value);
}

Result<> read_counts(const Json& json, Item& item) {
  item.min_length = TRY(whole(json, "minLength", 1, item.link_id));
  item.max_decimal_places = TRY(whole(json, "maxDecimalPlaces", 0, item.link_id));
  item.min_occurs = TRY(whole(json, "minOccurs", 0, item.link_id));
  item.max_occurs = TRY(whole(json, "maxOccurs", 1, item.link_id));
  if (const Json* found = extension(json, "unit")) {
    const auto value = read_value(*found, "value");
    if (!value || !std::holds_alternative<Coding>(*value)) return fault(item.link_id, "unit is not a coding");
    item.unit = std::get<Coding>(*value);
  }
  if (const Json* found = extension(json, "entryFormat"))
    item.entry_format = TRY(read_words(*found, "valueString", item.link_id));
  return {};
}

Result<> read_limits(const Json& json, Item& item) {
  if (json.contains("maxLength")) {
    if (!json["maxLength"].is_number_integer()) return fault(item.link_id, "maxLength is not a whole number");
    item.max_length = json["maxLength"].get<std::int64_t>();
    if (*item.max_length < 1 || *item.max_length > most_length)
      return fault(item.link_id, "maxLength out of range");
  }
  for (const char* name : {"minValue", "maxValue"}) {
    const Json* found = extension(json, name);
    if (found == nullptr) continue;
    auto value = read_value(*found, "value");
    if (!value) return fault(item.link_id, std::string(name) + ": " + value.error().what);
    (name[1] == 'i' ? item.min_value : item.max_value) = value.take();
  }
  if (const Json* hidden = extension(json, "hidden")) {
    item.hidden = TRY(flag(*hidden, "valueBoolean", item.link_id));
  }
  return {};
}

// A starting amount without a number only says the unit.
bool unit_alone(const Json& initial, Item& item, Read& read) {
  const auto amount = initial.find("valueQuantity");
  if (item.type != ItemType::quantity || amount == initial.end() || !amount->is_object() ||
      amount->contains("value"))
    return false;
  if (item.unit.code.empty() && item.unit.display.empty())
    item.unit = {string_or(*amount, "system"), string_or(*amount, "code"), string_or(*amount, "unit")};
  read.warn(item.link_id, "a starting amount without a number is taken as the unit");
  return true;
}

Result<> read_lists(const Json& json, Item& item, Read& read) {
  for (const Json& one : *TRY(list_of(json, "code", item.link_id))) {
    auto code = read_coding(one);
    if (!code) return fault(item.link_id, "code: " + code.error().what);
    item.codes.push_back(code.take());
  }
  for (const Json& one : *TRY(list_of(json, "answerOption", item.link_id))) {
    item.options.push_back(TRY(read_option(one, item.link_id, read)));
  }
  if (json.contains("answerValueSet")) {
    if (!item.options.empty()) return fault(item.link_id, "both answerOption and answerValueSet (que-4)");
    const bool choice = item.type == ItemType::choice || item.type == ItemType::open_choice;
    if (!choice) return fault(item.link_id, "answerValueSet on this type (que-5)");
    item.options = TRY(read_value_set(string_or(json, "answerValueSet"), item.link_id, read));
  }
  for (const Json& one : *TRY(list_of(json, "enableWhen", item.link_id))) {
    item.enable_when.push_back(TRY(read_condition(one, item.link_id, read)));
  }
  for (const Json& one : *TRY(list_of(json, "initial", item.link_id))) {
    if (unit_alone(one, item, read)) continue;
    auto value = read_value(one, "value");
    if (!value) return fault(item.link_id, "initial: " + value.error().what);
    item.initial.push_back(value.take());
  }
  const std::string behavior = TRY(read_text(json, "enableBehavior", item.link_id));
  if (behavior == "any") item.enable_behavior = EnableBehavior::any;
  if (!behavior.empty() && behavior != "any" && behavior != "all")
    return fault(item.link_id, "enableBehavior");
  if (behavior.empty() && item.enable_when.size() > 1) {
    TRY(read.depart(item.link_id, "several enableWhen without enableBehavior (que-12)"));
  }
  return {};
}

// Expressions beside the item, and the one beside its text.
Result<> read_expressions(const Json& json, Item& item) {
  item.formulas = TRY(read_formulas(json, item.link_id));
  if (item.formula(FormulaUse::words) != nullptr) return fault(item.link_id, "cqf-expression beside no text");
  const auto twin = json.find("_text");
  if (twin == json.end() || !twin->is_object()) return {};
  std::vector<Formula> words = TRY(read_formulas(*twin, item.link_id));
  for (Formula& one : words) {
    if (one.use != FormulaUse::words) return fault(item.link_id, "an expression that belongs to the item");
    item.formulas.push_back(std::move(one));
  }
  return {};
}

Result<> read_units(const Json& json, Item& item, Read& read) {
  const auto list = json.find("extension");
  if (list == json.end() || !list->is_array()) return {};
  for (const Json& one : *list) {
    if (extension_name(one) != "unitOption") continue;
    const auto value = read_value(one, "value");
    if (!value || !std::holds_alternative<Coding>(*value))
      return fault(item.link_id, "unitOption is not a coding");
    item.unit_options.push_back(std::get<Coding>(*value));
  }
  if (item.unit_options.empty()) return {};
  if (item.type != ItemType::quantity) return fault(item.link_id, "unitOption on this type");
  item.unit = item.unit_options.front();
  if (item.unit_options.size() > 1) read.warn(item.link_id, "of several units the first is asked in");
  return {};
}

// Members of an item that are read, in the order of their bytes.
constexpr std::array<std::string_view, 19> members = {
    "_prefix",    "_text",     "answerOption", "answerValueSet", "code", "definition", "enableBehavior",
    "enableWhen", "extension", "id",           "initial",        "item", "linkId",     "maxLength",
    "prefix",     "readOnly",  "repeats",      "required",       "text"};

Result<> check_members(const Json& json, const std::string& where, Read& read) {
  for (const auto& [key, unused] : json.items()) {
    if (key == "type" || std::binary_search(members.begin(), members.end(), std::string_view(key))) continue;
    if (key == "modifierExtension") continue;  // refused with the extensions
    TRY(read.depart(where, "member is not supported: " + key.substr(0, 60)));
  }
  if (json.contains("definition")) read.warn(where, "member is not used: definition");
  return {};
}

Result<Item> read_item(const Json& json, Read& read, int depth) {
  if (++read.items > most_items) return fault("form", "more than 100,000 items");
  Item item;
  item.link_id = TRY(read_text(json, "linkId", "form"));
  if (item.link_id.empty()) return fault("form", "an item without linkId");
  if (item.link_id.size() > 255) return fault("form", "a linkId is too long");
  const std::string type = string_or(json, "type");
  const auto found =
      std::find_if(types.begin(), types.end(), [&](const auto& one) { return type == one.name; });
  if (found == types.end()) return fault(item.link_id, "type not supported: " + type.substr(0, 40));
  item.type = found->type;
  TRY(check_members(json, item.link_id, read));
  TRY(check_extensions(json, item.link_id, read));
  if (json.contains("_text") && json["_text"].is_object())
    TRY(check_extensions(json["_text"], item.link_id, read));
  item.text = TRY(read_words(json, "text", item.link_id));
  item.prefix = TRY(read_words(json, "prefix", item.link_id));
  item.required = TRY(flag(json, "required", item.link_id));
  item.repeats = TRY(flag(json, "repeats", item.link_id));
  item.read_only = TRY(flag(json, "readOnly", item.link_id));
  TRY(read_control(json, item, read));
  TRY(read_limits(json, item));
  TRY(read_counts(json, item));
  TRY(read_units(json, item, read));
  TRY(read_lists(json, item, read));
  TRY(read_slider(json, item, read));
  TRY(read_expressions(json, item));
  if (json.contains("item")) {
    item.items = TRY(read_items(json["item"], read, depth + 1));
  }
  return item;
}

}  // namespace

std::optional<double> weight_of(const Json& option) {
  for (const Json* holder : {&option, option.contains("valueCoding") ? &option["valueCoding"] : &option}) {
    if (!holder->is_object()) continue;
    for (const char* name : {"ordinalValue", "itemWeight"}) {
      const Json* found = extension(*holder, name);
      if (found == nullptr) continue;
      const auto value = found->find("valueDecimal");
      if (value != found->end() && value->is_number()) return value->get<double>();
    }
  }
  return std::nullopt;
}

Result<std::vector<Item>> read_items(const Json& array, Read& read, int depth) {
  if (depth > most_depth) return fault("form", "groups are nested too deep");
  if (!array.is_array()) return fault("form", "item is not a list");
  std::vector<Item> out;
  for (const Json& one : array) {
    if (!one.is_object()) return fault("form", "an item is not an object");
    out.push_back(TRY(read_item(one, read, depth)));
  }
  return out;
}

}  // namespace alongside::form
