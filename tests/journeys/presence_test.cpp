// Who stands at the screen: any touch counts, an empty room dims it, and a visit that was cut off is told of.
#include <kiosk/last_resort.h>
#include <tests/journeys/hand.h>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

// A touch where nothing is to be touched.
void touch_nothing(Hand& hand) {
  hand.kiosk().touch({Touch::Phase::down, 2, 2, 1}, hand.now);
  hand.kiosk().touch({Touch::Phase::up, 2, 2, 1}, hand.now);
  hand.settle();
}

unsigned brightest(const Pixels& pixels) {
  unsigned most = 0;
  for (int y = 0; y < pixels.height; y += 7)
    for (int x = 0; x < pixels.width; x += 7)
      most = std::max(most, pixels.data[static_cast<std::size_t>(y * pixels.width + x)] & 0xffu);
  return most;
}

}  // namespace

TEST_CASE("any touch shows that he is there: the cover waits, the warning is answered") {
  StandIn runner;
  Hand hand(runner);
  hand.tap_all({"Start", "English", "Continue"});
  const std::string page = hand.everything();
  for (int i = 0; i < 12; ++i) {  // 84 seconds, never 45 without a touch
    hand.wait(7000);
    touch_nothing(hand);
  }
  CHECK(hand.everything() == page);
  hand.wait(cover_ms + 1);
  CHECK(hand.offers("Come back"));
  touch_nothing(hand);
  CHECK(hand.everything() == page);
  hand.wait(cover_ms + 1);
  hand.wait(warn_ms - cover_ms + 1);
  CHECK(hand.sees("Do you need more time?"));
  touch_nothing(hand);
  CHECK(hand.everything() == page);
}

TEST_CASE("the first page dims when nobody comes, and the touch that wakes it does nothing else") {
  StandIn runner;
  Hand hand(runner);
  hand.settle();
  const Pixels& pixels = hand.kiosk().frame().pixels();
  CHECK(brightest(pixels) == 0xff);
  hand.wait(dim_ms - 1000);
  CHECK(brightest(pixels) == 0xff);
  hand.wait(2000);
  CHECK(brightest(pixels) < 0x60);
  hand.tap("Start");
  CHECK(hand.screen() == "K01");
  CHECK(brightest(pixels) == 0xff);
  hand.tap("Start");
  CHECK(hand.screen() == "K02");
}

TEST_CASE("a visit that a crash cut off is told of at the next start, and once") {
  StandIn runner;
  {
    Hand hand(runner);
    hand.tap_all({"Start", "English"});
    CHECK(runner.counters["visit-open"] == 1);
  }
  {
    Hand hand(runner);
    CHECK(hand.screen() == "K28");
    CHECK(hand.sees("What you had not sent is gone"));
    hand.tap("Start again");
    CHECK(hand.screen() == "K01");
    CHECK(runner.counters["visit-open"] == 0);
  }
  runner.counters["visit-open"] = 1;
  Hand hand(runner);
  CHECK(hand.screen() == "K28");
  hand.wait(warn_ms + 1);  // nobody is there to read it
  CHECK(hand.screen() == "K01");
  CHECK(Hand(runner).screen() == "K01");
}

TEST_CASE("a kiosk whose pack cannot be read says so, with the desk, 999 and 111") {
  const Pack pack = last_resort_pack();
  CHECK(pack.words.at("en").size() > 200);
  StandIn runner;
  Hand hand(runner, {}, pack);
  CHECK(hand.screen() == "K01");
  CHECK_FALSE(hand.offers("Start"));
  CHECK(hand.sees("Go to the desk"));
  hand.tap("Help");
  CHECK(hand.sees("999"));
  CHECK(hand.sees("111, then option 2"));
  CHECK(hand.everything().find('[') == std::string::npos);  // every word is there
}

TEST_CASE("a kiosk of a hub that its pack does not know takes no visit") {
  StandIn runner;
  runner.link.hub = "demo-nroth";
  Hand hand(runner);
  CHECK(hand.screen() == "K01");
  CHECK_FALSE(hand.offers("Start"));
}
