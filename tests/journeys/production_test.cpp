// Content that nobody has verified: shown by a demo, refused by a production server and on a production
// kiosk.
#include <platform/files.h>
#include <sync/server/site.h>
#include <tests/journeys/hand.h>

#include <doctest/doctest.h>

using namespace alongside;

TEST_CASE("a production server does not begin with content that nobody has verified, a demo does") {
  Pack pack = starter_pack();
  CHECK(check_pack_for(Site::demo, pack, now_s()).ok());
  const auto refused = check_pack_for(Site::production, pack, now_s());
  REQUIRE(!refused.ok());
  CHECK(refused.error().what.find("helpline 999: not verified") != std::string::npos);
  for (Helpline& line : pack.helplines) line.verified_on = "2026-01-01", line.verified_by = "A person";
  CHECK(check_pack_for(Site::production, pack, now_s()).error().what.find("nobody checked the wording") !=
        std::string::npos);
  for (PackForm& form : pack.forms) form.checked_by = "A person";
  CHECK(check_pack_for(Site::production, pack, now_s()).ok());
  pack.helplines[3].expires_on = "2026-02-01";  // named by `content check`; requests must still be read
  CHECK(check_pack_for(Site::production, pack, now_s()).ok());
}

TEST_CASE("a kiosk enrolled as production takes no visit with content that nobody has verified") {
  Place place;
  const std::string file = place.kiosk_folder() + "/enrolment.json";
  std::string text = read_file(file, 65536).take();
  const std::size_t use = text.find("\"demo\"");
  REQUIRE(use != std::string::npos);
  {
    Hand demo(place.kiosk_folder(), place.transport(), place.world().site().public_authority);
    CHECK(demo.sees("Start"));
  }
  REQUIRE(write_file(file, text.replace(use, 6, "\"production\"")).ok());
  Hand hand(place.kiosk_folder(), place.transport(), place.world().site().public_authority);
  CHECK(hand.sees(starter_pack().word("en", "out_content")));
  CHECK(!hand.shows("Start"));
}
