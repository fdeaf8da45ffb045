// The table of FHIR and SDC features, made by trying each: supported, or refused because.
#include "forms.h"

#include <iostream>

using namespace alongside;
using namespace alongside::forms;

namespace {

struct Feature {
  const char* name;
  bool supported;
  std::string items;
};

std::string typed(const char* type, const char* more = "") {
  return std::string(R"({"linkId":"x","type":")") + type + "\"" + more + "}";
}

std::string extended(const char* type, const char* name, const char* value, const char* more = "") {
  return typed(type, (std::string(R"(,"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/)") +
                      name + "\"," + value + "}]" + more)
                         .c_str());
}

std::string controlled(const char* type, const char* code, const char* more = "") {
  return extended(type, "questionnaire-itemControl",
                  (std::string(R"("valueCodeableConcept":{"coding":[{"code":")") + code + "\"}]}").c_str(),
                  more);
}

const char* options = R"(,"answerOption":[{"valueCoding":{"system":"s","code":"a"}}])";
const char* inside = R"(,"item":[{"linkId":"y","type":"string"}])";
const char* expression = R"("valueExpression":{"language":"text/fhirpath","expression":"1"})";
const char* named = R"("valueExpression":{"name":"v","language":"text/fhirpath","expression":"1"})";
const char* constraint =
    R"("extension":[{"url":"key","valueId":"k"},{"url":"severity","valueCode":"error"},)"
    R"({"url":"expression","valueString":"true"},{"url":"human","valueString":"Check this"}])";

std::vector<Feature> types() {
  return {{"type group", true, typed("group", inside)},
          {"type display", true, typed("display")},
          {"type boolean", true, typed("boolean")},
          {"type integer", true, typed("integer")},
          {"type decimal", true, typed("decimal")},
          {"type date", true, typed("date")},
          {"type time", true, typed("time")},
          {"type dateTime (its date is asked)", true, typed("dateTime")},
          {"type quantity", true, typed("quantity")},
          {"type url", true, typed("url")},
          {"type string", true, typed("string")},
          {"type text", true, typed("text")},
          {"type choice", true, typed("choice", options)},
          {"type open-choice", true, typed("open-choice", options)},
          {"type reference", false, typed("reference")},
          {"type attachment", false, typed("attachment")}};
}

std::vector<Feature> structure() {
  const std::string when = R"({"linkId":"q","type":"string"},)";
  return {
      {"items under a question", true, typed("boolean", inside)},
      {"questions under a question that repeats", false,
       typed("choice", (std::string(R"(,"repeats":true)") + options + inside).c_str())},
      {"repeating choice", true, typed("choice", (std::string(R"(,"repeats":true)") + options).c_str())},
      {"repeating group (at most 5 times)", true,
       typed("group", (std::string(R"(,"repeats":true)") + inside).c_str())},
      {"repeating group in a repeating group", false,
       typed("group", R"(,"repeats":true,"item":[{"linkId":"z","type":"group","repeats":true,"item":)"
                      R"([{"linkId":"y","type":"string"}]}])")},
      {"required question", true, typed("string", R"(,"required":true)")},
      {"required group", false, typed("group", (std::string(R"(,"required":true)") + inside).c_str())},
      {"readOnly question", false, typed("string", R"(,"readOnly":true)")},
      {"maxLength", true, typed("string", R"(,"maxLength":9)")},
      {"initial", true, typed("string", R"(,"initial":[{"valueString":"a"}])")},
      {"prefix", true, typed("string", R"(,"prefix":"1.")")},
      {"answerValueSet from a terminology server", false, typed("choice", R"(,"answerValueSet":"urn:v")")},
      {"enableWhen", true,
       when +
           typed("string", R"(,"enableWhen":[{"question":"q","operator":"exists","answerBoolean":true}])")},
      {"modifierExtension", false, typed("string", R"(,"modifierExtension":[])")}};
}

std::vector<Feature> extensions() {
  return {{"minValue, maxValue", true, extended("integer", "minValue", R"("valueInteger":1)")},
          {"minLength", true, extended("string", "minLength", R"("valueInteger":1)")},
          {"maxDecimalPlaces", true, extended("decimal", "maxDecimalPlaces", R"("valueInteger":1)")},
          {"minOccurs, maxOccurs on a choice", true,
           extended("choice", "questionnaire-maxOccurs", R"("valueInteger":1)",
                    (std::string(R"(,"repeats":true)") + options).c_str())},
          {"hidden", true, extended("string", "questionnaire-hidden", R"("valueBoolean":true)")},
          {"unit", true, extended("decimal", "questionnaire-unit", R"("valueCoding":{"code":"kg"})")},
          {"unitOption (the first is asked in)", true,
           extended("quantity", "questionnaire-unitOption", R"("valueCoding":{"code":"kg"})")},
          {"entryFormat", true, extended("string", "entryFormat", R"("valueString":"AB1")")},
          {"choiceOrientation", true,
           extended("choice", "questionnaire-choiceOrientation", R"("valueCode":"vertical")", options)},
          {"preferredTerminologyServer (not used)", true,
           extended("string", "preferredTerminologyServer", R"("valueUrl":"urn:t")")},
          {"itemMedia", false, extended("string", "questionnaire-itemMedia", R"("valueAttachment":{})")},
          {"regex", false, extended("string", "regex", R"("valueString":"a+")")},
          {"optionExclusive", false,
           extended("string", "questionnaire-optionExclusive", R"("valueBoolean":true)")},
          {"variable", true, extended("string", "variable", named)},
          {"calculatedExpression", true,
           extended("integer", "sdc-questionnaire-calculatedExpression", expression)},
          {"enableWhenExpression", true,
           extended("string", "sdc-questionnaire-enableWhenExpression", expression)},
          {"initialExpression", true,
           extended("integer", "sdc-questionnaire-initialExpression", expression)},
          {"answerExpression", false, extended("string", "sdc-questionnaire-answerExpression", expression)},
          {"constraint", true, extended("string", "questionnaire-constraint", constraint)},
          {"targetConstraint", true, extended("string", "targetConstraint", constraint)},
          {"an expression in another language", false,
           extended("string", "sdc-questionnaire-calculatedExpression",
                    R"("valueExpression":{"language":"text/cql","expression":"1"})")},
          {"an expression with an unsupported function", false,
           extended("string", "sdc-questionnaire-calculatedExpression",
                    R"x("valueExpression":{"language":"text/fhirpath","expression":"resolve()"})x")},
          {"cqf-expression (words worked out)", true,
           typed("string", (std::string(R"(,"_text":{"extension":[{"url":")") +
                            R"(http://hl7.org/fhir/StructureDefinition/cqf-expression",)" + expression + "}]}")
                               .c_str())},
          {"cqf-expression elsewhere", false, extended("string", "cqf-expression", expression)}};
}

