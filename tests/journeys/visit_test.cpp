// Whole visits by touch: who needs nothing, who asks for help, who leaves, who is not alone, who is too
// young.
#include <tests/journeys/hand.h>

#include <doctest/doctest.h>
#include <platform/files.h>

#include <chrono>
#include <filesystem>

using namespace alongside;

namespace {

struct Visitor {
  Place place;
  Hand hand;
  explicit Visitor(HandOptions options = {})
      : hand(place.kiosk_folder(), place.transport(), place.world().site().public_authority, options) {}

  // Through the check-in with one topic and no worry.
  void check_in() {
    hand.tap("Check in");
    hand.tap("Continue");
    hand.tap_id("option.6");
    hand.tap("Continue");
    hand.tap("Money");
    hand.tap("Continue");
    hand.skip_to("K14");
    hand.tap("Continue");
  }
  void ask_for_support() {
    hand.tap("Ask for support");
    hand.tap("Money, work or benefits");
    hand.tap("Continue");
    hand.tap("Skip");  // own words
    hand.tap("Skip");  // what would help
    hand.tap("This week");
    hand.tap("Continue");
    hand.tap("Skip");  // name
    hand.tap("Text me");
    hand.tap("Continue");
  }
};

}  // namespace

TEST_CASE("a father who needs nothing checks in, sees what is on, and leaves with a reference") {
  Visitor man;
  Hand& hand = man.hand;
  hand.register_as();
  REQUIRE(hand.screen() == "K10");
  man.check_in();
  CHECK(hand.screen() == "K15");
  CHECK(hand.sees("Money and housing advice"));
  CHECK(hand.sees("Because you said: Money"));
  hand.tap("Continue");
  CHECK(hand.sees("Done"));
  hand.tap("I am finished");
  CHECK(hand.screen() == "K23");
  hand.tap("Send my answers");
  CHECK(hand.screen() == "K24");
  CHECK(hand.sees("Your reference"));
  hand.tap("I have it");
  CHECK(hand.screen() == "K01");
  REQUIRE(hand.sync(man.place));
  CHECK(man.place.open_inbox() == 1);
  CHECK(man.place.count("select count(*) from needs_person") == 0);
  CHECK(man.place.text("select kind from request") == "check-in");
  CHECK(man.place.count("select urgent + concern from request") == 0);
}

TEST_CASE("a father who asks for help is on the worker's queue after one sync") {
  Visitor man;
  Hand& hand = man.hand;
  hand.register_as();
  man.ask_for_support();
  REQUIRE(hand.sees("What number can we use?"));
  hand.type("07700900982");
  hand.tap("Continue");
  hand.tap("Early evening");
  hand.tap("Continue");
  hand.skip_to("K19");
  hand.tap("Your GP");
  hand.tap("Continue");
  CHECK(hand.screen() == "K14");
  hand.tap("Show my answers");
  CHECK(hand.sees("07700900982"));
  CHECK(hand.sees("Your GP"));
  hand.tap("Continue");
  REQUIRE(hand.screen() == "K23");
  hand.tap("Send my request");
  CHECK(hand.screen() == "K24");
  CHECK(hand.runner().status().outbox.waiting == 1);
  REQUIRE(hand.sync(man.place));
  CHECK(man.place.open_inbox() == 1);
  CHECK(man.place.count("select count(*) from needs_person") == 0);
  CHECK(man.place.text("select kind from request") == "request");
  CHECK(man.place.text("select safe_channels from request") == "text");
  CHECK(man.place.text("select state from request") == "new");
}

TEST_CASE("a father who leaves midway leaves nothing in any file") {
  Visitor man;
  Hand& hand = man.hand;
  const std::string canary = "quokka";
  hand.tap_all({"Start", "English", "Continue", "I understand", "Yes, I am on my own"});
  hand.tap("I am the dad of a baby");
  hand.type(canary);
  hand.tap("Continue");
  CHECK(hand.screen() == "K09");
  hand.tap("Leave now");
  CHECK(hand.screen() == "K27");
  CHECK_FALSE(hand.shows(canary));
  CHECK(hand.runner().status().outbox.waiting == 0);
  CHECK(files_with(man.place.kiosk_folder(), canary).empty());
  hand.tap("Start again");
  CHECK(hand.screen() == "K01");
}

