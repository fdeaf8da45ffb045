// The Ui draws, answers taps, pages, types, and repaints only what changed.
#include <kiosk/keyboard.h>
#include <kiosk/theme.h>
#include <kiosk/ui_frame.h>
#include <platform/text.h>

#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <string>

using namespace alongside;

namespace {

Pack words_pack() {
  Pack pack;
  pack.languages = {"en", "ur"};
  pack.words["en"] = {{"back", "Back"},           {"leave_now", "Leave now"}, {"help", "Help"},
                      {"language", "Language"},   {"text_size", "Text"},      {"more", "More"},
                      {"continue", "Continue"},   {"skip", "Skip"},           {"chosen", "Chosen"},
                      {"error_prefix", "Error:"}, {"key_space", "Space"},     {"key_delete", "Delete"},
                      {"key_shift", "Shift"},     {"key_digits", "123"},      {"key_letters", "abc"}};
  return pack;
}

const Node* find(const UiFrame& frame, const std::string& id) {
  for (const Node& n : frame.tree())
    if (n.id == id) return &n;
  return nullptr;
}

void tap(UiFrame& frame, const std::string& id, Millis now) {
  const Node* n = find(frame, id);
  REQUIRE_MESSAGE(n != nullptr, id);
  const double x = n->hit_px.x + n->hit_px.w / 2, y = n->hit_px.y + n->hit_px.h / 2;
  frame.touch({Touch::Phase::down, x, y, 1}, now);
  frame.touch({Touch::Phase::up, x, y, 1}, now + 50);
}

void shot(const UiFrame& frame, const std::string& name) {
  if (const char* folder = std::getenv("ALONGSIDE_SHOTS"))
    CHECK(save_png(frame.pixels(), std::string(folder) + "/" + name + ".png").ok());
}

PageFrame page() {
  PageFrame p;
  p.screen = "K10";
  p.key = "one";
  p.title = "Oak Hub";
  return p;
}

}  // namespace

TEST_CASE("a choice answers once and is shown as chosen") {
  const Pack pack = words_pack();
  auto frame = UiFrame::open(Screen{}, pack).take();
  int chosen = -1, answers = 0;
  const auto draw = [&](Ui& ui) {
    ui.question("In the last two weeks, have you had little interest in doing things?", "You can skip this.");
    for (int i = 0; i < 4; ++i)
      if (ui.choice("c" + std::to_string(i), "Several days " + std::to_string(i), chosen == i))
        chosen = i, ++answers;
    ui.skip();
    ui.forward();
  };
  CHECK(frame->run(page(), draw) == FrameTouch::none);
  CHECK_FALSE(frame->changed().empty());
  frame->run(page(), draw);
  CHECK_FALSE(frame->changed().empty());  // the window was not told yet
  tap(*frame, "c1", 1000);
  frame->run(page(), draw);
  frame->run(page(), draw);
  CHECK(chosen == 1);
  CHECK(answers == 1);
  CHECK(find(*frame, "c1")->selected);
  CHECK_FALSE(frame->wants_another_frame());
  frame->presented();
  frame->run(page(), draw);
  CHECK(frame->changed().empty());
  frame->key(Key::down, "", 2000);
  frame->run(page(), draw);
  shot(*frame, "choice");
  tap(*frame, "frame.help", 3000);
  CHECK(frame->run(page(), draw) == FrameTouch::help);
  const Node* outside = find(*frame, "c2");
  frame->touch({Touch::Phase::down, outside->hit_px.x + 5, outside->hit_px.y + 5, 1}, 5000);
  frame->touch({Touch::Phase::up, 1, 1, 1}, 5100);
  frame->run(page(), draw);
  CHECK(chosen == 1);
}

TEST_CASE("long content pages: More, then Continue, and Back goes one page back first") {
  const Pack pack = words_pack();
  auto frame = UiFrame::open(Screen{800, 480, 154, 92.4, 400}, pack).take();
  const auto draw = [&](Ui& ui) {
    ui.heading("Choose");
    for (int i = 0; i < 8; ++i)
      (void)ui.choice("c" + std::to_string(i), "Topic " + std::to_string(i), i == 0);
    ui.forward();
  };
  frame->run(page(), draw);
  shot(*frame, "low");
  CHECK(find(*frame, "frame.continue") == nullptr);
  int pages = 1;
  for (Millis now = 1000; find(*frame, "frame.more") && pages < 20; now += 1000, ++pages) {
    tap(*frame, "frame.more", now);
    frame->run(page(), draw);
    frame->run(page(), draw);
  }
  CHECK(pages > 1);
  CHECK(find(*frame, "frame.continue") != nullptr);
  CHECK(find(*frame, "c7") != nullptr);
  tap(*frame, "frame.back", 90000);
  CHECK(frame->run(page(), draw) == FrameTouch::none);
}

TEST_CASE("typing by keys on the screen, with a cap") {
  const Pack pack = words_pack();
  auto frame = UiFrame::open(Screen{}, pack).take();
  std::string name;
  const auto draw = [&](Ui& ui) {
    if (auto now = ui.field("name", "Your first name", name, FieldKind::name, 3)) name = *now;
    ui.forward();
  };
  frame->run(page(), draw);
  for (const char* id : {"key.a", "key.b", "key.b", "key.a"}) {
    tap(*frame, id, 1000);
    frame->run(page(), draw);
  }
  CHECK(name == "Abb");
  tap(*frame, "key.delete", 2000);
  frame->run(page(), draw);
  CHECK(name == "Ab");
  frame->run(page(), draw);
  shot(*frame, "field");
  frame->forget();
  CHECK(frame->tree().empty());
  CHECK(type_into("",
                  "a\u202e\x01\xed\xa0\x80"
                  "b",
                  FieldKind::name, 9) == "ab");
  CHECK(type_into("", "a1b2", FieldKind::digits, 9) == "12");
}

