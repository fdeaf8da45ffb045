// What the kiosk's sync does next: lanes, back-off with jitter, holds; and the clock it believes.
#include <sync/client/plan.h>
#include <sync/client/trusted_clock.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace alongside;

TEST_CASE("back-off is jittered over its whole range and doubles up to its most") {
  const std::int64_t tops[] = {30, 60, 120, 240, 480, 960, 1800, 1800, 1800};
  for (int failures = 0; failures < 9; ++failures) {
    std::int64_t least = 1 << 30, most = 0;
    std::set<std::int64_t> seen;
    for (std::uint64_t random = 0; random < 4000; ++random) {
      const std::int64_t wait = back_off_s(failures, 30, 1800, random * 2654435761u);
      least = std::min(least, wait), most = std::max(most, wait);
      seen.insert(wait);
    }
    CHECK(least >= 1);
    CHECK(most <= tops[failures]);
    CHECK(most > tops[failures] * 9 / 10);
    CHECK(seen.size() > static_cast<std::size_t>(tops[failures]) / 2);
  }
  CHECK(back_off_s(100000, 2, 60, 59) == 60);
  CHECK(back_off_s(0, 2, 60, UINT64_MAX) <= 2);
}

TEST_CASE("the urgent lane goes first and has a back-off of its own") {
  PlanFacts facts;
  facts.next_state = facts.next_health = 1000;
  facts.waiting = 3;
  CHECK(next_step(facts, 10).step == Step::push);
  facts.ordinary_not_before = 500;
  CHECK(next_step(facts, 10).step == Step::nothing);
  CHECK(next_step(facts, 10).wake_at == 500);
  facts.waiting_urgent = 1;
  CHECK(next_step(facts, 10).step == Step::push);
  facts.urgent_not_before = 60;
  CHECK(next_step(facts, 10).step == Step::nothing);
  CHECK(next_step(facts, 10).wake_at == 60);
  CHECK(next_step(facts, 60).step == Step::push);
  facts.hold_until = 700;  // the server named a time: it holds for both lanes
  CHECK(next_step(facts, 600).step == Step::nothing);
  CHECK(next_step(facts, 600).wake_at == 700);
}

TEST_CASE("an offer goes before pushes, and a stopped kiosk only asks how it stands") {
  PlanFacts facts;
  facts.offer_due = true;
  facts.waiting = facts.waiting_urgent = 1;
  facts.next_state = facts.next_health = 1000;
  CHECK(next_step(facts, 10).step == Step::offer);
  facts.stopped = true;
  CHECK(next_step(facts, 10).step == Step::nothing);
  CHECK(next_step(facts, 10).wake_at == 1000);
  CHECK(next_step(facts, 1000).step == Step::state);
  facts.next_state = 2000;
  CHECK(next_step(facts, 1500).step == Step::nothing);  // no health report either
}

TEST_CASE("no time before the floor is believed, and the server's time gives an offset") {
  const Time start = build_time + 1000000;
  TrustedClock clock(0, 0);
  CHECK(clock.floor() == build_time);
  CHECK(clock.now(0) == build_time);
  CHECK(clock.now(start) == start);
  const Time ten_years = Time{10} * 365 * 86400;
  CHECK(clock.heard(start, start - ten_years));
  CHECK(clock.offset_s() == ten_years);
  CHECK(clock.now(start - ten_years + 5) == start + 5);
  CHECK(clock.floor() == start);
  CHECK(clock.now(0) == start);  // put back again by a flat battery
  CHECK_FALSE(clock.heard(start + 10, start + 10 - ten_years - 2));
  CHECK(clock.heard(start + 20, start + 20));
  CHECK(clock.offset_s() == 0);
  TrustedClock later(clock.floor(), clock.offset_s());
  CHECK(later.now(1) == start + 20);
}
