// Answers as a QuestionnaireResponse, and the check of one against its form: every fault by linkId and
// reason.
#include "forms.h"

using namespace alongside;
using namespace alongside::forms;

namespace {

const char* at = "2026-03-04T10:00:00+00:00";

// One item of each kind, a condition and a group.
Questionnaire sample() {
  return form(R"(
    {"linkId":"g","type":"group","item":[
      {"linkId":"name","type":"string","maxLength":5,"required":true},
      {"linkId":"age","type":"integer","extension":[
        {"url":"http://hl7.org/fhir/StructureDefinition/minValue","valueInteger":10},
        {"url":"http://hl7.org/fhir/StructureDefinition/maxValue","valueInteger":99}]},
      {"linkId":"note","type":"display","text":"Words"}]},
    {"linkId":"born","type":"date","extension":[
      {"url":"http://hl7.org/fhir/StructureDefinition/maxValue","valueDate":"2026-01-01"}]},
    {"linkId":"weight","type":"decimal","extension":[
      {"url":"http://hl7.org/fhir/StructureDefinition/minValue","valueDecimal":0.5}]},
    {"linkId":"smoke","type":"boolean"},
    {"linkId":"many","type":"integer","required":true,
     "enableWhen":[{"question":"smoke","operator":"=","answerBoolean":true}]},
    {"linkId":"how","type":"choice","answerOption":[
      {"valueCoding":{"system":"s","code":"a"}},{"valueCoding":{"system":"s","code":"b"}}]},
    {"linkId":"all","type":"choice","repeats":true,"answerOption":[
      {"valueCoding":{"system":"s","code":"a"}},{"valueCoding":{"system":"s","code":"b"}}]},
    {"linkId":"open","type":"open-choice","maxLength":8,"answerOption":[
      {"valueCoding":{"system":"s","code":"a"}}]})");
}

Answers whole() {
  return answered({{"name", one(words("Sam"))},
                   {"age", one(std::int64_t{30})},
                   {"born", one(Date{"1995-02-28"})},
                   {"weight", one(Decimal{"80.50"})},
                   {"smoke", one(true)},
                   {"many", one(std::int64_t{5})},
                   {"how", one(code("b"))},
                   {"all", Answer{{code("a"), code("b")}, false}},
                   {"open", one(words("mine"))}});
}

std::string fault(const Json& response) {
  const auto read = read_response(sample(), response);
  return read ? "" : read.error().what;
}

Json response() { return write_response(sample(), whole(), at, "en"); }

// The response's item of that linkId, at the top or in the group.
Json& item(Json& response, const std::string& link) {
  for (Json& one : response["item"]) {
    if (one["linkId"] == link) return one;
    if (!one.contains("item")) continue;
    for (Json& inner : one["item"]) {
      if (inner["linkId"] == link) return inner;
    }
  }
  FAIL("no item " << link);
  return response;
}

std::string fault_with(const char* link, const char* answer) {
  Json changed = response();
  item(changed, link)["answer"] = json(answer);
  return fault(changed);
}

}  // namespace

TEST_CASE("response: answers of every type come back as they were given") {
  const Json written = response();
  CHECK(written["questionnaire"] == "urn:form|1");
  CHECK(written["status"] == "completed");
  CHECK(written["authored"] == at);
  const auto back = read_response(sample(), *parse_json(canonical(written)));
  REQUIRE(back.ok());
  CHECK(back->by_link == whole().by_link);
  CHECK(std::get<Decimal>(back->find("weight")->values[0]).digits == "80.50");
  CHECK(*response_form(written) == "urn:form|1");
}

TEST_CASE("response: holds only enabled, answered items") {
  Answers answers = whole();
  answers.by_link["smoke"] = one(false);  // disables "many"
  answers.by_link["how"] = Answer{};      // untouched
  answers.by_link.erase("born");
  answers.by_link["stranger"] = one(words("x"));
  const std::string text = canonical(write_response(sample(), answers, at, "en"));
  for (const char* gone : {"many", "how", "born", "stranger", "note"}) {
    CAPTURE(gone);
    CHECK(text.find("\"linkId\":\"" + std::string(gone) + "\"") == std::string::npos);
  }
  CHECK(text.find("\"linkId\":\"smoke\"") != std::string::npos);
  const auto back = read_response(sample(), *parse_json(text));
  REQUIRE(back.ok());
  CHECK(back->by_link.size() == 6);
}

