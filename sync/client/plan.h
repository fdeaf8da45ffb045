// What the kiosk's sync does next, and when: a pure function of what it knows.
#pragma once

#include <platform/clock.h>

#include <cstdint>

namespace alongside {

enum class Step { nothing, push, offer, state, health };

struct PlanFacts {
  bool stopped = false;    // suspended or retired: only state is asked
  bool offer_due = false;  // the server was restored
  std::int64_t waiting = 0;
  std::int64_t waiting_urgent = 0;
  Time next_state = 0;
  Time next_health = 0;
  Time urgent_not_before = 0;    // back-off of the urgent lane
  Time ordinary_not_before = 0;  // back-off of everything else
  Time hold_until = 0;           // Retry-After: no lane goes before it
};

struct Planned {
  Step step = Step::nothing;
  Time wake_at = 0;  // for `nothing`: the next moment at which this answer may change
};

Planned next_step(const PlanFacts& facts, Time now);

// Full jitter: anything from 1 to min(most, least * 2^failures). `random` is any 64-bit number.
std::int64_t back_off_s(int failures, std::int64_t least, std::int64_t most, std::uint64_t random);

}  // namespace alongside
