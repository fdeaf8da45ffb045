// What TUF metadata is believed: signatures, rollback, freeze, mix and match (specification 1.0, section 5).
// Pure: bytes and a time in, a verdict out.
#pragma once

#include <sync/content/metadata.h>

#include <optional>
#include <string>
#include <string_view>

namespace alongside {

// invalid unless at least `threshold` different keys of the role signed. A key under two ids is one key; a
// signature that is broken or of a stranger is not counted and does no harm.
Result<> check_signatures(const Metadata& metadata, const TufKeys& keys, const RoleKeys& role);

// Kept: as our own store had it. Fetched: from anybody.
enum class Origin { kept, fetched };

// What is believed so far in one refresh. Every function leaves it as it was when it refuses.
class Trusted {
 public:
  // The root we hold: it must be signed by its own keys. It may have expired (5.3.10 comes after the last).
  static Result<Trusted> begin(std::string_view root, Time now);
  // 5.3: signed by the old root's keys and by its own, one version on.
  Result<> take_root(std::string_view text);
  // Whether the last root took or gave a timestamp or snapshot key: both are forgotten then (5.3.11).
  bool keys_rotated() const { return keys_rotated_; }
  Result<> end_roots();  // 5.3.10: the last one must not have expired

  enum class Taken { newer, same };
  // 5.4. `same`: this version is held already, and nothing is to be written.
  Result<Taken> take_timestamp(std::string_view text, Origin origin);
  // 5.5. A kept one that fits no more stays to compare with, and snapshot_ready() is false.
  Result<> take_snapshot(std::string_view text, Origin origin);
  bool snapshot_ready() const;
  // 5.6, of the top-level role and of those that a delegation names. `delegator` is null for the top level.
  // A role is checked against this delegator's keys every time.
  Result<TargetsMetadata> check_targets(std::string_view text, const std::string& role,
                                        const TargetsMetadata* delegator) const;

  Time now() const { return now_; }
  const RootMetadata& root() const { return root_; }
  const TimestampMetadata* timestamp() const { return timestamp_ ? &*timestamp_ : nullptr; }
  const SnapshotMetadata* snapshot() const { return snapshot_ ? &*snapshot_ : nullptr; }
  // Of a role in snapshot; null: it is not listed and must not be asked for.
  const MetaFile* listed(const std::string& role) const;

 private:
  Trusted(RootMetadata root, Time now) : root_(std::move(root)), now_(now) {}
  Result<> final_timestamp() const;
  RootMetadata root_;
  Time now_;
  bool keys_rotated_ = false;
  std::optional<TimestampMetadata> timestamp_;
  std::optional<SnapshotMetadata> snapshot_;
};

// Paths of a delegation: '*' and '?' stand for anything but '/'; prefixes for the SHA-256 of the path.
bool delegates(const Delegation& role, std::string_view path);
bool glob_matches(std::string_view pattern, std::string_view path);

}  // namespace alongside
