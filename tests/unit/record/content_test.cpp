// The starter content: every sentence a father sees is plain, kind and true on every route.
#include <sync/record/pack.h>
#include <tests/support/starter.h>
#include <tests/support/source/source.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

using namespace alongside;
namespace fs = std::filesystem;

namespace {

using Said = std::vector<std::pair<std::string, std::string>>;  // place, text

std::string file_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Said page_texts(const Pack& pack) {
  Said said;
  for (const PageText& page : pack.pages) {
    said.emplace_back("page " + page.id, page.heading.text);
    for (const Words& line : page.lines) said.emplace_back("page " + page.id, line.text);
  }
  return said;
}

// Every English text of ours that a father may see: all but the published instruments and names of services.
Said all_texts(const Pack& pack) {
  Said said = page_texts(pack);
  for (const auto& [key, text] : pack.words.at("en")) said.emplace_back("word " + key, text);
  for (const PackForm& form : pack.forms) {
    if (form.instrument) continue;
    said.emplace_back(form.form.url, form.form.title.text);
    each_item(form.form.items, [&](const Item& item) {
      said.emplace_back(item.link_id, item.text.text);
      for (const Option& option : item.options) said.emplace_back(item.link_id, option.text.text);
    });
  }
  for (const Item& drink : pack.form("urn:alongside:form:audit-c")->form.find("68519-8")->items)
    said.emplace_back("units guide", drink.text.text);
  for (const Topic& topic : pack.topics) said.emplace_back("topic " + topic.code, topic.words.text);
  for (const Service& service : pack.services) said.emplace_back("service " + service.id, service.about.text);
  for (const Helpline& line : pack.helplines) {
    said.emplace_back("helpline " + line.id, line.about.text);
    said.emplace_back("helpline " + line.id, line.hours.text);
  }
  for (const Hub& hub : pack.hubs) said.emplace_back("hub " + hub.id, hub.desk_sentence.text);
  for (const ScoreRule& rule : pack.scores)
    for (const Band& band : rule.bands) said.emplace_back("band " + band.code, band.father_words.text);
  return said;
}

const std::regex& banned() {
  static const std::regex words(
      "\\b(please|sorry|valid|invalid|forbidden|you forgot|oops|unsuccessful|this field is required|abuse|"
      "perpetrator|at risk|flagged|score|scores|parent|parents|victim|mentally ill|family hubs?|"
      "start for life|healthy babies|troubled families)\\b",
      std::regex::icase);
  return words;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::string joined(const Pack& pack, const std::string& id) {
  std::string text;
  const PageText* page = pack.page(id);
  REQUIRE_MESSAGE(page, id);
  for (const Words& line : page->lines) text += line.text + "\n";
  return text;
}

std::vector<std::string> codes_of(const Pack& pack, const std::string& form, const std::string& link) {
  std::vector<std::string> codes;
  const PackForm* found = pack.form("urn:alongside:form:" + form);
  REQUIRE_MESSAGE(found, form);
  const Item* item = found->form.find(link);
  REQUIRE_MESSAGE(item, link);
  for (const Option& option : item->options) codes.push_back(std::get<Coding>(option.value).code);
  return codes;
}

}  // namespace

TEST_CASE("the starter content reads strictly and holds every meaning") {
  const Pack pack = starter_pack();
  for (const char* meaning : {"role",
                              "name-to-use",
                              "birth-year",
                              "due-date",
                              "baby-birth-date",
                              "baby-status",
                              "postcode-outward",
                              "languages",
                              "interpreter",
                              "access-needs",
                              "other-children",
                              "topics",
                              "own-words",
                              "how-soon",
                              "what-would-help",
                              "safe-channels",
                              "phone",
                              "address",
                              "email",
                              "times",
                              "leave-message",
                              "who-may-answer",
                              "code-phrase",
                              "share-with",
                              "concern",
                              "how-its-going",
                              "going-topics"}) {
    const bool there = std::any_of(pack.forms.begin(), pack.forms.end(), [&](const PackForm& form) {
      return form.form.meaning(meaning) != nullptr;
    });
    CHECK_MESSAGE(there, meaning);
  }
}

TEST_CASE("kiosk words keep to plain, kind words") {
  CHECK(std::regex_search("You are at risk", banned()));  // the list can find something
  CHECK(!std::regex_search("A partner at a hub", banned()));
  for (const auto& [its_place, its_text] : all_texts(starter_pack())) {
    const auto &place = its_place, &text = its_text;
    CHECK_MESSAGE(!std::regex_search(text, banned()), place, ": ", text);
    CHECK_MESSAGE(!holds(text, "  "), place, ": ", text);
    CHECK_MESSAGE((text.empty() || !std::isspace(static_cast<unsigned char>(text.back()))), place);
  }
}

TEST_CASE("sentences that a father reads are short") {
  for (const auto& [its_place, its_text] : all_texts(starter_pack())) {
    const auto &place = its_place, &text = its_text;
    std::size_t words = 1;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == ' ') ++words;
      if (text[at] == '.' || text[at] == '?' || text[at] == ':') words = 0;
      CHECK_MESSAGE(words <= 36, place, ": ", text);
    }
  }
}