TEST_CASE("response: prefer not to say is kept as such, apart from empty and from an answer") {
  Answers answers = whole();
  answers.by_link["name"] = Answer{{}, true};
  Json written = write_response(sample(), answers, at, "en");
  const auto back = read_response(sample(), written);
  REQUIRE(back.ok());
  CHECK(back->find("name")->declined);
  CHECK_FALSE(back->answered("name"));
  item(written, "name")["answer"] = json(R"([{"valueString":"Sam"}])");
  CHECK(fault(written) == "name: both declined and answered");
}

TEST_CASE("response: an empty visit makes no items, and then a required answer is missing") {
  const Json empty = write_response(sample(), {}, at, "en");
  CHECK_FALSE(empty.contains("item"));
  CHECK(fault(empty) == "name: required");
}

TEST_CASE("response: unknown, repeated and misplaced linkIds are refused") {
  Json changed = response();
  changed["item"].push_back({{"linkId", "stranger"}, {"answer", json(R"([{"valueString":"x"}])")}});
  CHECK(fault(changed) == "response: an item has an unknown linkId");
  changed = response();
  item(changed, "born").erase("linkId");
  CHECK(fault(changed) == "response: an item has an unknown linkId");
  changed = response();
  changed["item"].push_back(item(changed, "born"));
  CHECK(fault(changed) == "born: twice");
  changed = response();
  changed["item"].push_back(item(changed, "age"));
  changed["item"][0]["item"].erase(1);
  CHECK(fault(changed) == "age: stands in another place than in the form");
  changed = response();
  for (Json& one : changed["item"]) one["linkId"] = "/x/" + one["linkId"].get<std::string>();
  CHECK(fault(changed) == "response: an item has an unknown linkId");
}

TEST_CASE("response: an answer of another type than its question is refused") {
  for (const char* wrong : {R"([{"valueInteger":1}])", R"([{"valueBoolean":true}])", R"([{}])", R"([7])",
                            R"([{"valueString":1}])", R"([{"valueString":"a","valueInteger":1}])",
                            R"([{"valueAttachment":{}}])"}) {
    CAPTURE(wrong);
    CHECK(fault_with("name", wrong) == "name: type");
  }
  CHECK(fault_with("age", R"([{"valueString":"30"}])") == "age: type");
  CHECK(fault_with("age", R"([{"valueDecimal":30.5}])") == "age: type");
  CHECK(fault_with("born", R"([{"valueString":"1995-02-28"}])") == "born: type");
  CHECK(fault_with("born", R"([{"valueDate":"1995-02-29"}])") == "born: type");
  CHECK(fault_with("smoke", R"([{"valueString":"true"}])") == "smoke: type");
  CHECK(fault_with("how", R"([{"valueBoolean":true}])") == "how: type");
  CHECK(fault_with("weight", R"([{"valueDecimal":"80.5"}])") == "weight: type");
  CHECK(fault_with("name", R"([])") == "name: answer is not a list");
  CHECK(fault_with("name", R"({})") == "name: answer is not a list");
}

TEST_CASE("response: an option that was not offered, or one chosen twice, is refused") {
  CHECK(fault_with("how", R"([{"valueCoding":{"system":"s","code":"z"}}])") == "how: option");
  CHECK(fault_with("how", R"([{"valueCoding":{"system":"t","code":"a"}}])") == "how: option");
  CHECK(fault_with("how", R"([{"valueInteger":1}])") == "how: option");
  CHECK(fault_with("open", R"([{"valueCoding":{"system":"s","code":"z"}}])") == "open: option");
  CHECK(fault_with("open", R"([{"valueString":"free"}])").empty());
  CHECK(fault_with("all", R"([{"valueCoding":{"system":"s","code":"a"}},
                              {"valueCoding":{"system":"s","code":"a"}}])") == "all: twice");
}

TEST_CASE("response: several answers only where the question repeats") {
  CHECK(fault_with("how", R"([{"valueCoding":{"system":"s","code":"a"}},
                              {"valueCoding":{"system":"s","code":"b"}}])") == "how: too-many");
  CHECK(fault_with("name", R"([{"valueString":"a"},{"valueString":"b"}])") == "name: too-many");
  CHECK(fault_with("all", R"([{"valueCoding":{"system":"s","code":"a"}},
                              {"valueCoding":{"system":"s","code":"b"}}])")
            .empty());
}

