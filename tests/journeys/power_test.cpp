// Power cuts: the kiosk as a process of its own, killed between the touch on Send and "Sent", before and
// after.
#include <tests/journeys/child.h>
#include <tests/journeys/hand.h>

#include <doctest/doctest.h>

#include <unistd.h>

using namespace alongside;

namespace {

// What is on the disk after the cut, and what reaches the server from it.
struct After {
  std::int64_t saved = 0;
  std::int64_t filed = 0;
  std::int64_t in_hand = 0;  // given to a person, because it could not be read
  bool told = false;         // K28: what he had not sent is gone
};

After come_back(Place& place) {
  After after;
  Hand hand(place.kiosk_folder(), place.transport(), place.world().site().public_authority);
  CHECK(hand.runner().status().stop == Stop::none);
  after.told = hand.screen() == "K28";
  if (after.told) hand.tap("Start again");
  CHECK(hand.screen() == "K01");
  CHECK_FALSE(hand.shows("quokka"));
  after.saved = hand.runner().status().outbox.waiting;
  REQUIRE(hand.sync(place));
  place.open_inbox();
  after.filed = place.count("select count(*) from visit_part");
  after.in_hand = place.count("select count(*) from needs_person");
  return after;
}

Child father(Place& place) {
  return Child("child: a father at a kiosk without a network", place.kiosk_folder(),
               place.world().site().public_authority);
}

}  // namespace

// Skipped in an ordinary run: the tests below start this program again as their child, with --no-skip.
TEST_CASE("child: a father at a kiosk without a network" * doctest::skip()) {
  if (!child_folder()) return;
  Hand hand(child_folder(), no_network(), child_authority());
  hand.tap_all({"Start", "English", "Continue", "I understand", "Yes, I am on my own"});
  hand.tap("I am the dad of a baby");
  hand.type("quokka");
  hand.tap("Continue");
  hand.skip_to("K14");
  hand.tap("Continue");
  hand.tap("I am finished");
  hand.settle();
  child_says("ready");
  child_waits();
  for (const Node& node : hand.kiosk().frame().tree()) {
    if (node.id != "send") continue;
    const double x = node.hit_px.x + node.hit_px.w / 2, y = node.hit_px.y + node.hit_px.h / 2;
    hand.now += 1000;
    hand.kiosk().touch({Touch::Phase::down, x, y, 1}, hand.now);
    hand.kiosk().touch({Touch::Phase::up, x, y, 1}, hand.now);
    break;
  }
  child_says("touched");
  hand.settle();
  if (hand.screen() == "K24") child_says("sent");
  child_waits();
}

TEST_CASE("a power cut before Send leaves nothing of him, in any file or on the server") {
  Place place;
  Child child = father(place);
  REQUIRE(child.hears("ready"));
  child.kill();
  CHECK(files_with(place.kiosk_folder(), "quokka").empty());
  const After after = come_back(place);
  CHECK(after.told);
  CHECK(after.saved == 0);
  CHECK(after.filed == 0);
}

TEST_CASE("a power cut after Sent loses nothing and doubles nothing") {
  Place place;
  for (int round = 1; round <= 3; ++round) {
    Child child = father(place);
    REQUIRE(child.hears("ready"));
    child.go();
    REQUIRE(child.hears("sent"));
    child.kill();
    CHECK(files_with(place.kiosk_folder(), "quokka").empty());
    const After after = come_back(place);
    CHECK(after.saved == 1);
    CHECK(after.filed == round);
    CHECK(after.in_hand == 0);
  }
}

TEST_CASE("a power cut between the touch and Sent: the visit is whole or not there, never half") {
  Place place;
  int sent = 0, kept = 0, filed = 0;
  constexpr int rounds = 16;
  for (int round = 0; round < rounds; ++round) {
    Child child = father(place);
    REQUIRE(child.hears("ready"));
    child.go();
    REQUIRE(child.hears("touched"));
    ::usleep(static_cast<useconds_t>(round * 2500));
    child.kill();
    const bool said = child.hears("sent");  // may still be in the pipe
    CHECK(files_with(place.kiosk_folder(), "quokka").empty());
    const After after = come_back(place);
    CHECK(after.saved <= 1);
    if (said) CHECK(after.saved == 1);
    CHECK(after.filed == filed + after.saved);
    CHECK(after.in_hand == 0);
    filed = static_cast<int>(after.filed);
    sent += said ? 1 : 0;
    kept += static_cast<int>(after.saved);
  }
  MESSAGE(rounds << " cuts: " << sent << " after Sent was shown, " << kept << " visits were on the disk");
}