TEST_CASE("every key the kiosk asks for has English words") {
  const Pack pack = starter_pack();
  const std::regex call("[.>](?:word|words|skip|forward)\\(\"([A-Za-z0-9_.-]+)\"");
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(source_folder()) / "kiosk")) {
    if (entry.path().extension() != ".cpp") continue;
    const std::string code = file_text(entry.path());
    for (std::sregex_iterator at(code.begin(), code.end(), call), end; at != end; ++at)
      CHECK_MESSAGE(pack.words.at("en").count((*at)[1].str()) == 1, (*at)[1].str());
  }
}

TEST_CASE("privacy says who reads it, the limit, skip, stop and that nothing is sent before he asks") {
  const Pack pack = starter_pack();
  const auto& lines = pack.page("privacy")->lines;
  REQUIRE(lines.size() == 5);
  CHECK(holds(lines[0].text, "hub reads what you send"));
  CHECK(holds(lines[1].text, "even if you would rather not"));
  CHECK(holds(lines[1].text, "unless that would make things less safe"));
  CHECK(holds(lines[2].text, "skip"));
  CHECK(holds(lines[3].text, "Leave now"));
  CHECK(holds(lines[3].text, "not sent"));  // what he sent on the urgent page is not wiped
  CHECK(holds(lines[4].text, "until you press Send or ask the hub to contact you"));
  CHECK(holds(joined(pack, "limits"), "even if you would rather not"));
}

TEST_CASE("urgent help is true in and out of hours, and is no emergency or reporting channel") {
  const Pack pack = starter_pack();
  const std::string page = joined(pack, "urgent");
  CHECK(holds(page, "Call 999"));
  CHECK(holds(page, "Nobody is watching this screen"));
  CHECK(holds(page, "not an emergency line, and not a place to report a crime"));
  CHECK(!holds(page, "taff"));  // nobody may be there: words for hours stand apart
  const auto& words = pack.words.at("en");
  CHECK(holds(words.at("urgent_open"), "Staff can sit with you"));
  CHECK(holds(words.at("urgent_closed"), "nobody is at the desk"));
  CHECK(holds(words.at("urgent_when"), "at the latest {time}"));
  for (const Helpline& line : pack.helplines)
    if (std::count(line.tags.begin(), line.tags.end(), "urgent") > 0 && line.id != "mens-advice-line")
      CHECK_MESSAGE(line.hours.text == "Day and night", line.id);
  CHECK(pack.helplines[0].id == "999");
  CHECK(pack.helplines[1].id == "111");
  CHECK(pack.helplines[2].id == "samaritans");
}

