// New content is read and checked on the runner's thread; the drawing thread only takes it.
#include <sync/client/runner_content.h>

#include <platform/log.h>

#include <nlohmann/json.hpp>

namespace alongside {

Result<std::unique_ptr<RunnerContent>> RunnerContent::open(const std::string& folder,
                                                           const std::string& first_root) {
  std::unique_ptr<RunnerContent> content(new RunnerContent(TRY(PackStore::open(folder, first_root))));
  content->hand_over();
  return content;
}

// Nothing when it is what was handed over before.
void RunnerContent::hand_over() {
  ReadyContent ready;
  const auto files = store_.load();
  const ContentReport& report = store_.report();
  const std::string now = report.hash + " " + report.withdrawn;
  if (files.ok()) {
    auto pack = read_pack(*files);
    if (pack.ok()) ready.pack = pack.take();
    ready.hash = report.hash;
  }
  ready.hidden = store_.withdraw_list();
  const std::lock_guard lock(mutex_);
  report_ = report;
  if (now == handed_) return;
  handed_ = now;
  ready_ = std::move(ready);
}

bool RunnerContent::pull(Transport& transport, const PullFacts& facts) {
  const ContentReport before = store_.report();
  const auto pulled = store_.pull(transport, facts);
  const ContentReport& after = store_.report();
  if (!pulled.ok() && after.fault != before.fault)
    log(Level::warning, "content-not-taken", {{"reason", Word::of(pulled.error())}});
  if (after.hash != before.hash || after.withdrawn != before.withdrawn) hand_over();
  const std::lock_guard lock(mutex_);
  report_ = after;
  return pulled.ok() && *pulled;
}

ContentReport RunnerContent::report() const {
  const std::lock_guard lock(mutex_);
  return report_;
}

std::optional<ReadyContent> RunnerContent::take() {
  const std::lock_guard lock(mutex_);
  std::optional<ReadyContent> taken(std::move(ready_));
  ready_.reset();
  return taken;
}

void RunnerContent::showing(const std::string& version, const std::string& hash) {
  const std::lock_guard lock(mutex_);
  shown_version_ = version;
  shown_hash_ = hash;
}

void RunnerContent::add_health(Json& counters) const {
  const std::lock_guard lock(mutex_);
  if (!shown_version_.empty()) counters["content"] = shown_version_;
  if (!shown_hash_.empty()) counters["content_hash"] = shown_hash_;
  if (!report_.withdrawn.empty()) counters["withdrawn"] = report_.withdrawn;
  counters["content_fault"] = report_.fault.empty() ? 0 : 1;
  counters["content_refreshed_at"] = report_.refreshed_at;
}

}  // namespace alongside
