// The TUF client workflow over a store, a transport and the pure checks of verify.h.
#include <sync/content/updater.h>

#include <platform/files.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace alongside {

Result<std::string> MetadataStore::load(const std::string& role) const {
  return read_file(path(role), targets_most_bytes);
}

Result<> MetadataStore::save(const std::string& role, std::string_view text) {
  return write_file(path(role), text);
}

Result<> MetadataStore::forget(const std::string& role) { return remove_file(path(role)); }

Fetcher::Fetcher(Transport& transport, std::string base_path)
    : transport_(&transport), base_path_(std::move(base_path)) {
  if (!base_path_.ends_with('/')) base_path_ += '/';
}

Result<std::string> Fetcher::get(const std::string& name, std::size_t most_bytes) {
  HttpRequest request;
  request.target = base_path_ + name;
  request.answer_most_bytes = std::max<std::size_t>(most_bytes, 1);
  HttpResponse response = TRY(transport_->send(request));
  if (response.status == 404) return Error{Code::missing, name + ": not there"};
  if (response.status != 200)
    return Error{Code::offline, name + ": answered " + std::to_string(response.status)};
  const std::string encoding = response.header("content-encoding");
  if (!encoding.empty() && encoding != "identity") return Error{Code::offline, name + ": encoded"};
  if (response.body.size() > most_bytes) return Error{Code::invalid, name + ": larger than allowed"};
  return std::move(response.body);
}

std::string Updater::name_of(const std::string& role, std::int64_t version) const {
  const std::string name = percent_encoded(role) + ".json";
  return trusted_->root().consistent_snapshot ? std::to_string(version) + "." + name : name;
}

Result<> Updater::roots() {
  for (int step = 0; step < tuf_most_root_steps; ++step) {
    const std::string name = std::to_string(trusted_->root().version + 1) + ".root.json";
    const auto text = metadata_.get(name, root_most_bytes);
    if (!text.ok() && text.error().code == Code::missing) break;
    if (!text.ok()) return text.error();
    TRY(trusted_->take_root(*text));
    // Before the new root is kept: cut short here, the next refresh does both again.
    if (trusted_->keys_rotated()) {
      TRY(store_.forget("timestamp"));
      TRY(store_.forget("snapshot"));
    }
    TRY(store_.save("root", *text));
  }
  return trusted_->end_roots();
}

Result<> Updater::timestamp() {
  const auto kept = store_.load("timestamp");
  // What is kept and not to be believed any more counts as never had.
  if (kept.ok()) static_cast<void>(trusted_->take_timestamp(*kept, Origin::kept).ok());
  const std::string text = TRY(metadata_.get("timestamp.json", timestamp_most_bytes));
  if (TRY(trusted_->take_timestamp(text, Origin::fetched)) == Trusted::Taken::same) return {};
  return store_.save("timestamp", text);
}

Result<> Updater::snapshot() {
  const auto kept = store_.load("snapshot");
  if (kept.ok()) static_cast<void>(trusted_->take_snapshot(*kept, Origin::kept).ok());
  if (trusted_->snapshot_ready()) return {};
  const MetaFile& meta = trusted_->timestamp()->snapshot;
  const auto most = std::min<std::uint64_t>(
      snapshot_most_bytes,
      static_cast<std::uint64_t>(meta.length.value_or(std::int64_t{snapshot_most_bytes})));
  const std::string text = TRY(metadata_.get(name_of("snapshot", meta.version), most));
  TRY(trusted_->take_snapshot(text, Origin::fetched));
  return store_.save("snapshot", text);
}

Result<> Updater::refresh() {
  top_.reset();
  trusted_ = TRY(Trusted::begin(TRY(store_.load("root")), now_));
  TRY(roots());
  TRY(timestamp());
  TRY(snapshot());
  top_ = TRY(role("targets", nullptr));
  return {};
}

Result<TargetsMetadata> Updater::role(const std::string& name, const TargetsMetadata* delegator) {
  const MetaFile* meta = trusted_->listed(name);
  if (meta == nullptr) return Error{Code::invalid, percent_encoded(name) + ": not listed in snapshot"};
  const auto kept = store_.load(name);
  if (kept.ok()) {
    auto checked = trusted_->check_targets(*kept, name, delegator);
    if (checked.ok()) return checked;
  }
  const auto most = std::min<std::uint64_t>(
      targets_most_bytes,
      static_cast<std::uint64_t>(meta->length.value_or(std::int64_t{targets_most_bytes})));
  const std::string text = TRY(metadata_.get(name_of(name, meta->version), most));
  TargetsMetadata taken = TRY(trusted_->check_targets(text, name, delegator));
  TRY(store_.save(name, text));
  return taken;
}

Result<FoundTarget> Updater::find(const std::string& path) {
  if (!top_) return Error{Code::invalid, "refresh first"};
  TRY(check_target_path(path));
  std::map<std::string, TargetsMetadata> read;
  std::set<std::string> visited;
  std::vector<Step> open{{"targets", ""}};
  while (!open.empty() && visited.size() <= tuf_most_roles_visited) {
    const Step step = open.back();
    open.pop_back();
    if (!visited.insert(step.role).second) continue;
    const TargetsMetadata* delegator = step.delegator.empty() ? nullptr : &read.at(step.delegator);
    TargetsMetadata fresh = step.delegator.empty() ? *top_ : TRY(role(step.role, delegator));
    const TargetsMetadata& here = read[step.role] = std::move(fresh);
    const auto found = here.targets.find(path);
    if (found != here.targets.end()) {
      FoundTarget target{path, found->second, step.role};
      return target;
    }
    std::vector<Step> next;
    for (const Delegation& delegation : here.delegations) {
      if (!delegates(delegation, path)) continue;
      next.push_back({delegation.name, step.role});
      if (!delegation.terminating) continue;
      open.clear();
      break;
    }
    open.insert(open.end(), next.rbegin(), next.rend());
  }
  return Error{Code::missing, "no role names this target"};
}

Result<std::string> Updater::address(const FoundTarget& target, bool consistent_snapshot) {
  TRY(check_target_path(target.path));
  std::string out;
  std::string_view rest = target.path;
  for (std::size_t slash = rest.find('/'); slash != rest.npos; slash = rest.find('/')) {
    out += percent_encoded(rest.substr(0, slash)) + "/";
    rest.remove_prefix(slash + 1);
  }
  if (!consistent_snapshot) return out + percent_encoded(rest);
  for (const char* kind : {"sha256", "sha512"}) {
    const auto hash = target.file.hashes.find(kind);
    if (hash != target.file.hashes.end()) return out + hash->second + "." + percent_encoded(rest);
  }
  return Error{Code::invalid, "target: no hash of a known kind"};
}

Result<std::string> Updater::fetch(const FoundTarget& target) {
  const auto length = static_cast<std::uint64_t>(target.file.length);
  if (length > target_most_bytes) return Error{Code::invalid, "target: larger than allowed"};
  const std::string name = TRY(address(target, trusted_->root().consistent_snapshot));
  std::string content = TRY(targets_.get(name, length));
  if (content.size() != length) return Error{Code::invalid, "target: not of its length"};
  TRY(check_hashes(target.file.hashes, content));
  return content;
}

Result<> Updater::keep(const FoundTarget& target, const std::string& file) {
  const auto held = read_file(file, target_most_bytes);
  if (held.ok() && check_hashes(target.file.hashes, *held).ok()) return {};
  return write_file(file, TRY(fetch(target)));
}

}  // namespace alongside
