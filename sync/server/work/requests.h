// The requests of a worker's hubs: the queue, one request with its record, and acts on it.
#pragma once

#include <platform/clock.h>
#include <platform/db.h>
#include <sync/record/bundle.h>
#include <sync/record/request.h>
#include <sync/server/work/scope.h>

#include <optional>
#include <string>
#include <vector>

namespace alongside {

struct QueueFilter {
  std::string state;  // "open" (all but closed) or a state's name
  std::string whose;  // "", "mine", "nobody"
  std::string kind;   // "" or urgent, request, check-in
  std::string hub;
  std::string reference;
  int page = 1;
};

struct QueueLine {
  std::string id;
  std::string hub;
  std::string reference;
  std::string kind;
  std::string state;
  std::string owner;  // name; empty: nobody
  bool urgent = false;
  bool concern = false;
  bool rehearsal = false;
  Time made_at = 0;
  Time due_at = 0;
  Time next_at = 0;       // next contact agreed; 0: none
  Time contacted_at = 0;  // he was reached, or the request was decided on; 0: not yet
  Time opened_at = 0;
  bool overdue(Time now) const;
};

struct Queue {
  std::vector<QueueLine> lines;  // 20 at most
  std::int64_t urgent = 0;       // open ones of his hubs, whatever the filter
  std::int64_t overdue = 0;
  std::int64_t unopened = 0;
  std::int64_t open = 0;
  bool more = false;
};

struct ConcernLine {
  std::string rule;
  std::string kind;
};

struct EventLine {
  Time at = 0;
  std::string actor;
  std::string kind;
  std::string detail;
  std::string note;
};

struct RequestView {
  Request request;
  QueueLine line;
  bool baby_loss = false;
  bool young_father = false;
  bool age_given = true;
  int unreadable = 0;          // parts that could not be read again
  bool concern_shown = false;  // he may read the concern and why
  std::vector<ConcernLine> concerns;
  std::vector<EventLine> events;
  std::vector<VisitRecord> visits;  // urgent part first
};

struct NeedsPersonLine {
  std::string record_id;
  std::string device_id;
  std::string hub;
  Time received_at = 0;
  std::string reason;
  std::int64_t tries = 0;
};

Result<Queue> list_queue(Db& db, const Scope& scope, const QueueFilter& filter, Time now);
// Writes the view into the audit. missing: no such request in his hubs.
Result<RequestView> view_request(Db& db, const Scope& scope, const std::string& id, Time now);
// decide()'s answer, stored with its event and audit row in one transaction.
Result<> act_on_request(Db& db, const Scope& scope, const std::string& id, const Action& action,
                        std::int64_t expected_version, Time now);
// True when the last act on it, within a minute, was this very one by him: a form that was sent twice.
Result<bool> just_done(Db& db, const Scope& scope, const std::string& id, const std::string& kind,
                       const std::string& note, std::int64_t expected_version, Time now);
// Writes the view into the audit.
Result<std::vector<NeedsPersonLine>> list_needs_person(Db& db, const Scope& scope, Time now);
Result<std::int64_t> count_needs_person(Db& db, const Scope& scope);
// missing: no such record in his hubs.
Result<NeedsPersonLine> need_person_record(Db& db, const Scope& scope, const std::string& record_id);

struct Colleague {
  std::string id;
  std::string name;
};
Result<std::vector<Colleague>> colleagues_at(Db& db, const Scope& scope, const std::string& hub);

}  // namespace alongside
