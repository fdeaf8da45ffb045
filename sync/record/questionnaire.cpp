// FHIR R4 Questionnaire: its values, its words and the form as a whole.
#include <sync/record/questionnaire_parts.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
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

Result<std::string> read_text(const Json& holder, const char* key, const std::string& where) {
  const auto found = holder.find(key);
  if (found == holder.end()) return std::string();
  if (!found->is_string()) return fault(where, std::string(key) + " is not text");
  const auto& text = found->get_ref<const std::string&>();
  if (text.size() > static_cast<std::size_t>(most_length))
    return fault(where, std::string(key) + " is too long");
  return text;
}

Result<Coding> read_coding(const Json& json) {
  return Coding{TRY(read_text(json, "system", "Coding")), TRY(read_text(json, "code", "Coding")),
                TRY(read_text(json, "display", "Coding"))};
}

namespace {

constexpr const char* digits_url = "urn:alongside:digits";

Error wrong_type() { return {Code::invalid, "value of another type than its name"}; }

// FHIR integers have 32 bits.
Result<Value> read_integer(const Json& json) {
  if (!json.is_number_integer()) return wrong_type();
  const bool huge = json.is_number_unsigned() && json.get<std::uint64_t>() > 0x7fffffff;
  if (huge || json.get<std::int64_t>() > 0x7fffffff || json.get<std::int64_t>() < -0x80000000LL) {
    return Error{Code::invalid, "whole number out of range"};
  }
  return Value(json.get<std::int64_t>());
}

bool plain_digits(const std::string& text) {
  if (text.empty() || text.size() > 40) return false;
  const std::size_t start = text[0] == '-' ? 1 : 0;
  const std::size_t point = text.find('.');
  const auto digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  const std::string_view all(text);
  if (point == std::string::npos) return digits(all.substr(start));
  return point > start && digits(all.substr(start, point - start)) && digits(all.substr(point + 1));
}

Result<Value> read_decimal(const Json& json, const Json* twin) {
  if (!json.is_number()) return wrong_type();
  Decimal out{json.dump()};
  if (twin == nullptr || !twin->is_object()) return Value(out);
  const auto list = twin->find("extension");
  if (list == twin->end() || !list->is_array()) return Value(out);
  for (const Json& one : *list) {
    if (string_or(one, "url") != digits_url) continue;
    const Decimal exact{string_or(one, "valueString")};
    if (!plain_digits(exact.digits) || !(exact == out)) {
      return Error{Code::invalid, "digits differ from the number"};
    }
    return Value(exact);
  }
  return Value(out);
}

// A whole number of up to 15 digits is written as one; the rest as JSON's floating point.
Json number_of(const Decimal& decimal) {
  const bool whole = plain_digits(decimal.digits) && decimal.digits.find('.') == std::string::npos;
  if (whole && decimal.digits.size() <= 15) return static_cast<std::int64_t>(decimal.number());
  return decimal.number();
}

void write_decimal(Json& holder, const std::string& prefix, const Decimal& decimal) {
  const Json number = number_of(decimal);
  holder[prefix + "Decimal"] = number;
  if (number.dump() == decimal.digits || !plain_digits(decimal.digits)) return;
  holder["_" + prefix + "Decimal"]["extension"] =
      Json::array({Json{{"url", digits_url}, {"valueString", decimal.digits}}});
}

}  // namespace

Result<Value> read_value(const Json& holder, const std::string& prefix) {
  const Json* value = nullptr;
  std::string type;
  for (const auto& [key, member] : holder.items()) {
    if (key.compare(0, prefix.size(), prefix) != 0 || key.size() == prefix.size()) continue;
    if (value != nullptr) return Error{Code::invalid, "two values where one may be"};
    value = &member;
    type = key.substr(prefix.size());
  }
  if (value == nullptr) return Error{Code::missing, "no value"};
  if (type == "Boolean") return value->is_boolean() ? Result<Value>(value->get<bool>()) : wrong_type();
  if (type == "Integer") return read_integer(*value);
  if (type == "Decimal") {
    const auto twin = holder.find("_" + prefix + "Decimal");
    return read_decimal(*value, twin == holder.end() ? nullptr : &*twin);
  }
  if (type == "Date") {
    if (!value->is_string()) return wrong_type();
    return Value(TRY(read_date(value->get<std::string>())));
  }
  if (type == "String") {
    return value->is_string() ? Result<Value>(value->get<std::string>()) : wrong_type();
  }
  if (type == "Coding") {
    if (!value->is_object()) return wrong_type();
    return Value(TRY(read_coding(*value)));
  }
  return Error{Code::missing, "value of a type that is not supported"};
}

void write_value(Json& holder, const std::string& prefix, const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) holder[prefix + "Boolean"] = *flag;
  if (const auto* number = std::get_if<std::int64_t>(&value)) holder[prefix + "Integer"] = *number;
  if (const auto* decimal = std::get_if<Decimal>(&value)) write_decimal(holder, prefix, *decimal);
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

Result<Words> read_words(const Json& holder, const char* key, const std::string& where) {
  Words out{TRY(read_text(holder, key, where)), {}};
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

// Members of a form that we keep or that do not concern the asking.
constexpr std::array<std::string_view, 16> kept = {
    "_copyright", "_title", "contained", "copyright", "extension", "id",  "item",    "language",
    "meta",       "name",   "status",    "text",      "title",     "url", "version", "resourceType"};

Result<Questionnaire> read_head(const Json& resource, form::Read& read) {
  Questionnaire out;
  out.url = TRY(form::read_text(resource, "url", "form"));
  out.version = TRY(form::read_text(resource, "version", "form"));
  out.name = TRY(form::read_text(resource, "name", "form"));
  out.title = TRY(form::read_words(resource, "title", "form"));
  out.status = TRY(form::read_text(resource, "status", "form"));
  out.language = TRY(form::read_text(resource, "language", "form"));
  if (out.language.empty()) out.language = "en";
  out.copyright = TRY(form::read_words(resource, "copyright", "form"));
  TRY(check_status(out.status, read));
  if (out.url.empty()) TRY(read.depart("form", "url is missing"));
  if (!out.name.empty() && !name_fits(out.name)) read.warn("form", "name is not a computer name (que-0)");
  for (const auto& [key, unused] : resource.items()) {
    if (std::find(kept.begin(), kept.end(), key) == kept.end())
      read.warn("form", "member is not used: " + key.substr(0, 60));
  }
  return out;
}

}  // namespace

Result<ReadQuestionnaire> read_questionnaire(const Json& resource, Reading reading) {
  if (!resource.is_object() || string_or(resource, "resourceType") != "Questionnaire") {
    return form::fault("form", "not a Questionnaire");
  }
  form::Read read{reading, {}};
  if (resource.contains("contained")) read.contained = &resource["contained"];
  TRY(form::check_extensions(resource, "form", read));
  Questionnaire out = TRY(read_head(resource, read));
  const auto items = resource.find("item");
  if (items == resource.end() || !items->is_array() || items->empty()) return form::fault("form", "no items");
  out.items = TRY(form::read_items(*items, read, 1));
  out.numbers = TRY(form::check_rules(out.items, read));
  return ReadQuestionnaire{std::move(out), std::move(read.warnings)};
}

}  // namespace alongside
