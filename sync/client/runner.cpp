// The kiosk's one background thread: waits until there is a save or a step is due, and saves even while a
// request hangs.
#include <sync/client/runner.h>

#include <platform/files.h>
#include <platform/log.h>
#include <sync/client/runner_content.h>
#include <sync/client/session.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

namespace alongside {
namespace {

struct Posted {
  VisitRecord visit;
  Lane lane;
  std::uint64_t ticket;
};

class ThreadRunner final : public Runner {
 public:
  ThreadRunner(RunnerOptions options, std::unique_ptr<Transport> transport, std::function<void()> wake)
      : options_(std::move(options)), transport_(std::move(transport)), wake_(std::move(wake)) {}

  void open() {
    const auto opened = open_files();
    if (!opened.ok()) {
      log(Level::alarm, "kiosk-files-failed", {{"reason", Word::of(opened.error())}});
      session_.reset();
      last_error_ = opened.error().what;
    }
    transport_->while_waiting([this] { return save_posted(); });
    open_content();
    refresh({});
    thread_ = std::thread([this] { run(); });
  }

  // Without it, what came with the program is shown.
  void open_content() {
    if (options_.content_root.empty()) return;
    auto opened = RunnerContent::open(options_.folder + "/content", options_.content_root);
    if (opened.ok())
      content_ = opened.take();
    else
      log(Level::alarm, "content-folder-failed", {{"reason", Word::of(opened.error())}});
  }

  // What is missing is not made up for: an outbox that cannot be read stays as it is, for a person.
  Result<> open_files() {
    without_session_ = Stop::broken;
    TRY(make_folder(options_.folder, 0700));
    auto outbox = TRY(Outbox::open(options_.folder + "/outbox.db"));
    without_session_ = Stop::keys;
    auto identity = load_identity(options_.folder);
    if (!identity.ok() && identity.error().code != Code::missing) return identity.error();
    without_session_ = Stop::broken;
    for (const Row& row : TRY(outbox.db().rows("select name, value from note where name like 'counter-%'"))) {
      counters_[row.text(0).substr(8)] = std::strtoll(row.text(1).c_str(), nullptr, 10);
    }
    if (identity.ok()) {
      session_ = std::make_unique<Session>(std::move(*identity), std::move(outbox), *transport_,
                                           options_.authority, options_.smallest_class, seams());
      TRY(session_->start());
      TRY(forget_if_wiped());
    }
    without_session_ = Stop::not_enrolled;
    return {};
  }

  ~ThreadRunner() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    transport_->wake();
    if (thread_.joinable()) thread_.join();
  }

  void save(VisitRecord visit, Lane lane, std::uint64_t ticket) override {
    {
      const std::lock_guard lock(mutex_);
      posted_.push_back({std::move(visit), lane, ticket});
    }
    changed_.notify_all();
    transport_->wake();
  }

  std::optional<Saved> take_saved() override {
    const std::lock_guard lock(mutex_);
    if (saved_.empty()) return std::nullopt;
    std::optional<Saved> front(std::move(saved_.front()));
    saved_.pop_front();
    return front;
  }

  LinkStatus status() const override {
    const std::lock_guard lock(mutex_);
    return status_;
  }

  void sync_now() override {
    {
      const std::lock_guard lock(mutex_);
      hurry_ = true;
    }
    changed_.notify_all();
  }

  std::optional<ReadyContent> take_content() override {
    return content_ == nullptr ? std::nullopt : content_->take();
  }

  void showing(const std::string& version, const std::string& hash) override {
    if (content_ == nullptr) return;
    content_->showing(version, hash);
    {
      const std::lock_guard lock(mutex_);
      report_ = true;
    }
    changed_.notify_all();
  }

  std::int64_t counter(const std::string& name) const override {
    const std::lock_guard lock(mutex_);
    const auto found = counters_.find(name);
    return found == counters_.end() ? 0 : found->second;
  }

  void set_counter(const std::string& name, std::int64_t value) override {
    {
      const std::lock_guard lock(mutex_);
      counters_[name] = value;
      dirty_[name] = value;
    }
    changed_.notify_all();
  }

 private:
  SessionSeams seams() const {
    SessionSeams seams;
    seams.free_bytes = [folder = options_.folder] { return free_bytes(folder); };
    seams.low_disk_bytes = options_.low_disk_bytes;
    seams.most_age_s = options_.most_age_s;
    seams.state_every_s = options_.state_every_s;
    seams.more_health = [this](Json& counters) {
      if (content_ != nullptr) content_->add_health(counters);
    };
    return seams;
  }

  // A wipe ends with the keys gone and this kiosk as good as new, also when it was cut short.
  Result<> forget_if_wiped() {
    if (session_ == nullptr || !session_->wiped()) return {};
    TRY(forget_identity(options_.folder));
    TRY(session_->outbox().db().run("delete from note"));
    session_.reset();
    return {};
  }

  // Saves what was posted, also in the middle of a request that waits. False: give the request up, we end.
  bool save_posted() {
    save_counters();
    while (save_one()) continue;
    const std::lock_guard lock(mutex_);
    return !stopping_;
  }

