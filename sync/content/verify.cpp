// The TUF client workflow's checks, one role at a time.
#include <sync/content/verify.h>

#include <platform/crypto.h>
#include <platform/pem_key.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace alongside {
namespace {

Error wrong(const std::string& role, const std::string& what) { return {Code::invalid, role + ": " + what}; }

bool signed_by(const Metadata& metadata, const TufKey& key, const Bytes& signature) {
  const ByteView payload = view(metadata.payload);
  if (key.type == "ed25519") {
    const auto open = from_hex(key.open);
    if (!open.ok() || open->size() != 32) return false;
    Key32 key32{};
    std::copy(open->begin(), open->end(), key32.begin());
    return verify(key32, payload, signature);
  }
  if (key.type == "rsa") {
    if (key.scheme == "rsassa-pss-sha256")
      return verify_pem(key.open, PemScheme::rsa_pss_sha256, payload, signature);
    return key.scheme == "rsa-pkcs1v15-sha256" &&
           verify_pem(key.open, PemScheme::rsa_pkcs1_sha256, payload, signature);
  }
  return key.scheme == "ecdsa-sha2-nistp256" &&
         verify_pem(key.open, PemScheme::ecdsa_p256_sha256, payload, signature);
}

Result<> unexpired(const Metadata& metadata, const std::string& role, Time now) {
  return metadata.expires > now ? Result<>{} : Result<>{wrong(role, "expired")};
}

// The file that another role describes: its length and hashes, where they are given.
Result<> fits(const MetaFile& listed, std::string_view text, const std::string& role) {
  if (listed.length && static_cast<std::uint64_t>(*listed.length) != text.size())
    return wrong(role, "its length is not the listed one");
  if (listed.hashes.empty()) return {};
  const auto checked = check_hashes(listed.hashes, text);
  return checked.ok() ? Result<>{} : Result<>{wrong(role, checked.error().what)};
}

Result<> check_role(const Metadata& metadata, const RootMetadata& root, const std::string& role) {
  const auto checked = check_signatures(metadata, root.keys, root.roles.at(role));
  return checked.ok() ? Result<>{} : Result<>{wrong(role, checked.error().what)};
}

}  // namespace

Result<> check_signatures(const Metadata& metadata, const TufKeys& keys, const RoleKeys& role) {
  std::set<std::string> signers;
  for (const Signature& signature : metadata.signatures) {
    if (!std::binary_search(role.keyids.begin(), role.keyids.end(), signature.keyid)) continue;
    const auto key = keys.find(signature.keyid);
    if (key == keys.end() || key->second.fingerprint.empty()) continue;
    const auto bytes = from_hex(signature.sig);
    if (!bytes.ok() || !signed_by(metadata, key->second, *bytes)) continue;
    signers.insert(key->second.fingerprint);
  }
  if (static_cast<std::int64_t>(signers.size()) >= role.threshold) return {};
  return Error{Code::invalid, "signed by too few of its keys"};
}

Result<Trusted> Trusted::begin(std::string_view text, Time now) {
  RootMetadata root = TRY(read_root(text));
  TRY(check_role(root, root, "root"));
  return Trusted(std::move(root), now);
}

Result<> Trusted::take_root(std::string_view text) {
  RootMetadata next = TRY(read_root(text));
  TRY(check_role(next, root_, "root"));
  TRY(check_role(next, next, "root"));
  if (next.version != root_.version + 1) return wrong("root", "not the next version");
  keys_rotated_ = next.roles["timestamp"].keyids != root_.roles["timestamp"].keyids ||
                  next.roles["snapshot"].keyids != root_.roles["snapshot"].keyids;
  root_ = std::move(next);
  return {};
}

Result<> Trusted::end_roots() { return unexpired(root_, "root", now_); }

Result<> Trusted::final_timestamp() const { return unexpired(*timestamp_, "timestamp", now_); }

