// Reading a Questionnaire: every type and feature comes in whole; what is not supported is refused by name.
#include "forms.h"

using namespace alongside;
using namespace alongside::forms;

TEST_CASE("form: every item type is read, with its words and marks") {
  const Questionnaire read = form(R"(
    {"linkId":"g","type":"group","text":"Group","prefix":"A","item":[
      {"linkId":"d","type":"display","text":"Words"},
      {"linkId":"b","type":"boolean","required":true},
      {"linkId":"i","type":"integer"},
      {"linkId":"f","type":"decimal"},
      {"linkId":"y","type":"date"},
      {"linkId":"s","type":"string","maxLength":12},
      {"linkId":"t","type":"text"}]},
    {"linkId":"c","type":"choice","answerOption":[{"valueCoding":{"system":"s","code":"a","display":"A"}}]},
    {"linkId":"m","type":"choice","repeats":true,"answerOption":[{"valueString":"x"},{"valueString":"y"}]},
    {"linkId":"o","type":"open-choice","answerOption":[{"valueCoding":{"system":"s","code":"a"}}]})");
  const std::vector<std::pair<const char*, ItemType>> types = {
      {"g", ItemType::group},   {"d", ItemType::display},    {"b", ItemType::boolean},
      {"i", ItemType::integer}, {"f", ItemType::decimal},    {"y", ItemType::date},
      {"s", ItemType::string},  {"t", ItemType::text},       {"c", ItemType::choice},
      {"m", ItemType::choice},  {"o", ItemType::open_choice}};
  for (const auto& [its_link, type] : types) {
    const auto& link = its_link;
    CAPTURE(link);
    REQUIRE(read.find(link) != nullptr);
    CHECK(read.find(link)->type == type);
  }
  CHECK(read.find("g")->text.text == "Group");
  CHECK(read.find("g")->prefix.text == "A");
  CHECK(read.find("b")->required);
  CHECK_FALSE(read.find("i")->required);
  CHECK(read.find("s")->max_length == 12);
  CHECK(read.find("m")->repeats);
  CHECK(read.find("c")->options.at(0).text.text == "A");
  CHECK(read.find("o")->options.at(0).text.text == "a");  // a code stands in for words that are missing
  CHECK(read.numbers.size() == 11);
  CHECK(read.find("nowhere") == nullptr);
}

TEST_CASE("form: limits, first answers, weights, controls and hidden items are read") {
  const Questionnaire read = form(R"(
    {"linkId":"i","type":"integer","initial":[{"valueInteger":3}],"extension":[
      {"url":"http://hl7.org/fhir/StructureDefinition/minValue","valueInteger":1},
      {"url":"http://hl7.org/fhir/StructureDefinition/maxValue","valueInteger":9}]},
    {"linkId":"y","type":"date","extension":[
      {"url":"http://hl7.org/fhir/StructureDefinition/minValue","valueDate":"1950"}]},
    {"linkId":"h","type":"string","extension":[
      {"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-hidden","valueBoolean":true}]},
    {"linkId":"c","type":"choice","repeats":true,"extension":[
      {"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl",
       "valueCodeableConcept":{"coding":[{"code":"check-box"}]}}],
     "answerOption":[
      {"valueCoding":{"system":"s","code":"a"},"initialSelected":true,"extension":[
        {"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue","valueDecimal":2}]},
      {"valueCoding":{"system":"s","code":"b","extension":[
        {"url":"http://hl7.org/fhir/StructureDefinition/itemWeight","valueDecimal":0.5}]}}]},
    {"linkId":"r","type":"choice","extension":[
      {"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl",
       "valueCodeableConcept":{"coding":[{"code":"radio-button"}]}}],
     "answerOption":[{"valueInteger":0},{"valueDate":"2024-01-01"}]})");
  CHECK(read.find("i")->initial == std::vector<Value>{std::int64_t{3}});
  CHECK(*read.find("i")->min_value == Value(std::int64_t{1}));
  CHECK(*read.find("i")->max_value == Value(std::int64_t{9}));
  CHECK(*read.find("y")->min_value == Value(Date{"1950"}));
  CHECK(read.find("h")->hidden);
  CHECK(read.find("c")->control == ItemControl::check_box);
  CHECK(read.find("r")->control == ItemControl::radio_button);
  CHECK(read.find("c")->options.at(0).weight == 2.0);
  CHECK(read.find("c")->options.at(0).initially_chosen);
  CHECK(read.find("c")->options.at(1).weight == 0.5);
  CHECK(read.find("r")->options.at(1).text.text == "2024-01-01");
  const Answers first = initial_answers(read);
  CHECK(first.by_link.size() == 2);
  CHECK(first.find("c")->values == std::vector<Value>{Coding{"s", "a", ""}});
}

