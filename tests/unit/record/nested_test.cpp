// Items under questions, value sets inside a form, controls, counts, sliders: what SDC forms add to the core.
#include "forms.h"

using namespace alongside;
using namespace alongside::forms;

namespace {

const char* at = "2026-03-04T10:00:00+00:00";

std::string with(const char* type, const char* extension, const char* more = "") {
  return std::string(R"({"linkId":"x","type":")") + type +
         R"(","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/)" + extension + "}]" + more + "}";
}

std::string controlled(const char* type, const char* code, const char* more = "") {
  return with(type,
              (std::string(R"(questionnaire-itemControl","valueCodeableConcept":{"coding":[{"code":")") +
               code + "\"}]}")
                  .c_str(),
              more);
}

const char* options = R"(,"answerOption":[{"valueString":"a"},{"valueString":"b"},{"valueString":"c"}])";

Questionnaire smoker() {
  return form(R"({"linkId":"smoke","type":"boolean","item":[
      {"linkId":"help","type":"display","text":"Any tobacco counts"},
      {"linkId":"many","type":"integer","required":true,"item":[{"linkId":"brand","type":"string"}]},
      {"linkId":"more","type":"group","item":[{"linkId":"since","type":"date"}]}]},
    {"linkId":"last","type":"string"})");
}

}  // namespace

TEST_CASE("nested: what stands under a question is asked once that is answered; words stand there at once") {
  const Questionnaire read = smoker();
  CHECK(enabled(read, {}) == "smoke help last");
  CHECK(enabled(read, answered({{"smoke", Answer{{}, true}}})) == "smoke help last");
  CHECK(enabled(read, answered({{"smoke", one(false)}})) == "smoke help many more since last");
  const Answers deep = answered({{"smoke", one(true)}, {"many", one(std::int64_t{5})}});
  CHECK(enabled(read, deep) == "smoke help many brand more since last");
  CHECK(enabled(read, answered({{"many", one(std::int64_t{5})}})) == "smoke help last");
}

TEST_CASE("nested: answers under an answer are written there and read back; anywhere else they are refused") {
  const Questionnaire read = smoker();
  const Answers answers = answered({{"smoke", one(true)},
                                    {"many", one(std::int64_t{5})},
                                    {"brand", one(words("B"))},
                                    {"since", one(Date{"2020"})},
                                    {"last", one(words("end"))}});
  Json written = write_response(read, answers, at, "en");
  const Json& inside = written["item"][0]["answer"][0]["item"];
  CHECK(inside[0]["linkId"] == "many");
  CHECK(inside[0]["answer"][0]["item"][0]["linkId"] == "brand");
  CHECK(inside[1]["item"][0]["linkId"] == "since");
  const auto back = read_response(read, *parse_json(canonical(written)));
  REQUIRE_MESSAGE(back.ok(), (back ? "" : back.error().what));
  CHECK(back->by_link == answers.by_link);
  const auto fault = [&](const Json& response) {
    const auto again = read_response(read, response);
    return again ? "" : again.error().what;
  };
  Json moved = written;
  moved["item"].push_back(moved["item"][0]["answer"][0]["item"][0]);
  moved["item"][0]["answer"][0].erase("item");
  CHECK(fault(moved) == "many: stands in another place than in the form");
  moved = written;
  moved["item"][1]["answer"][0]["item"] = moved["item"][0]["answer"][0]["item"];
  CHECK(fault(moved) == "last: items under an answer");
  moved = written;
  moved["item"][0]["answer"][0].erase("item");
  CHECK(fault(moved) == "many: required");
  moved = written;
  moved["item"][0]["item"] = moved["item"][0]["answer"][0]["item"];
  CHECK(fault(moved) == "smoke: both answer and item (qrs-1)");
  moved["item"][0].erase("answer");
  CHECK(fault(moved) == "smoke: items beside the answer, not under it");
}

TEST_CASE("nested: questions under a question that repeats are refused, words are not") {
  const std::string many =
      std::string(R"({"linkId":"m","type":"choice","repeats":true)") + options + R"(,"item":[)";
  CHECK(refusal(many + R"({"linkId":"x","type":"string"}]})") ==
        "m: questions under a question that repeats are not supported");
  CHECK(refusal(many + R"({"linkId":"x","type":"display"}]})").empty());
}

namespace {

Json with_set(const char* set, const char* name = "#v") {
  Json from = resource(R"({"linkId":"c","type":"choice"})");
  from["item"][0]["answerValueSet"] = name;
  from["contained"] = json(set);
  return from;
}

std::string set_refusal(const char* set, const char* name = "#v") {
  const auto read = read_questionnaire(with_set(set, name), Reading::strict);
  return read ? "" : read.error().what;
}

}  // namespace

TEST_CASE("value set: one inside the form gives its options, with weights and other languages") {
  const Questionnaire composed =
      read_whole(with_set(R"([{"resourceType":"ValueSet","id":"v","compose":{"include":[
    {"system":"s","concept":[{"code":"a","display":"A","designation":[{"language":"pl","value":"Ą"}]},
      {"code":"b","extension":[{"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue","valueDecimal":2}]}]},
    {"system":"t","concept":[{"code":"a"}]}]}}])"))
          .form;
  const auto& found = composed.find("c")->options;
  REQUIRE(found.size() == 3);
  CHECK(found[0].value == Value(Coding{"s", "a", ""}));
  CHECK(found[0].text.in("pl") == "Ą");
  CHECK(found[1].text.text == "b");
  CHECK(found[1].weight == 2.0);
  CHECK(found[2].value == Value(Coding{"t", "a", ""}));
  const Questionnaire expanded =
      read_whole(with_set(R"([{"resourceType":"ValueSet","id":"v","expansion":{"contains":[
    {"abstract":true,"system":"s","code":"top","contains":[{"system":"s","code":"a"}]}]}}])"))
          .form;
  REQUIRE(expanded.find("c")->options.size() == 1);
  const auto again = read_whole(write_questionnaire(composed)).form;
  CHECK(again.find("c")->options.size() == 3);
}