  // Waits for work; answers false when the thread must end and nothing is left to save.
  bool wait_until(Time wake_at) {
    std::unique_lock lock(mutex_);
    const auto ready = [this] {
      return stopping_ || hurry_ || report_ || !posted_.empty() || !dirty_.empty();
    };
    if (session_ == nullptr) {
      changed_.wait(lock, ready);
    } else {
      const std::int64_t seconds = std::clamp<std::int64_t>(wake_at - session_->ticks(), 0, 3600);
      changed_.wait_for(lock, std::chrono::seconds(seconds), ready);
    }
    if (hurry_ && session_ != nullptr) session_->hurry();
    if (report_ && session_ != nullptr) session_->report_soon();
    hurry_ = report_ = false;
    return !stopping_ || !posted_.empty() || !dirty_.empty();
  }

  void run() {
    Time wake_at = 0;
    while (wait_until(wake_at)) {
      if (!save_posted() || session_ == nullptr) continue;
      const auto planned = session_->step();
      const Time now = session_->ticks();
      // After a step the next one is looked at once; after `nothing` we sleep until it may change.
      wake_at = !planned.ok() ? now + 10 : planned->step == Step::nothing ? planned->wake_at : now;
      if (!planned.ok()) log(Level::alarm, "outbox-failed", {{"reason", Word::of(planned.error())}});
      if (planned.ok() && planned->step == Step::nothing) {
        if (!pull_content(now)) {
          wake_at = std::min(wake_at, content_due_);
          continue;
        }
        wake_at = now;
      }
      const auto forgotten = forget_if_wiped();
      if (!forgotten.ok()) log(Level::alarm, "wipe-failed", {{"reason", Word::of(forgotten.error())}});
      refresh(planned.ok() ? Result<>{} : planned.error(), wake_at);
    }
  }

  // One step of the signed content, when nothing else is due. False: it is not due either.
  bool pull_content(Time now) {
    if (content_ == nullptr || session_ == nullptr || session_->suspended()) {
      content_due_ = now + 3600;
      return false;
    }
    if (now < content_due_) return false;
    PullFacts facts;
    facts.hub = session_->identity().hub;
    facts.device_id = session_->identity().device_id;
    facts.use = session_->identity().use == DeviceUse::production ? Site::production : Site::demo;
    facts.now = session_->now();
    content_due_ = content_->pull(*transport_, facts) ? now : now + options_.content_every_s;
    return true;
  }

  bool save_one() {
    Posted one;
    {
      const std::lock_guard lock(mutex_);
      if (posted_.empty()) return false;
      one = std::move(posted_.front());
      posted_.pop_front();
    }
    Result<> outcome = Error{Code::refused, "this kiosk cannot save visits"};
    if (session_ != nullptr) outcome = session_->save(one.visit, one.lane);
    {
      const std::lock_guard lock(mutex_);
      saved_.push_back({one.ticket, outcome});
    }
    refresh(outcome);
    return true;
  }

  void save_counters() {
    std::map<std::string, std::int64_t> dirty;
    {
      const std::lock_guard lock(mutex_);
      dirty.swap(dirty_);
    }
    if (session_ == nullptr) return;
    for (const auto& [name, value] : dirty) {
      const auto done = session_->outbox().set_number("counter-" + name, value);
      if (!done.ok()) log(Level::alarm, "outbox-failed", {{"reason", Word::of(done.error())}});
    }
  }

  void refresh(const Result<>& last, Time next_try = 0) {
    LinkStatus fresh;
    fresh.stop = without_session_;
    fresh.last_error = last_error_;
    if (session_ != nullptr) {
      const auto outbox = session_->outbox().status();
      if (outbox.ok()) fresh.outbox = *outbox;
      const Identity& identity = session_->identity();
      const auto stop = session_->stop();
      fresh.stop = stop.ok() ? *stop : Stop::disk;
      if (!outbox.ok() || (!last.ok() && last.error().code == Code::storage)) fresh.stop = Stop::disk;
      fresh.use = identity.use;
      fresh.device_id = identity.device_id;
      fresh.epoch = identity.epoch;
      fresh.hub = identity.hub;
      fresh.authority = identity.authority;
      fresh.last_contact = session_->last_contact();
      fresh.last_error = session_->last_error();
      fresh.clock_offset_s = session_->server_clock_offset();
      fresh.staff = session_->staff();
      const auto space = free_bytes(options_.folder);
      fresh.free_bytes = space.ok() ? *space : 0;
      if (content_ != nullptr) fresh.content = content_->report();
      fresh.next_try = next_try == 0 ? 0 : session_->now() + next_try - session_->ticks();
    }
    {
      const std::lock_guard lock(mutex_);
      status_ = std::move(fresh);
    }
    if (wake_) wake_();
  }

  const RunnerOptions options_;
  std::unique_ptr<Transport> transport_;
  const std::function<void()> wake_;
  std::unique_ptr<RunnerContent> content_;  // set before the thread runs
  std::unique_ptr<Session> session_;        // the thread's alone once it runs
  Time content_due_ = 0;
  Stop without_session_ = Stop::not_enrolled;
  std::string last_error_;  // why there is no session
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Posted> posted_;
  std::deque<Saved> saved_;
  LinkStatus status_;
  std::map<std::string, std::int64_t> counters_;
  std::map<std::string, std::int64_t> dirty_;
  bool stopping_ = false;
  bool hurry_ = false;
  bool report_ = false;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Runner>> Runner::start(const RunnerOptions& options,
                                              std::unique_ptr<Transport> transport,
                                              std::function<void()> wake) {
  auto runner = std::make_unique<ThreadRunner>(options, std::move(transport), std::move(wake));
  runner->open();
  return std::unique_ptr<Runner>(std::move(runner));
}

}  // namespace alongside
