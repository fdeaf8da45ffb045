// Opening hours: spans of local days turned into moments, so that a clock change makes a day 23 or 25 hours
// long.
#include <sync/record/hours.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <utility>

namespace alongside {
namespace {

constexpr std::int64_t day_s = 86400;
constexpr int horizon_days = 60;

using Moments = std::vector<std::pair<std::int64_t, std::int64_t>>;

std::int64_t local_day(std::int64_t unix_s, const OffsetAt& offset) {
  const std::int64_t local = unix_s + offset(unix_s);
  return local >= 0 ? local / day_s : -((-local + day_s - 1) / day_s);
}

std::int64_t to_unix(std::int64_t local_s, const OffsetAt& offset) {
  const std::int64_t guess = local_s - offset(local_s);
  return local_s - offset(guess);
}

std::string date_text(std::int64_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

// The open times of one local day, in order, overlapping ones joined.
Moments open_times(const Hours& hours, std::int64_t day, const OffsetAt& offset) {
  Moments found;
  const auto& closed = hours.closed_dates;
  if (std::find(closed.begin(), closed.end(), date_text(day)) != closed.end()) return found;
  const int weekday = static_cast<int>(((day + 3) % 7 + 7) % 7) + 1;
  for (const OpenSpan& span : hours.spans)
    if (span.weekday == weekday && span.from_min < span.to_min)
      found.emplace_back(to_unix(day * day_s + span.from_min * 60, offset),
                         to_unix(day * day_s + span.to_min * 60, offset));
  std::sort(found.begin(), found.end());
  Moments joined;
  for (const auto& span : found) {
    if (!joined.empty() && span.first <= joined.back().second)
      joined.back().second = std::max(joined.back().second, span.second);
    else
      joined.push_back(span);
  }
  return joined;
}

}  // namespace

bool open_at(const Hours& hours, std::int64_t unix_s, const OffsetAt& offset) {
  for (const auto& [from, to] : open_times(hours, local_day(unix_s, offset), offset))
    if (from <= unix_s && unix_s < to) return true;
  return false;
}

std::optional<std::int64_t> next_open(const Hours& hours, std::int64_t unix_s, const OffsetAt& offset) {
  return after_open_seconds(hours, unix_s, 0, offset);
}

std::optional<std::int64_t> after_open_seconds(const Hours& hours, std::int64_t unix_s, std::int64_t open_s,
                                               const OffsetAt& offset) {
  const std::int64_t today = local_day(unix_s, offset);
  std::int64_t left = std::max<std::int64_t>(open_s, 0);
  for (std::int64_t day = today; day <= today + horizon_days; ++day) {
    for (const auto& [from, to] : open_times(hours, day, offset)) {
      if (to <= unix_s) continue;
      const std::int64_t start = std::max(from, unix_s);
      if (left <= to - start) return start + left;
      left -= to - start;
    }
  }
  return std::nullopt;
}

std::optional<std::int64_t> end_of_open_day(const Hours& hours, std::int64_t unix_s, int days,
                                            const OffsetAt& offset) {
  const std::int64_t today = local_day(unix_s, offset);
  int passed = 0;
  for (std::int64_t day = days <= 0 ? today : today + 1; day <= today + horizon_days; ++day) {
    const Moments times = open_times(hours, day, offset);
    if (times.empty() || times.back().second <= unix_s) continue;
    if (days <= 0 || ++passed == days) return times.back().second;
  }
  return std::nullopt;
}

}  // namespace alongside
