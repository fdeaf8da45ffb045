// FHIR R4 Questionnaire: its values, its words and the form as a whole.
#include <sync/record/questionnaire_parts.h>

#include <nlohmann/json.hpp>

#include <charconv>
#include <cstdlib>

namespace alongside {

const std::string& Words::in(const std::string& language) const {
  const auto found = translations.find(language);
  return found == translations.end() ? text : found->second;
}

double Decimal::number() const {
  double out = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return out;
}

Result<Date> read_date(const std::string& text) {
  const Error bad{Code::invalid, "not a date"};
  if (text.size() != 4 && text.size() != 7 && text.size() != 10) return bad;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : (text[i] < '0' || text[i] > '9')) return bad;
  }
  const int year = std::atoi(text.substr(0, 4).c_str());
  if (year == 0) return bad;
  if (text.size() == 4) return Date{text};
  const int month = std::atoi(text.substr(5, 2).c_str());
  if (month < 1 || month > 12) return bad;
  if (text.size() == 7) return Date{text};
  const int day = std::atoi(text.substr(8, 2).c_str());
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  const int days = month == 2                                                ? (leap ? 29 : 28)
                   : (month == 4 || month == 6 || month == 9 || month == 11) ? 30
                                                                             : 31;
  if (day < 1 || day > days) return bad;
  return Date{text};
}

bool Item::has_code(const std::string& system, const std::string& code) const {
  for (const Coding& coding : codes) {
    if (coding.system == system && coding.code == code) return true;
  }
  return false;
}

namespace {

template <class Test>
const Item* first(const std::vector<Item>& items, const Test& test) {
  for (const Item& item : items) {
    if (test(item)) return &item;
    if (const Item* found = first(item.items, test)) return found;
  }
  return nullptr;
}

}  // namespace

const Item* Questionnaire::find(const std::string& link_id) const {
  return first(items, [&](const Item& item) { return item.link_id == link_id; });
}

const Item* Questionnaire::meaning(const std::string& code) const {
  return first(items, [&](const Item& item) { return item.has_code(meaning_system, code); });
}

namespace form {

Error fault(const std::string& where, const std::string& reason) {
  return {Code::invalid, (where.size() > 200 ? where.substr(0, 200) : where) + ": " + reason};
}

Result<> Read::depart(const std::string& where, const std::string& reason) {
  if (reading == Reading::strict) return fault(where, reason);
  warn(where, reason);
  return {};
}

Coding read_coding(const Json& json) {
  return {string_or(json, "system"), string_or(json, "code"), string_or(json, "display")};
}

Result<Value> read_value(const Json& holder, const std::string& prefix) {
  const auto at = [&](const char* type) { return holder.find(prefix + type); };
  const Error bad{Code::invalid, "value of another type than its name"};
  if (const auto it = at("Boolean"); it != holder.end()) {
    return it->is_boolean() ? Result<Value>(Value(it->get<bool>())) : bad;
  }
  if (const auto it = at("Integer"); it != holder.end()) {
    return it->is_number_integer() ? Result<Value>(Value(it->get<std::int64_t>())) : bad;
  }
  if (const auto it = at("Decimal"); it != holder.end()) {
    return it->is_number() ? Result<Value>(Value(Decimal{it->dump()})) : bad;
  }
  if (const auto it = at("Date"); it != holder.end()) {
    if (!it->is_string()) return bad;
    return Value(TRY(read_date(it->get<std::string>())));
  }
  if (const auto it = at("String"); it != holder.end()) {
    return it->is_string() ? Result<Value>(Value(it->get<std::string>())) : bad;
  }
  if (const auto it = at("Coding"); it != holder.end()) {
    return it->is_object() ? Result<Value>(Value(read_coding(*it))) : bad;
  }
  return Error{Code::missing, "no value of a supported type"};
}

void write_value(Json& holder, const std::string& prefix, const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) holder[prefix + "Boolean"] = *flag;
  if (const auto* number = std::get_if<std::int64_t>(&value)) holder[prefix + "Integer"] = *number;
  if (const auto* decimal = std::get_if<Decimal>(&value)) holder[prefix + "Decimal"] = decimal->number();
  if (const auto* date = std::get_if<Date>(&value)) holder[prefix + "Date"] = date->text;
  if (const auto* text = std::get_if<std::string>(&value)) holder[prefix + "String"] = *text;
  if (const auto* coding = std::get_if<Coding>(&value)) {
    Json out = Json::object();
    if (!coding->system.empty()) out["system"] = coding->system;
    if (!coding->code.empty()) out["code"] = coding->code;
    if (!coding->display.empty()) out["display"] = coding->display;
    holder[prefix + "Coding"] = std::move(out);
  }
}

