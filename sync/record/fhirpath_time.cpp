// Dates and times of FHIRPath: read with any precision, compared by the part both have, moved by amounts.
#include <sync/record/fhirpath_parts.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace alongside::path {
namespace {

// Year, month, day, hour, minute, second; as many as `known` were written.
struct Moment {
  std::array<double, 6> part = {1, 1, 1, 0, 0, 0};
  std::size_t first = 0;  // 3 for a time of day
  std::size_t known = 0;
  std::optional<int> zone_min;
};

bool digits_at(std::string_view text, std::size_t at, std::size_t length, double& out) {
  if (at + length > text.size()) return false;
  int value = 0;
  for (std::size_t i = at; i < at + length; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    value = value * 10 + (text[i] - '0');
  }
  out = value;
  return true;
}

bool day_exists(const Moment& moment) {
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(moment.part[0])},
                                         std::chrono::month{static_cast<unsigned>(moment.part[1])},
                                         std::chrono::day{static_cast<unsigned>(moment.part[2])}};
  return moment.part[0] >= 1 && date.ok();
}

// hh, hh:mm, hh:mm:ss or with a fraction; answers what follows, or nothing when it is no clock.
std::optional<std::string_view> read_clock(std::string_view text, Moment& out) {
  std::size_t at = 0;
  for (std::size_t which = 3; which < 6; ++which) {
    if (which > 3) {
      if (at >= text.size() || text[at] != ':') break;
      ++at;
    }
    if (!digits_at(text, at, 2, out.part[which])) return std::nullopt;
    at += 2;
    out.known = which + 1;
  }
  if (out.known == 6 && at + 1 < text.size() && text[at] == '.') {
    double scale = 0.1;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
      out.part[5] += (text[at] - '0') * scale;
  }
  if (out.part[3] > 23 || out.part[4] > 59 || out.part[5] >= 61) return std::nullopt;
  return text.substr(at);
}

bool read_zone(std::string_view text, Moment& out) {
  if (text.empty()) return true;
  if (text == "Z") {
    out.zone_min = 0;
    return true;
  }
  double hours = 0;
  double minutes = 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':' ||
      !digits_at(text, 1, 2, hours) || !digits_at(text, 4, 2, minutes) || hours > 14 || minutes > 59)
    return false;
  out.zone_min = static_cast<int>(hours * 60 + minutes) * (text[0] == '-' ? -1 : 1);
  return true;
}

std::optional<Moment> parse_day(std::string_view text) {
  Moment out;
  if (!digits_at(text, 0, 4, out.part[0])) return std::nullopt;
  out.known = 1;
  for (std::size_t at = 4; at < text.size(); at += 3) {
    if (text[at] != '-' || out.known == 3 || !digits_at(text, at + 1, 2, out.part[out.known]))
      return std::nullopt;
    ++out.known;
  }
  return day_exists(out) ? std::optional(out) : std::nullopt;
}

std::optional<Moment> parse_moment(std::string_view text) {
  const std::size_t t = text.find('T');
  std::optional<Moment> out = parse_day(text.substr(0, t));
  if (!out || t == std::string_view::npos || t + 1 == text.size()) return out;
  if (out->known < 3) return std::nullopt;
  const auto rest = read_clock(text.substr(t + 1), *out);
  return rest && read_zone(*rest, *out) ? out : std::nullopt;
}

std::optional<Moment> parse_clock(std::string_view text) {
  Moment out;
  out.first = 3;
  const auto rest = read_clock(text, out);
  return rest && rest->empty() ? std::optional(out) : std::nullopt;
}

std::optional<Moment> moment_of(const Node& node) {
  if (const auto* date = std::get_if<Date>(&node.value)) return parse_day(date->text);
  if (const auto* moment = std::get_if<DateTime>(&node.value)) return parse_moment(moment->text);
  if (const auto* time = std::get_if<ClockTime>(&node.value)) return parse_clock(time->text);
  return std::nullopt;
}

