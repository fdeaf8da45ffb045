// A person's own account, and the audit for managers and administrators.
#include <sync/server/console/page.h>
#include <sync/server/work/audit.h>

namespace alongside {

Result<Page> account_page(const PageCall& call, const Scope& scope) {
  Page page;
  page.name = "account";
  page.title = "Your account";
  Json sessions = Json::array();
  for (const Row& row :
       TRY(call.db.rows("select made_at, seen_at from session where staff_id=$1 order by seen_at desc",
                        scope.user_id()))) {
    sessions.push_back({{"made", spoken_time(row.integer(0), call.site.zone)},
                        {"seen", spoken_time(row.integer(1), call.site.zone)}});
  }
  Json hubs = Json::array();
  for (const std::string& hub : scope.hubs()) hubs.push_back({{"name", hub_name(call.pack, hub)}});
  page.data = {
      {"name", scope.name()}, {"role", name_of(scope.role())}, {"sessions", sessions}, {"hubs", hubs}};
  return page;
}

Result<Page> end_others_page(const PageCall& call, const Scope& scope) {
  TRY(call.sessions.end_others(scope, call.token, call.now));
  Page page;
  page.go_to = "/account";
  return page;
}

Result<Page> audit_page(const PageCall& call, const Scope& scope) {
  TRY(write_audit(call.db,
                  {call.now, scope.user_id(), name_of(scope.role()), "audit-viewed", "audit", "", "done"}));
  Page page;
  page.name = "audit";
  page.title = "Audit";
  Json rows = Json::array();
  for (const AuditRow& row : TRY(last_audit_rows(call.db, 200))) {
    rows.push_back({{"at", spoken_time(row.at, call.site.zone)},
                    {"actor", row.actor},
                    {"action", row.action},
                    {"subject", row.subject.substr(0, 12)},
                    {"reason", row.reason},
                    {"outcome", row.outcome}});
  }
  page.data = {{"rows", rows}};
  return page;
}

}  // namespace alongside
