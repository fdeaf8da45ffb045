// time, dateTime, quantity and url: read, ordered, checked and written like every other answer.
#include "forms.h"

#include <sync/record/questionnaire_parts.h>

using namespace alongside;
using namespace alongside::forms;

namespace {

Value amount(const char* digits, const char* unit) { return Quantity{{digits}, {"u", unit, unit}}; }

Questionnaire sample() {
  return forms::form(R"({"linkId":"t","type":"time","extension":[
      {"url":"http://hl7.org/fhir/StructureDefinition/minValue","valueTime":"08:00:00"}]},
    {"linkId":"m","type":"dateTime"},{"linkId":"w","type":"url","maxLength":30},
    {"linkId":"q","type":"quantity","extension":[
      {"url":"http://hl7.org/fhir/StructureDefinition/questionnaire-unit",
       "valueCoding":{"system":"u","code":"kg","display":"kg"}},
      {"url":"http://hl7.org/fhir/StructureDefinition/maxValue",
       "valueQuantity":{"value":150,"unit":"kg","system":"u","code":"kg"}}]},
    {"linkId":"x","type":"string","enableWhen":[{"question":"q","operator":">",
       "answerQuantity":{"value":100,"system":"u","code":"kg"}}]})");
}

std::string why(const char* link, Value value) {
  const Questionnaire read = sample();
  const auto checked = check_answer(*read.find(link), one(std::move(value)));
  return checked ? "" : checked.error().what;
}

}  // namespace

TEST_CASE("types: time, dateTime, quantity and url answers come back as they were given") {
  const Answers answers = answered({{"t", one(*read_time("09:30:00"))},
                                    {"m", one(*read_date_time("2026-03-04T10:00:00+01:00"))},
                                    {"w", one(Uri{"https://example.org/a"})},
                                    {"q", one(amount("80.50", "kg"))}});
  const Json written = write_response(sample(), answers, "2026-03-04T10:00:00Z", "en");
  CHECK(written["item"][0]["answer"][0]["valueTime"] == "09:30:00");
  CHECK(written["item"][2]["answer"][0]["valueUri"] == "https://example.org/a");
  CHECK(written["item"][3]["answer"][0]["valueQuantity"]["unit"] == "kg");
  const auto back = read_response(sample(), *parse_json(canonical(written)));
  REQUIRE_MESSAGE(back.ok(), (back ? "" : back.error().what));
  CHECK(back->by_link == answers.by_link);
  CHECK(std::get<Quantity>(back->find("q")->values[0]).amount.digits == "80.50");
  const Json form_again = write_questionnaire(sample());
  CHECK(canonical(write_questionnaire(read_whole(form_again).form)) == canonical(form_again));
}

TEST_CASE("types: what is no time, no moment, no amount or no address is refused") {
  for (const char* bad :
       {"", "9:30", "09:30", "24:00:00", "09:60:00", "09:30:61", "09:30:00.", "09:30:00Z", "aa:bb:cc"}) {
    CAPTURE(bad);
    CHECK_FALSE(read_time(bad).ok());
  }
  for (const char* good : {"00:00:00", "23:59:60", "09:30:00.125"}) CHECK(read_time(good).ok());
  for (const char* bad :
       {"2026-03-04T10:00:00", "2026-03-04T10:00Z", "2026-02-30T10:00:00Z", "2026-03-04 10:00:00Z",
        "2026-03T10:00:00Z", "2026-03-04T10:00:00+1:00", "2026-03-04T10:00:00+15:00", "2026-03-04T"}) {
    CAPTURE(bad);
    CHECK_FALSE(read_date_time(bad).ok());
  }
  for (const char* good :
       {"2026", "2026-03", "2026-03-04", "2026-03-04T10:00:00Z", "2026-03-04T10:00:00.5-05:30"})
    CHECK(read_date_time(good).ok());
  const auto value = [](const char* text) { return alongside::form::read_value(json(text), "value").ok(); };
  CHECK(value(R"({"valueQuantity":{"value":1}})"));
  CHECK_FALSE(value(R"({"valueQuantity":{"unit":"kg"}})"));
  CHECK_FALSE(value(R"({"valueQuantity":{"value":"1"}})"));
  CHECK_FALSE(value(R"({"valueQuantity":{"value":1,"comparator":"<"}})"));
  CHECK_FALSE(value(R"({"valueUri":"a b"})"));
  CHECK_FALSE(value(R"({"valueUri":""})"));
  CHECK_FALSE(value(R"({"valueTime":930})"));
}

TEST_CASE("types: limits, units and lengths are held to") {
  CHECK(why("t", *read_time("07:59:59")) == "too-small");
  CHECK(why("t", *read_time("08:00:00")).empty());
  CHECK(why("t", words("09:30:00")) == "type");
  CHECK(why("m", Date{"2026-03-04"}) == "type");
  CHECK(why("w", words("https://a")) == "type");
  CHECK(why("w", Uri{"https://example.org/" + std::string(30, 'a')}) == "too-long");
  CHECK(why("q", amount("150", "kg")).empty());
  CHECK(why("q", amount("150.5", "kg")) == "too-big");
  CHECK(why("q", amount("1", "stone")) == "unit");
}

TEST_CASE("types: times and moments are ordered by the clock, amounts only in one unit") {
  const auto before = [](const char* a, const char* b) {
    return alongside::form::order(*read_date_time(a), *read_date_time(b)) < 0;
  };
  CHECK(before("2026-03-04T10:00:00+01:00", "2026-03-04T09:30:00Z"));
  CHECK(alongside::form::order(*read_date_time("2026-03-04T10:00:00+01:00"),
                               *read_date_time("2026-03-04T09:00:00Z")) == 0);
  CHECK(before("2026-03-03", "2026-03-04T09:00:00Z"));
  CHECK(alongside::form::order(*read_date_time("2026-03-04"), *read_date_time("2026-03-04T09:00:00Z")) ==
        std::partial_ordering::unordered);
  CHECK(alongside::form::order(amount("1", "kg"), amount("2", "g")) == std::partial_ordering::unordered);
  CHECK(alongside::form::order(amount("2.0", "kg"), amount("2", "kg")) == 0);
  CHECK(enabled(sample(), answered({{"q", one(amount("101", "kg"))}})) == "t m w q x");
  CHECK(enabled(sample(), answered({{"q", one(amount("100", "kg"))}})) == "t m w q");
  CHECK(enabled(sample(), answered({{"q", one(amount("101", "g"))}})) == "t m w q");
}

TEST_CASE("types: each has words for staff") {
  CHECK(text_of(*read_time("09:30:00")) == "09:30");
  CHECK(text_of(amount("80.5", "kg")) == "80.5 kg");
  CHECK(text_of(Quantity{{"3"}, {}}) == "3");
  CHECK(text_of(Uri{"https://a"}) == "https://a");
  CHECK(text_of(DateTime{"2026-03-04"}) == "2026-03-04");
  CHECK(text_of(true) == "Yes");
  CHECK(text_of(Coding{"s", "c", ""}) == "c");
}
