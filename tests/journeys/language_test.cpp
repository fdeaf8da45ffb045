// A father who reads another language: drafts only where they may be shown, safety words in English.
#include <kiosk/screen_table.h>
#include <tests/journeys/hand.h>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

// All the words of one page on a screen that needs no second page.
std::string words_on(Page page, const std::string& language, bool drafts) {
  const Pack& pack = starter_pack();
  auto frame = UiFrame::open({600, 2400, 300, 1200, 400}, pack);
  REQUIRE_MESSAGE(frame.ok(), frame.error().what);
  Visit visit;
  visit.page = page;
  visit.language = language;
  Content content{pack, "demo-north", "2026-03-02T10:00:00+00:00"};
  content.drafts = drafts;
  const LinkStatus link;
  std::vector<Happening> out;
  bool start = false;
  const Scene scene{visit, content, link, out, start};
  Look look;
  look.language = language;
  frame.value()->set_look(look);
  frame.value()->run(page_frame(visit, content, {}), [&](Ui& ui) { draw_page(ui, scene); });
  std::string words;
  for (const Node& node : frame.value()->tree()) words += node.name + "\n";
  return words;
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("languages whose words nobody has checked are offered only where the site says so") {
  const std::string with = words_on(Page::language, "en", true),
                    without = words_on(Page::language, "en", false);
  for (const auto& [tag, its_name] : starter_pack().language_names) {
    const auto& name = its_name;
    CHECK_MESSAGE(holds(with, name), name);
    CHECK_MESSAGE(holds(without, name) == (tag == "en"), name);
  }
}

TEST_CASE("safety words that nobody has checked are shown in English under a heading in his language") {
  const Pack& pack = starter_pack();
  for (const std::string& language : pack.languages) {
    if (language == "en") continue;
    for (const auto& [page, its_id] :
         {std::pair{Page::privacy, "privacy"}, std::pair{Page::urgent, "urgent"}}) {
      const auto& id = its_id;
      const std::string words = words_on(page, language, true);
      const std::size_t heading = words.find(pack.word(language, "draft_heading"));
      CHECK_MESSAGE(heading < words.find(pack.page(id)->lines[0].text), language, " ", id);
      for (const Words& line : pack.page(id)->lines) CHECK_MESSAGE(holds(words, line.text), language);
    }
    CHECK(!holds(words_on(Page::what, language, true), pack.word(language, "draft_heading")));
  }
}
