// FHIR R4 Questionnaire: its values, its words and the form as a whole.
#include <sync/record/questionnaire_parts.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace alongside {

const std::string& Words::in(const std::string& language) const {
  const auto found = translations.find(language);
  return found == translations.end() ? text : found->second;
}

bool Item::has_code(const std::string& system, const std::string& code) const {
  for (const Coding& coding : codes) {
    if (coding.system == system && coding.code == code) return true;
  }
  return false;
}

const Formula* Item::formula(FormulaUse use) const {
  for (const Formula& one : formulas) {
    if (one.use == use) return &one;
  }
  return nullptr;
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
  Coding out;
  out.system = TRY(read_text(json, "system", "Coding"));
  out.code = TRY(read_text(json, "code", "Coding"));
  out.display = TRY(read_text(json, "display", "Coding"));
  return out;
}

Result<Words> read_words(const Json& holder, const char* key, const std::string& where) {
  Words out;
  out.text = TRY(read_text(holder, key, where));
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
  out.formulas = TRY(form::read_formulas(resource, "form"));
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
  TRY(form::check_formulas(out));
  if (form::any_repeats(out.items)) {
    TRY(form::unroll(out.items, read.items));
    out.numbers = TRY(form::number_items(out.items));
  }
  return ReadQuestionnaire{std::move(out), std::move(read.warnings)};
}

}  // namespace alongside
