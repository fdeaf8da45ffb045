// What a form of 75,000 lines costs: to open, and to answer one touch. Goals (performance.md): 150 and 16 ms.
#include <kiosk/visit.h>
#include <sync/record/answers.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>

using namespace alongside;

namespace {

enum class Conditions { rules, expressions };

// The condition of an item on the one before it, as enableWhen or as an expression.
void add_condition(Json& item, int number, Conditions conditions) {
  const std::string before = "q" + std::to_string(number - 1);
  if (conditions == Conditions::expressions) {
    const std::string found = "%resource.repeat(item).where(linkId = '" + before + "').answer";
    item["extension"] = Json::array({Json{
        {"url", "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-enableWhenExpression"},
        {"valueExpression",
         {{"language", "text/fhirpath"},
          {"expression", number % 4 == 1 ? found + ".value.code != 'c0'" : found + ".exists()"}}}}});
    return;
  }
  Json when = {{"question", before}, {"operator", "exists"}, {"answerBoolean", true}};
  if (number % 4 == 1)
    when = {{"question", before},
            {"operator", "!="},
            {"answerCoding", {{"system", "urn:often"}, {"code", "c0"}}}};
  item["enableWhen"] = Json::array({when});
}

// A group of 20 questions of every kind; every second item has a condition on one before it.
Json question(int number, Conditions conditions) {
  const std::string link = "q" + std::to_string(number);
  Json out = {{"linkId", link}, {"text", "How often in the last two weeks, number " + link + "?"}};
  if (number % 2 == 1) add_condition(out, number, conditions);
  if (number % 4 == 3) {
    out["type"] = "integer";
    return out;
  }
  out["type"] = "choice";
  for (int i = 0; i < 3; ++i) {
    Json coding = {{"system", "urn:often"},
                   {"code", "c" + std::to_string(i)},
                   {"display", "Answer " + std::to_string(i)}};
    out["answerOption"].push_back(
        {{"valueCoding", coding},
         {"extension", Json::array({Json{{"url", "http://hl7.org/fhir/StructureDefinition/ordinalValue"},
                                         {"valueDecimal", i}}})}});
  }
  return out;
}

std::string big_form(int questions, Conditions conditions) {
  Json form = {{"resourceType", "Questionnaire"}, {"url", "urn:big"}, {"version", "1"}, {"status", "active"}};
  for (int at = 0; at < questions;) {
    Json group = {{"linkId", "g" + std::to_string(at)}, {"type", "group"}, {"text", "Part"}};
    for (int i = 0; i < 20 && at < questions; ++i) group["item"].push_back(question(at++, conditions));
    form["item"].push_back(std::move(group));
  }
  return form.dump(2);
}

double middle_ms(int times, const std::function<void()>& work) {
  std::vector<double> took;
  for (int i = 0; i < times; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    took.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(took.begin(), took.end());
  return took[took.size() / 2];
}

void line(const char* what, double ms, double goal) {
  std::printf("%-58s %9.2f ms   goal %.0f ms   %s\n", what, ms, goal, ms < goal ? "held" : "MISSED");
}

Pack pack_of(Questionnaire form) {
  Pack out;
  out.languages = {"en"};
  out.forms.push_back({});
  out.forms[0].form = std::move(form);
  return out;
}

// False when the form does not load.
bool measure(int questions, Conditions conditions) {
  const std::string text = big_form(questions, conditions);
  const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  auto read = read_questionnaire(*parse_json(text, {.bytes = 64u << 20}), Reading::strict);
  if (!read) {
    std::printf("the form does not load: %s\n", read.error().what.c_str());
    return false;
  }
  std::printf("form: %ld lines, %.1f MB, %zu items, half of the questions with %s\n",
              static_cast<long>(lines), static_cast<double>(text.size()) / 1e6, read->form.numbers.size(),
              conditions == Conditions::rules ? "enableWhen" : "an enableWhenExpression");

  std::printf("of which parsing JSON: %.2f ms\n",
              middle_ms(9, [&] { static_cast<void>(parse_json(text, {.bytes = 64u << 20})); }));
  line("open: parse, check, number, first enabled items",
       middle_ms(9,
                 [&] {
                   const Json resource = *parse_json(text, {.bytes = 64u << 20});
                   const Questionnaire form = read_questionnaire(resource, Reading::strict).take().form;
                   Enabled(form, initial_answers(form)).asking();
                 }),
       150);

  const Pack pack = pack_of(read->form);
  Answers answers;
  each_item(pack.forms[0].form.items, [&](const Item& item) {
    if (!item.options.empty()) answers.by_link[item.link_id] = Answer{{item.options[1].value}, false};
  });
  line("one touch: which items are enabled, and what to ask",
       middle_ms(51, [&] { Enabled(pack.forms[0].form, answers).asking(); }), 16);

  Visit visit;
  visit.page = alongside::Page::question;
  visit.form = "urn:big";
  visit.link = "q1000";
  visit.answers["urn:big"] = answers;
  const Content content{pack, "", "2026-01-01T00:00:00Z"};
  const Answer given{{pack.forms[0].form.find("q1000")->options[2].value}, false};
  Visit turned;
  line("one touch: the whole turn, an answer chosen",
       middle_ms(51,
                 [&] {
                   turned = turn(visit, {event::Fill{"q1000", given}, 1}, content).visit;
                 }),
       16);
  if (turned.answers["urn:big"].by_link["q1000"] != given) std::printf("the touch was not taken\n");
  line("one touch: the whole turn, Continue",
       middle_ms(51,
                 [&] {
                   turn(visit, {event::Continue{}, 1}, content);
                 }),
       16);
  line("one response: written and checked",
       middle_ms(9,
                 [&] {
                   const Json response =
                       write_response(pack.forms[0].form, answers, "2026-01-01T00:00:00Z", "en");
                   if (!read_response(pack.forms[0].form, response))
                     std::printf("the response fails its check\n");
                 }),
       1000);
  return true;
}

}  // namespace

int main(int count, char** words) {
  const int questions = count > 1 ? std::atoi(words[1]) : 2100;
  const bool rules = measure(questions, Conditions::rules);
  return measure(questions, Conditions::expressions) && rules ? 0 : 1;
}
