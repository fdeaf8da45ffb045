// The time as far as this kiosk may believe it: its own clock, what its server signed, and a floor.
#pragma once

#include <platform/clock.h>

namespace alongside {

extern const Time build_time;  // of this program

// trust.md 3.4: no moment before the floor is believed. The floor is the build time or the newest time that
// our server signed, whichever is later; the owner keeps floor() and offset_s() over a restart.
class TrustedClock {
 public:
  explicit TrustedClock(Time floor = 0, std::int64_t offset_s = 0)
      : floor_(floor > build_time ? floor : build_time), offset_s_(offset_s) {}
  // For expiry, ages and what is stored.
  Time now(Time system) const { return at_server(system) > floor_ ? at_server(system) : floor_; }
  // For signatures, which the server compares with its own clock and nothing else.
  Time at_server(Time system) const { return system + offset_s_; }
  // A time that our server signed, just received. Answers whether the offset moved.
  bool heard(Time signed_at, Time system) {
    if (signed_at > floor_) floor_ = signed_at;
    const std::int64_t offset_s = signed_at - system;
    const std::int64_t change = offset_s - offset_s_;
    if (change >= -2 && change <= 2) return false;
    offset_s_ = offset_s;
    return true;
  }
  Time floor() const { return floor_; }
  std::int64_t offset_s() const { return offset_s_; }

 private:
  Time floor_;
  std::int64_t offset_s_;
};

}  // namespace alongside
