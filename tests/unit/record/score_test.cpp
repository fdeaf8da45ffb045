// Scores and concern rules as data: whole or nothing, recomputed from the answers; nothing lowers a concern.
#include "forms.h"

#include <sync/record/concern.h>
#include <sync/record/score.h>

using namespace alongside;
using namespace alongside::forms;

namespace {

std::string scored(const char* link, const char* more = "") {
  std::string out =
      std::string(R"({"linkId":")") + link + R"(","type":"choice",)" + more + R"("answerOption":[)";
  for (int weight = 0; weight < 4; ++weight) {
    const std::string digit = std::to_string(weight);
    out +=
        (weight ? "," : "") + (R"({"valueCoding":{"system":"s","code":"c)" + digit) +
        R"("},"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue","valueDecimal":)" +
        digit + "}]}";
  }
  return out + "]}";
}

Questionnaire three() {
  return form(scored("a") + "," + scored("b", R"("enableWhen":[{"question":"a","operator":"!=",
                "answerCoding":{"system":"s","code":"c0"}}],)") +
              "," + scored("c"));
}

ScoreRule rule() {
  ScoreRule out;
  out.id = "three";
  out.questionnaire = "urn:form";
  out.link_ids = {"a", "b", "c"};
  out.positive_from = 3;
  out.bands = {{0, 2, "low", {}, {}}, {3, 9, "high", {}, {}}};
  return out;
}

Answers weights(int a, int b, int c) {
  Answers out;
  const auto put = [&](const char* link, int weight) {
    if (weight >= 0) out.by_link[link] = one(code("c" + std::to_string(weight)));
  };
  put("a", a);
  put("b", b);
  put("c", c);
  return out;
}

}  // namespace

TEST_CASE("score: the sum of the options' weights, with its band") {
  const ScoreRule three_items = rule();  // outlives the band that points into it
  for (int a = 1; a < 4; ++a) {
    for (int c = 0; c < 4; ++c) {
      const auto found = score(three_items, three(), weights(a, 1, c));
      REQUIRE(found);
      CHECK(found->value == a + 1 + c);
      CHECK(found->positive == (a + 1 + c >= 3));
      REQUIRE(found->band != nullptr);
      CHECK(found->band->code == (a + 1 + c >= 3 ? "high" : "low"));
    }
  }
}

TEST_CASE("score: none unless every scored item is answered and enabled") {
  CHECK_FALSE(score(rule(), three(), {}));
  CHECK_FALSE(score(rule(), three(), weights(3, 3, -1)));
  CHECK_FALSE(score(rule(), three(), weights(-1, 3, 3)));
  CHECK_FALSE(
      score(rule(), three(), weights(0, 3, 3)));  // "b" is disabled: its old answer counts for nothing
  Answers declined = weights(1, 1, 1);
  declined.by_link["c"] = Answer{{}, true};
  CHECK_FALSE(score(rule(), three(), declined));
  Answers unknown = weights(1, 1, 1);
  unknown.by_link["c"] = one(code("z"));
  CHECK_FALSE(score(rule(), three(), unknown));
}

TEST_CASE("score: a rule of another form, without items or with an unknown one gives none") {
  ScoreRule other = rule();
  other.questionnaire = "urn:other";
  CHECK_FALSE(score(other, three(), weights(1, 1, 1)));
  other = rule();
  other.link_ids.clear();
  CHECK_FALSE(score(other, three(), weights(1, 1, 1)));
  other = rule();
  other.link_ids.push_back("nobody");
  CHECK_FALSE(score(other, three(), weights(1, 1, 1)));
}

TEST_CASE("score: an instrument's own skip rule counts zero, and only that") {
  ScoreRule skips = rule();
  skips.counts_zero = {{"b", "a", "c0"}};
  const auto found = score(skips, three(), weights(0, -1, 2));
  REQUIRE(found);
  CHECK(found->value == 2);
  CHECK_FALSE(score(skips, three(), weights(1, -1, 2)));
  CHECK_FALSE(score(skips, three(), weights(0, -1, -1)));
}

