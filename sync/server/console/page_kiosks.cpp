// Kiosks of a manager's hubs, and the visits of any hub's kiosk that need a person.
#include <sync/server/console/page.h>
#include <sync/server/console/words.h>
#include <sync/server/work/audit.h>
#include <sync/server/work/kiosks.h>
#include <sync/server/work/requests.h>

namespace alongside {

Result<Page> kiosks_page(const PageCall& call, const Scope& scope) {
  Page page;
  page.name = "kiosks";
  page.title = "Kiosks";
  Json lines = Json::array();
  for (const KioskLine& kiosk : TRY(list_kiosks(call.inbox, scope))) {
    const bool quiet = silent(kiosk, call.now);
    lines.push_back(
        {{"kiosk", kiosk.id.substr(0, 8)},
         {"hub", hub_name(call.pack, kiosk.hub)},
         {"demo", kiosk.demo},
         {"state", quiet ? std::string("Silent") : kiosk_state_words(kiosk.state)},
         {"alarm", quiet || kiosk.state == "suspended"},
         {"good", !quiet && kiosk.state == "active"},
         {"seen",
          kiosk.last_seen == 0 ? std::string("Never") : near_time(kiosk.last_seen, call.now, call.site.zone)},
         {"waiting", kiosk.waiting < 0 ? std::string("Not known") : std::to_string(kiosk.waiting)},
         {"refused", std::to_string(kiosk.quarantined)},
         {"version", kiosk.version.empty() ? std::string("Not known") : kiosk.version}});
  }
  page.data = {{"empty", lines.empty()}, {"any", !lines.empty()}, {"lines", lines}};
  return page;
}

Result<Page> needs_person_page(const PageCall& call, const Scope& scope) {
  Page page;
  page.name = "needs_person";
  page.title = "Needs a person";
  Json lines = Json::array();
  for (const NeedsPersonLine& line : TRY(list_needs_person(call.db, scope, call.now))) {
    const NeedsWords words = needs_words(line.reason);
    lines.push_back({{"id", line.record_id},
                     {"kiosk", "kiosk " + line.device_id.substr(0, 8)},
                     {"hub", hub_name(call.pack, line.hub)},
                     {"received", near_time(line.received_at, call.now, call.site.zone)},
                     {"why", words.why},
                     {"helps", words.helps},
                     {"tries", std::to_string(line.tries)}});
  }
  const std::string done = field(call.query, "done");
  page.data = {{"empty", lines.empty()}, {"any", !lines.empty()}, {"lines", lines}};
  if (done == "read") page.data["done"] = "The visit could be read now. It is in the queue.";
  if (done == "not") page.data["done"] = "The visit still cannot be read.";
  return page;
}

Result<Page> retry_page(const PageCall& call, const Scope& scope) {
  TRY(need_person_record(call.db, scope, call.id));
  const bool read = TRY(retry_record(call.inbox, call.db, call.intake, call.pack, call.id, call.now));
  TRY(write_audit(call.db, {call.now, scope.user_id(), name_of(scope.role()), "needs-person-retried", call.id,
                            "", read ? "read" : "not read"}));
  Page page;
  page.go_to = std::string("/needs-a-person?done=") + (read ? "read" : "not");
  return page;
}

}  // namespace alongside
