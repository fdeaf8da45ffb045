// The closing screen is the same for everybody, and what the hub's hours promise is said by the clock.
#include <tests/journeys/hand.h>

#include <doctest/doctest.h>

#include <sstream>

using namespace alongside;

namespace {

constexpr Time wednesday_at_ten = 1795600800;  // 25 November 2026, 10:00 in London
constexpr Time wednesday_at_eight_pm = wednesday_at_ten + 10 * 3600;

struct Visitor {
  StandIn runner;
  Hand hand;
  explicit Visitor(Time clock = wednesday_at_ten) : runner(in_touch(clock)), hand(runner) {
    hand.clock = clock;
    hand.settle();
    hand.register_as();
  }
  static StandIn in_touch(Time clock) {
    StandIn made;
    made.link.last_contact = clock - 60;
    return made;
  }

  void check_in(const char* worry) {
    hand.tap("Check in");
    hand.tap("Continue");
    hand.tap_id("option.3");
    hand.tap("Continue");
    hand.tap("Skip");  // what is on his mind
    if (!worry) return hand.skip_to("K14");
    hand.tap(worry);
    hand.tap("Continue");
    CHECK(hand.screen() == "K16");
  }
  void ask_the_hub() {
    hand.tap("Ask the hub to contact me");
    while (hand.question() != "Which ways are safe for us to reach you?") hand.tap("Skip");
    hand.tap("Do not contact me");
    hand.tap("Continue");
    while (hand.screen() != "K16") hand.tap("Skip");
  }
  void go_on() {
    hand.tap("I am safe, go on");
    if (hand.screen() != "K10") hand.skip_to("K14");
    if (hand.screen() == "K14") hand.tap("Continue");
    while (hand.screen() != "K10") hand.tap("Continue");
  }
  void finish() {
    hand.tap("I am finished");
    if (hand.screen() == "K23") hand.tap("Send my");
    REQUIRE(hand.screen() == "K24");
  }
  // Every node of every page of the screen, with its place; his reference, which differs, is left out.
  std::string closing() {
    std::ostringstream all;
    for (int page = 0; page < 6; ++page) {
      for (const Node& node : hand.kiosk().frame().tree()) {
        const bool own = node.name.rfind("Your reference", 0) == 0 || node.role == NodeRole::image;
        all << node.id << " " << (own ? "" : node.name) << " " << node.rect_px.x << " " << node.rect_px.y
            << " " << node.rect_px.w << " " << node.rect_px.h << "\n";
      }
      if (!hand.offers("More")) break;
      hand.tap("More");
    }
    return all.str();
  }
};

}  // namespace

TEST_CASE("the closing screen has the same words, places and time whatever a father did and asked for") {
  const auto after = [](const std::function<void(Visitor&)>& act) {
    Visitor man;
    act(man);
    man.finish();
    const std::string shown = man.closing();
    man.hand.wait(done_ms - 2000);
    CHECK(man.hand.screen() == "K24");
    man.hand.wait(2000);
    CHECK(man.hand.screen() == "K01");
    return shown;
  };
  const std::string nothing = after([](Visitor&) {});
  CHECK(nothing.find("If you asked us to contact you") != std::string::npos);
  CHECK(nothing == after([](Visitor& man) {
          man.check_in(nullptr);
          man.hand.tap("Continue");
          man.hand.tap("Continue");
        }));
  CHECK(nothing == after([](Visitor& man) {
          man.check_in("I am worried I might hurt my baby");
          man.go_on();
        }));
  CHECK(nothing == after([](Visitor& man) {
          man.check_in("I am worried I might hurt myself");
          man.ask_the_hub();
          man.go_on();
        }));
  CHECK(nothing == after([](Visitor& man) {
          man.hand.tap("Arguments, control or fear");
          man.hand.tap("I just want to talk");
          man.hand.tap("Continue");
          man.ask_the_hub();
          man.hand.tap("Continue");
        }));
}

TEST_CASE("what the hub's hours promise is said by the clock, on the closing screen and on urgent help") {
  Visitor man;
  man.check_in("I do not feel safe at home");
  man.ask_the_hub();
  CHECK(man.hand.sees("at the latest today at 11:00"));  // an hour of open time
  man.go_on();
  man.finish();
  CHECK(man.hand.sees("we aim to do it by Friday at 17:00"));  // two open days
  Visitor again;
  again.finish();
  CHECK(again.hand.sees("What you sent leaves this kiosk by 10:10"));
  Visitor late(wednesday_at_eight_pm);
  late.check_in("I do not feel safe at home");
  CHECK(late.hand.sees("The hub is closed now"));
  late.ask_the_hub();
  CHECK(late.hand.sees("at the latest tomorrow at 10:00"));
}

TEST_CASE("without contact no time is promised") {
  Visitor man;
  man.runner.link.last_contact = 0;
  man.check_in("I do not feel safe at home");
  man.ask_the_hub();
  CHECK(man.hand.sees("We cannot say when the hub will see this"));
  man.go_on();
  man.finish();
  CHECK(man.hand.sees("If you asked us to contact you, we will do it in a way you said is safe."));
  CHECK(man.hand.sees("leaves this kiosk when it next connects"));
}
