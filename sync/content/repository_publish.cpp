// Signing and publishing: signatures gathered, roles written, snapshot, and timestamp last of all.
#include <sync/content/repository.h>

#include <platform/files.h>
#include <sync/content/repository_parts.h>
#include <sync/content/tuf_json.h>
#include <sync/content/updater.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>

namespace alongside {
namespace repository_parts {

Json empty_role(const char* type) { return {{"_type", type}, {"spec_version", "1.0.31"}}; }

std::string written(const Json& file) { return file.dump(1) + "\n"; }

void add_key(Json& keys, Json& role, Json key) {
  const std::string keyid = keyid_of(key);
  keys[keyid] = std::move(key);
  Json& keyids = role["keyids"];
  if (std::find(keyids.begin(), keyids.end(), keyid) == keyids.end()) keyids.push_back(keyid);
}

void drop_unused_keys(Json& keys, const Json& roles) {
  std::set<std::string> used;
  for (const Json& role : roles) {
    for (const Json& keyid : role["keyids"]) used.insert(keyid.get<std::string>());
  }
  for (auto at = keys.begin(); at != keys.end();)
    at = used.contains(at.key()) ? std::next(at) : keys.erase(at);
}

}  // namespace repository_parts

using namespace repository_parts;

namespace {

Metadata unread(const Json& file) {
  Metadata metadata;
  metadata.payload = canonical_tuf(file["signed"]);
  for (const Json& entry : file["signatures"])
    metadata.signatures.push_back({entry["keyid"].get<std::string>(), entry["sig"].get<std::string>()});
  return metadata;
}

int good_signatures(const Json& file, const TufKeys& keys, const RoleKeys& role) {
  int good = 0;
  const Metadata all = unread(file);
  for (const Signature& one : all.signatures) {
    Metadata alone = all;
    alone.signatures = {one};
    RoleKeys any = role;
    any.threshold = 1;
    if (check_signatures(alone, keys, any).ok()) ++good;
  }
  return good;
}

Json meta_of(std::string_view text, std::int64_t version) {
  return {
      {"version", version}, {"length", text.size()}, {"hashes", {{"sha256", to_hex(sha256(view(text)))}}}};
}

Result<std::string> signed_text(const Json& body, const SigningKey& key) {
  return sign_metadata_text(written({{"signed", body}, {"signatures", Json::array()}}), key);
}

}  // namespace

Json tuf_key_of(const Key32& open) {
  return {{"keytype", "ed25519"}, {"scheme", "ed25519"}, {"keyval", {{"public", to_hex(open)}}}};
}

Result<std::string> sign_metadata_text(std::string_view text, const SigningKey& key) {
  Json file = TRY(parse_tuf_json(text, targets_most_bytes));
  if (!file.is_object() || !file.contains("signed") || !file["signed"].is_object() ||
      !file.contains("signatures") || !file["signatures"].is_array())
    return Error{Code::invalid, "no metadata file"};
  const std::string keyid = keyid_of(tuf_key_of(key.open));
  for (const Json& entry : file["signatures"]) {
    if (entry.is_object() && string_or(entry, "keyid") == keyid)
      return Error{Code::refused, "this key signed it already: another person's key is needed"};
  }
  const Signature64 signature = sign(key, view(canonical_tuf(file["signed"])));
  file["signatures"].push_back({{"keyid", keyid}, {"sig", to_hex(signature)}});
  return written(file);
}

// The keys that must sign what waits: of root, for root itself and the top-level roles; else the delegator's.
Result<TufKeys> Repository::keys_of(const std::string& role, RoleKeys& keys) const {
  if (role == "root" || role == "targets") {
    const RootMetadata root = TRY(read_root(written(TRY(latest("root")))));
    keys = root.roles.at(role);
    return root.keys;
  }
  const TargetsMetadata targets = TRY(read_targets(written(TRY(latest("targets")))));
  for (const Delegation& delegation : targets.delegations) {
    if (delegation.name != role) continue;
    keys = delegation.keys;
    return targets.keys;
  }
  return Error{Code::missing, role + ": nobody delegates to it"};
}

Result<bool> Repository::ready(const std::string& role, int* good, RoleKeys* asked) const {
  const Json file = TRY(parse_tuf_json(TRY(staged(role)), targets_most_bytes));
  RoleKeys keys;
  const TufKeys all = TRY(keys_of(role, keys));
  if (good != nullptr) *good = good_signatures(file, all, keys);
  if (asked != nullptr) *asked = keys;
  if (!check_signatures(unread(file), all, keys).ok()) return false;
  if (role != "root") return true;
  const auto before = published("root");
  if (!before.ok()) return before.error().code == Code::missing ? Result<bool>(true) : before.error();
  const RootMetadata old = TRY(read_root(written(*before)));
  return check_signatures(unread(file), old.keys, old.roles.at("root")).ok();
}

Result<> Repository::take(std::string_view text) {
  const Json carried = TRY(parse_tuf_json(text, targets_most_bytes));
  for (const std::string& role : TRY(staged_roles())) {
    Json mine = TRY(parse_tuf_json(TRY(staged(role)), targets_most_bytes));
    if (!carried.is_object() || !carried.contains("signed") || mine["signed"] != carried["signed"]) continue;
    const auto read = role == "root" ? outcome(read_root(text)) : outcome(read_targets(text));
    if (!read.ok()) return read;
    for (const Json& entry : carried["signatures"]) {
      Json& held = mine["signatures"];
      const auto same = [&entry](const Json& other) { return other["keyid"] == entry["keyid"]; };
      if (std::none_of(held.begin(), held.end(), same)) held.push_back(entry);
    }
    RoleKeys keys;
    const TufKeys all = TRY(keys_of(role, keys));
    if (good_signatures(mine, all, keys) == 0)
      return Error{Code::refused, role + ": none of its keys signed this"};
    return write_file(path("staged/" + percent_encoded(role) + ".json"), written(mine));
  }
  return Error{Code::refused,
               "nothing like this waits for signatures: was it changed since it was carried away?"};
}

Result<std::vector<std::string>> Repository::staged_roles() const {
  std::vector<std::string> roles = {"root"};  // in the order of publishing
  const auto latest_targets = latest("targets");
  if (latest_targets.ok()) {
    const TargetsMetadata targets = TRY(read_targets(written(*latest_targets)));
    for (const Delegation& delegation : targets.delegations) roles.push_back(delegation.name);
  }
  roles.push_back("targets");
  std::erase_if(roles, [this](const std::string& role) { return !staged(role).ok(); });
  return roles;
}

Result<std::vector<std::string>> Repository::snapshot(const SigningKey& online, Time now) {
  std::vector<std::string> left;
  const auto before = published("snapshot");
  if (!before.ok() && before.error().code != Code::missing) return before.error();
  Json body = empty_role("snapshot");
  body["meta"] = before.ok() ? (*before)["signed"]["meta"] : Json::object();
  for (const std::string& role : TRY(staged_roles())) {
    const std::string text = TRY(staged(role));
    const std::int64_t version = TRY(parse_tuf_json(text, targets_most_bytes))["signed"]["version"];
    if (!TRY(ready(role, nullptr, nullptr))) {
      left.push_back(role);
      continue;
    }
    TRY(put(role, version, text));
    if (role != "root") body["meta"][role + ".json"] = meta_of(text, version);
  }
  if (!body["meta"].contains("targets.json"))
    return Error{Code::refused, "targets still waits for its signatures: nothing can be published"};
  if (TRY(newest_file("root")) == 0) return Error{Code::refused, "root still waits for its signatures"};
  const std::int64_t version = before.ok() ? (*before)["signed"]["version"].get<std::int64_t>() + 1 : 1;
  body["version"] = version;
  body["expires"] = iso_utc(now + snapshot_lasts_s);
  const std::string text = TRY(signed_text(body, online));
  const RootMetadata root = TRY(read_root(written(TRY(published("root")))));
  TRY(check_signatures(TRY(read_snapshot(text)), root.keys, root.roles.at("snapshot")));
  TRY(put("snapshot", version, text));
  return left;
}

Result<> Repository::timestamp(const SigningKey& online, Time now) {
  const std::int64_t newest = TRY(newest_file("snapshot"));
  if (newest == 0) return Error{Code::refused, "no snapshot yet"};
  const std::string snapshot =
      TRY(read_file(path("metadata/" + std::to_string(newest) + ".snapshot.json"), snapshot_most_bytes));
  const auto before = published("timestamp");
  if (!before.ok() && before.error().code != Code::missing) return before.error();
  Json body = empty_role("timestamp");
  body["version"] = before.ok() ? (*before)["signed"]["version"].get<std::int64_t>() + 1 : 1;
  body["expires"] = iso_utc(now + timestamp_lasts_s);
  body["meta"] = {{"snapshot.json", meta_of(snapshot, newest)}};
  const std::string text = TRY(signed_text(body, online));
  const RootMetadata root = TRY(read_root(written(TRY(published("root")))));
  if (root.expires <= now) return Error{Code::refused, "root has expired: sign a new one first"};
  TRY(check_signatures(TRY(read_timestamp(text)), root.keys, root.roles.at("timestamp")));
  TRY(put("timestamp", 0, text));
  // What is seen now waits no more.
  for (const std::string& role : TRY(staged_roles())) {
    const auto seen = published(role);
    const Json waiting = TRY(parse_tuf_json(TRY(staged(role)), targets_most_bytes));
    if (seen.ok() && (*seen)["signed"] == waiting["signed"])
      TRY(remove_file(path("staged/" + percent_encoded(role) + ".json")));
  }
  return {};
}

}  // namespace alongside