TEST_CASE("score: factor, limits from below and above, numbers as answers") {
  ScoreRule times = rule();
  times.factor = 4;
  times.positive_from.reset();
  times.positive_to = 28;
  CHECK(score(times, three(), weights(3, 3, 1))->value == 28);
  CHECK(score(times, three(), weights(3, 3, 1))->positive);
  CHECK_FALSE(score(times, three(), weights(3, 3, 2))->positive);
  times.positive_to.reset();
  CHECK_FALSE(score(times, three(), weights(3, 3, 2))->positive);
  CHECK(score(times, three(), weights(3, 3, 2))->band == nullptr);
  const Questionnaire numbers = form(R"({"linkId":"i","type":"integer"},{"linkId":"f","type":"decimal"})");
  ScoreRule sum;
  sum.questionnaire = "urn:form|1";
  sum.link_ids = {"i", "f"};
  const auto found = score(sum, numbers, answered({{"i", one(std::int64_t{2})}, {"f", one(Decimal{"1.5"})}}));
  REQUIRE(found);
  CHECK(found->value == 3.5);
}

namespace {

std::string raised(const std::vector<ConcernRule>& rules, const Questionnaire& form, const Answers& answers) {
  std::string out;
  for (const Concern& one : concerns(rules, form, answers)) {
    out += (out.empty() ? "" : " ") + one.rule + ":" + name_of(one.kind);
  }
  return out;
}

ConcernRule concern(const char* id, const char* link, const char* code, std::optional<double> least = {}) {
  ConcernRule out;
  out.id = id;
  out.questionnaire = "urn:form";
  out.link_id = link;
  out.code = code;
  out.weight_at_least = least;
  out.kind = ConcernKind::self;
  return out;
}

}  // namespace

TEST_CASE(
    "concern: an option's code or a weight of at least the limit raises it, in the order of the rules") {
  const std::vector<ConcernRule> rules = {concern("by-weight", "c", "", 1.0), concern("by-code", "a", "c2")};
  CHECK(raised(rules, three(), {}).empty());
  CHECK(raised(rules, three(), weights(1, 1, 0)).empty());
  CHECK(raised(rules, three(), weights(1, 1, 1)) == "by-weight:self");
  CHECK(raised(rules, three(), weights(2, 1, 0)) == "by-code:self");
  CHECK(raised(rules, three(), weights(2, 0, 3)) == "by-weight:self by-code:self");
}

TEST_CASE("concern: a low total never clears it; a disabled or declined answer raises none") {
  const std::vector<ConcernRule> rules = {concern("b", "b", "c1")};
  CHECK(raised(rules, three(), weights(1, 1, 0)) == "b:self");
  CHECK_FALSE(score(rule(), three(), weights(1, 1, 0))->positive);
  CHECK(raised(rules, three(), weights(0, 1, 0)).empty());  // "b" is disabled
  Answers declined = weights(1, 1, 0);
  declined.by_link["b"] = Answer{{}, true};
  CHECK(raised(rules, three(), declined).empty());
}

TEST_CASE("concern: yes, numbers and one of several choices can raise it, free words never do") {
  const Questionnaire read = form(R"({"linkId":"y","type":"boolean"},{"linkId":"n","type":"integer"},
    {"linkId":"t","type":"text"},{"linkId":"m","type":"choice","repeats":true,"answerOption":[
      {"valueCoding":{"system":"s","code":"none"}},{"valueCoding":{"system":"s","code":"baby"}}]})");
  const std::vector<ConcernRule> rules = {concern("y", "y", "true"), concern("n", "n", "0"),
                                          concern("t", "t", "hurt"), concern("m", "m", "baby")};
  CHECK(raised(rules, read, answered({{"y", one(true)}})) == "y:self");
  CHECK(raised(rules, read, answered({{"y", one(false)}})).empty());
  CHECK(raised(rules, read, answered({{"n", one(std::int64_t{0})}})) == "n:self");
  CHECK(raised(rules, read, answered({{"t", one(words("hurt"))}})).empty());
  CHECK(raised(rules, read, answered({{"m", Answer{{code("none"), code("baby")}, false}}})) == "m:self");
}

TEST_CASE("concern: rules of other forms and unknown items raise nothing; kinds have names") {
  ConcernRule other = concern("x", "a", "c1");
  other.questionnaire = "urn:other";
  CHECK(raised({other}, three(), weights(1, 1, 1)).empty());
  CHECK(raised({concern("x", "nobody", "c1")}, three(), weights(1, 1, 1)).empty());
  for (const char* name : {"self", "baby", "other-person", "not-safe-at-home", "talk-privately"}) {
    CAPTURE(name);
    CHECK(name_of(*concern_kind(name)) == std::string(name));
  }
  CHECK_FALSE(concern_kind("other").ok());
}
