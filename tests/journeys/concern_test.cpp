// A worry with no network: help at once, a message sealed on its own, and one request on the server.
#include <tests/journeys/hand.h>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

struct Visitor {
  Place place;
  Hand hand;
  Visitor() : hand(place.kiosk_folder(), place.transport(), place.world().site().public_authority, {}) {}

  void name_a_worry(const char* worry = "I am worried I might hurt myself") {
    hand.tap("Check in");
    hand.tap("Continue");
    hand.tap_id("option.3");
    hand.tap("Continue");
    hand.tap("Skip");  // what is on his mind
    hand.tap(worry);
    hand.tap("Continue");
  }
  // Name, one way, its number, times: nothing else is asked here.
  void ask_the_hub() {
    hand.tap("Ask the hub to contact me");
    REQUIRE(hand.question() == "What name should we ask for when we contact you?");
    hand.type("sam");
    hand.tap("Continue");
    REQUIRE(hand.question() == "Which ways are safe for us to reach you?");
    hand.tap("Text me");
    hand.tap("Continue");
    REQUIRE(hand.question() == "What number can we use?");
    hand.type("07700900982");
    hand.tap("Continue");
    REQUIRE(hand.question() == "When is a safe time?");
    hand.tap("Morning");
    hand.tap("Continue");
  }
};

}  // namespace

TEST_CASE("a worry named offline: help at once, the message sealed first, and both parts are one request") {
  Visitor man;
  Hand& hand = man.hand;
  hand.register_as();
  man.name_a_worry();
  REQUIRE(hand.screen() == "K16");
  CHECK(hand.sees("Call 999"));
  CHECK(hand.sees("Nobody is watching this screen"));
  CHECK(hand.sees("Samaritans"));
  CHECK(hand.runner().status().outbox.waiting == 0);  // nothing goes unless he asks
  man.ask_the_hub();
  REQUIRE(hand.screen() == "K16");
  CHECK(hand.sees("We have saved your message for the hub"));
  CHECK_FALSE(hand.offers("Ask the hub to contact me"));
  CHECK(hand.runner().status().outbox.waiting_urgent == 1);
  CHECK(hand.runner().status().outbox.waiting == 1);
  CHECK(hand.sees("Samaritans"));  // the lines stay
  CHECK(files_with(man.place.kiosk_folder(), "07700900982").empty());
  hand.tap("I am safe, go on");
  hand.skip_to("K14");
  hand.tap("Continue");
  hand.tap("Continue");
  REQUIRE(hand.screen() == "K10");
  hand.tap("Ask for support");
  hand.tap("Something else");
  hand.tap("Continue");
  for (int i = 0; i < 12 && hand.screen() != "K19"; ++i) {
    CHECK(hand.question() != "What name should we ask for when we contact you?");
    CHECK(hand.question() != "Which ways are safe for us to reach you?");
    CHECK(hand.question() != "What number can we use?");
    CHECK(hand.question() != "When is a safe time?");
    hand.tap("Skip");
  }
  hand.tap("I do not agree to any");
  hand.tap("Continue");
  REQUIRE(hand.screen() == "K14");
  hand.tap("Show my answers");
  CHECK(hand.sees("07700900982"));  // shown, with Change, though not asked again
  hand.tap("Continue");
  hand.tap("Send my request");
  CHECK(hand.screen() == "K24");
  CHECK(hand.runner().status().outbox.waiting == 2);
  REQUIRE(hand.sync(man.place));
  CHECK(man.place.open_inbox() == 2);
  CHECK(man.place.count("select count(*) from needs_person") == 0);
  CHECK(man.place.count("select count(*) from request") == 1);
  CHECK(man.place.count("select count(*) from visit_part") == 2);
  CHECK(man.place.text("select kind from request") == "urgent");
  CHECK(man.place.count("select urgent from request") == 1);
  CHECK(man.place.count("select concern from request") == 1);
  CHECK(man.place.text("select safe_channels from request") == "text");
}

TEST_CASE("an urgent message goes before everything that waits, whoever came first") {
  Visitor men;
  Hand& hand = men.hand;
  hand.register_as();
  hand.tap("I am finished");
  hand.tap("Send my answers");
  hand.tap("I have it");
  hand.register_as();
  men.name_a_worry("I do not feel safe at home");
  men.ask_the_hub();
  hand.tap("Leave now");
  CHECK(hand.runner().status().outbox.waiting == 2);
  auto outbox = Outbox::open(men.place.kiosk_folder() + "/outbox.db");
  REQUIRE(outbox.ok());
  const auto first = outbox->waiting(1, 1 << 20);
  REQUIRE(first.ok());
  REQUIRE(first->size() == 1);
  CHECK(first->front().seq == 2);
  REQUIRE(hand.sync(men.place));
  CHECK(men.place.open_inbox() == 2);
  // Leave now took back the rest of the visit, not what he asked for on K16.
  CHECK(men.place.count("select count(*) from request where kind = 'urgent'") == 1);
  CHECK(men.place.count("select count(*) from request") == 2);
}