Result<Trusted::Taken> Trusted::take_timestamp(std::string_view text, Origin origin) {
  TimestampMetadata next = TRY(read_timestamp(text));
  TRY(check_role(next, root_, "timestamp"));
  if (origin == Origin::kept) {
    timestamp_ = std::move(next);
    return Taken::newer;
  }
  if (timestamp_) {
    if (next.version < timestamp_->version) return wrong("timestamp", "older than the one we hold");
    if (next.version == timestamp_->version) {
      TRY(final_timestamp());
      return Taken::same;
    }
    if (next.snapshot.version < timestamp_->snapshot.version)
      return wrong("timestamp", "names an older snapshot than the one we hold");
  }
  TRY(unexpired(next, "timestamp", now_));
  timestamp_ = std::move(next);
  return Taken::newer;
}

Result<> Trusted::take_snapshot(std::string_view text, Origin origin) {
  if (!timestamp_) return wrong("snapshot", "no timestamp yet");
  if (origin == Origin::fetched) TRY(fits(timestamp_->snapshot, text, "snapshot"));
  SnapshotMetadata next = TRY(read_snapshot(text));
  TRY(check_role(next, root_, "snapshot"));
  if (origin == Origin::kept) {
    snapshot_ = std::move(next);
    return {};
  }
  if (next.version != timestamp_->snapshot.version)
    return wrong("snapshot", "not the version that timestamp names");
  if (snapshot_) {
    for (const auto& [name, held] : snapshot_->meta) {
      const auto found = next.meta.find(name);
      if (found == next.meta.end()) return wrong("snapshot", "a role is gone");
      if (found->second.version < held.version) return wrong("snapshot", "names an older role than we hold");
    }
  }
  TRY(unexpired(next, "snapshot", now_));
  snapshot_ = std::move(next);
  return {};
}

bool Trusted::snapshot_ready() const {
  return timestamp_ && snapshot_ && snapshot_->version == timestamp_->snapshot.version &&
         unexpired(*snapshot_, "snapshot", now_).ok();
}

const MetaFile* Trusted::listed(const std::string& role) const {
  if (!snapshot_) return nullptr;
  const auto found = snapshot_->meta.find(role + ".json");
  return found == snapshot_->meta.end() ? nullptr : &found->second;
}

Result<TargetsMetadata> Trusted::check_targets(std::string_view text, const std::string& role,
                                               const TargetsMetadata* delegator) const {
  const MetaFile* meta = listed(role);
  if (meta == nullptr) return wrong(role, "not listed in snapshot");
  TRY(fits(*meta, text, role));
  TargetsMetadata targets = TRY(read_targets(text));
  if (delegator == nullptr) {
    TRY(check_role(targets, root_, "targets"));
  } else {
    const auto named = std::find_if(delegator->delegations.begin(), delegator->delegations.end(),
                                    [&role](const Delegation& one) { return one.name == role; });
    if (named == delegator->delegations.end()) return wrong(role, "not delegated");
    const auto checked = check_signatures(targets, delegator->keys, named->keys);
    if (!checked.ok()) return wrong(role, checked.error().what);
  }
  if (targets.version != meta->version) return wrong(role, "not the version that snapshot names");
  TRY(unexpired(targets, role, now_));
  return targets;
}

bool glob_matches(std::string_view pattern, std::string_view path) {
  // The usual walk with one step back: to the last '*', which then takes one more character.
  std::size_t p = 0;
  std::size_t at = 0;
  std::size_t star = pattern.npos;
  std::size_t after = 0;
  while (at < path.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      after = at;
    } else if (p < pattern.size() && (pattern[p] == path[at] || (pattern[p] == '?' && path[at] != '/'))) {
      ++p;
      ++at;
    } else if (star != pattern.npos && path[after] != '/') {
      p = star + 1;
      at = ++after;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == pattern.npos;
}

bool delegates(const Delegation& role, std::string_view path) {
  for (const std::string& pattern : role.paths) {
    if (glob_matches(pattern, path)) return true;
  }
  if (role.path_hash_prefixes.empty()) return false;
  const std::string hash = to_hex(sha256(view(path)));
  return std::any_of(role.path_hash_prefixes.begin(), role.path_hash_prefixes.end(),
                     [&hash](const std::string& prefix) { return hash.starts_with(prefix); });
}

}  // namespace alongside
