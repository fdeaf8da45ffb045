// Opening hours and closures of a hub, and the "by when" that follows from them. Pure: the zone comes as a
// function.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace alongside {

struct OpenSpan {
  int weekday;   // 1 Monday … 7 Sunday (ISO 8601)
  int from_min;  // minutes after local midnight
  int to_min;
};

struct Hours {
  std::vector<OpenSpan> spans;
  std::vector<std::string> closed_dates;  // YYYY-MM-DD
};

using OffsetAt = std::function<int(std::int64_t unix_s)>;  // seconds to add to UTC

bool open_at(const Hours& hours, std::int64_t unix_s, const OffsetAt& offset);
// The next moment the hub opens, now if it is open; none within 60 days: empty.
std::optional<std::int64_t> next_open(const Hours& hours, std::int64_t unix_s, const OffsetAt& offset);
// now + open_s seconds of opening time. Empty when the hub does not open enough within 60 days.
std::optional<std::int64_t> after_open_seconds(const Hours& hours, std::int64_t unix_s, std::int64_t open_s,
                                               const OffsetAt& offset);
// The end of the n-th open day after today (n = 2: "within 2 working days"); 0: the end of today, or of the
// next open day when closed for today.
std::optional<std::int64_t> end_of_open_day(const Hours& hours, std::int64_t unix_s, int days,
                                            const OffsetAt& offset);

}  // namespace alongside
