// Check answers: nothing is read over a shoulder, and an instrument carries its notice.
#include <tests/journeys/hand.h>

#include <doctest/doctest.h>

using namespace alongside;

TEST_CASE("answers stand masked until he asks to see them, whatever the form") {
  StandIn runner;
  Hand hand(runner);
  hand.tap_all({"Start", "English", "Continue", "I understand", "Yes, I am on my own"});
  hand.tap("I am the dad of a baby");
  hand.type("quokka");
  hand.tap("Continue");
  hand.skip_to("K14");
  CHECK_FALSE(hand.shows("quokka"));
  CHECK(hand.shows("•••••"));
  hand.tap("Show my answers");
  CHECK(hand.shows("quokka"));
}

TEST_CASE("the notice of each instrument stands where its answers are checked") {
  StandIn runner;
  Hand hand(runner);
  hand.register_as();
  hand.tap("Check in");
  hand.skip_to("K14");
  for (const char* notice : {"World Health Organization", "AUDIT"}) CHECK_MESSAGE(hand.sees(notice), notice);
}
