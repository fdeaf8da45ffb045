// What a form works out by FHIRPath: variables, values, conditions, starting values and constraints.
#include "forms.h"

#include <sync/record/formulas.h>

using namespace alongside;
using namespace alongside::forms;

namespace {

const std::string sdc = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-";

std::string formula(const std::string& url, const std::string& expression, const std::string& name = {}) {
  const std::string called = name.empty() ? "" : R"("name":")" + name + "\",";
  return R"({"url":")" + url + R"(","valueExpression":{)" + called +
         R"("language":"text/fhirpath","expression":")" + expression + "\"}}";
}

std::string variable(const std::string& name, const std::string& expression) {
  return formula("http://hl7.org/fhir/StructureDefinition/variable", expression, name);
}

std::string constraint(const std::string& key, const std::string& expression,
                       const char* severity = "error") {
  return R"({"url":"http://hl7.org/fhir/StructureDefinition/targetConstraint","extension":[{"url":"key",)"
         R"("valueId":")" +
         key + R"("},{"url":"severity","valueCode":")" + severity +
         R"("},{"url":"human","valueString":"Words of )" + key + R"("},{"url":"expression",)" +
         R"("valueExpression":{"language":"text/fhirpath","expression":")" + expression + "\"}}]}";
}

std::string item(const std::string& link, const char* type, const std::string& extensions,
                 const std::string& more = "") {
  return R"({"linkId":")" + link + R"(","type":")" + type + R"(","extension":[)" + extensions + "]" + more +
         "}";
}

std::string plain(const std::string& link, const char* type, const std::string& more = "") {
  return R"({"linkId":")" + link + R"(","type":")" + type + "\"" + more + "}";
}

std::string calculated(const std::string& expression) {
  return formula(sdc + "calculatedExpression", expression);
}
std::string shown_when(const std::string& expression) {
  return formula(sdc + "enableWhenExpression", expression);
}
std::string starts(const std::string& expression) { return formula(sdc + "initialExpression", expression); }

Answer whole(std::int64_t number) { return forms::one(Value(number)); }

std::string asked(const Questionnaire& form, const Answers& answers) {
  const Enabled on(form, answers);
  std::string out;
  for (const Item* each : on.asking()) out += (out.empty() ? "" : " ") + each->link_id;
  return out;
}

Json response_of(const Questionnaire& form, const Answers& answers) {
  return write_response(form, answers, "2026-11-25T09:00:00+00:00", "en");
}

}  // namespace

TEST_CASE("formulas: a calculated answer follows the others, is not asked, and is never believed") {
  const Questionnaire sums = form(
      plain("a", "integer") + "," + plain("b", "integer") + "," +
      item("total", "integer", calculated("%resource.item.where(linkId != 'total').answer.value.sum()")));
  const Answers given = answered({{"a", whole(3)}, {"b", whole(4)}});
  CHECK(asked(sums, given) == "a b");
  Json response = response_of(sums, given);
  CHECK(response["item"][2]["answer"][0]["valueInteger"] == 7);
  response["item"][2]["answer"][0]["valueInteger"] = 13;
  const auto read = read_response(sums, response);
  REQUIRE(read.ok());
  CHECK(read->find("total")->values[0] == Value(std::int64_t{7}));
  CHECK(response_of(sums, {})["item"].is_null());
}

