// Hub hours turned into the moments a father is told.
#include <kiosk/hub_times.h>

#include <chrono>
#include <cstdio>

namespace alongside {
namespace {

constexpr std::int64_t in_touch_s = 300;
constexpr std::int64_t day_s = 86400;

DayTime day_time(Time at, Time now, const OffsetAt& offset) {
  const std::int64_t local = at + offset(at), local_now = now + offset(now);
  const std::int64_t day = local / day_s;
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  const int minutes = static_cast<int>(local % day_s) / 60;
  char clock[16];
  std::snprintf(clock, sizeof clock, "%02d:%02d", minutes / 60, minutes % 60);
  return {static_cast<int>(day - local_now / day_s), static_cast<int>((day + 3) % 7) + 1, clock,
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(static_cast<unsigned>(date.month()))};
}

}  // namespace

HubTimes hub_times(const Hub* hub, Time now, Time last_contact, const OffsetAt& offset) {
  HubTimes times;
  if (hub == nullptr) return times;
  const auto told = [&](const std::optional<std::int64_t>& at) {
    return at ? std::optional<DayTime>(day_time(*at, now, offset)) : std::nullopt;
  };
  times.open_now = open_at(hub->hours, now, offset);
  if (!times.open_now) times.opens = told(next_open(hub->hours, now, offset));
  if (last_contact <= 0 || now - last_contact > in_touch_s) return times;
  times.urgent_by = told(after_open_seconds(hub->hours, now, hub->concern_target_s, offset));
  times.done_by = told(end_of_open_day(hub->hours, now, hub->request_target_open_days, offset));
  const Time soon = now + 600;
  times.leaves_by = told((soon + 299) / 300 * 300);
  return times;
}

}  // namespace alongside