TEST_CASE("form: translations of title, text, prefix and options are read and fall back to the form's own") {
  Json from = resource(R"(
    {"linkId":"c","type":"choice","text":"Which?","prefix":"1.",
     "_text":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/translation","extension":[
       {"url":"lang","valueCode":"pl"},{"url":"content","valueString":"Który?"}]}]},
     "_prefix":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/translation","extension":[
       {"url":"lang","valueCode":"ur"},{"url":"content","valueString":"۱"}]}]},
     "answerOption":[{"valueCoding":{"system":"s","code":"a","display":"A",
       "_display":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/translation","extension":[
         {"url":"lang","valueCode":"pl"},{"url":"content","valueString":"B"}]}]}}}]})");
  from["title"] = "Form";
  from["_title"] = from["item"][0]["_text"];
  const Questionnaire read = read_whole(from).form;
  const Item& item = *read.find("c");
  CHECK(read.title.in("pl") == "Który?");
  CHECK(item.text.in("pl") == "Który?");
  CHECK(item.text.in("cy") == "Which?");
  CHECK(item.text.has("pl"));
  CHECK_FALSE(item.text.has("cy"));
  CHECK(item.prefix.in("ur") == "۱");
  CHECK(item.options.at(0).text.in("pl") == "B");
  CHECK(read_whole(write_questionnaire(read)).form.find("c")->options.at(0).text.in("pl") == "B");
}

namespace {

struct Refusal {
  const char* item;
  const char* what;
};

const char* option = R"("answerOption":[{"valueCoding":{"system":"s","code":"a"}}])";

}  // namespace

TEST_CASE("form: what is not supported is refused with its linkId and the reason") {
  const std::vector<Refusal> list = {
      {R"({"linkId":"x","type":"attachment"})", "x: type not supported: attachment"},
      {R"({"linkId":"x","type":"reference"})", "x: type not supported: reference"},
      {R"({"linkId":"x","type":"nonsense"})", "x: type not supported: nonsense"},
      {R"({"linkId":"x"})", "x: type not supported: "},
      {R"({"type":"string"})", "form: an item without linkId"},
      {R"({"linkId":7,"type":"string"})", "form: linkId is not text"},
      {R"({"linkId":"x","type":"string","required":"yes"})", "x: required is not a boolean"},
      {R"({"linkId":"x","type":"string","text":{"div":"a"}})", "x: text is not text"},
      {R"({"linkId":"x","type":"string","readOnly":true})", "x: readOnly is not supported"},
      {R"({"linkId":"x","type":"string","maxLength":0})", "x: maxLength out of range"},
      {R"({"linkId":"x","type":"string","maxLength":"9"})", "x: maxLength is not a whole number"},
      {R"({"linkId":"x","type":"string","colour":"red"})", "x: member is not supported: colour"},
      {R"({"linkId":"x","type":"string","modifierExtension":[]})", "x: modifierExtension is not supported"},
      {R"({"linkId":"x","type":"integer","answerOption":[{"valueString":"1"}]})",
       "x: an option of another type"},
      {R"({"linkId":"x","type":"integer","answerOption":[{"valueInteger":"1"}]})",
       "x: answerOption: value of another type than its name"},
      {R"({"linkId":"x","type":"choice"})", "x: a choice without options"},
      {R"({"linkId":"x","type":"choice","answerOption":[{"valueCoding":{"system":"s"}}]})",
       "x: answerOption without a code"},
      {R"({"linkId":"x","type":"choice","answerOption":[{"valueInteger":1},{"valueInteger":1}]})",
       "x: the same option twice"},
      {R"({"linkId":"x","type":"choice","answerOption":7})", "x: answerOption is not a list"},
      {R"({"linkId":"x","type":"integer","initial":[{"valueString":"1"}]})", "x: initial: type"},
  };
  for (const Refusal& one : list) {
    CAPTURE(one.item);
    CHECK(refusal(one.item) == one.what);
  }
}

