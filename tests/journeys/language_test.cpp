// A father who reads another language: drafts only where they may be shown, safety words in English.
#include <tests/journeys/hand.h>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

std::size_t languages_offered(bool demo) {
  Place place;
  HandOptions options;
  options.test = demo;
  Hand hand(place.kiosk_folder(), place.transport(), place.world().authority, options);
  hand.tap("Start");
  std::size_t offered = 0;
  for (const auto& [tag, name] : starter_pack().language_names) offered += hand.sees(name);
  return offered;
}

}  // namespace

TEST_CASE("languages whose words nobody has checked are offered in a demo only") {
  CHECK(languages_offered(true) == starter_pack().languages.size());
  CHECK(languages_offered(false) == 1);
}

TEST_CASE("safety words that nobody has checked are shown in English under a heading in his language") {
  Place place;
  HandOptions options;
  options.test = true;
  Hand hand(place.kiosk_folder(), place.transport(), place.world().authority, options);
  const Pack& pack = starter_pack();
  hand.tap("Start");
  hand.tap("Polski");
  CHECK(hand.sees("To trwa około 5 minut."));
  hand.tap("Dalej");
  CHECK(hand.sees(pack.word("pl", "draft_heading")));
  CHECK(hand.sees(pack.page("privacy")->lines[0].text));
  CHECK(hand.sees("You can skip any question."));
}