std::chrono::sys_days days_of(const Moment& moment) {
  return std::chrono::sys_days{
      std::chrono::year_month_day{std::chrono::year{static_cast<int>(moment.part[0])},
                                  std::chrono::month{static_cast<unsigned>(moment.part[1])},
                                  std::chrono::day{static_cast<unsigned>(moment.part[2])}}};
}

void set_days(Moment& moment, std::chrono::sys_days days) {
  const std::chrono::year_month_day date{days};
  moment.part[0] = static_cast<int>(date.year());
  moment.part[1] = static_cast<unsigned>(date.month());
  moment.part[2] = static_cast<unsigned>(date.day());
}

// Moves by whole and broken seconds; the clock goes round at midnight for a time of day.
void add_seconds(Moment& moment, double seconds) {
  double clock = moment.part[3] * 3600 + moment.part[4] * 60 + moment.part[5] + seconds;
  const double days = std::floor(clock / 86400);
  clock -= days * 86400;
  if (moment.first == 0) set_days(moment, days_of(moment) + std::chrono::days{static_cast<long>(days)});
  moment.part[3] = std::floor(clock / 3600);
  moment.part[4] = std::floor((clock - moment.part[3] * 3600) / 60);
  moment.part[5] = std::round((clock - moment.part[3] * 3600 - moment.part[4] * 60) * 1000) / 1000;
}

void add_months(Moment& moment, double months) {
  const double all = moment.part[0] * 12 + (moment.part[1] - 1) + months;
  moment.part[0] = std::floor(all / 12);
  moment.part[1] = all - moment.part[0] * 12 + 1;
  const std::chrono::year_month_day_last last{std::chrono::year{static_cast<int>(moment.part[0])} /
                                              std::chrono::month{static_cast<unsigned>(moment.part[1])} /
                                              std::chrono::last};
  moment.part[2] = std::min<double>(moment.part[2], static_cast<unsigned>(last.day()));
}

std::string two(double value, const char* before) {
  const auto whole = static_cast<int>(value);
  return before + std::string(whole < 10 ? "0" : "") + std::to_string(whole);
}

std::string zone_text(const Moment& moment) {
  if (!moment.zone_min) return "";
  if (*moment.zone_min == 0) return "Z";
  const int minutes = std::abs(*moment.zone_min);
  return two(minutes / 60, *moment.zone_min < 0 ? "-" : "+") + two(minutes % 60, ":");
}

std::string written(const Moment& moment) {
  std::string out;
  if (moment.first == 0) {
    const auto year = static_cast<int>(moment.part[0]);
    out = std::string(4 - std::min<std::size_t>(4, std::to_string(year).size()), '0') + std::to_string(year);
    for (std::size_t i = 1; i < std::min<std::size_t>(moment.known, 3); ++i) out += two(moment.part[i], "-");
  }
  for (std::size_t i = 3; i < moment.known; ++i)
    out += two(moment.part[i], i > 3 ? ":" : moment.first == 0 ? "T" : "");
  const double part = moment.part[5] - std::floor(moment.part[5]);
  if (moment.known == 6 && part > 0.0005) {
    std::string digits = std::to_string(static_cast<int>(std::round(part * 1000)));
    out += "." + std::string(3 - std::min<std::size_t>(3, digits.size()), '0') + digits;
  }
  return moment.known > 3 ? out + zone_text(moment) : out;
}

struct CalendarUnit {
  const char* name;
  const char* plural;
  const char* ucum;
  std::size_t part;  // which part of a moment it counts
  double times;      // months in a year, days in a week, seconds
};
constexpr std::array<CalendarUnit, 8> units = {{{"year", "years", "a", 0, 12},
                                                {"month", "months", "mo", 1, 1},
                                                {"week", "weeks", "wk", 2, 7},
                                                {"day", "days", "d", 2, 1},
                                                {"hour", "hours", "h", 3, 3600},
                                                {"minute", "minutes", "min", 4, 60},
                                                {"second", "seconds", "s", 5, 1},
                                                {"millisecond", "milliseconds", "ms", 5, 0.001}}};

}  // namespace

