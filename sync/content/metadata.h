// TUF metadata as plain values: root, timestamp, snapshot, targets (specification 1.0, section 4). Pure.
#pragma once

#include <platform/clock.h>
#include <platform/json.h>
#include <platform/result.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace alongside {

// trust.md 3.2: no file over these is read.
inline constexpr std::size_t root_most_bytes = 64u << 10;
inline constexpr std::size_t timestamp_most_bytes = 16u << 10;
inline constexpr std::size_t snapshot_most_bytes = 256u << 10;
inline constexpr std::size_t targets_most_bytes = 4u << 20;
inline constexpr std::size_t target_most_bytes = 64u << 20;
inline constexpr std::size_t tuf_most_keys = 256;        // in one file
inline constexpr std::size_t tuf_most_signatures = 128;  // of one file
inline constexpr std::size_t tuf_most_delegations = 1000;
inline constexpr std::size_t role_name_most_bytes = 80;  // so that, percent-encoded, it is a file's name
inline constexpr std::size_t target_path_most_bytes = 1024;

// "ed25519", "ecdsa" (or its old name "ecdsa-sha2-nistp256"), "rsa"; others are kept and verify nothing.
struct TufKey {
  std::string type;
  std::string scheme;
  std::string open;         // hex for Ed25519, PEM for the others
  std::string fingerprint;  // equal for equal keys under other names or layouts; empty: unusable
};
using TufKeys = std::map<std::string, TufKey>;  // key id -> key

struct RoleKeys {
  std::vector<std::string> keyids;  // each once
  std::int64_t threshold = 1;
  bool operator==(const RoleKeys&) const = default;
};

struct MetaFile {
  std::int64_t version = 0;
  std::optional<std::int64_t> length;
  std::map<std::string, std::string> hashes;  // "sha256" -> hex; empty: none given
};

struct TargetFile {
  std::int64_t length = 0;
  std::map<std::string, std::string> hashes;
  Json custom;
};

struct Delegation {
  std::string name;
  RoleKeys keys;
  bool terminating = false;
  std::vector<std::string> paths;
  std::vector<std::string> path_hash_prefixes;
};

struct Signature {
  std::string keyid;
  std::string sig;  // hex, as received
};

struct Metadata {
  std::string payload;  // canonical JSON of `signed`: what signatures cover
  std::vector<Signature> signatures;
  std::int64_t version = 0;
  Time expires = 0;
};
struct RootMetadata : Metadata {
  bool consistent_snapshot = false;
  TufKeys keys;
  std::map<std::string, RoleKeys> roles;  // the four of the specification, all there
};
struct TimestampMetadata : Metadata {
  MetaFile snapshot;
};
struct SnapshotMetadata : Metadata {
  std::map<std::string, MetaFile> meta;  // "targets.json", "ROLE.json"
};
struct TargetsMetadata : Metadata {
  std::map<std::string, TargetFile> targets;
  TufKeys keys;  // of the delegations
  std::vector<Delegation> delegations;
};

// invalid: "ROLE: reason". Signatures are not looked at: verify.h does that.
Result<RootMetadata> read_root(std::string_view text);
Result<TimestampMetadata> read_timestamp(std::string_view text);
Result<SnapshotMetadata> read_snapshot(std::string_view text);
Result<TargetsMetadata> read_targets(std::string_view text);

bool is_top_level(std::string_view role);
std::string keyid_of(const Json& key);  // SHA-256 of the canonical key, unknown members included
// "2030-01-01T00:00:00Z" and nothing else, RFC 3339.
Result<Time> read_utc(const std::string& text);
// Percent-encoded but for letters, digits and _.-~ : for an address and for a file's name.
std::string percent_encoded(std::string_view name);
// Target paths are relative, with '/' between parts; no part is empty, "." or ".."; no control character,
// backslash or invalid UTF-8.
Result<> check_target_path(std::string_view path);
// invalid unless length and every hash that we know fit, and at least one is known.
Result<> check_hashes(const std::map<std::string, std::string>& hashes, std::string_view content);

}  // namespace alongside
