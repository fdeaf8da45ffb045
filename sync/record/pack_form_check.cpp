// What a pack asks of a Questionnaire beyond FHIR: a slip of the pen is refused, not passed over.
#include <sync/record/pack_read.h>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace alongside {
namespace {

enum class Kind { text, flag, number, list, object, any };
struct Member {
  const char* name;
  Kind kind;
};

const std::vector<Member> form_members = {
    {"resourceType", Kind::text}, {"id", Kind::text},         {"meta", Kind::object},
    {"language", Kind::text},     {"text", Kind::object},     {"extension", Kind::list},
    {"url", Kind::text},          {"identifier", Kind::list}, {"version", Kind::text},
    {"name", Kind::text},         {"title", Kind::text},      {"_title", Kind::object},
    {"status", Kind::text},       {"date", Kind::text},       {"publisher", Kind::text},
    {"description", Kind::text},  {"purpose", Kind::text},    {"copyright", Kind::text},
    {"_copyright", Kind::object}, {"code", Kind::list},       {"item", Kind::list}};

const std::vector<Member> item_members = {{"linkId", Kind::text},
                                          {"id", Kind::text},
                                          {"definition", Kind::text},
                                          {"code", Kind::list},
                                          {"prefix", Kind::text},
                                          {"_prefix", Kind::object},
                                          {"text", Kind::text},
                                          {"_text", Kind::object},
                                          {"type", Kind::text},
                                          {"enableWhen", Kind::list},
                                          {"enableBehavior", Kind::text},
                                          {"required", Kind::flag},
                                          {"repeats", Kind::flag},
                                          {"readOnly", Kind::flag},
                                          {"maxLength", Kind::number},
                                          {"answerOption", Kind::list},
                                          {"initial", Kind::list},
                                          {"extension", Kind::list},
                                          {"item", Kind::list}};

const std::vector<Member> condition_members = {
    {"question", Kind::text},        {"operator", Kind::text},        {"answerBoolean", Kind::flag},
    {"answerDecimal", Kind::number}, {"answerInteger", Kind::number}, {"answerDate", Kind::text},
    {"answerString", Kind::text},    {"answerCoding", Kind::object}};

const std::vector<Member> option_members = {{"valueInteger", Kind::number}, {"valueDate", Kind::text},
                                            {"valueString", Kind::text},    {"_valueString", Kind::object},
                                            {"valueCoding", Kind::object},  {"initialSelected", Kind::flag},
                                            {"extension", Kind::list}};

const std::vector<Member> coding_members = {{"system", Kind::text},     {"version", Kind::text},
                                            {"code", Kind::text},       {"display", Kind::text},
                                            {"_display", Kind::object}, {"extension", Kind::list}};

bool fits(const Json& value, Kind kind) {
  switch (kind) {
    case Kind::text:
      return value.is_string() && !value.get_ref<const std::string&>().empty();
    case Kind::flag:
      return value.is_boolean();
    case Kind::number:
      return value.is_number();
    case Kind::list:
      return value.is_array();
    case Kind::object:
      return value.is_object();
    case Kind::any:
      return true;
  }
  return false;
}

Result<> only(const PackPart& part, const std::string& where, const Json& json,
              const std::vector<Member>& members) {
  if (!json.is_object()) return part.fault(where + ": must be an object");
  for (const auto& [name, value] : json.items()) {
    const std::string& wanted = name;
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const Member& member) { return wanted == member.name; });
    if (found == members.end()) return part.fault(where + ": unknown member " + name.substr(0, 60));
    if (!fits(value, found->kind)) return part.fault(where + ": " + name + " is of another type, or empty");
  }
  return {};
}

Result<> check_codings(const PackPart& part, const std::string& where, const Json& holder, bool need_words) {
  for (const Json& coding : holder) {
    TRY(only(part, where, coding, coding_members));
    if (std::count(holder.begin(), holder.end(), coding) > 1)
      return part.fault(where + ": the same code twice");
    if (!coding.contains("code")) return part.fault(where + ": a code is missing");
    if (need_words && !coding.contains("display")) return part.fault(where + ": an option without words");
  }
  return {};
}

// An item, its codes, conditions and options, then the items under it.
Result<> check_items(const PackPart& part, const Json& items) {
  for (const Json& item : items) {
    const std::string where = item.is_object() ? string_or(item, "linkId", "item") : "item";
    TRY(only(part, where, item, item_members));
    if (item.contains("code")) TRY(check_codings(part, where, item["code"], false));
    for (const Json& condition : item.value("enableWhen", Json::array()))
      TRY(only(part, where + ": enableWhen", condition, condition_members));
    for (const Json& option : item.value("answerOption", Json::array())) {
      TRY(only(part, where + ": answerOption", option, option_members));
      if (option.contains("valueCoding"))
        TRY(check_codings(part, where + ": answerOption", Json::array({option["valueCoding"]}), true));
    }
    if (string_or(item, "type") != "group" && string_or(item, "text").empty())
      return part.fault(where + ": a question without words");
    if (item.contains("item")) TRY(check_items(part, item["item"]));
  }
  return {};
}

// Two options that mean the same, or look the same to him, cannot be told apart.
std::string doubled_option(const Item& item) {
  for (std::size_t one = 0; one < item.options.size(); ++one)
    for (std::size_t other = 0; other < one; ++other)
      if (item.options[one].value == item.options[other].value ||
          item.options[one].text.text == item.options[other].text.text)
        return item.link_id + ": the same option twice: " + item.options[one].text.text;
  return {};
}

}  // namespace

Result<> check_pack_form(const PackPart& part, const PackForm& form) {
  TRY(only(part, "form", part.json(), form_members));
  for (const char* needed : {"url", "version", "title", "item"})
    if (!part.has(needed)) return part.fault(std::string("form: ") + needed + " is missing");
  if (part.json().contains("code")) TRY(check_codings(part, "form", part.json()["code"], false));
  TRY(check_items(part, part.json()["item"]));
  std::string fault;
  each_item(form.form.items, [&](const Item& item) {
    if (fault.empty()) fault = doubled_option(item);
    for (const Coding& coding : item.codes)
      if (coding.system == "http://loinc.org" && !loinc_fits(coding.code))
        fault = item.link_id + ": LOINC code " + coding.code + " has a wrong check digit";
    bool translated = !item.text.translations.empty();
    for (const Option& option : item.options) translated |= !option.text.translations.empty();
    if (form.instrument && form.checked_by.empty() && translated)
      fault = item.link_id + ": translation of an instrument that nobody has checked";
  });
  if (!fault.empty()) return part.fault(fault);
  return {};
}

}  // namespace alongside