Words read_words(const Json& holder, const char* key) {
  Words out{string_or(holder, key), {}};
  const auto twin = holder.find(std::string("_") + key);
  if (twin == holder.end() || !twin->is_object()) return out;
  const auto list = twin->find("extension");
  if (list == twin->end() || !list->is_array()) return out;
  for (const Json& extension : *list) {
    if (string_or(extension, "url") != std::string(fhir) + "translation") continue;
    const auto parts = extension.find("extension");
    if (parts == extension.end() || !parts->is_array()) continue;
    std::string language;
    std::string content;
    for (const Json& part : *parts) {
      if (string_or(part, "url") == "lang") language = string_or(part, "valueCode");
      if (string_or(part, "url") == "content") content = string_or(part, "valueString");
    }
    if (!language.empty()) out.translations[language] = content;
  }
  return out;
}

void write_words(Json& holder, const char* key, const Words& words) {
  if (!words.text.empty()) holder[key] = words.text;
  if (words.translations.empty()) return;
  Json list = Json::array();
  for (const auto& [language, content] : words.translations) {
    list.push_back({{"url", std::string(fhir) + "translation"},
                    {"extension", Json::array({Json{{"url", "lang"}, {"valueCode", language}},
                                               Json{{"url", "content"}, {"valueString", content}}})}});
  }
  holder[std::string("_") + key]["extension"] = std::move(list);
}

}  // namespace form

namespace {

bool name_fits(const std::string& name) {
  if (name.size() > 255 || name.empty() || name[0] < 'A' || name[0] > 'Z') return false;
  return name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") ==
         std::string::npos;
}

Result<> check_status(const std::string& status, form::Read& read) {
  if (status.empty()) return read.depart("form", "status is missing");
  if (status != "draft" && status != "active" && status != "retired" && status != "unknown") {
    return form::fault("form", "status is not a FHIR status");
  }
  return {};
}

}  // namespace

Result<ReadQuestionnaire> read_questionnaire(const Json& resource, Reading reading) {
  if (!resource.is_object() || string_or(resource, "resourceType") != "Questionnaire") {
    return form::fault("form", "not a Questionnaire");
  }
  form::Read read{reading, {}};
  TRY(form::check_extensions(resource, "form", read));
  Questionnaire out;
  out.url = string_or(resource, "url");
  out.version = string_or(resource, "version");
  out.name = string_or(resource, "name");
  out.title = form::read_words(resource, "title");
  out.status = string_or(resource, "status");
  out.language = string_or(resource, "language", "en");
  out.copyright = form::read_words(resource, "copyright");
  TRY(check_status(out.status, read));
  if (out.url.empty()) TRY(read.depart("form", "url is missing"));
  if (!out.name.empty() && !name_fits(out.name)) read.warn("form", "name is not a computer name (que-0)");
  const auto items = resource.find("item");
  if (items == resource.end() || !items->is_array() || items->empty()) return form::fault("form", "no items");
  out.items = TRY(form::read_items(*items, read, 1));
  TRY(form::check_rules(out.items, read));
  return ReadQuestionnaire{std::move(out), std::move(read.warnings)};
}

}  // namespace alongside
