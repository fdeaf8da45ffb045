// Kiosks read from the inbox database, always through the hubs of a Scope.
#include <sync/server/work/kiosks.h>

#include <platform/json.h>

namespace alongside {

Result<std::vector<KioskLine>> list_kiosks(Db& inbox, const Scope& scope) {
  std::vector<KioskLine> kiosks;
  if (!scope.handles_requests()) return kiosks;
  for (const std::string& hub : scope.hubs()) {
    for (const Row& row :
         TRY(inbox.rows("select id, state, device_use, last_seen, coalesce(health, '') from device where "
                        "hub=$1 and state in ('claimed','active','suspended') order by last_seen limit 200",
                        hub))) {
      KioskLine line{row.text(0), hub, row.text(1), row.text(2) == "demo", row.integer(3)};
      const auto health = parse_json(row.text(4));
      if (health.ok() && health->is_object()) {
        line.waiting = integer_or(*health, "waiting", -1);
        line.quarantined = integer_or(*health, "quarantined", 0);
        line.version = string_or(*health, "version");
      }
      kiosks.push_back(line);
    }
  }
  return kiosks;
}

bool silent(const KioskLine& kiosk, Time now) {
  return kiosk.state == "active" && kiosk.last_seen < now - silent_after_s;
}

}  // namespace alongside
