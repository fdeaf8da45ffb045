// enableWhen: every operator on every type, any and all, disabled questions and groups, loops.
#include "forms.h"

using namespace alongside;
using namespace alongside::forms;

namespace {

// A question "q" of a type and "x", shown under one condition on it.
Questionnaire asked(const std::string& type, const std::string& compare, const std::string& answer) {
  const std::string options = type == "choice" || type == "open-choice" ? R"(,"repeats":true,"answerOption":[
       {"valueCoding":{"system":"s","code":"a"}},{"valueCoding":{"system":"s","code":"b"}}])"
                                                                        : "";
  return form(R"({"linkId":"q","type":")" + type + "\"" + options +
              R"(},{"linkId":"x","type":"string","enableWhen":[{"question":"q","operator":")" + compare +
              "\"," + answer + "}]}");
}

bool shown(const std::string& type, const std::string& compare, const std::string& wanted, Value given) {
  const Questionnaire made = asked(type, compare, wanted);
  return Enabled(made, answered({{"q", one(std::move(given))}}))("x");
}

struct Row {
  const char* type;
  const char* wanted;
  Value less;
  Value same;
  Value more;
};

const std::vector<Row>& ordered_rows() {
  static const std::vector<Row> rows = {
      {"integer", R"("answerInteger":5)", std::int64_t{4}, std::int64_t{5}, std::int64_t{6}},
      {"integer", R"("answerInteger":-1)", std::int64_t{-2}, std::int64_t{-1}, std::int64_t{0}},
      {"decimal", R"("answerDecimal":1.5)", Decimal{"1.49"}, Decimal{"1.50"}, Decimal{"1.51"}},
      {"decimal", R"("answerInteger":2)", Decimal{"1.9"}, std::int64_t{2}, Decimal{"2.1"}},
      {"date", R"("answerDate":"2024-05-10")", Date{"2024-05-09"}, Date{"2024-05-10"}, Date{"2025"}},
      {"string", R"("answerString":"b")", words("a"), words("b"), words("c")},
      {"text", R"("answerString":"b")", words("aa"), words("b"), words("bb")},
  };
  return rows;
}

}  // namespace

TEST_CASE("enableWhen: every ordering operator on numbers, dates and text") {
  struct Expected {
    const char* compare;
    bool less, same, more;
  };
  const std::vector<Expected> operators = {{"=", false, true, false}, {"!=", true, false, true},
                                           {">", false, false, true}, {"<", true, false, false},
                                           {">=", false, true, true}, {"<=", true, true, false}};
  for (const Row& row : ordered_rows()) {
    for (const Expected& expected : operators) {
      CAPTURE(row.type);
      CAPTURE(row.wanted);
      CAPTURE(expected.compare);
      CHECK(shown(row.type, expected.compare, row.wanted, row.less) == expected.less);
      CHECK(shown(row.type, expected.compare, row.wanted, row.same) == expected.same);
      CHECK(shown(row.type, expected.compare, row.wanted, row.more) == expected.more);
    }
  }
}

TEST_CASE("enableWhen: equality on booleans and codings; system and code decide, the display does not") {
  CHECK(shown("boolean", "=", R"("answerBoolean":true)", true));
  CHECK_FALSE(shown("boolean", "=", R"("answerBoolean":true)", false));
  CHECK(shown("boolean", "!=", R"("answerBoolean":true)", false));
  const char* a = R"("answerCoding":{"system":"s","code":"a","display":"other words"})";
  CHECK(shown("choice", "=", a, code("a")));
  CHECK_FALSE(shown("choice", "=", a, code("b")));
  CHECK_FALSE(shown("choice", "=", a, Coding{"t", "a", "A"}));
  CHECK(shown("choice", "!=", a, code("b")));
  CHECK(shown("open-choice", "=", R"("answerString":"mine")", words("mine")));
}

TEST_CASE("enableWhen: exists asks whether there is an answer, and declined is none") {
  const Questionnaire yes = asked("string", "exists", R"("answerBoolean":true)");
  const Questionnaire no = asked("string", "exists", R"("answerBoolean":false)");
  const Answers given = answered({{"q", one(words("a"))}});
  const Answers declined = answered({{"q", Answer{{}, true}}});
  CHECK(Enabled(yes, given)("x"));
  CHECK_FALSE(Enabled(yes, {})("x"));
  CHECK_FALSE(Enabled(yes, declined)("x"));
  CHECK_FALSE(Enabled(no, given)("x"));
  CHECK(Enabled(no, {})("x"));
  CHECK(Enabled(no, declined)("x"));
}

