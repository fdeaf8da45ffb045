// What FHIR and SDC extensions may stand in a form: carried out, without meaning for a kiosk, or refused.
#include <sync/record/questionnaire_parts.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace alongside::form {
namespace {

// Last parts of the addresses of extensions that change what is asked, shown or allowed and that we do not
// carry out.
constexpr std::array<const char*, 20> changing = {"candidateExpression",
                                                  "answerExpression",
                                                  "answerOptionsToggleExpression",
                                                  "itemPopulationContext",
                                                  "launchContext",
                                                  "sourceQueries",
                                                  "cqf-calculatedValue",
                                                  "regex",
                                                  "unitValueSet",
                                                  "optionExclusive",
                                                  "lookupQuestionnaire",
                                                  "referenceResource",
                                                  "referenceFilter",
                                                  "subQuestionnaire",
                                                  "mimeType",
                                                  "maxSize",
                                                  "expression",
                                                  "assembleContext",
                                                  "baseType",
                                                  "fhirType"};
constexpr std::array<const char*, 23> handled = {"variable",
                                                 "cqf-expression",
                                                 "unitOption",
                                                 "initialExpression",
                                                 "calculatedExpression",
                                                 "enableWhenExpression",
                                                 "constraint",
                                                 "targetConstraint",
                                                 "translation",
                                                 "hidden",
                                                 "minValue",
                                                 "maxValue",
                                                 "ordinalValue",
                                                 "itemWeight",
                                                 "itemControl",
                                                 "minLength",
                                                 "maxDecimalPlaces",
                                                 "minOccurs",
                                                 "maxOccurs",
                                                 "unit",
                                                 "entryFormat",
                                                 "sliderStepValue",
                                                 "choiceOrientation"};

std::string last_part(const std::string& url) {
  std::string name = url.substr(url.rfind('/') + 1);
  for (const char* prefix : {"sdc-questionnaire-", "questionnaire-"}) {
    if (name.rfind(prefix, 0) == 0) name.erase(0, std::string_view(prefix).size());
  }
  return name;
}

template <std::size_t N>
bool among(const std::array<const char*, N>& names, const std::string& name) {
  return std::any_of(names.begin(), names.end(), [&](const char* one) { return name == one; });
}

using C = ItemControl;
constexpr std::array<ControlName, 20> controls = {{
    //                            question group display
    {"radio-button", C::radio_button, true, false, false, nullptr},
    {"check-box", C::check_box, true, false, false, nullptr},
    {"drop-down", C::drop_down, true, false, false, "drop-down is shown as buttons"},
    {"autocomplete", C::autocomplete, true, false, false, "autocomplete is shown as buttons"},
    {"open-choice", C::check_box, true, false, false, "open-choice is shown as buttons"},
    {"slider", C::slider, true, false, false, nullptr},
    {"spinner", C::spinner, true, false, false, "spinner is shown as a number to type"},
    {"text-box", C::text_box, true, false, false, nullptr},
    {"list", C::list, false, true, false, nullptr},
    {"header", C::header, false, true, false, "header is shown where it stands"},
    {"footer", C::footer, false, true, false, "footer is shown where it stands"},
    {"page", C::page, false, true, false, "every question has a page of its own"},
    {"inline", C::inline_words, false, false, true, nullptr},
    {"prompt", C::prompt, false, false, true, nullptr},
    {"unit", C::unit, false, false, true, nullptr},
    {"lower", C::lower, false, false, true, nullptr},
    {"upper", C::upper, false, false, true, nullptr},
    {"flyover", C::flyover, false, false, true, "flyover is always shown"},
    {"help", C::help, false, false, true, "help is always shown"},
    {"legal", C::legal, false, false, true, nullptr},
}};

}  // namespace

const ControlName* control_named(const std::string& code) {
  for (const ControlName& one : controls) {
    if (code == one.code) return &one;
  }
  return nullptr;
}

const ControlName* control_named(ItemControl control) {
  for (const ControlName& one : controls) {
    if (control == one.control) return &one;
  }
  return nullptr;
}

std::string extension_name(const Json& one) {
  return one.is_object() ? last_part(string_or(one, "url")) : "";
}

const Json* extension(const Json& holder, const std::string& name) {
  const auto list = holder.find("extension");
  if (list == holder.end() || !list->is_array()) return nullptr;
  for (const Json& one : *list) {
    if (one.is_object() && last_part(string_or(one, "url")) == name) return &one;
  }
  return nullptr;
}

Result<> check_extensions(const Json& holder, const std::string& where, Read& read) {
  if (holder.contains("modifierExtension")) return fault(where, "modifierExtension is not supported");
  const auto list = holder.find("extension");
  if (list == holder.end()) return {};
  if (!list->is_array()) return fault(where, "extension is not a list");
  for (const Json& one : *list) {
    if (!one.is_object()) return fault(where, "extension holds something else than objects");
    const std::string name = last_part(string_or(one, "url"));
    if (among(changing, name)) return fault(where, "extension is not supported: " + name);
    if (among(handled, name)) continue;
    // A picture or sound that is missing may be what the question is about.
    if (name == "itemMedia" || name == "itemAnswerMedia") {
      TRY(read.depart(where, "extension is not supported: " + name));
      continue;
    }
    read.warn(where, "extension is not used: " + name.substr(0, 60));
  }
  return {};
}

}  // namespace alongside::form
