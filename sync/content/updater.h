// The TUF client: keeps trusted metadata in a folder, brings it up to date, finds and fetches targets.
#pragma once

#include <platform/http.h>
#include <sync/content/verify.h>

#include <string>
#include <vector>

namespace alongside {

// Trusted metadata as received, one file a role: FOLDER/root.json. A role's name is percent-encoded.
class MetadataStore {
 public:
  explicit MetadataStore(std::string folder) : folder_(std::move(folder)) {}
  Result<std::string> load(const std::string& role) const;  // missing: never had it
  Result<> save(const std::string& role, std::string_view text);
  Result<> forget(const std::string& role);

 private:
  std::string path(const std::string& role) const { return folder_ + "/" + percent_encoded(role) + ".json"; }
  std::string folder_;
};

// One place to fetch from: a transport, and the path under which it keeps its files.
class Fetcher {
 public:
  Fetcher(Transport& transport, std::string base_path);
  // missing: 404. offline: another answer or none. invalid: more than `most_bytes`.
  Result<std::string> get(const std::string& name, std::size_t most_bytes);

 private:
  Transport* transport_;
  std::string base_path_;
};

struct FoundTarget {
  std::string path;
  TargetFile file;
  std::string role;  // that named it: "targets" or a delegated one
};

class Updater {
 public:
  // `now` is the start of the refresh, and the time of every check of expiry in it.
  Updater(MetadataStore store, Fetcher metadata, Fetcher targets, Time now)
      : store_(std::move(store)), metadata_(std::move(metadata)), targets_(std::move(targets)), now_(now) {}

  // 5.3 to 5.6 of the specification. invalid: what is there is not to be believed. offline: no answer.
  // storage: our own disk. What was believed before a fault is kept.
  Result<> refresh();
  // 5.6.7: pre-order, depth first, at most 32 delegated roles. missing: no role names it.
  Result<FoundTarget> find(const std::string& path);
  // The content, of the length and the hashes that the metadata says.
  Result<std::string> fetch(const FoundTarget& target);
  // fetch() into a file, unless it holds the target already.
  Result<> keep(const FoundTarget& target, const std::string& file);
  // Where the target lies under the targets' address: with its hash before its name where snapshots are
  // consistent.
  static Result<std::string> address(const FoundTarget& target, bool consistent_snapshot);

  // After refresh().
  const Trusted& trusted() const { return *trusted_; }
  const TargetsMetadata& top_targets() const { return *top_; }
  // A delegated role whose delegator was read; from the store or fetched.
  Result<TargetsMetadata> role(const std::string& name, const TargetsMetadata* delegator);

 private:
  struct Step {
    std::string role;
    std::string delegator;
  };
  Result<> roots();
  Result<> timestamp();
  Result<> snapshot();
  std::string name_of(const std::string& role, std::int64_t version) const;

  MetadataStore store_;
  Fetcher metadata_;
  Fetcher targets_;
  Time now_;
  std::optional<Trusted> trusted_;
  std::optional<TargetsMetadata> top_;
};

inline constexpr int tuf_most_root_steps = 256;
inline constexpr int tuf_most_roles_visited = 32;

}  // namespace alongside
