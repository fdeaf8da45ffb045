// A visit turned by events, apart from pixels: start, leave, idle, send.
#include <doctest/doctest.h>
#include <kiosk/visit.h>

#include <nlohmann/json.hpp>

using namespace alongside;

namespace {

struct Driven {
  Pack pack;
  Content content{pack, "hub", "2026-11-25T09:30:00+00:00", 0, 2026, true, true, true};
  Visit visit;
  std::vector<Effect> effects;
  Millis now = 1000;

  void happen(Happening what) {
    Turned turned = turn(std::move(visit), Event{std::move(what), now}, content);
    visit = std::move(turned.visit);
    effects = std::move(turned.effects);
  }
  void to_choose() {
    happen(event::Begin{"00112233445566778899aabbccddeeff", "ABCDEFGH"});
    happen(event::Pick{"lang-en"});
    happen(event::Continue{});
    happen(event::Pick{"understand"});
    happen(event::Pick{"alone-yes"});
    happen(event::Pick{"role-father"});
  }
};

}  // namespace

TEST_CASE("a father reaches the choice and sends, and the end forgets him") {
  Driven driven;
  driven.to_choose();
  CHECK(driven.visit.page == Page::choose);
  driven.happen(event::Pick{"finish"});
  driven.happen(event::Pick{"send"});
  REQUIRE(driven.effects.size() == 1);
  const auto* send = std::get_if<effect::Send>(&driven.effects.front());
  REQUIRE(send);
  CHECK(send->record.facts.reference == "ABCDEFGH");
  driven.happen(event::Pick{"send"});
  CHECK(driven.effects.empty());  // the button acts once
  driven.happen(event::SavedOutcome{driven.visit.tickets, true});
  CHECK(driven.visit.page == Page::done);
  driven.happen(event::Pick{"have-it"});
  CHECK(driven.visit.page == Page::start);
  CHECK(driven.visit.reference.empty());
}

TEST_CASE("a save that failed keeps the visit and can be tried again") {
  Driven driven;
  driven.to_choose();
  driven.happen(event::Pick{"finish"});
  driven.happen(event::Pick{"send"});
  driven.happen(event::SavedOutcome{driven.visit.tickets, false});
  CHECK(driven.visit.page == Page::send);
  CHECK(driven.visit.sending == Sending::failed);
  driven.happen(event::Pick{"send"});
  CHECK(driven.effects.size() == 1);
}

TEST_CASE("leave now wipes at once and sends nothing") {
  Driven driven;
  driven.to_choose();
  driven.happen(event::LeaveNow{});
  CHECK(driven.visit.page == Page::left);
  CHECK(driven.visit.visit_id.empty());
  CHECK(driven.visit.role.empty());
  REQUIRE(driven.effects.size() == 1);
  CHECK(std::holds_alternative<effect::Forget>(driven.effects.front()));
}

TEST_CASE("idle covers, warns and wipes") {
  Driven driven;
  driven.to_choose();
  driven.now = 1000 + cover_ms;
  driven.happen(event::Tick{});
  CHECK(driven.visit.idle == Idle::covered);
  driven.now = 1000 + warn_ms;
  driven.happen(event::Tick{});
  CHECK(driven.visit.idle == Idle::warned);
  driven.now = 1000 + warn_ms + countdown_ms;
  driven.happen(event::Tick{});
  CHECK(driven.visit.page == Page::start);
  CHECK(driven.visit.visit_id.empty());
}
