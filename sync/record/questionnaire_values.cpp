// Value sets that came inside a form: their concepts as options.
#include <sync/record/questionnaire_parts.h>

#include <nlohmann/json.hpp>

namespace alongside::form {
namespace {

constexpr std::size_t most_options = 1000;

const Json* contained_named(const std::string& id, const Read& read) {
  if (read.contained == nullptr || !read.contained->is_array()) return nullptr;
  for (const Json& one : *read.contained) {
    if (one.is_object() && string_or(one, "id") == id && string_or(one, "resourceType") == "ValueSet")
      return &one;
  }
  return nullptr;
}

void add_designations(const Json& concept_, Words& words) {
  const auto list = concept_.find("designation");
  if (list == concept_.end() || !list->is_array()) return;
  for (const Json& one : *list) {
    if (!one.is_object()) continue;
    const std::string language = string_or(one, "language");
    const std::string value = string_or(one, "value");
    if (!language.empty() && !value.empty()) words.translations[language] = value;
  }
}

Result<Option> option_of(const Json& concept_, const std::string& system, const std::string& where) {
  Coding coding;
  coding.system = system;
  coding.code = TRY(read_text(concept_, "code", where));
  coding.display = TRY(read_text(concept_, "display", where));
  if (coding.code.empty()) return fault(where, "a concept without a code");
  Option out;
  out.value = coding;
  out.text = TRY(read_words(concept_, "display", where));
  out.weight = weight_of(concept_);
  if (out.text.text.empty()) out.text.text = coding.code;
  add_designations(concept_, out.text);
  return out;
}

Result<const Json*> objects(const Json& holder, const char* key, const std::string& where) {
  const auto found = holder.find(key);
  if (found == holder.end()) return nullptr;
  if (!found->is_array()) return fault(where, std::string(key) + " is not a list");
  for (const Json& one : *found) {
    if (!one.is_object()) return fault(where, std::string(key) + " holds something else than objects");
  }
  return &*found;
}

Result<> add_expansion(const Json& holder, const std::string& where, int depth, std::vector<Option>& out) {
  const Json* list = TRY(objects(holder, "contains", where));
  if (list == nullptr) return {};
  if (depth > most_depth) return fault(where, "the value set is nested too deep");
  for (const Json& one : *list) {
    const auto abstract = one.find("abstract");
    const bool heading = abstract != one.end() && abstract->is_boolean() && abstract->get<bool>();
    if (!heading) out.push_back(TRY(option_of(one, TRY(read_text(one, "system", where)), where)));
    if (out.size() > most_options) return fault(where, "more than 1,000 options");
    TRY(add_expansion(one, where, depth + 1, out));
  }
  return {};
}

Result<> add_compose(const Json& compose, const std::string& where, std::vector<Option>& out) {
  if (!compose.is_object() || compose.contains("exclude"))
    return fault(where, "the value set excludes codes");
  const Json* includes = TRY(objects(compose, "include", where));
  if (includes == nullptr) return {};
  for (const Json& include : *includes) {
    const Json* concepts = TRY(objects(include, "concept", where));
    if (concepts == nullptr || include.contains("filter") || include.contains("valueSet"))
      return fault(where, "the value set needs a terminology server");
    const std::string system = TRY(read_text(include, "system", where));
    for (const Json& one : *concepts) out.push_back(TRY(option_of(one, system, where)));
    if (out.size() > most_options) return fault(where, "more than 1,000 options");
  }
  return {};
}

}  // namespace

Result<std::vector<Option>> read_value_set(const std::string& name, const std::string& where,
                                           const Read& read) {
  if (name.empty() || name[0] != '#') return fault(where, "answerValueSet needs a terminology server");
  const Json* set = contained_named(name.substr(1), read);
  if (set == nullptr) return fault(where, "answerValueSet is not in the form");
  std::vector<Option> out;
  if (const auto expansion = set->find("expansion"); expansion != set->end() && expansion->is_object())
    TRY(add_expansion(*expansion, where, 1, out));
  const auto compose = set->find("compose");
  if (out.empty() && compose != set->end()) TRY(add_compose(*compose, where, out));
  if (out.empty()) return fault(where, "the value set is empty");
  return out;
}

}  // namespace alongside::form
