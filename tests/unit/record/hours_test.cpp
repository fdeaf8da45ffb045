// Opening hours through clock changes, closures and weekends.
#include <sync/record/hours.h>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

constexpr std::int64_t hour = 3600;
constexpr std::int64_t spring_2026 = 1774746000;  // 29 March 2026 01:00 UTC, a Sunday
constexpr std::int64_t autumn_2026 = 1792890000;  // 25 October 2026 01:00 UTC, a Sunday

int london(std::int64_t unix_s) { return unix_s >= spring_2026 && unix_s < autumn_2026 ? 3600 : 0; }

Hours weekdays() {
  Hours hours;
  for (int day = 1; day <= 5; ++day) hours.spans.push_back({day, 9 * 60, 17 * 60});
  return hours;
}

}  // namespace

TEST_CASE("a weekday hub is open from its first minute until its last") {
  const std::int64_t monday = spring_2026 + 22 * hour;  // 30 March, midnight in London
  CHECK(!open_at(weekdays(), monday + 9 * hour - 1, london));
  CHECK(open_at(weekdays(), monday + 9 * hour, london));
  CHECK(open_at(weekdays(), monday + 17 * hour - 1, london));
  CHECK(!open_at(weekdays(), monday + 17 * hour, london));
}

TEST_CASE("opening follows the local clock across a change") {
  const std::int64_t monday = spring_2026 + 22 * hour;
  CHECK(*next_open(weekdays(), spring_2026 - 10 * hour, london) == monday + 9 * hour);
  const std::int64_t november_monday = autumn_2026 + 23 * hour;  // 26 October, midnight in London
  CHECK(*next_open(weekdays(), autumn_2026 - 10 * hour, london) == november_monday + 9 * hour);
}

TEST_CASE("a day of a clock change is 23 or 25 hours long") {
  Hours sundays;
  sundays.spans.push_back({7, 0, 1440});
  const std::int64_t before_spring = spring_2026 - 2 * hour;
  CHECK(*end_of_open_day(sundays, before_spring, 1, london) == spring_2026 - hour + 23 * hour);
  CHECK(*after_open_seconds(sundays, before_spring, 23 * hour, london) == spring_2026 - hour + 23 * hour);
  const std::int64_t autumn_midnight = autumn_2026 - 2 * hour;
  CHECK(*end_of_open_day(sundays, autumn_midnight, 0, london) == autumn_midnight + 25 * hour);
}

TEST_CASE("closures and weekends are stepped over") {
  Hours hours = weekdays();
  hours.closed_dates = {"2026-03-30"};
  const std::int64_t friday = spring_2026 - hour - 48 * hour;  // 27 March, midnight
  const std::int64_t tuesday = spring_2026 + 46 * hour;
  CHECK(*after_open_seconds(hours, friday + 16 * hour, 2 * hour, london) == tuesday + 10 * hour);
  CHECK(*end_of_open_day(hours, friday + 12 * hour, 0, london) == friday + 17 * hour);
  CHECK(*end_of_open_day(hours, friday + 18 * hour, 0, london) == tuesday + 17 * hour);
  CHECK(*end_of_open_day(hours, friday + 12 * hour, 2, london) == tuesday + 41 * hour);
}

TEST_CASE("a hub that never opens has no time; joined spans count once") {
  CHECK(!next_open(Hours{}, spring_2026, london));
  CHECK(!after_open_seconds(Hours{}, spring_2026, 1, london));
  CHECK(!end_of_open_day(Hours{}, spring_2026, 2, london));
  Hours twice;
  twice.spans = {{1, 540, 660}, {1, 600, 720}};
  const std::int64_t monday = spring_2026 + 22 * hour;
  CHECK(*after_open_seconds(twice, monday, 3 * hour, london) == monday + 12 * hour);
}