TEST_CASE("enableWhen: no operator but exists is met by a question without an answer") {
  for (const char* compare : {"=", "!=", ">", "<", ">=", "<="}) {
    CAPTURE(compare);
    CHECK_FALSE(Enabled(asked("integer", compare, R"("answerInteger":5)"), {})("x"));
  }
}

TEST_CASE("enableWhen: one matching answer of several is enough") {
  const char* b = R"("answerCoding":{"system":"s","code":"b"})";
  const Answers both = answered({{"q", Answer{{code("a"), code("b")}, false}}});
  CHECK(Enabled(asked("choice", "=", b), both)("x"));
  CHECK(Enabled(asked("choice", "!=", b), both)("x"));  // "a" differs
  CHECK_FALSE(Enabled(asked("choice", "!=", b), answered({{"q", one(code("b"))}}))("x"));
}

TEST_CASE("enableWhen: dates that overlap are neither before nor after") {
  const char* year = R"("answerDate":"2024")";
  CHECK_FALSE(shown("date", "<", year, Date{"2024-05"}));
  CHECK_FALSE(shown("date", ">", year, Date{"2024-05"}));
  CHECK_FALSE(shown("date", ">=", year, Date{"2024-05"}));
  CHECK(shown("date", ">", year, Date{"2025-01"}));
  CHECK(shown("date", "<", year, Date{"2023-12-31"}));
}

namespace {

Questionnaire two_conditions(const char* behavior) {
  return form(std::string(R"({"linkId":"a","type":"boolean"},{"linkId":"b","type":"boolean"},
    {"linkId":"x","type":"string","enableBehavior":")") +
              behavior + R"(","enableWhen":[{"question":"a","operator":"=","answerBoolean":true},
       {"question":"b","operator":"=","answerBoolean":true}]})");
}

}  // namespace

TEST_CASE("enableWhen: any needs one condition, all needs every one") {
  for (const int given : {0, 1, 2, 3}) {
    const bool a = (given & 1) != 0;
    const bool b = (given & 2) != 0;
    const Answers answers = answered({{"a", one(a)}, {"b", one(b)}});
    CAPTURE(given);
    CHECK(Enabled(two_conditions("any"), answers)("x") == (a || b));
    CHECK(Enabled(two_conditions("all"), answers)("x") == (a && b));
  }
}

TEST_CASE("enableWhen: the answer of a disabled question counts for nothing, however long the chain") {
  const Questionnaire chain = form(R"(
    {"linkId":"1","type":"boolean"},
    {"linkId":"2","type":"boolean","enableWhen":[{"question":"1","operator":"=","answerBoolean":true}]},
    {"linkId":"3","type":"boolean","enableWhen":[{"question":"2","operator":"=","answerBoolean":true}]},
    {"linkId":"4","type":"boolean","enableWhen":[{"question":"3","operator":"=","answerBoolean":true}]})");
  Answers answers = answered({{"1", one(true)}, {"2", one(true)}, {"3", one(true)}, {"4", one(true)}});
  CHECK(enabled(chain, answers) == "1 2 3 4");
  answers.by_link["1"] = one(false);
  CHECK(enabled(chain, answers) == "1");
  answers.by_link.erase("1");
  CHECK(enabled(chain, answers) == "1");
}

TEST_CASE("enableWhen: a disabled group disables all in it, and a condition may name what comes later") {
  const Questionnaire groups = form(R"(
    {"linkId":"g","type":"group","enableWhen":[{"question":"q","operator":"=","answerBoolean":true}],"item":[
      {"linkId":"h","type":"group","item":[{"linkId":"x","type":"string"}]}]},
    {"linkId":"q","type":"boolean"},
    {"linkId":"z","type":"string","enableWhen":[{"question":"x","operator":"exists","answerBoolean":true}]})");
  const Answers answers = answered({{"x", one(words("a"))}});
  CHECK(enabled(groups, answers) == "q");
  Answers open = answers;
  open.by_link["q"] = one(true);
  CHECK(enabled(groups, open) == "g h x q z");
  const auto asking = Enabled(groups, open).asking();
  REQUIRE(asking.size() == 3);
  CHECK(asking[0]->link_id == "x");
}

