// A visit that was opened, and how it becomes a request in the case database.
#pragma once

#include <platform/clock.h>
#include <platform/db.h>
#include <sync/record/bundle.h>
#include <sync/record/pack.h>

#include <string>
#include <vector>

namespace alongside {

struct Opened {
  VisitRecord visit;   // concerns as raised on the kiosk and recomputed here, without repeats
  std::string bundle;  // canonical JSON
  struct Scored {
    std::string rule;
    double value;
    std::string band;
    bool positive;
  };
  std::vector<Scored> scores;
};

// Every response against the pack's form of that very version; concerns and scores from the answers.
// invalid: with the form and linkId, never an answer.
Result<Opened> read_opened(const Pack& pack, VisitRecord visit, std::string bundle);

// One transaction, idempotent by record_id. Both parts of a visit become one request.
Result<> file_visit(Db& case_db, const Pack& pack, const Opened& opened, Time received_at, Time now);

}  // namespace alongside
