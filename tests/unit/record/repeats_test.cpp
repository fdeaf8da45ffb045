// Groups that repeat: asked once more on a yes, written and read in order, counted by rules in every round.
#include "forms.h"

#include <sync/record/concern.h>
#include <sync/record/formulas.h>

using namespace alongside;
using namespace alongside::forms;

namespace {

const char* children = R"({"linkId":"kids","type":"group","repeats":true,"text":"Children",
"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-maxOccurs",
"valueInteger":3}],"item":[
{"linkId":"name","type":"string","required":true},
{"linkId":"worry","type":"choice","answerOption":[{"valueCoding":{"system":"s","code":"no"}},
{"valueCoding":{"system":"s","code":"yes"}}]},
{"linkId":"why","type":"string","enableWhen":[{"question":"worry","operator":"=",
"answerCoding":{"system":"s","code":"yes"}}]}]})";

std::string asked(const Questionnaire& form, const Answers& answers) {
  const Enabled on(form, answers);
  std::string out;
  for (const Item* each : on.asking()) out += (out.empty() ? "" : " ") + each->link_id;
  return out;
}

Answers two_children() {
  return answered({{"name", forms::one(words("Ann"))},
                   {"kids#1+", forms::one(true)},
                   {"name#2", forms::one(words("Bob"))},
                   {"worry#2", forms::one(code("yes"))},
                   {"why#2", forms::one(words("cries"))}});
}

Json response_of(const Questionnaire& form, const Answers& answers) {
  return write_response(form, answers, "2026-11-25T09:00:00+00:00", "en");
}

}  // namespace

TEST_CASE("repeats: a group is asked again on a yes, at most as often as it may be") {
  const Questionnaire kids = form(children);
  CHECK(asked(kids, {}) == "name worry kids#1+");
  CHECK(asked(kids, answered({{"kids#1+", forms::one(true)}})) ==
        "name worry kids#1+ name#2 worry#2 kids#2+");
  CHECK(asked(kids, answered({{"kids#1+", forms::one(false)}})) == "name worry kids#1+");
  const Answers all_rounds = answered({{"kids#1+", forms::one(true)}, {"kids#2+", forms::one(true)}});
  CHECK(asked(kids, all_rounds) == "name worry kids#1+ name#2 worry#2 kids#2+ name#3 worry#3");
}

TEST_CASE("repeats: a condition inside a group means the same round") {
  const Questionnaire kids = form(children);
  Answers answers = two_children();
  CHECK(asked(kids, answers) == "name worry kids#1+ name#2 worry#2 why#2 kids#2+");
  answers.by_link["worry"] = forms::one(code("yes"));
  CHECK(asked(kids, answers) == "name worry why kids#1+ name#2 worry#2 why#2 kids#2+");
}

TEST_CASE("repeats: rounds are written under one linkId and read back as they were") {
  const Questionnaire kids = form(children);
  const Json response = response_of(kids, two_children());
  REQUIRE(response["item"].size() == 2);
  for (const Json& group : response["item"]) {
    CHECK(group["linkId"] == "kids");
    CHECK(group["item"][0]["linkId"] == "name");
  }
  CHECK(canonical(response).find('#') == std::string::npos);
  CHECK(canonical(response).find(copy_mark) == std::string::npos);
  const auto read = read_response(kids, response);
  REQUIRE(read.ok());
  CHECK(read->by_link == two_children().by_link);
}

TEST_CASE("repeats: too many rounds, or an item twice in one round, are refused") {
  const Questionnaire kids = form(children);
  Json response = response_of(kids, two_children());
  const Json round = response["item"][0];
  response["item"].push_back(round);
  CHECK(read_response(kids, response).ok());
  response["item"].push_back(round);
  REQUIRE(!read_response(kids, response).ok());
  CHECK(read_response(kids, response).error().what == "kids: too-many");
  Json twice = response_of(kids, two_children());
  twice["item"][1]["item"].push_back(twice["item"][1]["item"][0]);
  REQUIRE(!read_response(kids, twice).ok());
  CHECK(read_response(kids, twice).error().what == "name: twice");
  Json missing = response_of(kids, two_children());
  missing["item"][1]["item"].erase(0);
  CHECK(!read_response(kids, missing).ok());
}

TEST_CASE("repeats: a concern in any round is raised once") {
  const Questionnaire kids = form(children);
  const ConcernRule rule{"r", "urn:form", "worry", "yes", std::nullopt, ConcernKind::baby, true, ""};
  CHECK(concerns({rule}, kids, two_children()).size() == 1);
  CHECK(concerns({rule}, kids, answered({{"worry#2", forms::one(code("yes"))}})).empty());
}

TEST_CASE("repeats: the form is written without its copies, and nested ones are refused") {
  const Questionnaire kids = form(children);
  const Json written = write_questionnaire(kids);
  CHECK(written["item"].size() == 1);
  CHECK(written["item"][0]["item"].size() == 3);
  CHECK(write_questionnaire(read_whole(written).form) == written);
  CHECK(refusal(
            R"({"linkId":"a","type":"group","repeats":true,"item":[{"linkId":"b","type":"group",
"repeats":true,)"
            R"("item":[{"linkId":"c","type":"string"}]}]})") ==
        "a: repeating groups in each other are not supported");
  CHECK(refusal(std::string(children) + R"(,{"linkId":"name#2","type":"string"})") ==
        "name#2: linkId is that of a copy of a group that repeats");
}

TEST_CASE("repeats: expressions see every round, and each round works out its own") {
  const Questionnaire sums = form(R"x({"linkId":"g","type":"group","repeats":true,"item":[
{"linkId":"n","type":"integer"},{"linkId":"double","type":"integer","extension":[{"url":
"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression","valueExpression":
{"language":"text/fhirpath","expression":"%n * 2"}}]}],
"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/variable","valueExpression":
{"name":"n","language":"text/fhirpath","expression":"item.where(linkId='n').answer.value"}}]},
{"linkId":"all","type":"integer","extension":[{"url":
"http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression","valueExpression":
{"language":"text/fhirpath","expression":"%resource.item.item.where(linkId='n').answer.value.sum()"}}]})x");
  const Answers given = answered(
      {{"n", forms::one(std::int64_t{2})}, {"g#1+", forms::one(true)}, {"n#2", forms::one(std::int64_t{5})}});
const Enabled on(sums, given);
CHECK(on.answers().find("all")->values[0] == Value(std::int64_t{7}));
CHECK(on.answers().find("double")->values[0] == Value(std::int64_t{4}));
CHECK(on.answers().find("double#2")->values[0] == Value(std::int64_t{10}));
}