TEST_CASE("enableWhen: hidden items are not asked, nor what stands under them") {
  const Questionnaire read = form(R"(
    {"linkId":"g","type":"group","extension":[
      {"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-hidden","valueBoolean":true}],
     "item":[{"linkId":"x","type":"string"}]},{"linkId":"y","type":"string"})");
  CHECK(enabled(read, {}) == "g x y");
  REQUIRE(Enabled(read, {}).asking().size() == 1);
  CHECK(Enabled(read, {}).asking()[0]->link_id == "y");
}

TEST_CASE("enableWhen: conditions that wait for each other are refused at load") {
  const auto when = [](const char* link, const char* question) {
    return std::string(R"({"linkId":")") + link + R"(","type":"boolean","enableWhen":[{"question":")" +
           question + R"(","operator":"=","answerBoolean":true}]})";
  };
  const char* loop = ": enableWhen conditions wait for each other";
  CHECK(refusal(when("a", "a")) == std::string("a") + loop);
  CHECK(refusal(when("a", "b") + "," + when("b", "a")).find(loop) == 1);
  CHECK(refusal(when("a", "b") + "," + when("b", "c") + "," + when("c", "a")).find(loop) == 1);
  CHECK(refusal(when("a", "b") + "," + when("b", "c") + R"(,{"linkId":"c","type":"boolean"})").empty());
  // A group that waits for a question in it can never be opened.
  CHECK(refusal(R"({"linkId":"g","type":"group","enableWhen":[
    {"question":"x","operator":"=","answerBoolean":true}],"item":[{"linkId":"x","type":"boolean"}]})")
            .find(loop) == 1);
  CHECK(refusal(when("a", "a"), Reading::lenient) == std::string("a") + loop);
}

TEST_CASE("enableWhen: a condition that can never be met is refused when publishing") {
  const auto why = [](const std::string& question, const std::string& condition,
                      Reading reading = Reading::strict) {
    return refusal(question + R"(,{"linkId":"x","type":"string","enableWhen":[)" + condition + "]}", reading);
  };
  const std::string choice = R"({"linkId":"q","type":"choice","answerOption":[
     {"valueCoding":{"system":"s","code":"a"}}]})";
  CHECK(why(choice, R"({"question":"q","operator":"=","answerCoding":{"system":"s","code":"z"}})") ==
        "x: enableWhen compares with an option that q does not have");
  CHECK(why(choice, R"({"question":"q","operator":"=","answerString":"2"})") ==
        "x: enableWhen compares with an option that q does not have");
  CHECK(why(choice, R"({"question":"nobody","operator":"=","answerString":"2"})") ==
        "x: enableWhen names an unknown linkId");
  CHECK(why(choice, R"({"question":"q","operator":"~","answerString":"2"})") ==
        "x: enableWhen with an unknown operator");
  CHECK(why(choice, R"({"question":"q","operator":"="})") == "x: enableWhen: no value");
  CHECK(why(choice, R"({"question":"q","operator":">","answerCoding":{"system":"s","code":"a"}})") ==
        "x: enableWhen orders values that have no order");
  CHECK(why(R"({"linkId":"q","type":"integer"})", R"({"question":"q","operator":"=","answerString":"2"})") ==
        "x: enableWhen compares with another type than q has");
  CHECK(why(R"({"linkId":"q","type":"display"})",
            R"({"question":"q","operator":"exists","answerBoolean":true})") ==
        "x: enableWhen names an item that asks nothing");
  CHECK(why(choice, R"({"question":"q","operator":"=","answerString":"2"})", Reading::lenient).empty());
}

TEST_CASE("enableWhen: a chain of 50,000 conditions does not exhaust the stack") {
  Json items = Json::array();
  items.push_back({{"linkId", "0"}, {"type", "boolean"}});
  Answers answers = answered({{"0", one(true)}});
  for (int i = 1; i < 50000; ++i) {
    Json when = {{"question", std::to_string(i - 1)}, {"operator", "="}, {"answerBoolean", true}};
    items.push_back(
        {{"linkId", std::to_string(i)}, {"type", "boolean"}, {"enableWhen", Json::array({when})}});
    answers.by_link[std::to_string(i)] = one(true);
  }
  std::reverse(items.begin(), items.end());
  Json from = resource(R"({"linkId":"0","type":"boolean"})");
  from["item"] = items;
  const Questionnaire read = read_whole(from).form;
  CHECK(Enabled(read, answers)("49999"));
  answers.by_link["0"] = one(false);
  CHECK_FALSE(Enabled(read, answers)("1"));
  CHECK_FALSE(Enabled(read, answers)("49999"));
}