TEST_CASE("value set: one that would have to be fetched or worked out is refused") {
  const char* set = R"([{"resourceType":"ValueSet","id":"v","compose":{"include":[{"system":"s"}]}}])";
  CHECK(set_refusal(set) == "c: the value set needs a terminology server");
  CHECK(set_refusal(set, "http://hl7.org/fhir/ValueSet/x") == "c: answerValueSet needs a terminology server");
  CHECK(set_refusal(set, "#w") == "c: answerValueSet is not in the form");
  CHECK(set_refusal(R"([{"resourceType":"ValueSet","id":"v"}])") == "c: the value set is empty");
  CHECK(set_refusal(R"([{"resourceType":"ValueSet","id":"v","compose":{"include":[
    {"filter":[],"concept":[{"code":"a"}]}]}}])") == "c: the value set needs a terminology server");
  CHECK(set_refusal(R"([{"resourceType":"ValueSet","id":"v","compose":{"exclude":[]}}])") ==
        "c: the value set excludes codes");
  CHECK(refusal(R"({"linkId":"c","type":"string","answerValueSet":"#v"})") ==
        "c: answerValueSet on this type (que-5)");
  CHECK(refusal(std::string(R"({"linkId":"c","type":"choice","answerValueSet":"#v")") + options + "}") ==
        "c: both answerOption and answerValueSet (que-4)");
}

TEST_CASE("controls: those that words, buttons and fields can show are read, the others refused") {
  CHECK(refusal(controlled("choice", "drop-down", options)).empty());
  CHECK(refusal(controlled("display", "help")).empty());
  CHECK(refusal(controlled("group", "page", R"(,"item":[{"linkId":"y","type":"string"}])")).empty());
  for (const char* table : {"gtable", "table", "htable", "atable", "tab-container", "grid"}) {
    CAPTURE(table);
    CHECK(refusal(controlled("group", table, R"(,"item":[{"linkId":"y","type":"string"}])")) ==
          "x: itemControl is not supported (" + std::string(table) + ")");
  }
  CHECK(refusal(controlled("choice", "lookup", options)) == "x: itemControl is not supported (lookup)");
  CHECK(refusal(controlled("string", "help")) == "x: itemControl is not supported (help)");
  const auto read = read_whole(resource(controlled("choice", "drop-down", options)));
  CHECK(all(read.warnings) == "x: drop-down is shown as buttons");
  CHECK(read_whole(write_questionnaire(read.form)).form.find("x")->control == ItemControl::drop_down);
}

TEST_CASE("controls: a slider with few steps becomes buttons, and is a slider again when written") {
  const std::string slider = R"({"linkId":"x","type":"integer","initial":[{"valueInteger":4}],"extension":[
    {"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl",
     "valueCodeableConcept":{"coding":[{"code":"slider"}]}},
    {"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-sliderStepValue","valueInteger":2},
    {"url":"http://hl7.org/fhir/StructureDefinition/minValue","valueInteger":0},
    {"url":"http://hl7.org/fhir/StructureDefinition/maxValue","valueInteger":10}]})";
  const Questionnaire read = form(slider);
  REQUIRE(read.find("x")->options.size() == 6);
  CHECK(read.find("x")->options[2].initially_chosen);
  CHECK(initial_answers(read).find("x")->values.size() == 1);
  CHECK(check_answer(*read.find("x"), one(std::int64_t{6})).ok());
  CHECK_FALSE(check_answer(*read.find("x"), one(std::int64_t{5})).ok());
  const Json written = write_questionnaire(read);
  CHECK_FALSE(written["item"][0].contains("answerOption"));
  CHECK(canonical(write_questionnaire(read_whole(written).form)) == canonical(written));
  const auto wide = read_whole(resource(controlled("integer", "slider")));
  CHECK(wide.form.find("x")->options.empty());
  CHECK(all(wide.warnings) == "x: slider is shown as a number to type");
}