TEST_CASE("the closing words are one conditional sentence, the same on every route") {
  const Pack pack = starter_pack();
  std::vector<std::string> places;
  for (const auto& [place, text] : all_texts(pack))
    if (holds(text, "If you asked us to contact you") || holds(text, "If you asked")) places.push_back(place);
  // The hub's hours decide between the two, never what he answered.
  CHECK(places == std::vector<std::string>{"word done_if_asked", "word done_if_asked_no_time"});
  CHECK(holds(pack.words.at("en").at("done_if_asked"), "{time}"));
  CHECK(!holds(pack.words.at("en").at("reference_keep"), "request"));  // he may have asked for nothing
}

TEST_CASE("talk privately shows both directions as equals, and its request says only that") {
  const Pack pack = starter_pack();
  const auto codes = codes_of(pack, "talk-privately", "talk");
  CHECK(codes == std::vector<std::string>{"hurting-me", "my-behaviour", "just-talk"});
  for (const char* tag : {"abuse", "own-behaviour"}) {
    const bool there = std::any_of(pack.helplines.begin(), pack.helplines.end(), [&](const Helpline& line) {
      return std::count(line.tags.begin(), line.tags.end(), tag) > 0;
    });
    CHECK_MESSAGE(there, tag);
  }
  for (const ConcernRule& rule : pack.concern_rules)
    if (rule.questionnaire == "urn:alongside:form:talk-privately")
      CHECK(rule.kind == ConcernKind::talk_privately);
  CHECK(holds(joined(pack, "talk-privately"), "only say that you want to talk privately"));
}

TEST_CASE("the explicit concern buttons stand in both places and can never be withdrawn") {
  const Pack pack = starter_pack();
  for (const char* id : {"how-its-going", "urgent-concern"}) {
    const PackForm* form = pack.form("urn:alongside:form:" + std::string(id));
    REQUIRE(form);
    CHECK((form->on && !form->sensitive && !form->instrument));
    const auto codes = codes_of(pack, id, "concern");
    CHECK(codes == std::vector<std::string>{"self", "baby", "other-person", "not-safe-at-home"});
    for (const std::string& code : codes) {
      const bool ruled =
          std::any_of(pack.concern_rules.begin(), pack.concern_rules.end(), [&](const ConcernRule& rule) {
            return rule.questionnaire == form->form.url && rule.code == code && rule.explicit_button;
          });
      CHECK_MESSAGE(ruled, id, " ", code);
    }
  }
}

TEST_CASE("every concern rule names a form, an item and an answer of the pack") {
  const Pack pack = starter_pack();
  CHECK(pack.concern_rules.size() == 12);
  for (const ConcernRule& rule : pack.concern_rules) {
    const PackForm* form = pack.form(rule.questionnaire);
    REQUIRE_MESSAGE(form, rule.id);
    const Item* item = form->form.find(rule.link_id);
    REQUIRE_MESSAGE(item, rule.id);
    const auto raised_by = [&](const Option& option) {
      Answers answers;
      answers.by_link[rule.link_id] = {{option.value}, false};
      const auto found = concerns(pack.concern_rules, form->form, answers);
      return std::any_of(found.begin(), found.end(), [&](const Concern& one) { return one.rule == rule.id; });
    };
    CHECK_MESSAGE(std::any_of(item->options.begin(), item->options.end(), raised_by), rule.id);
    CHECK_MESSAGE(!std::all_of(item->options.begin(), item->options.end(), raised_by), rule.id);
  }
}

TEST_CASE("after a baby's death every baby, crying and new-dad topic can be hidden, and tiredness stays") {
  const Pack pack = starter_pack();
  std::set<std::string> hidden;
  for (const Topic& topic : pack.topics)
    if (topic.baby_related) hidden.insert(topic.code);
  CHECK(hidden == std::set<std::string>{"crying", "new-dad", "pregnancy"});
  for (const std::string& code : codes_of(pack, "how-its-going", "going-topics"))
    if (holds(code, "dad") || holds(code, "cry")) CHECK_MESSAGE(hidden.count(code) == 1, code);
  CHECK(!holds(joined(pack, "bereavement"), "your baby"));
}

