// A person's own account and his sessions; the audit for managers and administrators.
#include <sync/server/console/page.h>
#include <sync/server/console/words.h>
#include <sync/server/work/audit.h>

#include <algorithm>

namespace alongside {
namespace {

Page back_to_account(const char* done) {
  Page page;
  page.go_to = std::string("/account?done=") + done;
  return page;
}

}  // namespace

Result<Page> account_page(const PageCall& call, const Scope& scope) {
  Page page;
  page.name = "account";
  page.title = "Your account";
  Json sessions = Json::array();
  bool others = false;
  for (const SessionLine& line : TRY(call.sessions.list(scope, call.token, call.now))) {
    others = others || !line.this_one;
    sessions.push_back({{"id", line.id},
                        {"made", near_time(line.made_at, call.now, call.site.zone)},
                        {"seen", near_time(line.seen_at, call.now, call.site.zone)},
                        {"this_one", line.this_one}});
  }
  std::vector<std::string> hubs;
  for (const std::string& hub : scope.hubs()) hubs.push_back(hub_name(call.pack, hub));
  const auto left =
      TRY(call.db.row("select count(*) from recovery_code where staff_id=$1 and used_at=0", scope.user_id()));
  const std::string done = field(call.query, "done");
  page.data = {{"name", scope.name()},
               {"role", role_words(scope.role())},
               {"hubs", hubs.empty() ? "None" : joined(hubs)},
               {"codes_left", std::to_string(left ? left->integer(0) : 0)},
               {"idle", duration_words(call.site.session_idle_s)},
               {"most", duration_words(call.site.session_most_s)},
               {"others", others},
               {"done", done == "ended" ? "Signed out there." : ""},
               {"sessions", sessions}};
  return page;
}

Result<Page> end_others_page(const PageCall& call, const Scope& scope) {
  TRY(call.sessions.end_others(scope, call.token, call.now));
  return back_to_account("ended");
}

Result<Page> end_session_page(const PageCall& call, const Scope& scope) {
  TRY(call.sessions.end_one(scope, call.id, call.now));
  return back_to_account("ended");
}

Result<Page> audit_page(const PageCall& call, const Scope& scope) {
  const int number = static_cast<int>(std::clamp<std::int64_t>(number_field(call.query, "page"), 1, 100000));
  TRY(write_audit(call.db,
                  {call.now, scope.user_id(), name_of(scope.role()), "audit-viewed", "audit", "", "done"}));
  const AuditPage found = TRY(list_audit(call.db, scope, number));
  Page page;
  page.name = "audit";
  page.title = "Audit";
  Json rows = Json::array();
  for (const AuditRow& row : found.rows) {
    rows.push_back({{"at", near_time(row.at, call.now, call.site.zone)},
                    {"actor", row.actor},
                    {"what", audit_words(row.action)},
                    {"about", row.subject},
                    {"reason", row.reason},
                    {"outcome", row.outcome}});
  }
  page.data = {
      {"rows", rows},
      {"paged", found.more || number > 1},
      {"whose", scope.role() == Role::admin ? "Every act and view on this site."
                                            : "Acts and views that concern your hubs and your colleagues."},
      {"before", number > 1 ? "/audit?page=" + std::to_string(number - 1) : std::string()},
      {"next", found.more ? "/audit?page=" + std::to_string(number + 1) : std::string()}};
  return page;
}

}  // namespace alongside
