// What staff see of a man: gathered by meaning from the urgent part and the whole visit as one.
#include "forms.h"

#include <sync/record/person.h>

using namespace alongside;
using namespace alongside::forms;

namespace {

std::string meaning(const char* code) {
  return std::string(R"("code":[{"system":"urn:alongside:meaning","code":")") + code + "\"}],";
}

std::string choice(const char* link, const char* code, std::initializer_list<const char*> options,
                   bool repeats = false) {
  std::string out = std::string(R"({"linkId":")") + link + R"(","type":"choice","text":"Which?",)" +
                    meaning(code) + (repeats ? R"("repeats":true,)" : "") + R"("answerOption":[)";
  bool first = true;
  for (const char* option : options) {
    out += (first ? "" : ",") + (R"({"valueCoding":{"system":"s","code":")" + std::string(option)) +
           R"(","display":"The )" + option + "\"}}";
    first = false;
  }
  return out + "]}";
}

std::string text(const char* link, const char* code) {
  return std::string(R"({"linkId":")") + link + R"(","type":"string","text":"What?",)" +
         meaning(code).substr(0, meaning(code).size() - 1) + "}";
}

Pack pack() {
  Pack out;
  out.forms.push_back({});
  out.forms[0].form = form(text("name", "name-to-use") + "," + text("year", "birth-year") + "," +
                           choice("status", "baby-status", {"expected", "born", "died"}) + "," +
                           choice("inter", "interpreter", {"yes", "no"}) + "," +
                           choice("lang", "languages", {"en", "pl"}, true));
  out.forms[0].form.url = "urn:who";
  out.forms[0].form.title.text = "About you";
  out.forms.push_back({});
  out.forms[1].form =
      form(choice("safe", "safe-channels", {"call", "text", "come-in"}, true) + "," + text("tel", "phone") +
           "," + choice("leave", "leave-message", {"yes", "no"}) + "," + text("who", "who-may-answer"));
  out.forms[1].form.url = "urn:safe";
  return out;
}

VisitRecord visit(const Pack& from, VisitPart part, const std::vector<std::pair<int, Answers>>& filled) {
  VisitRecord out;
  out.facts.part = part;
  for (const auto& [form, answers] : filled)
    out.responses.push_back(write_response(from.forms[static_cast<std::size_t>(form)].form, answers,
                                           "2026-03-04T10:00:00+00:00", "en"));
  return out;
}

Person born_in(const char* year) {
  const Pack from = pack();
  return gather_person(from, {visit(from, VisitPart::whole, {{0, answered({{"year", one(words(year))}})}})},
                       2026);
}

}  // namespace

TEST_CASE("person: the urgent part and the whole visit are one man; the fuller part wins where both speak") {
  const Pack from = pack();
  const VisitRecord urgent =
      visit(from, VisitPart::urgent,
            {{0, answered({{"name", one(words("Sam"))}})},
             {1, answered({{"safe", Answer{{code("call")}, false}}, {"tel", one(words("07700900123"))}})}});
  const VisitRecord whole = visit(
      from, VisitPart::whole, {{0, answered({{"name", one(words("Samuel"))}, {"inter", one(code("yes"))}})}});
  const Person alone = gather_person(from, {urgent}, 2026);
  CHECK(alone.name_to_use == "Sam");
  CHECK(alone.contact.phone == "07700900123");
  const Person both = gather_person(from, {urgent, whole}, 2026);
  CHECK(both.name_to_use == "Samuel");
  CHECK(both.interpreter);
  CHECK(both.contact.channels == std::vector<Channel>{Channel::call});
  CHECK(both.contact.phone == "07700900123");
  CHECK(both.answers.size() == 4);  // each question once: name, interpreter, channels, telephone
}

TEST_CASE("person: safe contact, languages and answers in words") {
  const Pack from = pack();
  const Person found = gather_person(
      from,
      {visit(from, VisitPart::whole,
             {{0, answered({{"lang", Answer{{code("en"), code("pl")}, false}}, {"name", Answer{{}, true}}})},
              {1, answered({{"safe", Answer{{code("text"), code("come-in")}, false}},
                            {"leave", one(code("no"))},
                            {"who", one(words("only me"))}})}})},
      2026);
  CHECK(found.languages == std::vector<std::string>{"The en", "The pl"});
  CHECK(found.contact.channels == std::vector<Channel>{Channel::text, Channel::in_person});
  CHECK(found.contact.leave_message == "no");
  CHECK(found.contact.who_may_answer == "only me");
  CHECK(found.name_to_use.empty());
  REQUIRE(found.answers.size() == 5);
  CHECK(found.answers[0].declined);
  CHECK(found.answers[0].form_title == "About you");
  CHECK(found.answers[1].question == "Which?");
  CHECK(found.answers[1].answers == std::vector<std::string>{"The en", "The pl"});
}

TEST_CASE("person: age from the birth year is the youngest he can be; under 16, and 16 or 17, are marked") {
  CHECK(born_in("2009").youngest_age == 16);
  CHECK(born_in("2009").young_father);
  CHECK(born_in("2008").young_father);
  CHECK_FALSE(born_in("2007").young_father);
  CHECK_FALSE(born_in("2009").under_16);
  CHECK(born_in("2010").under_16);
  CHECK(born_in("2026").youngest_age == 0);
  CHECK_FALSE(born_in("1899").youngest_age);
  CHECK_FALSE(born_in("2027").youngest_age);
  CHECK_FALSE(born_in("no year").youngest_age);
}

TEST_CASE("person: the loss of a baby is known only from his own words") {
  const Pack from = pack();
  const auto loss = [&](const char* status) {
    return gather_person(
               from, {visit(from, VisitPart::whole, {{0, answered({{"status", one(code(status))}})}})}, 2026)
        .baby_loss;
  };
  CHECK(loss("died"));
  CHECK_FALSE(loss("born"));
  CHECK_FALSE(born_in("1990").baby_loss);
}

TEST_CASE("person: a response that answers an unknown form or fails its check adds nothing") {
  const Pack from = pack();
  VisitRecord record = visit(from, VisitPart::whole, {{0, answered({{"name", one(words("Sam"))}})}});
  record.responses[0]["questionnaire"] = "urn:unknown|1";
  CHECK(gather_person(from, {record}, 2026).name_to_use.empty());
  record.responses[0]["questionnaire"] = "urn:who|1";
  CHECK(gather_person(from, {record}, 2026).name_to_use == "Sam");
  record.responses[0]["item"][0]["answer"][0] = {{"valueInteger", 7}};
  CHECK(gather_person(from, {record}, 2026).answers.empty());
}
