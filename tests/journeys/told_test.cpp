// What he is told by who he is: his age, his language, his loss, and the words that a form has for him.
#include <platform/crypto.h>
#include <tests/journeys/hand.h>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

constexpr Time wednesday_at_ten = 1795600800;  // 25 November 2026, 10:00 in London

struct Visitor {
  StandIn runner;
  Hand hand{runner};
  Visitor() { hand.clock = wednesday_at_ten; }
};

}  // namespace

TEST_CASE("at 16 or 17 Childline stands on Help, and not for a man") {
  for (const char* year : {"2009", "1990"}) {
    Visitor man;
    man.hand.register_as(year);
    REQUIRE(man.hand.screen() == "K10");
    man.hand.tap("Help");
    CHECK(man.hand.sees("Childline") == (std::string(year) == "2009"));
  }
}

TEST_CASE("after our baby died the worry is about a child, not about his baby") {
  for (const char* baby : {"Our baby died", "Not yet"}) {
    Visitor man;
    man.hand.register_as("1990", baby);
    man.hand.tap("Something urgent");
    const bool died = std::string(baby) == "Our baby died";
    CHECK(man.hand.shows("I am worried I might hurt a child") == died);
    CHECK(man.hand.shows("I am worried I might hurt my baby") == !died);
  }
}

TEST_CASE("an instrument in English is told as such in his language, once, and danger has its own heading") {
  Visitor man;
  man.hand.register_as();
  man.hand.kiosk().set_language("pl");
  man.hand.tap_id("check-in");
  man.hand.tap_id("frame.continue");
  const std::string only = starter_pack().words.at("pl").at("english_only");
  const std::string part = starter_pack().words.at("pl").at("draft_heading");
  int told = 0, marked = 0, statements = 0;
  while (man.hand.kiosk().visit().page == Page::question) {
    const bool who_5 = man.hand.kiosk().visit().form.ends_with("who-5");
    const bool danger = man.hand.kiosk().visit().link == "concern";
    if (who_5) ++statements, told += man.hand.shows(only) ? 1 : 0;
    if (danger) marked += man.hand.shows(part) ? 1 : 0;
    if (!who_5 && !danger && man.hand.kiosk().visit().form.ends_with("how-its-going"))
      CHECK_FALSE(man.hand.shows(part));
    while (!man.hand.offers(starter_pack().words.at("pl").at("skip"))) man.hand.tap_id("frame.more");
    man.hand.tap_id("frame.skip");
  }
  CHECK(statements == 5);
  CHECK(told == 1);
  CHECK(marked == 1);
}

TEST_CASE("the number that a form gives its question stands before it") {
  Pack pack = starter_pack();
  for (PackForm& form : pack.forms)
    if (form.form.url.ends_with("how-its-going")) form.form.items.front().prefix.text = "1a.";
  StandIn runner;
  Hand hand(runner, {}, pack);
  hand.clock = wednesday_at_ten;
  hand.register_as();
  hand.tap("Check in");
  hand.tap("Continue");
  CHECK(hand.question().rfind("1a. ", 0) == 0);
}

TEST_CASE("the units guide stands beside how many units, with its drinks, and beside nothing else") {
  Visitor man;
  man.hand.register_as();
  man.hand.tap("Check in");
  man.hand.tap("Continue");
  int guided = 0;
  while (man.hand.kiosk().visit().page == Page::question) {
    const bool units = man.hand.kiosk().visit().link == "68519-8";
    CHECK(man.hand.shows("A single of spirits: 1 unit") == units);
    guided += units ? 1 : 0;
    if (man.hand.kiosk().visit().link == "68518-0") {
      man.hand.tap("4 times or more per week");
      man.hand.tap("Continue");
    } else {
      while (!man.hand.offers("Skip")) man.hand.tap("More");
      man.hand.tap("Skip");
    }
  }
  CHECK(guided == 1);
}

TEST_CASE("staff are told when something has waited for more than two days") {
  for (const int days : {1, 3}) {
    Visitor man;
    man.runner.link.hub = "demo-north";
    man.runner.link.staff = {{"n1", hash_pin("402817")}};
    man.runner.link.outbox.waiting = 1;
    man.runner.link.outbox.oldest_saved_at = wednesday_at_ten - days * 86400;
    man.hand.settle();
    man.hand.hold("frame.title", staff_hold_ms);
    man.hand.type("n1");
    man.hand.tap("Continue");
    man.hand.type("402817");
    man.hand.tap("Continue");
    CHECK(man.hand.sees("Something has waited here for more than 2 days") == (days == 3));
  }
}