TEST_CASE("what he can ask for are the topics, at most 12, each a term of the directory") {
  const Pack pack = starter_pack();
  CHECK(pack.topics.size() <= 12);
  const Item* item = pack.form("urn:alongside:form:support-request")->form.find("topics");
  REQUIRE(item->options.size() == pack.topics.size());
  for (std::size_t i = 0; i < pack.topics.size(); ++i) {
    CHECK(std::get<Coding>(item->options[i].value).code == pack.topics[i].code);
    CHECK(item->options[i].text.text == pack.topics[i].words.text);
  }
  const auto own = nlohmann::json::parse(starter_files().at("taxonomy.json"));
  CHECK(own["terms"].size() == 43);
  if (fixtures_folder().empty()) return;
  const auto theirs = nlohmann::json::parse(file_text(fixtures_folder() + "/directory/taxonomy.json"));
  std::set<std::string> terms;
  for (const auto& group : theirs["groups"])
    for (const auto& term : group["terms"])
      terms.insert(term.is_string() ? term.get<std::string>() : term["name"].get<std::string>());
  CHECK(terms == own["terms"].get<std::set<std::string>>());
  for (const Topic& topic : pack.topics) CHECK_MESSAGE(terms.count(topic.taxonomy_term) == 1, topic.code);
}

TEST_CASE("every hub says when it is open, when it is closed and where the desk is") {
  const Pack pack = starter_pack();
  CHECK(pack.hubs.size() == 2);
  const OffsetAt utc = [](std::int64_t) { return 0; };
  for (const Hub& hub : pack.hubs) {
    CHECK_MESSAGE(!hub.hours.spans.empty(), hub.id);
    CHECK_MESSAGE(!hub.hours.closed_dates.empty(), hub.id);
    CHECK_MESSAGE(holds(hub.desk_sentence.text, "desk"), hub.id);
    CHECK_MESSAGE(next_open(hub.hours, 1772409600, utc).has_value(), hub.id);  // 2 March 2026
    for (const std::string& date : hub.hours.closed_dates) {
      CHECK_MESSAGE(date >= "2025-12-01", hub.id, " ", date);
      const auto noon = read_date(date);
      REQUIRE(noon);
    }
  }
}

TEST_CASE("every helpline number has the shape of one, and shows the same digits") {
  const std::regex shape("999|111|[0-9]{5}|116[0-9]{3}|080[08][0-9]{4,7}|030[03][0-9]{7}");
  std::set<std::string> numbers, names;
  for (const Helpline& line : starter_pack().helplines) {
    CHECK_MESSAGE(std::regex_match(line.digits, shape), line.id);
    CHECK_MESSAGE(numbers.insert(line.digits).second, line.id);  // one number, one service
    CHECK_MESSAGE(names.insert(line.name.text).second, line.id);
    std::string shown;
    for (const char letter : line.display)
      if (std::isdigit(static_cast<unsigned char>(letter))) shown += letter;
    CHECK_MESSAGE(shown.rfind(line.digits, 0) == 0, line.id);
    CHECK_MESSAGE((!line.owner.empty() && !line.hours.text.empty() && !line.tags.empty()), line.id);
  }
}

TEST_CASE("each helpline is said digit by digit") {
  const std::vector<std::string> digits = {"zero", "one", "two",   "three", "four",
                                           "five", "six", "seven", "eight", "nine"};
  for (const Helpline& line : starter_pack().helplines) {
    std::string said;
    std::istringstream words(std::regex_replace(line.spoken, std::regex("[,.]"), " "));
    for (std::string word; words >> word;) {
      const auto at = std::find(digits.begin(), digits.end(), word);
      if (at != digits.end()) said += static_cast<char>('0' + (at - digits.begin()));
    }
    CHECK_MESSAGE(said.rfind(line.digits, 0) == 0, line.id, ": ", said);
  }
}

