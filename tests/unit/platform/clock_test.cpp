// The clock: zones from TZif files against the C library, edges of summer time, the rule after the last
// change.
#include <platform/clock.h>
#include <platform/files.h>
#include <platform/zone.h>

#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>
#include <random>
#include <sstream>

using namespace alongside;

namespace {

const std::string london_rule = "GMT0BST,M3.5.0/1,M10.5.0";

std::string number(std::uint64_t value, int bytes) {
  std::string text;
  for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>(value >> (8 * i) & 0xff);
  return text;
}

std::string header(char version, std::uint64_t times, std::uint64_t types) {
  return "TZif" + std::string(1, version) + std::string(15, '\0') + number(0, 4) + number(0, 4) +
         number(0, 4) + number(times, 4) + number(types, 4) + number(4, 4);
}

std::string type(int offset) { return number(static_cast<std::uint32_t>(offset), 4) + std::string(2, '\0'); }

// Version 2 with an empty first block: an hour ahead from 1000 on and level again from 2000 on.
std::string small_file(const std::string& footer) {
  const std::string first = header('2', 0, 1) + type(0) + std::string("UTC\0", 4);
  return first + header('2', 2, 2) + number(1000, 8) + number(2000, 8) + std::string("\1\0", 2) + type(0) +
         type(3600) + std::string("GMT\0", 4) + footer;
}

int by_rule(const std::string& rule, Time at) {
  return offset_at(Zone{{}, {}, 0, read_zone_rule(rule).take()}, at);
}

std::vector<std::string> all_zones() {
  std::istringstream lines(read_file("/usr/share/zoneinfo/zone1970.tab", 1u << 20).take());
  std::vector<std::string> names;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream columns(line);
    std::string codes, place, name;
    if (!line.starts_with('#') && columns >> codes >> place >> name) names.push_back(name);
  }
  return names;
}

long c_library_offset(Time at) {
  const std::time_t seconds = at;
  std::tm parts{};
  localtime_r(&seconds, &parts);
  return parts.tm_gmtoff;
}

}  // namespace

TEST_CASE("London is an hour ahead in summer and not in winter, to the second") {
  CHECK(iso_utc(0) == "1970-01-01T00:00:00Z");
  CHECK(utc_offset_s(1784000000, "Europe/London") == 3600);
  CHECK(utc_offset_s(1795600000, "Europe/London") == 0);
  CHECK(iso_local(1774745999, "Europe/London") == "2026-03-29T00:59:59+00:00");
  CHECK(iso_local(1774746000, "Europe/London") == "2026-03-29T02:00:00+01:00");
  CHECK(iso_local(1792889999, "Europe/London") == "2026-10-25T01:59:59+01:00");
  CHECK(iso_local(1792890000, "Europe/London") == "2026-10-25T01:00:00+00:00");
  CHECK(iso_local(0, "Europe/London") == "1970-01-01T01:00:00+01:00");  // British Standard Time
}

TEST_CASE("summer time goes on after 2037, by the rule at the end of the file") {
  CHECK(iso_utc(2147483648) == "2038-01-19T03:14:08Z");
  CHECK(iso_local(2225840399, "Europe/London") == "2040-07-14T01:59:59+01:00");
  CHECK(iso_local(4294967296, "Europe/London") == "2106-02-07T06:28:16+00:00");
  CHECK(iso_local(4308000000, "Europe/London") == "2106-07-08T03:40:00+01:00");
}

