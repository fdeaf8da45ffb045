// The audit's rows.
#include <sync/server/work/audit.h>

namespace alongside {

Result<> write_audit(Db& db, const AuditRow& row) {
  TRY(db.run(
      "insert into audit(at, actor, role, action, subject, reason, outcome) values($1,$2,$3,$4,$5,$6,$7)",
      row.at, row.actor, row.role, row.action, row.subject, row.reason, row.outcome));
  return {};
}

Result<std::vector<AuditRow>> last_audit_rows(Db& db, int most) {
  const auto rows = TRY(db.rows(
      "select at, actor, role, action, subject, reason, outcome from audit order by seq desc limit $1",
      most));
  std::vector<AuditRow> list;
  for (const Row& row : rows) {
    list.push_back(
        {row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6)});
  }
  return list;
}

}  // namespace alongside