TEST_CASE("the canary search finds what is in a file") {
  Place place;
  std::filesystem::create_directories(place.kiosk_folder());
  REQUIRE(write_file(place.kiosk_folder() + "/left", "a quokka was here").ok());
  CHECK(files_with(place.kiosk_folder(), "quokka").size() == 1);
}

TEST_CASE("of two fathers in a row the second finds nothing of the first") {
  Visitor men;
  Hand& hand = men.hand;
  const auto first_look = hand.kiosk().frame().look();
  hand.tap("Text");
  hand.tap_all({"Start", "English", "Continue", "I understand", "Yes, I am on my own"});
  hand.tap("I am the dad of a baby");
  hand.type("quokka");
  hand.tap("Continue");
  hand.type("1985");
  hand.tap("Continue");
  hand.skip_to("K14");
  hand.tap("Show my answers");
  CHECK(hand.sees("quokka"));
  hand.tap("Continue");
  hand.tap("I am finished");
  hand.tap("Send my answers");
  hand.tap("I have it");
  CHECK(hand.kiosk().frame().look() == first_look);
  CHECK(hand.kiosk().visit().answers.empty());
  CHECK(hand.kiosk().visit().reference.empty());
  hand.tap_all({"Start", "English", "Continue", "I understand", "Yes, I am on my own"});
  hand.tap("I am the dad of a baby");
  CHECK_FALSE(hand.shows("quokka"));
  hand.skip_to("K14");
  CHECK_FALSE(hand.sees("1985"));
  CHECK(files_with(men.place.kiosk_folder(), "quokka").empty());
}

TEST_CASE(
    "with someone beside him no drink or mood question comes, and nothing shows that one was left out") {
  Visitor man;
  Hand& hand = man.hand;
  hand.tap_all({"Start", "English", "Continue", "I understand", "Someone is with me"});
  hand.tap("I am the dad of a baby");
  hand.skip_to("K14");
  hand.tap("Continue");
  hand.tap("Check in");
  std::string all = hand.everything();
  hand.tap("Continue");
  hand.tap_id("option.6");
  hand.tap("Continue");
  hand.tap("Drink or drugs");
  hand.tap("Continue");
  for (int i = 0; i < 40 && hand.screen() != "K14"; ++i) {
    all += hand.everything();
    hand.tap("Skip");
  }
  all += hand.everything();
  for (const char* word : {"alcohol", "hopeless", "nervous", "on your own", "with me", "left out"})
    CHECK_MESSAGE(all.find(word) == std::string::npos, word);
  hand.tap("Continue");
  CHECK(hand.screen() == "K15");
  CHECK_FALSE(hand.sees("Because you said"));  // only the general offer
}

TEST_CASE("under 16 is led to staff and can start nothing that ends nowhere") {
  Visitor boy;
  Hand& hand = boy.hand;
  hand.register_as(std::to_string(hand.kiosk().year(hand.clock) - 15));
  CHECK(hand.sees("Childline"));
  CHECK_FALSE(hand.sees("Ask for support"));
  CHECK_FALSE(hand.sees("Check in"));
  hand.tap("Something urgent");
  hand.tap("I do not feel safe at home");
  hand.tap("Continue");
  CHECK(hand.screen() == "K16");
  hand.tap("I am safe, go on");
  CHECK(hand.sees("Talk to someone here"));
  hand.tap("Start again");
  CHECK(hand.screen() == "K01");
  CHECK(hand.runner().status().outbox.waiting == 0);
}

TEST_CASE("a year of birth typed wrong can be put right from the under-16 page") {
  Visitor man;
  Hand& hand = man.hand;
  hand.register_as(std::to_string(hand.kiosk().year(hand.clock) - 10));
  CHECK(hand.sees("Childline"));
  hand.tap("Back");
  for (int i = 0; i < 4; ++i) hand.tap_id("key.delete");
  hand.type("1980");
  hand.tap("Continue");
  CHECK(hand.sees("Has the baby been born?"));
}