TEST_CASE("response: length, smallest and biggest are held to, in characters and not bytes") {
  CHECK(fault_with("name", R"([{"valueString":"123456"}])") == "name: too-long");
  CHECK(fault_with("name", R"([{"valueString":"żółćę"}])").empty());
  CHECK(fault_with("open", R"([{"valueString":"123456789"}])") == "open: too-long");
  CHECK(fault_with("age", R"([{"valueInteger":9}])") == "age: too-small");
  CHECK(fault_with("age", R"([{"valueInteger":10}])").empty());
  CHECK(fault_with("age", R"([{"valueInteger":99}])").empty());
  CHECK(fault_with("age", R"([{"valueInteger":100}])") == "age: too-big");
  CHECK(fault_with("weight", R"([{"valueDecimal":0.25}])") == "weight: too-small");
  CHECK(fault_with("born", R"([{"valueDate":"2026-01-02"}])") == "born: too-big");
  CHECK(fault_with("born", R"([{"valueDate":"2026-01-01"}])").empty());
  CHECK(fault_with("many", R"([{"valueInteger":4294967296}])") == "many: type");
}

TEST_CASE("response: text that is blank or holds control characters is refused") {
  CHECK(fault_with("name", R"([{"valueString":""}])") == "name: empty");
  CHECK(fault_with("name", R"([{"valueString":" \n "}])") == "name: empty");
  CHECK(fault_with("name", R"([{"valueString":"a\u0000b"}])") == "name: characters");
  CHECK(fault_with("name", R"([{"valueString":"a\nb"}])").empty());
}

TEST_CASE("response: required counts only where the question is enabled") {
  Json changed = response();
  changed["item"][0]["item"].erase(0);
  CHECK(fault(changed) == "name: required");
  changed = response();
  for (std::size_t i = 0; i < changed["item"].size(); ++i) {
    if (changed["item"][i]["linkId"] == "many") changed["item"].erase(i);
  }
  CHECK(fault(changed) == "many: required");
  item(changed, "smoke")["answer"][0]["valueBoolean"] = false;
  CHECK(fault(changed).empty());
}

TEST_CASE("response: an answer on a disabled item is refused") {
  CHECK(fault_with("smoke", R"([{"valueBoolean":false}])") == "many: answered though it is disabled");
}

TEST_CASE("response: answers where nothing is asked, both answer and items, and modifiers are refused") {
  Json changed = response();
  changed["item"][0]["item"].push_back({{"linkId", "note"}, {"answer", json(R"([{"valueString":"x"}])")}});
  CHECK(fault(changed) == "note: an answer where nothing is asked");
  changed = response();
  changed["item"][0]["answer"] = json(R"([{"valueString":"x"}])");
  CHECK(fault(changed) == "g: both answer and item (qrs-1)");
  changed = response();
  item(changed, "born")["modifierExtension"] = Json::array();
  CHECK(fault(changed) == "born: modifierExtension is not supported");
  changed = response();
  changed["modifierExtension"] = Json::array();
  CHECK(fault(changed) == "response: modifierExtension is not supported");
}

TEST_CASE("response: another form, another resource or no status is refused") {
  Json changed = response();
  changed["questionnaire"] = "urn:form|2";
  CHECK(fault(changed) == "response: answers another form");
  changed["questionnaire"] = "urn:form";
  CHECK(fault(changed).empty());
  changed.erase("questionnaire");
  CHECK_FALSE(fault(changed).empty());
  changed = response();
  changed.erase("status");
  CHECK(fault(changed) == "response: status is missing or unknown");
  changed = response();
  changed["resourceType"] = "Questionnaire";
  CHECK(fault(changed) == "response: not a QuestionnaireResponse");
  CHECK(fault(json("[]")) == "response: not a QuestionnaireResponse");
  changed = response();
  changed["item"] = json("{}");
  CHECK(fault(changed) == "response: item is not a list");
  changed["item"] = json("[7]");
  CHECK(fault(changed) == "response: an item is not an object");
}

TEST_CASE("response: a fault never repeats what he wrote") {
  for (const char* link : {"name", "age", "how", "open", "born"}) {
    CAPTURE(link);
    CHECK(fault_with(link, R"([{"valueString":"CANARY-long-words\u0000"}])").find("CANARY") ==
          std::string::npos);
  }
  Json changed = response();
  changed["item"].push_back({{"linkId", "CANARY"}});
  CHECK(fault(changed).find("CANARY") == std::string::npos);
}
