// One append-only row for each view and each act of staff.
#pragma once

#include <platform/clock.h>
#include <platform/db.h>
#include <sync/server/work/scope.h>

#include <string>
#include <vector>

namespace alongside {

struct AuditRow {
  Time at = 0;
  std::string actor;
  std::string role;
  std::string action;
  std::string subject;  // an id, never a name
  std::string reason;
  std::string outcome;
};

// Call it inside the transaction of the act.
Result<> write_audit(Db& db, const AuditRow& row);
Result<std::vector<AuditRow>> last_audit_rows(Db& db, int most);

struct AuditPage {
  std::vector<AuditRow> rows;  // actor and subject as names and references where known; newest first
  bool more = false;
};
// A manager sees what concerns the requests and colleagues of his hubs; an administrator everything; a worker
// nothing. 50 rows a page.
Result<AuditPage> list_audit(Db& db, const Scope& scope, int page);

}  // namespace alongside