TEST_CASE("a number written in a page is the number of a helpline") {
  const Pack pack = starter_pack();
  std::set<std::string> known;
  for (const Helpline& line : pack.helplines) known.insert(line.digits);
  const std::regex number("[0-9][0-9 ]+[0-9]");
  std::size_t found = 0;
  for (const auto& [its_place, its_text] : page_texts(pack)) {
    const auto &place = its_place, &text = its_text;
    for (std::sregex_iterator at(text.begin(), text.end(), number), end; at != end; ++at) {
      const std::string digits = std::regex_replace(at->str(), std::regex(" "), "");
      if (digits.size() < 3) continue;
      ++found;
      CHECK_MESSAGE(known.count(digits) == 1, place, ": ", digits);
    }
  }
  CHECK(found >= 10);
}

TEST_CASE("words fall back to English and direction follows the tag") {
  const Pack pack = starter_pack();
  CHECK(pack.word("ur", "back") != pack.word("en", "back"));
  CHECK(pack.word("ur", "urgent_ask") == pack.word("en", "urgent_ask"));
  CHECK(pack.word("en", "no-such-key") == "[no-such-key]");
  CHECK(Pack::right_to_left("ur"));
  CHECK(Pack::right_to_left("ar-SA"));
  CHECK(Pack::right_to_left("qps-rtl"));
  CHECK(!Pack::right_to_left("en"));
  CHECK(!Pack::right_to_left("pa"));
}

TEST_CASE("drafts hold interface words only, and what they lack is listed") {
  const Pack pack = starter_pack();
  const auto missing = missing_words(pack);
  CHECK(missing.count("en") == 0);
  for (const std::string& language : pack.languages) {
    if (language == "en") continue;
    CHECK(pack.checked.at(language).empty());  // nobody has checked them: drafts
    for (const auto& word : pack.words.at(language))
      CHECK_MESSAGE(!is_risk_word(word.first), language, " ", word.first);
    const auto& keys = missing.at(language);
    CHECK(keys.size() + pack.words.at(language).size() == pack.words.at("en").size());
    CHECK(std::count(keys.begin(), keys.end(), "urgent_title") == 1);
    CHECK(is_draft(pack, language));
    for (const PageText& page : pack.pages) CHECK(page.heading.has(language) == !page.risk_text);
    MESSAGE(language, ": ", pack.words.at(language).size(), " draft words, ", keys.size(),
            " shown in English");
  }
}

TEST_CASE(
    "our own questions have drafts in every language; instruments and questions about safety have none") {
  const Pack pack = starter_pack();
  std::size_t drafts = 0;
  const auto look = [&](const std::string& place, const Words& words, bool wanted) {
    drafts += words.translations.size();
    const std::size_t all = wanted ? pack.languages.size() - 1 : 0;
    CHECK_MESSAGE(words.translations.size() == all, place, ": ", words.text);
  };
  const std::set<std::string> safety = {"urgent-concern", "talk-privately", "share"};
  for (const PackForm& form : pack.forms) {
    const std::string id = form.form.url.substr(form.form.url.rfind(':') + 1);
    each_item(form.form.items, [&](const Item& item) {
      const bool wanted = !form.instrument && safety.count(id) == 0 && item.link_id != "concern";
      if (!item.text.text.empty()) look(item.link_id, item.text, wanted);
      for (const Option& option : item.options)
        if (std::isalpha(static_cast<unsigned char>(option.text.text[0])) && option.text.text != "English")
          look(item.link_id, option.text, wanted);
    });
  }
  MESSAGE(drafts, " drafts of questions and answers");
}

TEST_CASE("pseudo-locales are longer or right-to-left and keep names, digits and numbers") {
  CHECK(pseudo("qps-long", "Question {number} of {count}").find("{number}") != std::string::npos);
  CHECK(pseudo("qps-long", "Leave now").size() >= 13);
  CHECK(pseudo("qps-rtl", "Call 999").find("999") != std::string::npos);
  CHECK(pseudo("qps-rtl", "{time}") == "{time}");
  Pack pack = starter_pack();
  add_pseudo_locale(pack, "qps-long");
  add_pseudo_locale(pack, "qps-rtl");
  CHECK(missing_words(pack).count("qps-rtl") == 0);
  const PackForm* form = pack.form("urn:alongside:form:who-5");
  CHECK(form->form.items[0].items[0].text.has("qps-long"));
}
