// S1: staff sign in on the kiosk and see how it is. Pure but for what it draws; no word about any father.
#pragma once

#include <kiosk/ui.h>
#include <platform/clock.h>
#include <sync/client/runner.h>

#include <string>

namespace alongside {

inline constexpr Millis staff_hold_ms = 5'000;    // one finger on the title of K01 or K28
inline constexpr Millis staff_idle_ms = 120'000;  // then signed out
inline constexpr std::int64_t staff_tries = 3;
inline constexpr std::int64_t staff_lock_s = 300;
inline constexpr std::int64_t old_queue_s = 2 * 86400;  // what waits longer needs a person

enum class StaffPage { away, code, pin, status };

struct Staff {
  StaffPage page = StaffPage::away;
  std::string code, pin;  // as typed; wiped with the page
  std::string error;      // key of the words
  Time locked_until = 0;
  Millis touched = 0;
};

// What a member of staff did on the page.
enum class StaffAct { none, typed, next, back, sync };

// Keeps what was typed in `staff`; answers what it meant.
StaffAct draw_staff_sign_in(Ui& ui, Staff& staff, const std::string& locked_until);
struct StaffFacts {
  const LinkStatus& link;
  std::string pack_version, program_version, hub;
  std::string clock;  // as shown on this kiosk
  Time now = 0;
  int battery_percent = -1;  // below 0: no battery
};
StaffAct draw_staff_status(Ui& ui, const StaffFacts& facts);

// The sign-in as decisions: time, counters and the outcome of the check are given to it.
struct StaffTries {
  std::int64_t wrong = 0;
  Time locked_until = 0;
};
bool staff_locked(const StaffTries& tries, Time now);
// A try counts before it is checked, so that pulling the plug is no way around it.
StaffTries count_try(StaffTries tries, Time now);
// True when one of the codes that came from the server is this one and its PIN is right. An unknown code
// takes as long as a wrong PIN.
bool staff_known(const std::vector<StaffAccess>& list, const std::string& code, const std::string& pin);

}  // namespace alongside
