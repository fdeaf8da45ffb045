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

Result<AuditPage> list_audit(Db& db, const Scope& scope, int page) {
  constexpr std::int64_t rows_a_page = 50;
  AuditPage found;
  if (scope.role() == Role::worker) return found;
  // Flat on purpose: SQLite takes no expression deeper than 10, and a condition over these joins would be.
  const std::string rows =
      "select a.at, coalesce(s.name, a.actor), a.role, a.action, coalesce(r.reference, t.name, a.subject), "
      "a.reason, a.outcome from audit a left join staff s on s.id=a.actor left join request r on "
      "r.id=a.subject left join staff t on t.id=a.subject";
  const std::string sql =
      scope.role() == Role::manager
          ? "with seen(id) as (select q.id from staff_hub m join request q on q.hub=m.hub where m.staff_id=$1 "
            "union select h.staff_id from staff_hub m join staff_hub h on h.hub=m.hub where m.staff_id=$1) " +
                rows + " join seen on seen.id=a.subject"
          : rows + " where $1=$1";
  for (const Row& row : TRY(db.rows(sql + " order by a.seq desc limit $2 offset $3", scope.user_id(),
                                    rows_a_page + 1, (std::int64_t{page} - 1) * rows_a_page))) {
    found.rows.push_back(
        {row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6)});
  }
  found.more = found.rows.size() > rows_a_page;
  if (found.more) found.rows.pop_back();
  return found;
}

}  // namespace alongside
