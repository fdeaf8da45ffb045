// Requests in the case database, always through the hubs of a Scope.
#include <sync/server/work/requests.h>

#include <platform/json.h>
#include <platform/log.h>
#include <sync/server/work/audit.h>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace alongside {
namespace {

constexpr int page_size = 20;

const char* const line_columns =
    "r.id, r.hub, r.reference, r.kind, r.state, coalesce(s.name, r.owner), r.urgent, r.concern, r.rehearsal, "
    "r.made_at, r.due_at, r.next_at, r.contacted_at, r.opened_at";
const char* const own_hubs = "r.hub in (select hub from staff_hub where staff_id=$1)";
const char* const open_states = "r.state<>'closed'";
// When he must next hear from us: the target until he was reached, then the day agreed, then no more.
const char* const waits_until =
    "(case when r.contacted_at=0 then r.due_at when r.next_at>0 then r.next_at else 9000000000000 end)";

QueueLine line_of(const Row& row) {
  return {row.text(0),     row.text(1),         row.text(2),         row.text(3),         row.text(4),
          row.text(5),     row.integer(6) != 0, row.integer(7) != 0, row.integer(8) != 0, row.integer(9),
          row.integer(10), row.integer(11),     row.integer(12),     row.integer(13)};
}

std::vector<Channel> channels_of(const std::string& words) {
  std::vector<Channel> list;
  std::size_t from = 0;
  while (from < words.size()) {
    const std::size_t comma = std::min(words.find(',', from), words.size());
    const auto channel = channel_of(words.substr(from, comma - from));
    if (channel.ok()) list.push_back(*channel);
    from = comma + 1;
  }
  return list;
}

Result<Request> load_request(Db& db, const Scope& scope, const std::string& id) {
  if (!scope.handles_requests() || id.size() > 64) return Error{Code::missing, "no such request"};
  const auto row = TRY(db.row(
      std::string(
          "select r.id, r.hub, r.state, r.owner, r.urgent, r.safe_channels, r.due_at, r.next_at, r.version, "
          "exists(select 1 from request_event e where e.request_id=r.id and e.kind='contact') "
          "from request r where r.id=$2 and ") +
          own_hubs,
      scope.user_id(), id));
  if (!row) return Error{Code::missing, "no such request"};
  Request request;
  request.id = row->text(0);
  request.hub = row->text(1);
  request.state = TRY(request_state(row->text(2)));
  request.owner = row->text(3);
  request.urgent = row->integer(4) != 0;
  request.safe_channels = channels_of(row->text(5));
  request.due_at = row->integer(6);
  request.next_at = row->integer(7);
  request.version = row->integer(8);
  request.contacted = row->integer(9) != 0;
  return request;
}

Result<> add_history(Db& db, RequestView& view) {
  for (const Row& row : TRY(db.rows(
           "select e.at, coalesce(s.name, e.actor), e.kind, case when e.kind='handed-over' then coalesce("
           "(select name from staff where id=e.detail), e.detail) else e.detail end, e.note from "
           "request_event e left join staff s on s.id=e.actor where e.request_id=$1 order by e.seq",
           view.request.id))) {
    view.events.push_back({row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4)});
  }
  for (const Row& row :
       TRY(db.rows("select bundle from visit_part where visit_id=$1 order by part='urgent' desc, "
                   "received_at limit 8",
                   view.request.id))) {
    const auto json = parse_json(row.text(0));
    auto visit = json.ok() ? read_bundle(*json) : Result<VisitRecord>(json.error());
    if (visit.ok()) {
      view.visits.push_back(visit.take());
    } else {
      log(Level::alarm, "visit-unreadable", {{"request", Word::id(view.request.id)}});
      ++view.unreadable;
    }
  }
  if (!view.concern_shown) return {};
  for (const Row& row : TRY(db.rows(
           "select rule, kind from request_concern where request_id=$1 order by rule", view.request.id))) {
    view.concerns.push_back({row.text(0), row.text(1)});
  }
  return {};
}

}  // namespace

bool QueueLine::overdue(Time now) const {
  if (state == "closed") return false;
  if (contacted_at == 0) return due_at < now;
  return next_at > 0 && next_at < now;
}