std::vector<Feature> controls() {
  std::vector<Feature> out;
  for (const char* code : {"radio-button", "check-box", "drop-down", "autocomplete"})
    out.push_back({code, true, controlled("choice", code, options)});
  for (const char* code : {"slider", "spinner", "text-box"})
    out.push_back({code, true, controlled("integer", code)});
  for (const char* code : {"list", "header", "footer", "page"})
    out.push_back({code, true, controlled("group", code, inside)});
  for (const char* code : {"inline", "prompt", "unit", "lower", "upper", "flyover", "help", "legal"})
    out.push_back({code, true, controlled("display", code)});
  for (const char* code : {"table", "htable", "gtable", "atable", "tab-container"})
    out.push_back({code, false, controlled("group", code, inside)});
  out.push_back({"lookup", false, controlled("choice", "lookup", options)});
  return out;
}

}  // namespace

TEST_CASE("features: a table of what forms may hold, each tried: supported or refused because") {
  int supported = 0;
  int refused = 0;
  std::cout << "| feature | verdict |\n|---|---|\n";
  for (const auto& list : {types(), structure(), extensions(), controls()}) {
    for (const Feature& feature : list) {
      CAPTURE(feature.name);
      const std::string why = refusal(feature.items);
      CHECK(why.empty() == feature.supported);
      std::cout << "| " << feature.name << " | " << (why.empty() ? "supported" : "refused: " + why) << " |\n";
      ++(why.empty() ? supported : refused);
    }
  }
  std::cout << "features: " << supported << " supported, " << refused << " refused\n";
}
