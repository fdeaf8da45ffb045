// A time zone as its TZif file tells it (RFC 8536): the changes that are listed, and the rule after the last
// one.
#pragma once

#include <platform/clock.h>
#include <platform/result.h>

#include <array>
#include <optional>
#include <string_view>
#include <vector>

namespace alongside {

// When a yearly change happens: POSIX.1-2017 section 8.3 (Jn, n, Mm.w.d), with the hours that RFC 8536
// section 3.3.1 adds.
struct YearlyChange {
  enum class Kind { day_without_leap, day_of_year, weekday_of_month };
  Kind kind = Kind::weekday_of_month;
  int day = 0;              // Jn: 1–365, 29 February not counted; n: 0–365; M: 0 = Sunday to 6
  int month = 1, week = 1;  // M only; week 5 = the last one
  int time_s = 7200;        // local time before the change, -167 to 167 hours
};

// The footer of a TZif file, such as "GMT0BST,M3.5.0/1,M10.5.0". Offsets are seconds to add to UTC.
struct ZoneRule {
  int standard_s = 0;
  struct Summer {
    int offset_s = 0;
    YearlyChange start, end;
  };
  std::optional<Summer> summer;
};

struct Zone {
  std::vector<Time> at;       // rising
  std::vector<int> offset_s;  // from that moment on, as many as `at`
  int before_s = 0;           // before the first
  std::optional<ZoneRule> after;
};

// invalid: another length than its counts say, times that do not rise, a type or an offset out of range.
Result<Zone> read_zone(std::string_view tzif);
Result<ZoneRule> read_zone_rule(std::string_view footer);
int offset_at(const Zone& zone, Time at);

}  // namespace alongside
