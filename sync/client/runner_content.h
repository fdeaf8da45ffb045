// The runner's part for signed content: pulls on its thread, and hands over what is new.
#pragma once

#include <sync/client/runner.h>

#include <memory>
#include <mutex>

namespace alongside {

class RunnerContent {
 public:
  // Checks at once what is on the disk, so that the first visit already has it.
  static Result<std::unique_ptr<RunnerContent>> open(const std::string& folder,
                                                     const std::string& first_root);
  // One step. True: there is more to fetch now. For the runner's thread.
  bool pull(Transport& transport, const PullFacts& facts);
  ContentReport report() const;

  // From any thread.
  std::optional<ReadyContent> take();
  void showing(const std::string& version, const std::string& hash);
  void add_health(Json& counters) const;

 private:
  explicit RunnerContent(PackStore store) : store_(std::move(store)) {}
  void hand_over();

  PackStore store_;  // the runner's thread alone, after open()
  std::string handed_;
  mutable std::mutex mutex_;
  std::optional<ReadyContent> ready_;
  std::string shown_version_;
  std::string shown_hash_;
  ContentReport report_;
};

}  // namespace alongside
