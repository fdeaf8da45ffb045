// Writing a Questionnaire as FHIR R4 JSON.
#include <sync/record/questionnaire_parts.h>

#include <nlohmann/json.hpp>

namespace alongside {
namespace {

const char* name_of(ItemType type) {
  switch (type) {
    case ItemType::group:
      return "group";
    case ItemType::display:
      return "display";
    case ItemType::boolean:
      return "boolean";
    case ItemType::integer:
      return "integer";
    case ItemType::decimal:
      return "decimal";
    case ItemType::date:
      return "date";
    case ItemType::time:
      return "time";
    case ItemType::date_time:
      return "dateTime";
    case ItemType::quantity:
      return "quantity";
    case ItemType::url:
      return "url";
    case ItemType::string:
      return "string";
    case ItemType::text:
      return "text";
    case ItemType::choice:
      return "choice";
    case ItemType::open_choice:
      return "open-choice";
  }
  return "";
}

const char* name_of(Compare compare) {
  switch (compare) {
    case Compare::exists:
      return "exists";
    case Compare::equal:
      return "=";
    case Compare::not_equal:
      return "!=";
    case Compare::greater:
      return ">";
    case Compare::less:
      return "<";
    case Compare::greater_or_equal:
      return ">=";
    case Compare::less_or_equal:
      return "<=";
  }
  return "";
}

Json write_option(const Option& option) {
  Json out = Json::object();
  form::write_value(out, "value", option.value);
  if (std::holds_alternative<Coding>(option.value)) {
    Words words = option.text;
    words.text.clear();
    form::write_words(out["valueCoding"], "display", words);
  } else if (std::holds_alternative<std::string>(option.value)) {
    form::write_words(out, "valueString", option.text);
  }
  if (option.weight) {
    out["extension"] = Json::array(
        {Json{{"url", std::string(form::fhir) + "ordinalValue"}, {"valueDecimal", *option.weight}}});
  }
  if (option.initially_chosen) out["initialSelected"] = true;
  return out;
}

void write_counts(Json& list, const Item& item) {
  const auto put = [&](const char* name, const std::optional<std::int64_t>& number) {
    if (number) list.push_back({{"url", std::string(form::fhir) + name}, {"valueInteger", *number}});
  };
  put("minLength", item.min_length);
  put("maxDecimalPlaces", item.max_decimal_places);
  put("questionnaire-minOccurs", item.min_occurs);
  put("questionnaire-maxOccurs", item.max_occurs);
  put("questionnaire-sliderStepValue", item.step);
  for (const Coding& unit : item.unit_options) {
    Json one = {{"url", std::string(form::fhir) + "questionnaire-unitOption"}};
    form::write_value(one, "value", unit);
    list.push_back(one);
  }
  const bool own_unit = item.unit_options.empty() && (!item.unit.code.empty() || !item.unit.display.empty());
  if (own_unit) {
    Json one = {{"url", std::string(form::fhir) + "questionnaire-unit"}};
    form::write_value(one, "value", item.unit);
    list.push_back(one);
  }
  if (!item.entry_format.text.empty()) {
    Json one = {{"url", std::string(form::fhir) + "entryFormat"}};
    form::write_words(one, "valueString", item.entry_format);
    list.push_back(one);
  }
}

void write_extensions(Json& out, const Item& item) {
  Json list = Json::array();
  const auto url = [](const char* name) { return std::string(form::fhir) + name; };
  if (item.hidden) list.push_back({{"url", url("questionnaire-hidden")}, {"valueBoolean", true}});
  if (item.control != ItemControl::none) {
    const char* code = form::control_named(item.control)->code;
    Json coding = {{"system", "http://hl7.org/fhir/questionnaire-item-control"}, {"code", code}};
    Json control = {{"url", url("questionnaire-itemControl")}};
    control["valueCodeableConcept"]["coding"] = Json::array({coding});
    list.push_back(control);
  }
  for (const char* name : {"minValue", "maxValue"}) {
    const auto& limit = name[1] == 'i' ? item.min_value : item.max_value;
    if (!limit) continue;
    Json one = {{"url", url(name)}};
    form::write_value(one, "value", *limit);
    list.push_back(one);
  }
  write_counts(list, item);
  form::write_formulas(list, item.formulas);
  if (!list.empty()) out["extension"] = std::move(list);
}

void write_items(Json& out, const std::vector<Item>& items);

Json write_item(const Item& item) {
  Json out = {{"linkId", item.link_id}, {"type", name_of(item.type)}};
  form::write_words(out, "text", item.text);
  form::write_words_formula(out, item.formulas);
  form::write_words(out, "prefix", item.prefix);
  for (const Coding& code : item.codes) {
    Json holder = Json::object();
    form::write_value(holder, "value", code);
    out["code"].push_back(holder["valueCoding"]);
  }
  if (item.required) out["required"] = true;
  if (item.repeats) out["repeats"] = true;
  if (item.read_only) out["readOnly"] = true;
  if (item.max_length) out["maxLength"] = *item.max_length;
  write_extensions(out, item);
  for (const Value& value : item.initial) {
    Json one = Json::object();
    form::write_value(one, "value", value);
    out["initial"].push_back(one);
  }
  for (const Option& option : item.options) {
    if (!item.options_made) out["answerOption"].push_back(write_option(option));
  }
  for (const EnableWhen& when : item.enable_when) {
    Json one = {{"question", when.question}, {"operator", name_of(when.compare)}};
    form::write_value(one, "answer", when.answer);
    out["enableWhen"].push_back(one);
  }
  if (item.enable_when.size() > 1) {
    out["enableBehavior"] = item.enable_behavior == EnableBehavior::any ? "any" : "all";
  }
  write_items(out, item.items);
  return out;
}

// What was made when reading is not written.
void write_items(Json& out, const std::vector<Item>& items) {
  for (const Item& item : items) {
    if (item.copy_of.empty() && !item.adds) out["item"].push_back(write_item(item));
  }
}

}  // namespace

Json write_questionnaire(const Questionnaire& form) {
  Json out = {{"resourceType", "Questionnaire"}, {"language", form.language}};
  if (!form.url.empty()) out["url"] = form.url;
  if (!form.version.empty()) out["version"] = form.version;
  if (!form.name.empty()) out["name"] = form.name;
  if (!form.status.empty()) out["status"] = form.status;
  form::write_words(out, "title", form.title);
  form::write_words(out, "copyright", form.copyright);
  Json list = Json::array();
  form::write_formulas(list, form.formulas);
  if (!list.empty()) out["extension"] = std::move(list);
  write_items(out, form.items);
  return out;
}

}  // namespace alongside