TEST_CASE("counts: how many answers, letters and decimal places") {
  const Item many = *form(std::string(R"({"linkId":"x","type":"choice","repeats":true,"extension":[
    {"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-minOccurs","valueInteger":2},
    {"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs","valueInteger":2}])") +
                          options + "}")
                         .find("x");
  const auto why = [](const Item& item, std::vector<Value> values) {
    const auto checked = check_answer(item, Answer{std::move(values), false});
    return checked ? std::string() : checked.error().what;
  };
  CHECK(why(many, {words("a")}) == "too-few");
  CHECK(why(many, {words("a"), words("b")}).empty());
  CHECK(why(many, {words("a"), words("b"), words("c")}) == "too-many");
  CHECK(why(many, {}).empty());
  const Item text = *form(with("string", R"(minLength","valueInteger":3)")).find("x");
  CHECK(why(text, {words("ab")}) == "too-short");
  CHECK(why(text, {words("żół")}).empty());
  const Item number = *form(with("decimal", R"(maxDecimalPlaces","valueInteger":1)")).find("x");
  CHECK(why(number, {Decimal{"1.25"}}) == "decimal-places");
  CHECK(why(number, {Decimal{"1.5"}}).empty());
  CHECK(refusal(with("integer", R"(minLength","valueInteger":3)")) == "x: minLength on this type");
  CHECK(refusal(with("string", R"(questionnaire-maxOccurs","valueInteger":3)")) ==
        "x: minOccurs or maxOccurs on an item that does not repeat");
  CHECK(refusal(with("string", R"(minLength","valueInteger":-1)")) == "x: minLength out of range");
}

TEST_CASE("hints: unit and entry format are read and written; a missing picture is refused when publishing") {
  const Questionnaire read =
      form(with("decimal", R"(questionnaire-unit","valueCoding":{"system":"u","code":"kg","display":"kg"})"));
  CHECK(read.find("x")->unit.code == "kg");
  CHECK(read_whole(write_questionnaire(read)).form.find("x")->unit.display == "kg");
  const Questionnaire hint = form(with("string", R"(entryFormat","valueString":"AB12")"));
  CHECK(hint.find("x")->entry_format.text == "AB12");
  CHECK(read_whole(write_questionnaire(hint)).form.find("x")->entry_format.text == "AB12");
  const std::string media = with("string", R"(questionnaire-itemMedia","valueAttachment":{})");
  CHECK(refusal(media) == "x: extension is not supported: itemMedia");
  CHECK(refusal(media, Reading::lenient).empty());
}