TEST_CASE("formulas: weights of options are summed as published forms do") {
  std::string items;
  for (const char* link : {"p1", "p2", "p3"}) {
    items += plain(link, "choice",
                   R"(,"answerOption":[{"valueCoding":{"system":"s","code":"no"},"extension":[{"url":)"
                   R"("http://hl7.org/fhir/StructureDefinition/ordinalValue","valueDecimal":0}]},)"
                   R"({"valueCoding":{"system":"s","code":"yes"},"extension":[{"url":)"
                   R"("http://hl7.org/fhir/StructureDefinition/itemWeight","valueDecimal":3}]}])") +
             ",";
  }
  const Questionnaire scored =
      form(items + item("score", "decimal",
                        calculated("%resource.item.where(linkId != 'score').answer.weight().sum()")));
  const auto score = [&](const Answers& answers) {
    const Enabled on(scored, answers);
    const Answer* found = on.answers().find("score");
    return found == nullptr ? "none" : text_of(found->values[0]);
  };
  CHECK(score(answered({{"p1", forms::one(code("yes"))},
                        {"p2", forms::one(code("yes"))},
                        {"p3", forms::one(code("no"))}})) == "6");
  CHECK(score(answered({{"p1", forms::one(code("no"))}})) == "0");
  CHECK(score({}) == "none");
}

TEST_CASE("formulas: enableWhenExpression hides and shows, through others, and drops what was hidden") {
  const Questionnaire chained =
      form(plain("a", "boolean") + "," +
           item("b", "boolean", shown_when("%resource.item.where(linkId='a').answer.value = true")) + "," +
           item("c", "boolean", shown_when("%resource.item.where(linkId='b').answer.value = true")));
  CHECK(asked(chained, {}) == "a");
  CHECK(asked(chained, answered({{"a", forms::one(true)}})) == "a b");
  const Answers all_given =
      answered({{"a", forms::one(true)}, {"b", forms::one(true)}, {"c", forms::one(true)}});
  CHECK(asked(chained, all_given) == "a b c");
  Answers changed = all_given;
  changed.by_link["a"] = forms::one(false);
  CHECK(asked(chained, changed) == "a");
  Json response = response_of(chained, all_given);
  CHECK(read_response(chained, response).ok());
  response["item"][0]["answer"][0]["valueBoolean"] = false;
  const auto refused = read_response(chained, response);
  REQUIRE(!refused.ok());
  CHECK(refused.error().what.find("answered though it is disabled") != std::string::npos);
}

TEST_CASE("formulas: variables are seen where they stand and below") {
  const Questionnaire scoped =
      form(item("g", "group", variable("age", "item.where(linkId='years').answer.value"),
                R"(,"item":[)" + plain("years", "integer") + "," +
                    item("adult", "boolean", calculated("%age >= 18")) + "]"));
  const Answers given = answered({{"years", whole(20)}});
  const Enabled on(scoped, given);
  REQUIRE(on.answers().find("adult") != nullptr);
  CHECK(on.answers().find("adult")->values[0] == Value(true));
  CHECK(refusal(item("g", "group", variable("age", "1"), R"(,"item":[{"linkId":"x","type":"string"}])") +
                "," + item("out", "integer", calculated("%age"))) ==
        "out: an expression uses an unknown variable: %age");
}

TEST_CASE("formulas: initialExpression starts an answer, today included") {
  const Questionnaire dated =
      form(item("on", "date", starts("today()")) + "," +
           item("year", "integer", starts("today().toString().substring(0, 4).toInteger()")));
  const Answers begun = initial_answers(dated, "2026-11-25T09:00:00+00:00");
  REQUIRE(begun.find("on") != nullptr);
  CHECK(text_of(begun.find("on")->values[0]) == "2026-11-25");
  CHECK(begun.find("year")->values[0] == Value(std::int64_t{2026}));
  CHECK(initial_answers(dated).by_link.empty());
}

TEST_CASE("formulas: a broken constraint is named, a warning or one that cannot be told stops nobody") {
  const std::string later =
      "%resource.item.where(linkId='to').answer.value >= %resource.item.where(linkId='from').answer.value";
  const Questionnaire ranged =
      form(plain("from", "integer") + "," +
           item("to", "integer", constraint("order", later) + "," + constraint("hint", "false", "warning")));
  CHECK(broken_constraint(ranged, answered({{"from", whole(5)}, {"to", whole(6)}})) == nullptr);
  const Answers wrong = answered({{"from", whole(5)}, {"to", whole(4)}});
  const Formula* broken = broken_constraint(ranged, wrong, "to");
  REQUIRE(broken != nullptr);
  CHECK(broken->name == "order");
  CHECK(broken->human.text == "Words of order");
  CHECK(broken_constraint(ranged, wrong, "from") == nullptr);
  CHECK(broken_constraint(ranged, answered({{"to", whole(4)}})) == nullptr);
  const auto refused = read_response(ranged, response_of(ranged, wrong));
  REQUIRE(!refused.ok());
  CHECK(refused.error().what == "response: breaks constraint order");
}

TEST_CASE("formulas: what waits for itself settles as not asked and without a value") {
  const Questionnaire flips =
      form(item("a", "boolean", shown_when("%resource.item.where(linkId='a').exists().not()")) + "," +
           item("n", "integer", calculated("%resource.item.where(linkId='n').answer.value.sum() + 1")) + "," +
           item("m", "integer", calculated("iif(%resource.item.where(linkId='m').exists(), {}, 1)")));
  const Answers given = answered({{"a", forms::one(true)}});
  CHECK(asked(flips, given).empty());
  const Enabled on(flips, given);
  CHECK(on.answers().find("m") == nullptr);
}

TEST_CASE("formulas: a form with formulas is written and read again as it was") {
  Json whole_form = resource(
      item("t", "integer", variable("v", "1") + "," + calculated("%v + %w") + "," + constraint("k", "true")) +
      "," + item("s", "string", shown_when("true") + "," + starts("'a'")));
  whole_form["extension"] =
      Json::array({json(variable("w", "2")), json(constraint("whole", "true", "warning"))});
  const Questionnaire once = read_whole(whole_form).form;
  CHECK(once.formulas.size() == 2);
  const Json written = write_questionnaire(once);
  const Questionnaire again = read_whole(written).form;
  CHECK(write_questionnaire(again) == written);
  CHECK(again.items[0].formulas == once.items[0].formulas);
}

TEST_CASE("formulas: what does not fit is refused with linkId and reason") {
  CHECK(refusal(item("x", "integer", calculated("resolve()"))) ==
        "x: calculatedExpression: FHIRPath: function is not supported: resolve: resolve()");
  CHECK(refusal(item("x", "integer", calculated("1") + "," + calculated("2"))) ==
        "x: the same expression twice");
  CHECK(refusal(item("x", "group", calculated("1"), R"(,"item":[{"linkId":"y","type":"string"}])")) ==
        "x: an expression gives a value where nothing is asked");
  CHECK(refusal(item("x", "integer", starts("1"), R"(,"initial":[{"valueInteger":1}])")) ==
        "x: both initial and initialExpression");
  CHECK(refusal(item("x", "integer", variable("", "1"))) == "x: variable without a name");
  CHECK(refusal(plain("q", "boolean") + "," +
                item("x", "string", shown_when("true"),
                     R"(,"enableWhen":[{"question":"q","operator":"exists","answerBoolean":true}])")) ==
        "x: both enableWhen and enableWhenExpression");
}

TEST_CASE("formulas: an item looked up by its linkId is the one that a search finds") {
  std::string items =
      plain("a", "integer") + "," + plain("q", "boolean", R"(,"item":[{"linkId":"under","type":"integer"}])");
  int number = 0;
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const char* link : {"a", "under", "none"}) {
    for (const char* way : {"repeat(item)", "descendants()"}) {
      const std::string from = std::string("%resource.") + way;
      const std::string looked = "l" + std::to_string(++number);
      const std::string searched = "s" + std::to_string(number);
      items += "," + item(looked, "integer",
                          calculated(from + ".where(linkId = '" + link + "').answer.value.sum()"));
      items += "," + item(searched, "integer",
                          calculated(from + ".where('" + link + "' = linkId).answer.value.sum()"));
      pairs.emplace_back(looked, searched);
    }
  }
  const Questionnaire both = form(items);
  const Answers given = answered({{"a", whole(3)}, {"q", forms::one(true)}, {"under", whole(4)}});
  const Enabled on(both, given);
  int found = 0;
  for (const auto& [looked, searched] : pairs) {
    const Answer* one = on.answers().find(looked);
    const Answer* other = on.answers().find(searched);
    REQUIRE((one == nullptr) == (other == nullptr));
    if (one == nullptr) continue;
    CHECK(*one == *other);
    ++found;
  }
  CHECK(found == 3);
}
