// Time from the system, and local time from its zone files.
#include <platform/clock.h>

#include <platform/files.h>
#include <platform/zone.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <map>
#include <mutex>

namespace alongside {
namespace {

bool zone_name(const std::string& name) {
  if (name.empty() || name.size() > 64 || name.front() == '/' || name.find("..") != std::string::npos)
    return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/_+-").find(c) != std::string_view::npos;
  });
}

const Zone& zone_named(const std::string& name) {
  static std::mutex guard;
  static std::map<std::string, Zone> zones;
  const std::lock_guard<std::mutex> lock(guard);
  const auto found = zones.find(name);
  if (found != zones.end()) return found->second;
  const auto data = zone_name(name) ? read_file("/usr/share/zoneinfo/" + name, 100'000)
                                    : Result<std::string>(Error{Code::invalid, "zone name"});
  Result<Zone> read = data.ok() ? read_zone(data.value()) : Result<Zone>(data.error());
  return zones.emplace(name, read.ok() ? read.take() : Zone{}).first->second;
}

// The years 1 to 9999.
Time kept_to_four_digits(Time at) { return std::clamp<Time>(at, -62'135'596'800, 253'402'300'799); }

std::string civil(Time at) {
  const std::time_t seconds = kept_to_four_digits(at);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d", parts.tm_year + 1900, parts.tm_mon + 1,
                parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
  return text;
}

}  // namespace

Time now_s() { return static_cast<Time>(std::time(nullptr)); }

Millis monotonic_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
}

int utc_offset_s(Time at, const std::string& zone) { return offset_at(zone_named(zone), at); }

std::string iso_utc(Time at) { return civil(at) + "Z"; }

std::string iso_local(Time at, const std::string& zone) {
  const int offset = utc_offset_s(at, zone);
  const int minutes = (offset < 0 ? -offset : offset) / 60;
  char text[16];
  std::snprintf(text, sizeof text, "%c%02d:%02d", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
  return civil(kept_to_four_digits(at) + offset) + text;
}

}  // namespace alongside
