// TZif files (RFC 8536) and the yearly rule at their end.
#include <platform/zone.h>

#include <algorithm>
#include <chrono>

namespace alongside {
namespace {

constexpr int day_s = 86400;
constexpr int offset_most_s = 26 * 3600;  // RFC 8536 section 3.2 asks for less than this
constexpr std::size_t header_bytes = 44;

Error fault(const char* reason) { return {Code::invalid, std::string("zone: ") + reason}; }

std::int64_t big_endian(std::string_view data, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(data[at + i]);
  if (size == 4) return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
  return static_cast<std::int64_t>(value);
}

// Six counts of a TZif header, in the order of RFC 8536 section 3.1.
struct Counts {
  std::size_t utc, standard, leap, time, type, character;
  std::size_t body(std::size_t time_size) const {
    return time * (time_size + 1) + type * 6 + character + leap * (time_size + 4) + standard + utc;
  }
};

Result<Counts> counts_at(std::string_view data, std::size_t header) {
  if (data.size() < header + header_bytes || data.substr(header, 4) != "TZif") return fault("no header");
  const auto count = [&](std::size_t i) {
    return static_cast<std::size_t>(static_cast<std::uint32_t>(big_endian(data, header + 20 + i * 4, 4)));
  };
  return Counts{count(0), count(1), count(2), count(3), count(4), count(5)};
}

Result<> read_body(std::string_view body, const Counts& counts, std::size_t time_size, Zone& zone) {
  if (counts.type == 0 || counts.type > 256) return fault("number of types");
  const std::size_t indexes = counts.time * time_size;
  const std::size_t types = indexes + counts.time;
  std::vector<int> offsets;
  for (std::size_t i = 0; i < counts.type; ++i) {
    const std::int64_t offset = big_endian(body, types + i * 6, 4);
    if (offset < -offset_most_s || offset > offset_most_s) return fault("offset out of range");
    offsets.push_back(static_cast<int>(offset));
  }
  zone.before_s = offsets[0];
  for (std::size_t i = 0; i < counts.time; ++i) {
    const Time at = big_endian(body, i * time_size, time_size);
    const std::size_t type = static_cast<unsigned char>(body[indexes + i]);
    if (!zone.at.empty() && at <= zone.at.back()) return fault("times that do not rise");
    if (type >= counts.type) return fault("type out of range");
    zone.at.push_back(at);
    zone.offset_s.push_back(offsets[type]);
  }
  return {};
}

bool take(std::string_view& rest, char c) {
  if (!rest.starts_with(c)) return false;
  rest.remove_prefix(1);
  return true;
}

std::optional<int> take_number(std::string_view& rest, int most) {
  int number = 0;
  std::size_t digits = 0;
  while (digits < rest.size() && digits < 4 && rest[digits] >= '0' && rest[digits] <= '9') {
    number = number * 10 + (rest[digits++] - '0');
  }
  if (digits == 0 || number > most) return {};
  rest.remove_prefix(digits);
  return number;
}

// [+-]hh[:mm[:ss]], in seconds.
std::optional<int> take_time(std::string_view& rest, int most_hours) {
  const bool negative = take(rest, '-');
  if (!negative) take(rest, '+');
  const auto hours = take_number(rest, most_hours);
  if (!hours) return {};
  int seconds = *hours * 3600;
  for (int unit = 60; unit >= 1 && take(rest, ':'); unit /= 60) {
    const auto part = take_number(rest, 59);
    if (!part) return {};
    seconds += *part * unit;
  }
  return negative ? -seconds : seconds;
}

// Three letters or more, or <letters, digits, + and ->. The name itself is not kept.
bool take_name(std::string_view& rest) {
  const bool quoted = take(rest, '<');
  std::size_t size = 0;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto more = [](char c) { return (c >= '0' && c <= '9') || c == '+' || c == '-'; };
  while (size < rest.size() && (letter(rest[size]) || (quoted && more(rest[size])))) ++size;
  rest.remove_prefix(size);
  return size >= 3 && (!quoted || take(rest, '>'));
}

std::optional<YearlyChange> take_change(std::string_view& rest) {
  YearlyChange change;
  std::optional<int> day;
  if (take(rest, 'M')) {
    const auto month = take_number(rest, 12);
    if (!month || *month < 1 || !take(rest, '.')) return {};
    const auto week = take_number(rest, 5);
    if (!week || *week < 1 || !take(rest, '.')) return {};
    change.month = *month;
    change.week = *week;
    day = take_number(rest, 6);
  } else if (take(rest, 'J')) {
    change.kind = YearlyChange::Kind::day_without_leap;
    day = take_number(rest, 365);
    if (day && *day < 1) return {};
  } else {
    change.kind = YearlyChange::Kind::day_of_year;
    day = take_number(rest, 365);
  }
  if (!day) return {};
  change.day = *day;
  if (!take(rest, '/')) return change;
  const auto time = take_time(rest, 167);
  if (!time) return {};
  change.time_s = *time;
  return change;
}

// Local seconds since 1970 at which the change happens in that year.
Time local_moment(int number, const YearlyChange& change) {
  using namespace std::chrono;
  const year y(number);
  sys_days day;
  if (change.kind == YearlyChange::Kind::day_of_year) {
    day = sys_days(y / January / 1) + days(change.day);
  } else if (change.kind == YearlyChange::Kind::day_without_leap) {
    const int leap = y.is_leap() && change.day >= 60 ? 1 : 0;
    day = sys_days(y / January / 1) + days(change.day - 1 + leap);
  } else {
    const month m(static_cast<unsigned>(change.month));
    const weekday w(static_cast<unsigned>(change.day));
    const auto week = static_cast<unsigned>(change.week);
    day = week == 5 ? sys_days(y / m / w[last]) : sys_days(y / m / w[week]);
  }
  return Time{day.time_since_epoch().count()} * day_s + change.time_s;
}

// The last change at or before the moment decides; at the same moment the start of summer time wins, so that
// a rule for the whole year has no gap at New Year.
int by_rule(const ZoneRule& rule, Time at) {
  constexpr Time far_s = Time{8000} * 366 * day_s;
  if (!rule.summer || at < -far_s / 8 || at > far_s) return rule.standard_s;
  using namespace std::chrono;
  const year_month_day date(floor<days>(sys_seconds(seconds(at))));
  Time latest = INT64_MIN;
  int offset = rule.standard_s;
  for (int y = static_cast<int>(date.year()) - 1; y <= static_cast<int>(date.year()) + 1; ++y) {
    const Time end = local_moment(y, rule.summer->end) - rule.summer->offset_s;
    const Time start = local_moment(y, rule.summer->start) - rule.standard_s;
    if (end <= at && end > latest) {
      latest = end;
      offset = rule.standard_s;
    }
    if (start <= at && start >= latest) {
      latest = start;
      offset = rule.summer->offset_s;
    }
  }
  return offset;
}

}  // namespace

Result<ZoneRule> read_zone_rule(std::string_view footer) {
  ZoneRule rule;
  if (!take_name(footer)) return fault("name in the rule");
  const auto standard = take_time(footer, 24);
  if (!standard) return fault("offset in the rule");
  rule.standard_s = -*standard;  // POSIX counts westward
  if (footer.empty()) return rule;
  ZoneRule::Summer summer;
  if (!take_name(footer)) return fault("summer name in the rule");
  summer.offset_s = rule.standard_s + 3600;
  if (!footer.starts_with(',')) {
    const auto offset = take_time(footer, 24);
    if (!offset) return fault("summer offset in the rule");
    summer.offset_s = -*offset;
  }
  for (YearlyChange* change : {&summer.start, &summer.end}) {
    const auto read = take(footer, ',') ? take_change(footer) : std::nullopt;
    if (!read) return fault("change in the rule");
    *change = *read;
  }
  if (!footer.empty()) return fault("more after the rule");
  rule.summer = summer;
  return rule;
}

Result<Zone> read_zone(std::string_view tzif) {
  if (tzif.size() > 100'000) return fault("larger than any zone");
  Zone zone;
  Counts counts = TRY(counts_at(tzif, 0));
  const bool first_only = tzif[4] == '\0';
  std::size_t start = header_bytes;
  if (!first_only) {
    start += counts.body(4);
    counts = TRY(counts_at(tzif, start));
    start += header_bytes;
  }
  const std::size_t time_size = first_only ? 4 : 8;
  if (tzif.size() < start + counts.body(time_size)) return fault("shorter than its counts say");
  TRY(read_body(tzif.substr(start), counts, time_size, zone));
  std::string_view footer = tzif.substr(start + counts.body(time_size));
  if (first_only || footer == "\n\n") return zone;
  if (!footer.starts_with('\n') || !footer.ends_with('\n') || footer.size() < 3) return fault("no footer");
  zone.after = TRY(read_zone_rule(footer.substr(1, footer.size() - 2)));
  return zone;
}

int offset_at(const Zone& zone, Time at) {
  const auto next = std::upper_bound(zone.at.begin(), zone.at.end(), at);
  if (next == zone.at.end() && zone.after) return by_rule(*zone.after, at);
  if (next == zone.at.begin()) return zone.before_s;
  return zone.offset_s[static_cast<std::size_t>(next - zone.at.begin()) - 1];
}

}  // namespace alongside
