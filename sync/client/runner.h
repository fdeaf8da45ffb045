// The kiosk's one background thread: seals and saves visits, then talks to the server. The draw thread only
// posts and reads.
#pragma once

#include <platform/clock.h>
#include <platform/http.h>
#include <platform/result.h>
#include <sync/client/outbox.h>
#include <sync/content/pack_store.h>
#include <sync/record/bundle.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace alongside {

enum class DeviceUse { demo, production };

// Why no more visits can be taken; shown on the first screen (journeys.md K01).
enum class Stop {
  none,
  disk,
  keys,
  too_old,
  suspended,
  not_enrolled,
  broken
};  // broken: our files cannot be read

struct StaffAccess {
  std::string code;      // staff code, shown characters only
  std::string pin_hash;  // Argon2id
};

struct LinkStatus {
  Stop stop = Stop::none;
  DeviceUse use = DeviceUse::demo;
  std::string device_id;  // 32 hex digits; empty: not enrolled
  std::uint32_t epoch = 0;
  std::string hub;
  std::string authority;
  Time last_contact = 0;   // last answer of our server whose signature held; 0: never
  std::string last_error;  // plain words for staff; empty: none
  std::int64_t clock_offset_s = 0;
  OutboxStatus outbox;
  std::vector<StaffAccess> staff;
  std::int64_t free_bytes = 0;  // of the outbox's disk; 0: unknown
  Time next_try = 0;
  ContentReport content;  // what came from afar
};

// What is to be shown from the next visit on.
struct ReadyContent {
  std::optional<Pack> pack;         // none: the one that came with the program
  std::vector<std::string> hidden;  // the withdraw list
  std::string hash;                 // of the pack; empty: the one that came with the program
};

struct Saved {
  std::uint64_t ticket = 0;
  Result<> outcome;  // storage, or refused (no keys): the screen keeps the answers and says so
};

struct RunnerOptions {
  std::string folder;     // device.key, keys.json, enrolment.json, outbox.db
  std::string authority;  // @authority of the server as configured
  std::size_t smallest_class = 16384;
  std::int64_t low_disk_bytes = 64 << 20;  // under this: Stop::disk
  std::int64_t most_age_s = 35 * 86400;
  std::int64_t state_every_s = 60;
  bool rehearsal = false;
  std::string content_root;  // the first TUF root, as a file's content; empty: no content comes from afar
  std::int64_t content_every_s = 120;
};

class Runner {
 public:
  // `wake` is called from the runner's thread after something changed (a saved visit, a new status). Files
  // that cannot be read or written are no reason not to start: status() says Stop::broken or keys, and
  // nothing of them is touched.
  static Result<std::unique_ptr<Runner>> start(const RunnerOptions& options,
                                               std::unique_ptr<Transport> transport,
                                               std::function<void()> wake);
  virtual ~Runner() = default;  // stops the thread; what is saved stays saved
  // Fills in device_id, epoch, seq and record_id, seals, pads and commits; then take_saved() gives the
  // outcome. The record is wiped afterwards. Never blocks.
  virtual void save(VisitRecord visit, Lane lane, std::uint64_t ticket) = 0;
  virtual std::optional<Saved> take_saved() = 0;
  virtual LinkStatus status() const = 0;
  virtual void sync_now() = 0;
  // Each content once, when it is new. The caller shows it only between visits, and says what it shows.
  virtual std::optional<ReadyContent> take_content() { return std::nullopt; }
  virtual void showing(const std::string& version, const std::string& hash) {
    static_cast<void>(version.size() + hash.size());
  }
  // Small counters that survive a restart (wrong staff PINs: "staff-tries"). Reading never blocks; 0 when
  // unknown.
  virtual std::int64_t counter(const std::string& name) const { return name.empty() ? 0 : 0; }
  virtual void set_counter(const std::string& name, std::int64_t value) {
    static_cast<void>(name.size() + std::size_t(value));
  }
};

}  // namespace alongside