TEST_CASE("cards, helplines and rows in the largest text and mirrored") {
  const Pack pack = words_pack();
  auto frame = UiFrame::open(Screen{}, pack).take();
  const auto draw = [&](Ui& ui) {
    ui.error("Choose one answer");
    ui.begin_card(CardKind::emergency, "If someone is in danger now");
    ui.helpline({"999", "Emergency", "999", "nine nine nine", "Any time", ""});
    ui.end_card();
    (void)ui.row("name", "Name", "Sam", "Change");
    (void)ui.grid("scale", {"0", "1", "2", "3", "4", "5"}, 2, 3);
    ui.qr("code", "https://example.org/x", "Scan this");
    ui.forward();
  };
  frame->run(page(), draw);
  shot(*frame, "cards");
  frame->set_look({Size::XL, Contrast::high_dark, "en"});
  frame->run(page(), draw);
  shot(*frame, "largest");
  frame->set_look({Size::M, Contrast::standard, "ur"});
  frame->run(page(), draw);
  shot(*frame, "mirrored");
  CHECK(find(*frame, "frame.back")->rect_px.x > 540);
}

TEST_CASE("every contrast keeps its ratio; screens too small are refused") {
  for (const Contrast c : {Contrast::standard, Contrast::high_light, Contrast::high_dark, Contrast::low}) {
    const Theme& t = theme_of(c);
    CHECK(contrast_ratio(t.ink, t.page) >= 7);
    CHECK(contrast_ratio(t.on_action, t.action) >= 7);
    CHECK(contrast_ratio(t.info, t.selected) >= 7);
  }
  CHECK(check_screen(Screen{}).ok());
  CHECK_FALSE(check_screen(Screen{480, 320, 80, 53, 400}).ok());
  const auto why = [](const Screen& screen) {
    const auto fits = check_screen(screen);
    return fits.ok() ? std::string() : fits.error().what;
  };
  const auto says = [&](const Screen& screen, const char* words) {
    CHECK_MESSAGE(why(screen).find(words) != std::string::npos, why(screen));
  };
  CHECK(why(Screen{800, 480, 154.08, 85.92, 400}).empty());
  says(Screen{480, 320, 95, 63, 400}, "targets of 15 mm");
  says(Screen{1080, 1920, 194, 300, 400}, "pixels are not square");
  says(Screen{800, 480, 140, 86, 400}, "must be 150 mm wide");
  says(Screen{800, 480, 154, 92.4, 500}, "425 mm only");
  says(Screen{1080, 1920, 194, 345, 800}, "716 mm only");
  says(Screen{1080, 1920, 600, 1067, 400}, "blurred");
  says(Screen{1080, 1920, 0, 0, 400}, "not set");
}

TEST_CASE("numbers and codes keep their order in a right-to-left line") {
  const auto put = [](const std::string& run) { return "\u2066" + run + "\u2069"; };
  CHECK(isolated("SG1") == put("SG1"));
  CHECK(isolated("8A3Q-X66X.") == put("8A3Q-X66X") + ".");
  CHECK(isolated("0808 801 0327, +44 (0)20 7946") == put("0808 801 0327") + ", " + put("+44 (0)20 7946"));
  CHECK(isolated("09:00-17:00 at 9") == put("09:00-17:00") + " at " + put("9"));
  for (const char* same : {"", "Leave now", "+", "- / :", "\u062c\u06cc\u0633\u06d2"})
    CHECK(isolated(same) == same);
}

TEST_CASE("keys stand in their own order on a mirrored page, and on the other side of a low one") {
  const Pack pack = words_pack();
  const auto keys = [&](const Screen& screen, FieldKind kind, const std::string& language) {
    auto frame = UiFrame::open(screen, pack).take();
    frame->set_look({.language = language});
    const auto draw = [&](Ui& ui) { (void)ui.field("answer", "Answer", "", kind, 8, ""); };
    frame->run(page(), draw);
    if (screen.one_row()) tap(*frame, "answer", 1000);
    frame->run(page(), draw);
    frame->run(page(), draw);
    std::map<std::string, double> left;
    for (const Node& node : frame->tree()) {
      if (node.id.rfind("key.", 0) == 0) left[node.id] = node.hit_px.x;
      CHECK((node.hit_px.x >= 0 && node.hit_px.x + node.hit_px.w <= screen.width_px));
    }
    return left;
  };
  for (const Screen& screen : {Screen{}, Screen{800, 480, 154, 92.4, 400}}) {
    for (const FieldKind kind : {FieldKind::name, FieldKind::digits}) {
      const auto english = keys(screen, kind, "en"), urdu = keys(screen, kind, "ur");
      REQUIRE(english.size() > 10);
      REQUIRE(english.size() == urdu.size());
      const double across = urdu.begin()->second - english.begin()->second;
      for (const auto& [its_id, x] : english) {
        const auto& id = its_id;
        if (screen.one_row() && id == "key.done") continue;  // it stands in the frame's row
        CAPTURE(id);
        CHECK(urdu.at(id) - x == doctest::Approx(across));
      }
    }
  }
}
