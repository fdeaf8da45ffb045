// Opens sealed envelopes: seal, padding, ids, Bundle, every answer against its form; then files in one
// transaction.
#include <sync/server/inbox/inbox.h>

#include <platform/files.h>
#include <platform/json.h>
#include <platform/log.h>
#include <sync/record/wire.h>
#include <sync/server/inbox/filing.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace alongside {
namespace {

Result<Opened> open_one(const IntakeKeys& intake, const Pack& pack, const Bytes& body) {
  const Envelope envelope = TRY(read_envelope(body));
  const std::string kid = to_hex(envelope.header.kid);
  const auto key = std::find_if(intake.keys.begin(), intake.keys.end(),
                                [&](const SealKey& one) { return kid_of(one.open) == kid; });
  if (key == intake.keys.end()) return Error{Code::missing, "no-key"};
  const Bytes info = TRY(seal_info(intake.server_id));
  auto plain = hpke_open(*key, envelope.enc, info, write_header(envelope.header), envelope.ciphertext);
  if (!plain.ok()) return Error{Code::invalid, "seal"};
  std::string padded(text_of(*plain));
  wipe(*plain);
  auto text = unpad(padded);
  wipe(padded);
  if (!text.ok()) return Error{Code::invalid, "padding"};
  const auto json = parse_json(*text);
  if (!json.ok()) return Error{Code::invalid, "json"};
  auto visit = read_bundle(*json);
  if (!visit.ok()) return Error{Code::invalid, "bundle: " + visit.error().what};
  const VisitFacts& facts = visit->facts;
  const EnvelopeHeader& header = envelope.header;
  if (facts.record_id != hex(header.record_id) || facts.device_id != hex(header.device_id) ||
      facts.epoch != std::int64_t{header.epoch} || facts.seq != static_cast<std::int64_t>(header.seq)) {
    return Error{Code::invalid, "ids inside and outside the seal differ"};
  }
  return read_opened(pack, visit.take(), text.take());
}

Result<> hand_to_person(Db& case_db, const Row& row, const std::string& reason, Time now) {
  log(Level::alarm, "needs-person", {{"record", Word::id(row.text(1))}});
  TRY(
      case_db.run("insert into needs_person(record_id, device_id, hub, received_at, reason, last_try)"
                  " values($1, $2, $3, $4, $5, $6) on conflict(record_id) do update set tries = tries + 1,"
                  " reason = excluded.reason, last_try = excluded.last_try",
                  row.text(1), row.text(2), row.text(5), row.integer(4), reason.substr(0, 300), now));
  return {};
}

// True when it was filed.
Result<bool> treat(Db& case_db, const IntakeKeys& intake, const Pack& pack, const Row& row, Time now) {
  const auto opened = open_one(intake, pack, row.blob(3));
  Result<> filed =
      opened.ok() ? file_visit(case_db, pack, *opened, row.integer(4), now) : Result<>(opened.error());
  if (filed.ok()) {
    TRY(case_db.run("update needs_person set solved_at = $2 where record_id = $1 and solved_at = 0",
                    row.text(1), now));
    return true;
  }
  if (filed.error().code == Code::storage) return filed.error();
  TRY(hand_to_person(case_db, row, filed.error().what, now));
  return false;
}

constexpr Millis retry_every_ms = 3600 * 1000;

constexpr const char* columns =
    "select e.server_seq, e.record_id, e.device_id, e.body, e.received_at, coalesce(d.hub, '')"
    " from envelope e left join device d on d.id = e.device_id ";

class RunningInbox final : public InboxThread {
 public:
  RunningInbox(Db inbox, Db case_db, IntakeKeys intake, const Pack& pack)
      : inbox_(std::move(inbox)), case_db_(std::move(case_db)), intake_(std::move(intake)), pack_(pack) {
    thread_ = std::thread([this] { run(); });
  }
  ~RunningInbox() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }

  void retry() override {
    {
      const std::lock_guard lock(mutex_);
      retry_asked_ = true;
    }
    changed_.notify_all();
  }

 private:
  void run() {
    Millis next_retry = 0;
    std::unique_lock lock(mutex_);
    while (!stopping_) {
      const bool due = retry_asked_ || monotonic_ms() >= next_retry;
      retry_asked_ = false;
      lock.unlock();
      if (due) {
        const auto retried = retry_needs_person(inbox_, case_db_, intake_, pack_, now_s());
        if (!retried.ok()) log(Level::alarm, "inbox-failed", {{"reason", Word::of(retried.error())}});
        next_retry = monotonic_ms() + retry_every_ms;
      }
      const auto count = open_waiting(inbox_, case_db_, intake_, pack_, now_s());
      if (!count.ok()) log(Level::alarm, "inbox-failed", {{"reason", Word::of(count.error())}});
      lock.lock();
      const auto pause = std::chrono::milliseconds(count.ok() && *count > 0 ? 0 : 1000);
      changed_.wait_for(lock, pause, [this] { return stopping_ || retry_asked_; });
    }
  }

  Db inbox_;
  Db case_db_;
  const IntakeKeys intake_;
  const Pack& pack_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  bool retry_asked_ = false;
  std::thread thread_;
};

}  // namespace

Result<IntakeKeys> load_intake(const std::string& keys_folder) {
  const Keys keys = TRY(read_keys(TRY(read_file(keys_folder + "/keys.json", 65536))));
  IntakeKeys intake;
  intake.server_id = keys.server_id;
  intake.keys.push_back(TRY(load_seal_key(keys_folder + "/intake.key")));
  return intake;
}

Result<int> open_waiting(Db& inbox, Db& case_db, const IntakeKeys& intake, const Pack& pack, Time now,
                         int most) {
  const auto rows =
      TRY(inbox.rows(std::string(columns) + "where e.opened_at = 0 order by e.server_seq limit $1", most));
  for (const Row& row : rows) {
    TRY(treat(case_db, intake, pack, row, now));
    // A crash before this line repeats the filing, which then changes nothing.
    TRY(inbox.run("update envelope set opened_at = $2 where server_seq = $1", row.integer(0), now));
  }
  return static_cast<int>(rows.size());
}

Result<int> retry_needs_person(Db& inbox, Db& case_db, const IntakeKeys& intake, const Pack& pack, Time now) {
  int solved = 0;
  for (const Row& waiting :
       TRY(case_db.rows("select record_id from needs_person where solved_at = 0 limit 1000"))) {
    const auto done = retry_record(inbox, case_db, intake, pack, waiting.text(0), now);
    if (!done.ok() && done.error().code != Code::missing) return done.error();
    if (done.ok() && *done) ++solved;
  }
  return solved;
}

Result<bool> retry_record(Db& inbox, Db& case_db, const IntakeKeys& intake, const Pack& pack,
                          const std::string& record_id, Time now) {
  const auto row = TRY(inbox.row(std::string(columns) + "where e.record_id = $1", record_id));
  if (!row) return Error{Code::missing, "the inbox does not hold that record"};
  return treat(case_db, intake, pack, *row, now);
}

Result<std::unique_ptr<InboxThread>> InboxThread::start(const SiteSettings& site, const Pack& pack) {
  Db inbox = TRY(Db::open(site.inbox_db, inbox_migrations()));
  Db case_db = TRY(Db::open(site.case_db, case_migrations()));
  IntakeKeys intake = TRY(load_intake(site.keys_folder));
  return std::unique_ptr<InboxThread>(
      std::make_unique<RunningInbox>(std::move(inbox), std::move(case_db), std::move(intake), pack));
}

}  // namespace alongside
