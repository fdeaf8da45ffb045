// What the kiosk's sync does next, and when.
#include <sync/client/plan.h>

#include <algorithm>

namespace alongside {
namespace {

constexpr std::int64_t state_late_s = 600;

}  // namespace

Planned next_step(const PlanFacts& facts, Time now) {
  const Time ordinary = std::max(facts.ordinary_not_before, facts.hold_until);
  const Time urgent = std::max(facts.urgent_not_before, facts.hold_until);
  if (!facts.stopped) {
    if (facts.offer_due && now >= ordinary) return {Step::offer, now};
    if (facts.waiting_urgent > 0 && now >= urgent) return {Step::push, now};
    // A server that takes no batches must still be heard: it may have orders.
    if (now >= facts.next_state + state_late_s && now >= ordinary) return {Step::state, now};
    if (facts.waiting > 0 && now >= ordinary) return {Step::push, now};
  }
  const Time state = std::max(facts.next_state, ordinary);
  const Time health = std::max(facts.next_health, ordinary);
  if (now >= state) return {Step::state, now};
  if (!facts.stopped && now >= health) return {Step::health, now};
  Time wake = state;
  if (!facts.stopped) {
    wake = std::min(wake, health);
    if (facts.waiting_urgent > 0) wake = std::min(wake, urgent);
    if (facts.waiting > 0 || facts.offer_due) wake = std::min(wake, ordinary);
  }
  return {Step::nothing, wake};
}

std::int64_t back_off_s(int failures, std::int64_t least, std::int64_t most, std::uint64_t random) {
  std::int64_t top = least;
  for (int i = 0; i < failures && top < most; ++i) top *= 2;
  top = std::min(top, most);
  return 1 + static_cast<std::int64_t>(random % static_cast<std::uint64_t>(top));
}

}  // namespace alongside
