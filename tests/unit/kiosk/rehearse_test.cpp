// Every core screen can be stood on without a hand.
#include <doctest/doctest.h>
#include <tests/support/source/source.h>
#include <kiosk/rehearse.h>
#include <sync/server/site.h>

#include <nlohmann/json.hpp>

using namespace alongside;

TEST_CASE("made-up answers lead to every core screen of the starter content") {
  const Pack pack = load_pack(source_folder() + "/assets/pack").take();
  const Content content{pack, "demo-north", "2026-11-25T09:30:00+00:00"};
  for (const char* screen : {"K01", "K02", "K04", "K05", "K06", "K07", "K09", "K10", "K11", "K12", "K13",
                             "K14", "K15", "K16", "K17", "K18", "K19", "K23", "K24", "K26", "K27", "K28"}) {
    const auto visit = visit_at(screen, {}, content);
    INFO(std::string(screen));
    REQUIRE(visit);
    CHECK(screen_name(*visit, content) == screen);
  }
  CHECK_FALSE(visit_at("K99", {}, content));
  CHECK(visit_at("K09", "postcode", content)->link == "postcode");
  CHECK_FALSE(visit_at("K09", "no-such-item", content));
}
