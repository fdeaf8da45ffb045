// S1: the code and PIN that a manager set on the server open the staff page; tries are counted for good.
#include <tests/journeys/hand.h>

#include <doctest/doctest.h>
#include <platform/crypto.h>

using namespace alongside;

namespace {

void set_on_server(Place& place, const std::string& hub, const std::string& code, const std::string& pin) {
  REQUIRE(place.world()
              .inbox()
              .run("insert into staff_access(hub, code, pin_hash, set_by, set_at) values($1, $2, $3, $4, $5)",
                   hub, code, hash_pin(pin), "manager", now_s())
              .ok());
}

void hold_title(Hand& hand) { hand.hold("frame.title", staff_hold_ms); }

void sign_in(Hand& hand, const std::string& code, const std::string& pin) {
  REQUIRE(hand.sees("Staff code"));
  hand.type(code);
  hand.tap("Continue");
  REQUIRE(hand.sees("PIN"));
  hand.type(pin);
  CHECK_FALSE(hand.shows(pin));  // dots only
  hand.tap("Continue");
}

bool knows_staff(const LinkStatus& link) { return !link.staff.empty(); }

}  // namespace

TEST_CASE("a staff code and PIN set on the server reach the kiosk hashed and open the staff page") {
  Place place;
  set_on_server(place, "demo-north", "n1", "402817");
  set_on_server(place, "demo-south", "s1", "553311");
  Hand hand(place.kiosk_folder(), place.transport(), place.world().site().public_authority);
  hand.register_as();
  hand.tap("I am finished");
  hand.tap("Send my answers");
  hand.tap("I have it");
  CHECK_FALSE(hand.sees("Waiting to be sent"));  // nothing of it is for fathers
  hold_title(hand);
  CHECK(hand.screen() == "S1");
  sign_in(hand, "n1", "402817");
  CHECK(hand.sees("That code and PIN do not go together"));  // it has not come yet
  hand.wait(staff_idle_ms);
  CHECK(hand.screen() == "K01");
  REQUIRE(hand.sync(place, knows_staff));
  CHECK(hand.runner().status().staff.size() == 1);  // its own hub's only
  CHECK(files_with(place.kiosk_folder(), "402817").empty());
  CHECK(hand.runner().status().staff.front().pin_hash.rfind("$argon2id$", 0) == 0);
  hold_title(hand);
  sign_in(hand, "n1", "402817");
  CHECK(hand.sees("It takes visits"));
  CHECK(hand.sees("Waiting to be sent: "));
  CHECK(hand.sees("Last contact with the server: under a minute"));
  CHECK(hand.sees("Content: version 1"));
  hand.tap("Sign out");
  CHECK(hand.screen() == "K01");
  CHECK(hand.offers("Start"));
}

TEST_CASE("three wrong tries lock the staff page for five minutes, and switching off does not help") {
  Place place;
  set_on_server(place, "demo-north", "n1", "402817");
  const std::string& authority = place.world().site().public_authority;
  Time clock = 0;
  {
    Hand hand(place.kiosk_folder(), place.transport(), authority);
    REQUIRE(hand.sync(place, knows_staff));
    hold_title(hand);
    sign_in(hand, "n1", "402818");
    sign_in(hand, "x9", "402817");  // a code that is not there answers the same
    CHECK(hand.sees("That code and PIN do not go together"));
    clock = hand.clock;
  }
  {
    Hand hand(place.kiosk_folder(), place.transport(), authority);
    hand.clock = clock;
    hold_title(hand);
    sign_in(hand, "n1", "000000");
    CHECK(hand.sees("Too many tries"));
    CHECK_FALSE(hand.offers("Continue"));
  }
  Hand hand(place.kiosk_folder(), place.transport(), authority);
  hand.clock = clock;
  hold_title(hand);
  CHECK(hand.sees("Too many tries"));
  hand.tap("Back");
  CHECK(hand.screen() == "K01");
  hand.clock = clock + staff_lock_s + 1;
  hold_title(hand);
  sign_in(hand, "n1", "402817");
  CHECK(hand.sees("It takes visits"));
}

TEST_CASE("a clock that goes back does not lock staff out for longer than five minutes") {
  const StaffTries locked = count_try({2, 0}, 1'000'000);
  CHECK(staff_locked(locked, 1'000'000));
  CHECK(staff_locked(locked, 1'000'299));
  CHECK_FALSE(staff_locked(locked, 1'000'300));
  CHECK_FALSE(staff_locked(locked, 900'000));
}

TEST_CASE("the staff page opens by one finger held on the title, and only where no visit is") {
  StandIn runner;
  Hand hand(runner);
  hand.hold("frame.title", staff_hold_ms - 100);
  CHECK(hand.screen() == "K01");
  hand.wait(staff_hold_ms);  // the finger has gone
  CHECK(hand.screen() == "K01");
  hand.tap_all({"Start", "English"});
  hand.hold("frame.title", staff_hold_ms);
  CHECK(hand.screen() == "K04");
}

TEST_CASE("a kiosk that takes no visits still opens the staff page and says why") {
  StandIn runner;
  runner.link.stop = Stop::disk;
  runner.link.staff = {{"n1", hash_pin("402817")}};
  runner.link.outbox.waiting = 7;
  runner.link.outbox.waiting_urgent = 2;
  runner.link.last_contact = 0;
  Hand hand(runner);
  hold_title(hand);
  sign_in(hand, "n1", "402817");
  CHECK(hand.sees("It has no room left"));
  CHECK(hand.sees("Waiting to be sent: 7"));
  CHECK(hand.sees("Urgent ones waiting: 2"));
  CHECK(hand.sees("Last contact with the server: never"));
}
