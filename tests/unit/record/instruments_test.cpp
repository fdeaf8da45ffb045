// The published instruments: word for word, each code beside its words, scores by hand.
#include <sync/record/pack.h>
#include <tests/support/starter.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <regex>

using namespace alongside;

namespace {

struct Asked {
  std::string words;
  std::vector<std::pair<std::string, int>> answers;
};
struct Wording {
  std::string stem;
  std::string notice;
  std::vector<std::pair<std::string, int>> answers;
  std::vector<Asked> items;
};

std::string after(const std::string& line, const std::string& label) {
  return line.rfind(label, 0) == 0 ? line.substr(label.size()) : std::string();
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '.')) text.pop_back();
  return text;
}

// "Never 0 · Monthly or less 1", "0 to 2: 0 · 3 to 4: 1": the words and the number at their end.
std::vector<std::pair<std::string, int>> answers_of(const std::string& line) {
  std::vector<std::pair<std::string, int>> answers;
  const std::string dot = " · ";
  std::string rest = trimmed(line) + dot;
  for (std::size_t end = rest.find(dot); end != std::string::npos; end = rest.find(dot)) {
    const std::string one = rest.substr(0, end);
    rest.erase(0, end + dot.size());
    const std::size_t space = one.rfind(' ');
    std::string words = one.substr(0, space);
    if (words.back() == ':') words.pop_back();
    answers.emplace_back(words, std::stoi(one.substr(space + 1)));
  }
  return answers;
}

// The part of the design page under a heading that begins so.
Wording wording(const std::string& heading) {
  Wording found;
  std::ifstream file(design_folder() + "/instruments.md");
  bool here = false;
  for (std::string line; std::getline(file, line);) {
    if (line.rfind("## ", 0) == 0) here = line.rfind("## " + heading, 0) == 0;
    if (!here) continue;
    if (line.rfind("Stem: ", 0) == 0) found.stem = after(line, "Stem: ");
    if (line.rfind("Answers: ", 0) == 0) found.answers = answers_of(after(line, "Answers: "));
    if (line.rfind("Notice: ", 0) == 0) found.notice = after(line, "Notice: ");
    if (line.rfind("Source to cite: ", 0) == 0)
      found.notice = after(line, "Source to cite: ").substr(0, line.find('.') - 16);
    if (!std::regex_search(line, std::regex("^[0-9]\\. "))) continue;
    Asked item{line.substr(3), {}};
    const std::size_t question = item.words.find("? ");
    if (heading == "AUDIT-C") {
      item.answers = answers_of(item.words.substr(question + 2));
      item.words.resize(question + 1);
    }
    found.items.push_back(item);
  }
  return found;
}

const PackForm& form_of(const Pack& pack, const std::string& id) {
  const PackForm* form = pack.form("urn:alongside:form:" + id);
  REQUIRE_MESSAGE(form, id);
  return *form;
}

void check_answers(const Item& item, const std::vector<std::pair<std::string, int>>& answers) {
  REQUIRE_MESSAGE(item.options.size() == answers.size(), item.link_id);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    CHECK(item.options[i].text.text == answers[i].first);
    CHECK(item.options[i].weight == static_cast<double>(answers[i].second));
  }
}

std::vector<const Item*> asked_of(const PackForm& form) {
  std::vector<const Item*> asked;
  each_item(form.form.items, [&](const Item& item) {
    if (item.asks()) asked.push_back(&item);
  });
  return asked;
}

// `from` and `count`: which items of the page stand in the form, beginning at the form's item `at`.
void check_items(const PackForm& form, const Wording& page, std::size_t count, std::size_t at) {
  const auto asked = asked_of(form);
  REQUIRE(page.items.size() >= count);
  REQUIRE(asked.size() >= at + count);
  for (std::size_t i = 0; i < count; ++i) {
    CHECK(asked[at + i]->text.text == page.items[i].words);
    check_answers(*asked[at + i], page.answers.empty() ? page.items[i].answers : page.answers);
  }
}

double points(const Pack& pack, const std::string& rule, const std::string& id, std::size_t option) {
  const PackForm& form = form_of(pack, id);
  Answers answers;
  for (const Item* item : asked_of(form))
    if (item->options.size() > option)
      answers.by_link[item->link_id] = {{item->options[option].value}, false};
  for (const ScoreRule& one : pack.scores)
    if (one.id == rule) {
      const auto found = score(one, form.form, answers);
      return found ? found->value : -1;
    }
  return -2;
}

}  // namespace

TEST_CASE("the instruments stand word for word as published") {
  if (design_folder().empty()) return;
  const Pack pack = starter_pack();
  const Wording who = wording("WHO-5"), phq = wording("PHQ-2"), gad = wording("GAD-2"),
                audit = wording("AUDIT-C");
  REQUIRE(who.items.size() == 5);
  REQUIRE(phq.items.size() == 9);
  REQUIRE(gad.items.size() == 7);
  REQUIRE(audit.items.size() == 3);
  check_items(form_of(pack, "who-5"), who, 5, 0);
  check_items(form_of(pack, "phq-9"), phq, 9, 0);
  check_items(form_of(pack, "phq-2-gad-2"), phq, 2, 0);
  Wording worry = gad;
  worry.answers = phq.answers;
  check_items(form_of(pack, "gad-7"), worry, 7, 0);
  check_items(form_of(pack, "phq-2-gad-2"), worry, 2, 2);
  check_items(form_of(pack, "audit-c"), audit, 3, 0);
  for (const char* id : {"phq-9", "phq-2-gad-2", "gad-7"}) {
    CHECK(form_of(pack, id).form.items.front().text.text == phq.stem);
    CHECK(form_of(pack, id).form.copyright.text.find(phq.notice) != std::string::npos);
  }
  CHECK(form_of(pack, "who-5").form.items.front().text.text == who.stem);
  CHECK(form_of(pack, "who-5").form.copyright.text.find(who.notice) != std::string::npos);
}

