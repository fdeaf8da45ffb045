// Time from the system, and local time from its zone files (TZif version 2, RFC 8536).
#include <platform/clock.h>

#include <chrono>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iterator>
#include <map>
#include <mutex>
#include <vector>

namespace alongside {
namespace {

struct Zone {
  std::vector<std::int64_t> at;  // transitions, rising
  std::vector<int> offset;       // from that moment on
  int before = 0;
};

std::int64_t big_endian(const std::string& data, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(data[at + i]);
  if (size == 4) return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
  return static_cast<std::int64_t>(value);
}

// Six counts of a TZif header, in the order of RFC 8536 section 3.1.
struct Counts {
  std::size_t utc, standard, leap, time, type, character;
  std::size_t body(std::size_t time_size) const {
    return time * time_size + time + type * 6 + character + leap * (time_size + 4) + standard + utc;
  }
};

Counts counts_at(const std::string& data, std::size_t header) {
  const auto count = [&](std::size_t i) {
    return static_cast<std::size_t>(static_cast<std::uint32_t>(big_endian(data, header + 20 + i * 4, 4)));
  };
  return {count(0), count(1), count(2), count(3), count(4), count(5)};
}

// The transitions of the 64-bit block; Debian's files list them up to 2037, which covers any visit of these
// years.
Zone read_zone(const std::string& data) {
  Zone zone;
  if (data.size() < 44 || data.compare(0, 4, "TZif") != 0 || data.size() > 100000) return zone;
  const std::size_t second = 44 + counts_at(data, 0).body(4);
  if (second + 44 > data.size()) return zone;
  const Counts counts = counts_at(data, second);
  const std::size_t start = second + 44;
  if (counts.type == 0 || start + counts.body(8) > data.size()) return zone;
  const std::size_t types = start + counts.time * 9;
  const auto offset_of = [&](std::size_t type) {
    return type < counts.type ? static_cast<int>(big_endian(data, types + type * 6, 4)) : 0;
  };
  zone.before = offset_of(0);
  for (std::size_t i = 0; i < counts.time; ++i) {
    zone.at.push_back(big_endian(data, start + i * 8, 8));
    zone.offset.push_back(offset_of(static_cast<unsigned char>(data[start + counts.time * 8 + i])));
  }
  return zone;
}

const Zone& zone_named(const std::string& name) {
  static std::mutex guard;
  static std::map<std::string, Zone> zones;
  const std::lock_guard<std::mutex> lock(guard);
  const auto found = zones.find(name);
  if (found != zones.end()) return found->second;
  std::string data;
  if (name.find("..") == std::string::npos && !name.empty() && name.front() != '/') {
    std::ifstream file("/usr/share/zoneinfo/" + name, std::ios::binary);
    data.assign(std::istreambuf_iterator<char>(file), {});
  }
  return zones.emplace(name, read_zone(data)).first->second;
}

std::string civil(Time at) {
  const std::time_t seconds = static_cast<std::time_t>(at);
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

int utc_offset_s(Time at, const std::string& zone) {
  const Zone& found = zone_named(zone);
  int offset = found.before;
  if (found.at.empty()) return offset;
  std::size_t low = 0;
  std::size_t high = found.at.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (found.at[middle] <= at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low > 0) offset = found.offset[low - 1];
  return offset;
}

std::string iso_utc(Time at) { return civil(at) + "Z"; }

std::string iso_local(Time at, const std::string& zone) {
  const int offset = utc_offset_s(at, zone);
  const int minutes = (offset < 0 ? -offset : offset) / 60;
  char text[16];
  std::snprintf(text, sizeof text, "%c%02d:%02d", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
  return civil(at + offset) + text;
}

}  // namespace alongside