TEST_CASE("every zone of the system agrees with the C library from 1902 to 2100") {
  const char* before = std::getenv("TZ");
  const std::string kept = before == nullptr ? "" : before;
  const auto zones = all_zones();
  REQUIRE(zones.size() > 250);
  std::mt19937_64 chance(1);
  int wrong = 0;
  for (const std::string& name : zones) {
    CAPTURE(name);
    const auto zone = read_zone(read_file("/usr/share/zoneinfo/" + name, 100'000).take());
    REQUIRE(zone.ok());
    setenv("TZ", name.c_str(), 1);
    tzset();
    std::vector<Time> times;
    for (const Time at : zone->at) times.insert(times.end(), {at - 1, at});
    for (int i = 0; i < 300; ++i)
      times.push_back(-2'140'000'000 + static_cast<Time>(chance() % 6'240'000'000));
    for (const Time at : times) {
      if (at >= -2'140'000'000 && offset_at(zone.value(), at) != c_library_offset(at)) ++wrong;
    }
  }
  CHECK(wrong == 0);
  setenv("TZ", kept.c_str(), 1);
  if (before == nullptr) unsetenv("TZ");
  tzset();
}

TEST_CASE(
    "rules: last Sundays, southern summers, counted days, a year that is all summer, hours beyond a day") {
  CHECK(by_rule(london_rule, 1774745999) == 0);
  CHECK(by_rule(london_rule, 1774746000) == 3600);
  CHECK(by_rule("NZST-12NZDT,M9.5.0,M4.1.0/3", 1767225600) == 13 * 3600);  // January
  CHECK(by_rule("NZST-12NZDT,M9.5.0,M4.1.0/3", 1782864000) == 12 * 3600);  // July
  CHECK(by_rule("<-03>3", 1767225600) == -3 * 3600);
  CHECK(by_rule("IST-5:30", 0) == 5 * 3600 + 1800);
  for (const Time at : {1767225599, 1767225600, 1782864000, 1798761599, 1798761600}) {
    CHECK(by_rule("EST5EDT,0/0,J365/25", at) == -4 * 3600);  // RFC 8536 section 3.3.1
  }
  // 1 March of a leap year is day 60 by J (29 February is not counted) and day 60 from 0 as well.
  CHECK(by_rule("AAA0BBB,J60/0,J300/0", 1709251199) == 0);
  CHECK(by_rule("AAA0BBB,J60/0,J300/0", 1709251200) == 3600);
  CHECK(by_rule("AAA0BBB,60/0,300/0", 1709251200) == 3600);
  CHECK(by_rule("AAA0BBB,60/0,300/0", 1740787200) == 0);               // 2025: 1 March is day 59 from 0
  CHECK(by_rule("AAA0BBB,M3.4.4/50,M10.4.4/50", 1774663200) == 3600);  // Thursday 26 March 2026 + 50 hours
  CHECK(by_rule("AAA0BBB,M3.4.4/50,M10.4.4/50", 1774663199) == 0);
}

TEST_CASE("rules that are not rules are refused") {
  for (const char* bad :
       {"", "G", "GMT", "GM0", "GMT0BST", "GMT0BST,M3.5.0", "GMT0BST,M13.5.0,M10.5.0",
        "GMT0BST,M3.0.0,M10.5.0", "GMT0BST,M3.6.0,M10.5.0", "GMT0BST,M3.5.7,M10.5.0", "GMT0BST,J0,J10",
        "GMT0BST,J366,J10", "GMT0BST,366,10", "GMT0BST,M3.5.0/168,M10.5.0", "GMT0BST,M3.5.0,M10.5.0 ",
        "GMT25", "<GMT0", "GMT0:60", "GMT0BST,M3.5.0/,M10.5.0"}) {
    CAPTURE(bad);
    CHECK_FALSE(read_zone_rule(bad).ok());
  }
}

TEST_CASE("a zone file one byte short, with times that fall or types out of range is refused") {
  const std::string good = small_file("\n" + london_rule + "\n");
  const Zone zone = read_zone(good).take();
  CHECK(offset_at(zone, INT64_MIN) == 0);
  CHECK(offset_at(zone, 999) == 0);
  CHECK(offset_at(zone, 1000) == 3600);
  CHECK(offset_at(zone, 1774746000) == 3600);
  CHECK(offset_at(zone, INT64_MAX) == 0);
  CHECK(offset_at(read_zone(small_file("\n\n")).take(), 1774746000) == 0);
  for (std::size_t size = 0; size < good.size(); ++size) CHECK_FALSE(read_zone(good.substr(0, size)).ok());
  CHECK_FALSE(read_zone(good + "x").ok());
  CHECK_FALSE(read_zone(std::string(100'001, 'T')).ok());
  const std::size_t second = header('2', 0, 1).size() + type(0).size() + 4;
  const auto with = [&](std::size_t at, const std::string& bytes) {
    std::string text = good;
    return text.replace(second + at, bytes.size(), bytes);
  };
  CHECK_FALSE(read_zone(with(44, number(2000, 8))).ok());
  CHECK_FALSE(read_zone(with(60, "\2")).ok());
  CHECK_FALSE(read_zone(with(62, number(100'000, 4))).ok());
  CHECK_FALSE(read_zone(with(32, number(0xffffffff, 4))).ok());
  CHECK_FALSE(read_zone(with(36, number(0, 4))).ok());
  const std::string old = header('\0', 1, 1) + number(5, 4) + std::string(1, '\0') + type(-60) + "ABC" + '\0';
  CHECK(offset_at(read_zone(old).take(), 7) == -60);
}

TEST_CASE("names that are no zones give UTC, and times beyond four-digit years stay in them") {
  for (const char* name :
       {"", "../../etc/passwd", "/etc/passwd", "Europe/Nowhere", "Europe", "a\nb", "zone.tab"}) {
    CHECK(utc_offset_s(1784000000, name) == 0);
  }
  CHECK(utc_offset_s(1784000000, std::string(5000, 'a')) == 0);
  CHECK(iso_utc(INT64_MAX) == "9999-12-31T23:59:59Z");
  CHECK(iso_utc(INT64_MIN) == "0001-01-01T00:00:00Z");
  CHECK(iso_local(INT64_MAX, "Asia/Kolkata").size() == iso_local(0, "Asia/Kolkata").size());
  CHECK(iso_local(0, "America/St_Johns") == "1969-12-31T20:30:00-03:30");
}

TEST_CASE("the monotonic clock does not go back") {
  Millis last = monotonic_ms();
  for (int i = 0; i < 10000; ++i) {
    const Millis next = monotonic_ms();
    CHECK_FALSE(next < last);
    last = next;
  }
}
