// The repository's folder: roles staged, signed, published in an order that never shows half of a change.
#include <sync/content/repository.h>

#include <platform/files.h>
#include <sync/content/repository_parts.h>
#include <sync/content/tuf_json.h>
#include <sync/content/updater.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>

namespace alongside {

using namespace repository_parts;

Result<Repository> Repository::init(const std::string& folder, const NewRepository& fresh, Time now) {
  if (fresh.threshold < 1 || fresh.offline.size() < static_cast<std::size_t>(fresh.threshold))
    return Error{Code::refused, "more signatures are asked for than there are keys"};
  if (fresh.online.empty()) return Error{Code::refused, "a key for snapshot and timestamp is missing"};
  Repository repository(folder);
  for (const char* part : {"metadata", "targets", "staged"}) TRY(make_folder(repository.path(part)));
  if (!TRY(list_files(folder)).empty()) return Error{Code::refused, folder + ": not empty"};
  Json root = empty_role("root");
  root["consistent_snapshot"] = true;
  root["keys"] = Json::object();
  for (const char* role : {"root", "targets", "snapshot", "timestamp"}) {
    const bool offline = std::string_view(role) == "root" || std::string_view(role) == "targets";
    Json& entry = root["roles"][role];
    entry = {{"keyids", Json::array()}, {"threshold", offline ? fresh.threshold : 1}};
    for (const Json& key : offline ? fresh.offline : fresh.online) add_key(root["keys"], entry, key);
    if (offline && entry["keyids"].size() < static_cast<std::size_t>(fresh.threshold))
      return Error{Code::refused, "one key was given twice"};
  }
  TRY(repository.stage("root", root, now + root_lasts_s));
  Json targets = empty_role("targets");
  targets["targets"] = Json::object();
  TRY(repository.stage("targets", targets, now + targets_last_s));
  return repository;
}

Result<Repository> Repository::open(const std::string& folder) {
  Repository repository(folder);
  TRY(repository.latest("root"));
  return repository;
}

Result<std::int64_t> Repository::newest_file(const std::string& role) const {
  const std::string ending = "." + percent_encoded(role) + ".json";
  std::int64_t newest = 0;
  for (const std::string& name : TRY(list_files(path("metadata")))) {
    const std::string number = name.substr(0, name.find('.'));
    if (number.empty() || number.size() > 15 || number.find_first_not_of("0123456789") != number.npos)
      continue;
    if (name.substr(number.size()) == ending)
      newest = std::max<std::int64_t>(newest, std::strtoll(number.c_str(), nullptr, 10));
  }
  return newest;
}

Result<Json> Repository::published(const std::string& role) const {
  if (role == "timestamp")
    return parse_tuf_json(TRY(read_file(path("metadata/timestamp.json"), timestamp_most_bytes)),
                          timestamp_most_bytes);
  std::int64_t version = 0;
  if (role == "root") {
    version = TRY(newest_file("root"));
  } else if (role == "snapshot") {
    const Json timestamp = TRY(published("timestamp"));
    version = timestamp["signed"]["meta"]["snapshot.json"]["version"].get<std::int64_t>();
  } else {
    const Json snapshot = TRY(published("snapshot"));
    const Json& meta = snapshot["signed"]["meta"];
    const auto found = meta.find(role + ".json");
    if (found != meta.end()) version = (*found)["version"].get<std::int64_t>();
  }
  if (version == 0) return Error{Code::missing, role + ": never published"};
  const std::string name = "metadata/" + std::to_string(version) + "." + percent_encoded(role) + ".json";
  return parse_tuf_json(TRY(read_file(path(name), targets_most_bytes)), targets_most_bytes);
}

Result<std::string> Repository::staged(const std::string& role) const {
  return read_file(path("staged/" + percent_encoded(role) + ".json"), targets_most_bytes);
}

Result<Json> Repository::latest(const std::string& role) const {
  const auto waiting = staged(role);
  if (waiting.ok()) return parse_tuf_json(*waiting, targets_most_bytes);
  return published(role);
}

Result<> Repository::stage(const std::string& role, Json body, Time expires) {
  const auto seen = published(role);
  if (!seen.ok() && seen.error().code != Code::missing) return seen.error();
  body["version"] = seen.ok() ? (*seen)["signed"]["version"].get<std::int64_t>() + 1 : 1;
  body["expires"] = iso_utc(expires);
  const std::string text = written({{"signed", body}, {"signatures", Json::array()}});
  const auto fits = role == "root" ? outcome(read_root(text)) : outcome(read_targets(text));
  if (!fits.ok()) return fits.error();
  return write_file(path("staged/" + percent_encoded(role) + ".json"), text);
}

Result<> Repository::add(const std::string& name, std::string_view content, const std::string& role,
                         Time now) {
  return add_all({{name, std::string(content)}}, role, now);
}

Result<> Repository::add_all(const std::map<std::string, std::string>& files, const std::string& role,
                             Time now) {
  Json body = TRY(latest(role))["signed"];
  if (role == "root" || !body.contains("targets")) return Error{Code::refused, role + ": holds no targets"};
  for (const auto& [name, content] : files) {
    TRY(check_target_path(name));
    if (content.size() > target_most_bytes) return Error{Code::refused, name + ": larger than allowed"};
    FoundTarget target;
    target.path = name;
    target.file.hashes["sha256"] = to_hex(sha256(view(content)));
    const std::string file = path("targets/" + TRY(Updater::address(target, true)));
    TRY(make_folder(file.substr(0, file.rfind('/'))));
    TRY(write_file(file, content));
    body["targets"][name] = {{"length", content.size()},
                             {"hashes", {{"sha256", target.file.hashes["sha256"]}}}};
  }
  return stage(role, body, now + (role == "targets" ? targets_last_s : delegated_lasts_s));
}

Result<> Repository::remove(const std::vector<std::string>& paths, const std::string& role, Time now) {
  Json body = TRY(latest(role))["signed"];
  for (const std::string& name : paths) {
    if (!body.contains("targets") || body["targets"].erase(name) == 0)
      return Error{Code::missing, name + ": not a target of " + role};
  }
  return stage(role, body, now + (role == "targets" ? targets_last_s : delegated_lasts_s));
}

Result<> Repository::delegate(const NewDelegation& delegation, Time now) {
  Json body = TRY(latest("targets"))["signed"];
  if (!body.contains("delegations"))
    body["delegations"] = {{"keys", Json::object()}, {"roles", Json::array()}};
  Json& roles = body["delegations"]["roles"];
  for (auto at = roles.begin(); at != roles.end(); ++at) {
    if ((*at)["name"] != delegation.name) continue;
    roles.erase(at);
    break;
  }
  Json entry = {{"name", delegation.name},
                {"keyids", Json::array()},
                {"threshold", delegation.threshold},
                {"terminating", delegation.terminating},
                {"paths", delegation.paths}};
  for (const Json& key : delegation.keys) add_key(body["delegations"]["keys"], entry, key);
  if (entry["keyids"].size() < static_cast<std::size_t>(delegation.threshold))
    return Error{Code::refused, "more signatures are asked for than there are keys"};
  roles.push_back(entry);
  drop_unused_keys(body["delegations"]["keys"], roles);
  TRY(stage("targets", body, now + targets_last_s));
  if (latest(delegation.name).ok()) return {};
  Json fresh = empty_role("targets");
  fresh["targets"] = Json::object();
  return stage(delegation.name, fresh, now + delegated_lasts_s);
}

Result<> Repository::rotate(const KeyChange& change, Time now) {
  Json body = TRY(latest("root"))["signed"];
  if (!body["roles"].contains(change.role)) return Error{Code::refused, change.role + ": not a role of root"};
  Json& entry = body["roles"][change.role];
  for (const std::string& keyid : change.remove) {
    const auto found = std::find(entry["keyids"].begin(), entry["keyids"].end(), keyid);
    if (found == entry["keyids"].end()) return Error{Code::missing, keyid + ": not a key of " + change.role};
    entry["keyids"].erase(found);
  }
  for (const Json& key : change.add) add_key(body["keys"], entry, key);
  if (change.threshold > 0) entry["threshold"] = change.threshold;
  if (entry["keyids"].size() < entry["threshold"].get<std::size_t>())
    return Error{Code::refused, "more signatures are asked for than there are keys"};
  drop_unused_keys(body["keys"], body["roles"]);
  return stage("root", body, now + root_lasts_s);
}

Result<> Repository::renew(const std::string& role, Time now) {
  Json body = TRY(latest(role))["signed"];
  const Time lasts = role == "root" ? root_lasts_s : role == "targets" ? targets_last_s : delegated_lasts_s;
  return stage(role, body, now + lasts);
}

Result<> Repository::put(const std::string& role, std::int64_t version, std::string_view text) const {
  const std::string name = percent_encoded(role) + ".json";
  return write_file(path("metadata/" + (version == 0 ? name : std::to_string(version) + "." + name)), text);
}

}  // namespace alongside