namespace {

Result<> add_counts(Db& db, const Scope& scope, Time now, Queue& queue) {
  const auto sums =
      TRY(db.row(std::string("select coalesce(sum(r.urgent), 0), coalesce(sum(") + waits_until +
                     "<$2), 0), coalesce(sum(r.opened_at=0), 0), count(*) from request r where " + own_hubs +
                     " and " + open_states,
                 scope.user_id(), now));
  if (!sums) return {};
  queue.urgent = sums->integer(0);
  queue.overdue = sums->integer(1);
  queue.unopened = sums->integer(2);
  queue.open = sums->integer(3);
  return {};
}

}  // namespace

Result<Queue> list_queue(Db& db, const Scope& scope, const QueueFilter& filter, Time now) {
  Queue queue;
  if (!scope.handles_requests()) return queue;
  std::string where = own_hubs;
  if (!filter.reference.empty()) {
    where += " and r.reference=$2";
  } else if (filter.state.empty() || filter.state == "open") {
    where += std::string(" and $2=$2 and ") + open_states;
  } else {
    where += " and r.state=$2";
  }
  if (filter.whose == "mine") where += " and r.owner=$1";
  if (filter.whose == "nobody") where += " and r.owner=''";
  where += " and ($3='' or r.kind=$3) and ($6='' or r.hub=$6)";
  const std::string key = !filter.reference.empty() ? filter.reference : filter.state;
  const int page = std::clamp(filter.page, 1, 100000);
  const auto rows = TRY(db.rows(
      std::string("select ") + line_columns + " from request r left join staff s on s.id=r.owner where " +
          where + " order by r.urgent desc, " + waits_until + ", r.made_at, r.id limit $4 offset $5",
      scope.user_id(), key, filter.kind, page_size + 1, std::int64_t{page - 1} * page_size, filter.hub));
  for (const Row& row : rows) queue.lines.push_back(line_of(row));
  queue.more = queue.lines.size() > page_size;
  if (queue.more) queue.lines.pop_back();
  if (!filter.reference.empty()) {
    TRY(write_audit(db, {now, scope.user_id(), name_of(scope.role()), "reference-searched",
                         filter.reference.substr(0, 20), "", queue.lines.empty() ? "nothing" : "found"}));
  }
  TRY(add_counts(db, scope, now, queue));
  return queue;
}

Result<RequestView> view_request(Db& db, const Scope& scope, const std::string& id, Time now) {
  RequestView view;
  TRY(db.atomically([&]() -> Result<> {
    view.request = TRY(load_request(db, scope, id));
    const auto row = TRY(db.row(std::string("select ") + line_columns +
                                    ", r.baby_loss, r.young_father, r.age_given "
                                    "from request r left join staff s on s.id=r.owner where r.id=$1",
                                id));
    if (!row) return Error{Code::missing, "no such request"};
    view.line = line_of(*row);
    view.baby_loss = row->integer(14) != 0;
    view.young_father = row->integer(15) != 0;
    view.age_given = row->integer(16) != 0;
    view.concern_shown = scope.role() == Role::manager || view.request.owner == scope.user_id();
    TRY(add_history(db, view));
    TRY(db.run("update request set opened_at=$2 where id=$1 and opened_at=0", id, now));
    return write_audit(db, {now, scope.user_id(), name_of(scope.role()), "request-viewed", id, "", "done"});
  }));
  return view;
}

namespace {

// What ends the wait for a first answer. A call that nobody took, or a wrong number, does not.
bool answers_him(const RequestEvent& event) {
  if (event.kind == "declined" || event.kind == "referred" || event.kind == "closed") return true;
  if (event.kind != "contact") return false;
  return event.detail.find(":no-answer") == std::string::npos &&
         event.detail.find(":wrong-number") == std::string::npos;
}

}  // namespace

