// Kiosks of a worker's hubs as the server last heard of them. Nothing about a father is here.
#pragma once

#include <platform/clock.h>
#include <platform/db.h>
#include <sync/server/work/scope.h>

#include <string>
#include <vector>

namespace alongside {

struct KioskLine {
  std::string id;
  std::string hub;
  std::string state;  // claimed, active, suspended
  bool demo = false;
  Time last_seen = 0;            // 0: never
  std::int64_t waiting = -1;     // visits on it that we do not have; -1: it never said
  std::int64_t quarantined = 0;  // visits that the server refused
  std::string version = {};      // of its program; empty: it never said
};
constexpr Time silent_after_s = 3600;

Result<std::vector<KioskLine>> list_kiosks(Db& inbox, const Scope& scope);
bool silent(const KioskLine& kiosk, Time now);

}  // namespace alongside