TEST_CASE("form: an extension that changes the meaning is refused, one that does not is named") {
  for (const char* name : {"sdc-questionnaire-answerExpression", "sdc-questionnaire-candidateExpression",
                           "sdc-questionnaire-launchContext", "regex", "questionnaire-optionExclusive"}) {
    CAPTURE(name);
    const std::string url = std::string("http://hl7.org/fhir/StructureDefinition/") + name;
    const std::string why = refusal(R"({"linkId":"x","type":"string","extension":[{"url":")" + url + "\"}]}");
    CHECK(why.rfind("x: extension is not supported: ", 0) == 0);
  }
  const auto read =
      read_whole(resource(R"({"linkId":"x","type":"string","extension":[{"url":"urn:a/colour"}]})"));
  CHECK(all(read.warnings) == "x: extension is not used: colour");
  CHECK(refusal(R"({"linkId":"x","type":"choice","extension":[{"url":"questionnaire-itemControl",
     "valueCodeableConcept":{"coding":[{"code":"lookup"}]}}],)" +
                std::string(option) + "}") == "x: itemControl is not supported (lookup)");
}

TEST_CASE("form: FHIR's own rules que-1 to que-13 are refused when publishing") {
  const std::string c = std::string(R"({"linkId":"c","type":"choice",)") + option + "},";
  const std::vector<Refusal> list = {
      {R"({"linkId":"x","type":"group"})", "x: group without items (que-1)"},
      {R"({"linkId":"x","type":"display","item":[{"linkId":"y","type":"string"}]})",
       "x: display with items (que-1)"},
      {R"({"linkId":"x","type":"string"},{"linkId":"x","type":"string"})", "x: linkId is used twice (que-2)"},
      {R"({"linkId":"x","type":"display","code":[{"system":"s","code":"a"}]})",
       "x: display with a code (que-3)"},
      {R"({"linkId":"x","type":"boolean","answerOption":[{"valueString":"a"}]})",
       "x: options on this type (que-5)"},
      {R"({"linkId":"x","type":"display","required":true})", "x: display is required or repeats (que-6)"},
      {R"({"linkId":"x","type":"display","repeats":true})", "x: display is required or repeats (que-6)"},
      {R"({"linkId":"a","type":"string"},{"linkId":"x","type":"string","enableWhen":[
         {"question":"a","operator":"exists","answerString":"y"}]})",
       "x: exists needs a boolean (que-7)"},
      {R"({"linkId":"x","type":"display","initial":[{"valueString":"a"}]})",
       "x: initial on a group or display (que-8)"},
      {R"({"linkId":"x","type":"display","readOnly":true})", "x: display is readOnly (que-9)"},
      {R"({"linkId":"x","type":"date","maxLength":4})", "x: maxLength on this type (que-10)"},
      {R"({"linkId":"x","type":"integer","answerOption":[{"valueInteger":1}],"initial":[{"valueInteger":1}]})",
       "x: initial beside options (que-11)"},
      {R"({"linkId":"a","type":"string"},{"linkId":"x","type":"string","enableWhen":[
         {"question":"a","operator":"exists","answerBoolean":true},
         {"question":"a","operator":"=","answerString":"y"}]})",
       "x: several enableWhen without enableBehavior (que-12)"},
      {R"({"linkId":"x","type":"string","initial":[{"valueString":"a"},{"valueString":"b"}]})",
       "x: several initial answers but does not repeat (que-13)"},
  };
  for (const Refusal& one : list) {
    CAPTURE(one.item);
    CHECK(refusal(one.item) == one.what);
  }
}

TEST_CASE("form: importing is lenient, and every departure is listed with its place") {
  Json from = resource(R"(
    {"linkId":"x","type":"display","required":true,"readOnly":true,"code":[{"system":"s","code":"a"}]},
    {"linkId":"y","type":"date","maxLength":4})");
  from.erase("status");
  from.erase("url");
  from["name"] = "not a name";
  CHECK_FALSE(read_questionnaire(from, Reading::strict).ok());
  const auto read = read_whole(from, Reading::lenient);
  const std::string list = all(read.warnings);
  for (const char* part : {"form: status is missing", "form: url is missing", "que-0",
                           "x: display with a code", "que-6", "que-9", "que-10"}) {
    CAPTURE(part);
    CHECK(list.find(part) != std::string::npos);
  }
}