Result<> act_on_request(Db& db, const Scope& scope, const std::string& id, const Action& action,
                        std::int64_t expected_version, Time now) {
  return db.atomically([&]() -> Result<> {
    const Request request = TRY(load_request(db, scope, id));
    if (const auto* over = std::get_if<HandOver>(&action)) {
      const auto to =
          TRY(db.row("select s.id from staff s join staff_hub h on h.staff_id=s.id where s.id=$1 "
                     "and h.hub=$2 and s.state='active' and s.role<>'admin'",
                     over->to_user, request.hub));
      if (!to) return Error{Code::invalid, "no-such-colleague"};
    }
    const Decided decided =
        TRY(decide(request, action, {scope.user_id(), scope.role()}, expected_version, now));
    const Request& after = decided.request;
    const bool closed = after.state == RequestState::closed;
    TRY(
        db.run("update request set state=$2, owner=$3, due_at=$4, next_at=$5, version=$6, "
               "closed_at=case when $7=0 then 0 when closed_at=0 then $8 else closed_at end, "
               "contacted_at=case when contacted_at=0 and $9<>0 then $8 else contacted_at end where id=$1",
               id, name_of(after.state), after.owner, after.due_at, after.next_at, after.version, closed, now,
               answers_him(decided.event)));
    const RequestEvent& event = decided.event;
    TRY(db.run(
        "insert into request_event(seq, request_id, at, actor, kind, detail, note) values("
        "(select coalesce(max(seq), 0)+1 from request_event where request_id=$1), $1, $2, $3, $4, $5, $6)",
        id, now, scope.user_id(), event.kind, event.detail, event.note));
    return write_audit(db,
                       {now, scope.user_id(), name_of(scope.role()), event.kind, id, event.detail, "done"});
  });
}

Result<bool> just_done(Db& db, const Scope& scope, const std::string& id, const std::string& kind,
                       const std::string& note, std::int64_t expected_version, Time now) {
  const Request request = TRY(load_request(db, scope, id));
  if (request.version != expected_version + 1) return false;
  const auto last = TRY(db.row(
      "select actor, kind, note, at from request_event where request_id=$1 order by seq desc limit 1", id));
  if (!last || last->text(0) != scope.user_id() || last->text(1) != kind) return false;
  const std::string& kept = last->text(2);
  const bool same_note =
      kept.size() >= note.size() && kept.compare(kept.size() - note.size(), note.size(), note) == 0;
  return same_note && last->integer(3) >= now - 60;
}

namespace {

const char* const needs_columns =
    "select record_id, device_id, hub, received_at, reason, tries from needs_person r where solved_at=0 and "
    "r.hub in (select hub from staff_hub where staff_id=$1)";

NeedsPersonLine needs_line(const Row& row) {
  return {row.text(0), row.text(1), row.text(2), row.integer(3), row.text(4), row.integer(5)};
}

}  // namespace

Result<std::vector<NeedsPersonLine>> list_needs_person(Db& db, const Scope& scope, Time now) {
  std::vector<NeedsPersonLine> list;
  if (!scope.handles_requests()) return list;
  for (const Row& row :
       TRY(db.rows(std::string(needs_columns) + " order by received_at limit 200", scope.user_id()))) {
    list.push_back(needs_line(row));
  }
  TRY(write_audit(
      db, {now, scope.user_id(), name_of(scope.role()), "needs-person-viewed", "needs-person", "", "done"}));
  return list;
}

Result<std::int64_t> count_needs_person(Db& db, const Scope& scope) {
  if (!scope.handles_requests()) return 0;
  const auto row =
      TRY(db.row("select count(*) from needs_person r where solved_at=0 and r.hub in "
                 "(select hub from staff_hub where staff_id=$1)",
                 scope.user_id()));
  return row ? row->integer(0) : 0;
}

Result<NeedsPersonLine> need_person_record(Db& db, const Scope& scope, const std::string& record_id) {
  if (!scope.handles_requests()) return Error{Code::missing, "no such record"};
  const auto row = TRY(db.row(std::string(needs_columns) + " and record_id=$2", scope.user_id(), record_id));
  if (!row) return Error{Code::missing, "no such record"};
  return needs_line(*row);
}

Result<std::vector<Colleague>> colleagues_at(Db& db, const Scope& scope, const std::string& hub) {
  std::vector<Colleague> list;
  if (!scope.sees(hub)) return list;
  for (const Row& row :
       TRY(db.rows("select s.id, s.name from staff s join staff_hub h on h.staff_id=s.id where "
                   "h.hub=$1 and s.state='active' and s.role<>'admin' order by s.name",
                   hub))) {
    list.push_back({row.text(0), row.text(1)});
  }
  return list;
}

}  // namespace alongside
