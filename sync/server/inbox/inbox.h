// Opens sealed envelopes and files them as requests. Runs only where the intake key is: in the console's
// process.
#pragma once

#include <platform/crypto.h>
#include <platform/db.h>
#include <sync/content/keys.h>
#include <sync/record/pack.h>
#include <sync/server/site.h>

#include <functional>
#include <memory>
#include <vector>

namespace alongside {

struct IntakeKeys {
  std::string server_id;
  std::vector<SealKey> keys;
};
// intake.key and keys.json of the site's key folder.
Result<IntakeKeys> load_intake(const std::string& keys_folder);

// Opens and files what waits, oldest first, at most `most`. Answers how many were filed or handed to a
// person. What cannot be opened goes to needs_person and is marked opened: it never stops the ones behind it.
Result<int> open_waiting(Db& inbox, Db& case_db, const IntakeKeys& intake, const Pack& pack, Time now,
                         int most = 100);
// Tries the unsolved needs_person records again (a new pack, a new key). Answers how many were solved.
Result<int> retry_needs_person(Db& inbox, Db& case_db, const IntakeKeys& intake, const Pack& pack, Time now);
// One of them, when a member of staff asks. True: it is filed now. missing: the inbox does not hold it.
Result<bool> retry_record(Db& inbox, Db& case_db, const IntakeKeys& intake, const Pack& pack,
                          const std::string& record_id, Time now);

// open_waiting() each second and retry_needs_person() each hour in a thread of its own, until destroyed.
class InboxThread {
 public:
  static Result<std::unique_ptr<InboxThread>> start(const SiteSettings& site, const Pack& pack);
  virtual ~InboxThread() = default;
  virtual void retry() = 0;  // retry_needs_person() now; from any thread
};

}  // namespace alongside