std::string calendar_unit(const std::string& unit) {
  for (const CalendarUnit& one : units) {
    if (unit == one.name || unit == one.plural) return one.name;
  }
  return "";
}

bool is_moment(const Node& node) {
  return std::holds_alternative<Date>(node.value) || std::holds_alternative<DateTime>(node.value) ||
         std::holds_alternative<ClockTime>(node.value);
}

std::optional<Node> read_moment(std::string_view text) {
  Node out;
  if (!text.empty() && text[0] == 'T') {
    if (!parse_clock(text.substr(1))) return std::nullopt;
    out.value = ClockTime{std::string(text.substr(1))};
    return out;
  }
  if (!parse_moment(text)) return std::nullopt;
  if (text.find('T') == std::string_view::npos) {
    out.value = Date{std::string(text)};
  } else {
    // A T alone says that a date is meant as date and time.
    out.value = DateTime{std::string(text.back() == 'T' ? text.substr(0, text.size() - 1) : text)};
  }
  return out;
}

// Where only one has a zone, the other is taken as UTC.
std::optional<std::partial_ordering> order_of_moments(const Node& one, const Node& other) {
  auto a = moment_of(one);
  auto b = moment_of(other);
  if (!a || !b || a->first != b->first) return std::partial_ordering::unordered;
  for (Moment* moment : {&*a, &*b}) {
    if (moment->known > 3 && moment->zone_min && *moment->zone_min != 0)
      add_seconds(*moment, -60.0 * *moment->zone_min);
  }
  for (std::size_t i = a->first; i < std::min(a->known, b->known); ++i) {
    if (a->part[i] != b->part[i]) return a->part[i] <=> b->part[i];
  }
  if (a->known != b->known) return std::nullopt;
  return std::partial_ordering::equivalent;
}

Result<Nodes> moved(const Node& moment, const Amount& by) {
  auto parts = moment_of(moment);
  if (!parts) return Nodes{};
  const std::string calendar = calendar_unit(by.unit);
  const auto unit = std::find_if(units.begin(), units.end(), [&](const CalendarUnit& one) {
    return calendar == one.name || (calendar.empty() && by.unit == one.ucum);
  });
  // UCUM's year and month are no calendar's.
  const bool vague = calendar.empty() && unit != units.end() && unit->part < 2;
  if (unit == units.end() || vague) return wrong("a date cannot be moved by this unit");
  if (parts->first == 3 && unit->part < 3) return wrong("a time of day cannot be moved by days");
  if (std::abs(by.number) > 1e11) return Nodes{};
  double amount = unit->part < 5 ? std::trunc(by.number) : by.number;
  amount *= unit->times;
  constexpr double most_months = 120000;
  if (unit->part < 2 && std::abs(amount) > most_months) return Nodes{};
  const Moment before = *parts;
  if (unit->part < 2) {
    add_months(*parts, parts->known == 1 ? std::trunc(amount / 12) * 12 : amount);
  } else {
    const double seconds = unit->part == 2 ? amount * 86400 : amount;
    if (std::abs(seconds) > 3e11) return Nodes{};
    // A date without that part moves by the whole parts that it has: 365 days are a year, 30 a month.
    if (before.first == 0 && before.known < 3) {
      const double days = std::trunc(seconds / 86400);
      add_months(*parts, before.known == 1 ? std::trunc(days / 365) * 12 : std::trunc(days / 30));
    } else {
      add_seconds(*parts,
                  before.known == 3 && before.first == 0 ? std::trunc(seconds / 86400) * 86400 : seconds);
    }
  }
  if (parts->first == 0 && (parts->part[0] < 1 || parts->part[0] > 9999)) return Nodes{};
  Node out = moment;
  std::visit(
      [&](auto& value) {
        if constexpr (requires { value.text; }) value.text = written(*parts);
      },
      out.value);
  return Nodes{std::move(out)};
}

}  // namespace alongside::path