TEST_CASE(
    "our baby died: no word of babies' crying or being a new dad, help for the bereaved, marked for staff") {
  Visitor man;
  Hand& hand = man.hand;
  hand.register_as("1990", "Our baby died");
  REQUIRE(hand.screen() == "K10");
  CHECK(hand.sees("Help after losing a baby"));
  std::string all = hand.everything();
  CHECK_FALSE(hand.sees("When your baby cries"));
  hand.tap("Help after losing a baby");
  CHECK(hand.sees("Child Bereavement UK"));
  hand.skip_to("K10");
  hand.tap("Check in");
  hand.tap("Continue");
  hand.tap_id("option.2");
  hand.tap("Continue");
  all += hand.everything();
  CHECK_FALSE(hand.sees("Crying"));
  CHECK_FALSE(hand.sees("Being a dad"));
  hand.tap("Money");
  hand.tap("Continue");
  hand.skip_to("K14");
  hand.tap("Continue");
  CHECK(hand.sees("Bereavement support"));
  CHECK(all.find("cries") == std::string::npos);
  hand.tap("Continue");
  hand.tap("I am finished");
  hand.tap("Send my answers");
  hand.tap("I have it");
  REQUIRE(hand.sync(man.place));
  CHECK(man.place.open_inbox() == 1);
  CHECK(man.place.count("select baby_loss from request") == 1);
}

TEST_CASE("a number in a wrong form, no topic and no safe way each get a kind sentence, then it goes on") {
  Visitor man;
  Hand& hand = man.hand;
  hand.register_as();
  hand.tap("Ask for support");
  hand.tap("Continue");
  CHECK(hand.sees("Error: Choose at least one thing"));
  hand.tap("Something else");
  hand.tap("Continue");
  hand.tap("Skip");
  hand.tap("Skip");
  hand.tap("Skip");
  hand.tap("Skip");
  hand.tap("Continue");
  CHECK(hand.sees("Error: Choose one safe way"));
  hand.tap("Call me");
  hand.tap("Do not contact me");
  hand.tap("Call me");
  hand.tap("Continue");
  REQUIRE(hand.sees("What number can we use?"));
  hand.tap("Continue");
  CHECK(hand.sees("Error: Type the number we can use"));
  hand.type("077009");
  hand.tap("Continue");
  CHECK(hand.sees("Error: That number is too short"));
  CHECK(hand.sees("077009"));
  hand.type("00982");
  hand.tap("Continue");
  CHECK(hand.sees("When is a safe time?"));
  hand.skip_to("K19");
  hand.tap("Continue");
  CHECK(hand.sees("Error: Choose who"));
  hand.tap("Your GP");
  hand.tap("I do not agree to any");
  hand.tap("Continue");
  CHECK(hand.screen() == "K14");
  CHECK_FALSE(hand.sees("Your GP"));
}

TEST_CASE("dates are read back in words, a long question says again what it asks, one choice says nothing") {
  Visitor man;
  Hand& hand = man.hand;
  hand.tap_all(
      {"Start", "English", "Continue", "I understand", "Yes, I am on my own", "I am going to be a dad"});
  hand.tap("Skip");  // name
  hand.type("1990");
  hand.tap("Continue");
  CHECK(hand.offers("Rather not say"));
  CHECK_FALSE(hand.sees("Prefer not to say"));
  hand.tap("Not yet");
  hand.tap("Continue");
  using namespace std::chrono;
  const year_month_day due{floor<days>(sys_seconds{seconds{hand.clock}}) + days{60}};
  const auto day = static_cast<unsigned>(due.day()), month = static_cast<unsigned>(due.month());
  const std::string year = std::to_string(static_cast<int>(due.year()));
  const auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  hand.type(two(day) + two(month) + year);
  hand.tap("Continue");
  while (hand.question() != "Which languages do you speak?" && hand.offers("Skip")) hand.tap("Skip");
  REQUIRE(hand.offers("More"));
  hand.tap("More");
  CHECK(hand.question() == "Which languages do you speak?");
  hand.tap("Tamil");
  hand.skip_to("K14");
  const std::string& month_word = starter_pack().words.at("en").at("month_" + std::to_string(month));
  hand.tap("Show my answers");
  CHECK(hand.sees(std::to_string(day) + " " + month_word + " " + year));
}
