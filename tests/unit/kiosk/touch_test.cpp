// Fingers and the on-screen keyboard: what counts as a touch, and what does not.
#include "tree_gallery.h"

#include <doctest/doctest.h>

using namespace alongside;

namespace {

// One page with a button, a field and the frame, on any screen.
class Desk {
 public:
  explicit Desk(const Screen& screen = {})
      : pack_(starter_pack()), frame_(UiFrame::open(screen, pack_).take()) {
    draw();
  }
  void draw() {
    PageFrame page;
    page.screen = "K13";
    page.key = "one";
    page.title = "Oak Hub";
    for (int i = 0; i < 3; ++i)
      frame_->run(page, [&](Ui& ui) {
        if (with_field)
          if (const auto typed = ui.field("answer", "Your answer", value, FieldKind::free_text, 12))
            value = *typed;
        if (ui.button("act", "Act")) ++acts;
        if (ui.forward()) ++forwards;
      });
  }
  const Node* node(const std::string& id) const {
    for (const Node& n : frame_->tree())
      if (n.id == id) return &n;
    return nullptr;
  }
  void finger(Touch::Phase phase, const std::string& id, Millis now, long which = 1) {
    const Node* at = node(id);
    REQUIRE_MESSAGE(at, id);
    const Rect r = at->hit_px;
    frame_->touch({phase, r.x + r.w / 2, r.y + r.h / 2, which}, now);
    draw();
  }
  void tap(const std::string& id, Millis now, long which = 1) {
    finger(Touch::Phase::down, id, now, which);
    finger(Touch::Phase::up, id, now + 50, which);
  }

  bool with_field = false;
  int acts = 0, forwards = 0;
  std::string value;

 private:
  Pack pack_;
  std::unique_ptr<UiFrame> frame_;
};

constexpr auto down = Touch::Phase::down, up = Touch::Phase::up, moved = Touch::Phase::move;

}  // namespace

TEST_CASE("a touch counts when it begins and ends inside one target") {
  Desk desk;
  desk.tap("act", 1000);
  CHECK(desk.acts == 1);
  desk.finger(down, "act", 3000);
  desk.finger(up, "frame.continue", 3100);
  desk.finger(down, "frame.continue", 4000);
  desk.finger(moved, "act", 4050);
  desk.finger(up, "act", 4100);
  CHECK(desk.acts == 1);
  CHECK(desk.forwards == 0);
  desk.finger(down, "act", 5000);
  desk.finger(moved, "frame.help", 5050);
  desk.finger(moved, "act", 5080);
  desk.finger(up, "act", 5100);
  CHECK(desk.acts == 2);
}

TEST_CASE("a second tap within half a second does nothing, a later one does") {
  Desk desk;
  desk.tap("frame.continue", 1000);
  desk.tap("frame.continue", 1300);
  CHECK(desk.forwards == 1);
  desk.tap("frame.continue", 2000);
  CHECK(desk.forwards == 2);
}

TEST_CASE("a second finger or a palm does nothing, and a lost finger does not hold the screen for ever") {
  Desk desk;
  desk.finger(down, "act", 1000, 1);
  desk.finger(down, "frame.continue", 1050, 2);
  desk.finger(up, "frame.continue", 1100, 2);
  CHECK(desk.forwards == 0);
  desk.finger(up, "act", 1150, 1);
  CHECK(desk.acts == 1);
  desk.finger(down, "frame.bar", 3000, 3);  // a palm on nothing
  desk.tap("act", 3100, 4);
  CHECK(desk.acts == 1);
  desk.tap("act", 9000, 5);  // the end of the palm was lost
  CHECK(desk.acts == 2);
}

TEST_CASE("typing: shown or hidden, cut at its limit, deleted, and put away by Done") {
  for (const Screen& screen : {Screen{}, Screen{800, 480, 154, 92.4, 400}}) {
    Desk desk(screen);
    desk.with_field = true;
    desk.draw();
    Millis now = 1000;
    if (!desk.node("key.done")) desk.tap("answer", now);  // a low screen waits for a touch of the field
    const auto key = [&](const std::string& id) { desk.tap(id, now += 100); };
    for (const char* letter : {"key.s", "key.a", "key.a", "key.m"}) key(letter);
    CHECK(desk.value == "Saam");
    CHECK(desk.node("answer")->value == "Saam");
    key("key.delete");
    key("key.digits");
    key("key.hide");
    CHECK(desk.value == "Saa");
    CHECK(desk.node("answer")->value == "\u2022\u2022\u2022");
    CHECK(desk.node("key.hide")->spoken == "Show what I type");
    now += 1000;
    key("key.hide");
    CHECK(desk.node("answer")->value == "Saa");
    for (int i = 0; i < 20; ++i) key("key.1");
    CHECK(desk.value == "Saa111111111");
    key("key.done");
    CHECK_FALSE(desk.node("key.done"));
    CHECK(desk.node("answer"));
    desk.tap("answer", now += 1000);
    CHECK(desk.node("key.done"));
  }
}