TEST_CASE("form: a resource that is no usable Questionnaire is refused by name") {
  const auto why = [](const char* text) {
    const auto read = read_questionnaire(json(text), Reading::lenient);
    return read ? std::string() : read.error().what;
  };
  CHECK(why("[]") == "form: not a Questionnaire");
  CHECK(why("null") == "form: not a Questionnaire");
  CHECK(why(R"({"resourceType":"Patient"})") == "form: not a Questionnaire");
  CHECK(why(R"({"resourceType":"Questionnaire"})") == "form: no items");
  CHECK(why(R"({"resourceType":"Questionnaire","item":[]})") == "form: no items");
  CHECK(why(R"({"resourceType":"Questionnaire","item":{}})") == "form: no items");
  CHECK(why(R"({"resourceType":"Questionnaire","item":[7]})") == "form: an item is not an object");
  CHECK(why(R"({"resourceType":"Questionnaire","status":"live","item":[7]})") ==
        "form: status is not a FHIR status");
  CHECK(why(R"({"resourceType":"Questionnaire","url":7,"item":[7]})") == "form: url is not text");
}

TEST_CASE("form: limits of depth, items and text give a clear reason") {
  std::string deep = R"({"linkId":"x","type":"string"})";
  for (int level = 0; level < 15; ++level)
    deep = R"({"linkId":"g)" + std::to_string(level) + R"(","type":"group","item":[)" + deep + "]}";
  CHECK(refusal(deep).empty());
  CHECK(refusal(R"({"linkId":"top","type":"group","item":[)" + deep + "]}") ==
        "form: groups are nested too deep");
  const std::string long_text(100001, 'a');
  CHECK(refusal(R"({"linkId":"x","type":"display","text":")" + long_text + "\"}") == "x: text is too long");
  CHECK(refusal(R"({"linkId":")" + std::string(256, 'a') + R"(","type":"display"})") ==
        "form: a linkId is too long");
  Json many = resource(R"({"linkId":"0","type":"display"})");
  for (int i = 1; i <= 100000; ++i)
    many["item"].push_back({{"linkId", std::to_string(i)}, {"type", "display"}});
  const auto read = read_questionnaire(many, Reading::strict);
  REQUIRE_FALSE(read.ok());
  CHECK(read.error().what == "form: more than 100,000 items");
}

TEST_CASE("form: what was read is written again without loss") {
  const Questionnaire read = form(R"(
    {"linkId":"g","type":"group","prefix":"A","text":"Group","item":[
      {"linkId":"f","type":"decimal","extension":[
        {"url":"http://hl7.org/fhir/StructureDefinition/minValue","valueDecimal":0.25}]},
      {"linkId":"h","type":"string","maxLength":5,"required":true,"initial":[{"valueString":"a"}],"extension":[
        {"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-hidden","valueBoolean":true}]}]},
    {"linkId":"c","type":"choice","repeats":true,"code":[{"system":"urn:alongside:meaning","code":"topics"}],
     "enableBehavior":"any","enableWhen":[
       {"question":"f","operator":">=","answerDecimal":1.5},
       {"question":"h","operator":"exists","answerBoolean":false}],
     "answerOption":[{"valueCoding":{"system":"s","code":"a","display":"A"},"initialSelected":true,"extension":[
        {"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue","valueDecimal":3}]},
       {"valueString":"words"}]})");
  const Json once = write_questionnaire(read);
  const Questionnaire again = read_whole(once).form;
  CHECK(canonical(write_questionnaire(again)) == canonical(once));
  CHECK(again.meaning("topics") == again.find("c"));
  CHECK(again.find("c")->enable_behavior == EnableBehavior::any);
  CHECK(again.find("c")->enable_when.at(1).compare == Compare::exists);
  CHECK(again.find("c")->options.at(0).weight == 3.0);
  CHECK(again.find("h")->hidden);
  CHECK(*again.find("f")->min_value == Value(Decimal{"0.25"}));
  CHECK(again.canonical() == "urn:form|1");
}
