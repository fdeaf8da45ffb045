// The only place that asks the time. Everything else is given it.
#pragma once

#include <cstdint>
#include <string>

namespace alongside {

using Time = std::int64_t;  // seconds since 1970-01-01T00:00:00Z
using Millis = std::int64_t;

Time now_s();
Millis monotonic_ms();  // never goes back; for timers and durations only
// Seconds to add to UTC at that moment in the zone ("Europe/London"), by the system's TZif files (RFC 8536),
// their rule after the last change included; 0 for an unknown zone.
int utc_offset_s(Time at, const std::string& zone);
// RFC 3339 section 5.6, years 1 to 9999: 2026-11-25T09:30:00+00:00, in the zone.
std::string iso_local(Time at, const std::string& zone);
std::string iso_utc(Time at);  // 2026-11-25T09:30:00Z

}  // namespace alongside