TEST_CASE("every item of an instrument has its stem in the group around it") {
  const Pack pack = starter_pack();
  for (const char* id : {"who-5", "phq-2-gad-2", "phq-9", "gad-7"}) {
    const Questionnaire& form = form_of(pack, id).form;
    CHECK(form.items.front().type == ItemType::group);
    for (const Item& item : form.items) CHECK((item.type == ItemType::group || item.link_id == "69722-7"));
  }
  const Item* units = form_of(pack, "audit-c").form.find("68519-8");  // the guide stands beside item 2 alone
  REQUIRE(units);
  CHECK(units->items.size() == 4);
  for (const Item& drink : units->items) CHECK(drink.type == ItemType::display);
}

TEST_CASE("the units guide agrees with volume and strength") {
  struct Drink {
    const char* words;
    double ml, percent, said;
  };
  const Drink drinks[] = {{"A single of spirits: 1 unit", 25, 40, 1},
                          {"A bottle of beer: 1 and a half units", 330, 4.5, 1.5},
                          {"A small glass of wine: 1 and a half units", 125, 12, 1.5},
                          {"A pint of beer, lager or cider: 2 units,", 568, 3.8, 2},
                          {"or 3 if it is strong", 568, 5.2, 3},
                          {"A large one: 3.", 250, 12, 3},
                          {"A bottle: 9 or 10", 750, 12.5, 9.5}};
  const Pack pack = starter_pack();
  std::string guide;
  for (const Item& drink : form_of(pack, "audit-c").form.find("68519-8")->items)
    guide += drink.text.text + "\n";
  for (const Drink& drink : drinks) {
    CHECK_MESSAGE(guide.find(drink.words) != std::string::npos, drink.words);
    const double units = drink.ml * drink.percent / 1000;
    CHECK_MESSAGE(std::abs(units - drink.said) < 0.25, drink.words);
  }
}

TEST_CASE("every LOINC code has the right check digit and stands beside its own words") {
  for (const char* right :
       {"44250-9", "44260-8", "69725-0", "68509-9", "72109-2", "75626-2", "70274-6", "69722-7"})
    CHECK_MESSAGE(loinc_fits(right), right);
  for (const char* wrong : {"44250-8", "44260-9", "4425-09", "44250", "-9", "44250-", "4a250-9", "68509-8"})
    CHECK_MESSAGE(!loinc_fits(wrong), wrong);
  const char* const codes[][2] = {
      {"44250-9", "Little interest"},    {"44255-8", "Feeling down"},
      {"44259-0", "Trouble falling"},    {"44254-1", "Feeling tired"},
      {"44251-7", "Poor appetite"},      {"44258-2", "Feeling bad"},
      {"44252-5", "Trouble concentrat"}, {"44253-3", "Moving or speaking"},
      {"44260-8", "Thoughts that you"},  {"69722-7", "If you checked off"},
      {"69725-0", "Feeling nervous"},    {"68509-9", "Not being able to stop"},
      {"69733-4", "Worrying too much"},  {"69734-2", "Trouble relaxing"},
      {"69735-9", "Being so restless"},  {"69689-8", "Becoming easily annoyed"},
      {"69736-7", "Feeling afraid"},     {"68518-0", "How often do you have a drink"},
      {"68519-8", "How many units"},     {"68520-6", "How often have you had 6"}};
  std::vector<std::string> list = loinc_list(starter_pack());
  CHECK(list.size() == 10 + 7 + 4 + 3);
  for (const std::string& line : list) {
    const bool known = std::any_of(std::begin(codes), std::end(codes), [&](const auto& code) {
      return line.find(": " + std::string(code[0]) + ": " + code[1]) != std::string::npos;
    });
    CHECK_MESSAGE(known, line);
  }
}

TEST_CASE("the starter content scores its instruments as published") {
  const Pack pack = starter_pack();
  CHECK(points(pack, "phq-9", "phq-9", 0) == 0);
  CHECK(points(pack, "phq-9", "phq-9", 3) == 27);
  CHECK(points(pack, "gad-7", "gad-7", 3) == 21);
  CHECK(points(pack, "phq-2", "phq-2-gad-2", 1) == 2);
  CHECK(points(pack, "gad-2", "phq-2-gad-2", 3) == 6);
  CHECK(points(pack, "who-5", "who-5", 0) == 100);
  CHECK(points(pack, "who-5", "who-5", 5) == 0);
  CHECK(points(pack, "audit-c", "audit-c", 4) == 12);
  CHECK(points(pack, "audit-c", "audit-c", 0) == 0);  // "Never": the others are not asked and count 0
  for (const ScoreRule& rule : pack.scores)
    for (std::size_t i = 1; i < rule.bands.size(); ++i)
      CHECK_MESSAGE(rule.bands[i].from == rule.bands[i - 1].to + 1, rule.id);
}

TEST_CASE("PHQ-9 and GAD-7 stay off until a hub says that its staff follow up") {
  const Pack pack = starter_pack();
  for (const char* id : {"phq-9", "gad-7"}) CHECK_MESSAGE(!form_of(pack, id).on, id);
  for (const char* id : {"who-5", "phq-2-gad-2", "audit-c"}) CHECK_MESSAGE(form_of(pack, id).on, id);
  for (const char* id : {"phq-2-gad-2", "phq-9", "gad-7", "audit-c"}) CHECK(form_of(pack, id).sensitive);
  for (const Hub& hub : pack.hubs) CHECK_MESSAGE(!hub.follow_up_staffed, hub.id);
}
