// The moments a father is told: when the hub opens, when he hears, when his words leave the kiosk. Pure.
#pragma once

#include <platform/clock.h>
#include <sync/record/pack.h>

#include <optional>
#include <string>

namespace alongside {

// A moment as he reads it.
struct DayTime {
  int days = 0;       // from today
  int weekday = 1;    // 1 Monday … 7 Sunday
  std::string clock;  // "17:00"
  int day = 1;        // of the month, for a moment more than six days away
  int month = 1;
};

// Empty: no honest moment can be given.
struct HubTimes {
  bool open_now = true;
  std::optional<DayTime> opens;      // only when closed
  std::optional<DayTime> urgent_by;  // an urgent message is seen, if the kiosk is in touch with the hub
  std::optional<DayTime> done_by;    // a request is answered, likewise
  std::optional<DayTime> leaves_by;  // what he sends has left the kiosk, likewise
};

// `last_contact` 0: never. In touch means within the last five minutes.
HubTimes hub_times(const Hub* hub, Time now, Time last_contact, const OffsetAt& offset);

}  // namespace alongside