TEST_CASE("\"I will come in\" is enough for the hub: no number is asked") {
  Visitor man;
  Hand& hand = man.hand;
  hand.register_as();
  hand.tap("Something urgent");
  hand.tap("I am worried I might hurt my baby");
  hand.tap("Continue");
  REQUIRE(hand.screen() == "K16");
  CHECK(hand.sees("NSPCC"));
  hand.tap("Ask the hub to contact me");
  hand.tap("Skip");
  hand.tap("Do not contact me, I will come in");
  hand.tap("Continue");
  CHECK(hand.question() == "When is a safe time?");
  hand.tap("Skip");
  CHECK(hand.sees("We have saved your message for the hub"));
  REQUIRE(hand.sync(man.place));
  CHECK(man.place.open_inbox() == 1);
  CHECK(man.place.text("select safe_channels from request") == "come-in");
}

TEST_CASE("a worry that he asks nobody about goes with Send and is marked") {
  Visitor man;
  Hand& hand = man.hand;
  hand.register_as();
  man.name_a_worry();
  hand.tap("I am safe, go on");
  hand.skip_to("K14");
  hand.tap("Continue");
  hand.tap("Continue");
  hand.tap("I am finished");
  hand.tap("Send my answers");
  REQUIRE(hand.screen() == "K24");
  REQUIRE(hand.sync(man.place));
  CHECK(man.place.open_inbox() == 1);
  CHECK(man.place.count("select concern from request") == 1);
}

TEST_CASE("skipped and \"Prefer not to say\" reach the server as different things") {
  for (const bool declined : {false, true}) {
    Visitor man;
    Hand& hand = man.hand;
    hand.register_as();
    hand.tap("Check in");
    hand.tap("Continue");
    hand.tap(declined ? "Prefer not to say" : "Skip");
    if (declined) hand.tap("Continue");
    hand.tap("Money");
    hand.tap("Continue");
    hand.skip_to("K14");
    hand.tap("Show my answers");
    if (declined) CHECK(hand.sees("Prefer not to say"));
    hand.tap("Continue");
    hand.tap("Continue");
    hand.tap("I am finished");
    hand.tap("Send my answers");
    REQUIRE(hand.sync(man.place));
    CHECK(man.place.open_inbox() == 1);
    const std::string bundle = man.place.text("select bundle from visit_part");
    CHECK((bundle.find("asked-declined") != std::string::npos) == declined);
  }
}

TEST_CASE("the name of About you is not asked again, stands on Check answers, and follows a change") {
  StandIn runner;
  runner.link.stop = Stop::none;
  Hand hand(runner);
  hand.tap_all({"Start", "English", "Continue", "I understand", "Yes, I am on my own"});
  hand.tap("I am the dad of a baby");
  hand.type("sam");
  hand.tap("Continue");
  hand.skip_to("K14");
  hand.tap("Continue");
  hand.tap("Ask for support");
  hand.tap("Something else");
  hand.tap("Continue");
  hand.tap("Skip");
  hand.tap("Skip");
  hand.tap("Skip");
  CHECK(hand.question() == "Which ways are safe for us to reach you?");
  hand.tap("Do not contact me, I will come in");
  hand.tap("Continue");
  hand.skip_to("K19");
  hand.tap("I do not agree to any");
  hand.tap("Continue");
  REQUIRE(hand.screen() == "K14");
  hand.tap("Show my answers");
  CHECK(hand.sees("sam"));
  hand.tap("Continue");
  REQUIRE(hand.screen() == "K23");
  hand.tap_id("part-urn:alongside:form:registration");
  hand.tap_id("change-name");
  for (int i = 0; i < 3; ++i) hand.tap_id("key.delete");
  hand.type("lee");
  hand.tap("Continue");
  hand.tap("Continue");
  hand.tap("Send my request");
  REQUIRE(runner.saved.size() == 1);
  std::string sent;
  for (const Json& response : runner.saved.front().second.responses) sent += canonical(response);
  CHECK(sent.find("sam") == std::string::npos);
  CHECK(sent.find("lee") != sent.rfind("lee"));  // in About you and in the way to reach him
}
