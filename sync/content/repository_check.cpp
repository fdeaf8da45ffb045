// What stands in the repository's folder: status, a client's view of it, a copy of it.
#include <sync/content/repository.h>

#include <platform/files.h>
#include <sync/content/repository_parts.h>
#include <sync/content/updater.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

namespace alongside {

Result<std::vector<RoleStatus>> Repository::status() const {
  std::vector<std::string> roles = {"root", "targets", "snapshot", "timestamp"};
  const auto targets = latest("targets");
  if (targets.ok()) {
    const TargetsMetadata metadata = TRY(read_targets(repository_parts::written(*targets)));
    for (const Delegation& one : metadata.delegations) roles.push_back(one.name);
  }
  std::vector<RoleStatus> all;
  for (const std::string& role : roles) {
    RoleStatus one;
    one.role = role;
    const auto seen = published(role);
    if (seen.ok()) {
      one.version = (*seen)["signed"]["version"].get<std::int64_t>();
      one.expires = TRY(read_utc((*seen)["signed"]["expires"].get<std::string>()));
    }
    const auto waiting = staged(role);
    if (waiting.ok()) {
      one.staged_version = TRY(parse_json(*waiting))["signed"]["version"].get<std::int64_t>();
      RoleKeys keys;
      one.ready = TRY(ready(role, &one.signatures, &keys));
      one.threshold = keys.threshold;
    }
    all.push_back(one);
  }
  return all;
}

Result<std::string> Repository::verify(Time now) const {
  std::string scratch = (std::filesystem::temp_directory_path() / "alongside-verify-XXXXXX").string();
  if (::mkdtemp(scratch.data()) == nullptr) return Error{Code::storage, scratch + ": cannot be made"};
  const auto look = [&]() -> Result<std::string> {
    MetadataStore store(scratch);
    TRY(store.save("root", TRY(read_file(path("metadata/1.root.json"), root_most_bytes))));
    FolderTransport transport(folder_);
    Updater updater(store, Fetcher(transport, "/metadata"), Fetcher(transport, "/targets"), now);
    TRY(updater.refresh());
    std::size_t count = 0;
    std::vector<std::string> roles = {"targets"};
    for (const Delegation& one : updater.top_targets().delegations) roles.push_back(one.name);
    for (const std::string& role : roles) {
      const TargetsMetadata metadata =
          role == "targets" ? updater.top_targets() : TRY(updater.role(role, &updater.top_targets()));
      for (const auto& [name, file] : metadata.targets) {
        const auto fetched = updater.fetch({name, file, role});
        if (!fetched.ok()) return Error{fetched.error().code, name + ": " + fetched.error().what};
        ++count;
      }
    }
    return std::to_string(roles.size()) + " roles and " + std::to_string(count) + " targets are good";
  };
  const auto found = look();
  std::error_code ignored;
  std::filesystem::remove_all(scratch, ignored);
  return found;
}

Result<> Repository::export_to(const std::string& folder) const {
  const auto copy = [&](const std::string& name) -> Result<> {
    const std::string to = folder + "/" + name;
    TRY(make_folder(to.substr(0, to.rfind('/'))));
    return write_file(to, TRY(read_file(path(name), target_most_bytes)));
  };
  for (const std::string& name : TRY(list_files(path("targets")))) TRY(copy("targets/" + name));
  std::vector<std::string> metadata = TRY(list_files(path("metadata")));
  // Snapshots after what they name, and timestamp.json after all.
  const auto rank = [](const std::string& name) {
    return name == "timestamp.json" ? 2 : name.ends_with(".snapshot.json") ? 1 : 0;
  };
  std::stable_sort(metadata.begin(), metadata.end(),
                   [&](const std::string& a, const std::string& b) { return rank(a) < rank(b); });
  for (const std::string& name : metadata) TRY(copy("metadata/" + name));
  return {};
}

Result<HttpResponse> FolderTransport::send(const HttpRequest& request) {
  HttpResponse response;
  auto content = request.target.find("..") != std::string::npos
                     ? Result<std::string>(Error{Code::missing, "path"})
                     : read_file(folder_ + request.target, target_most_bytes);
  response.status = content.ok() ? 200 : 404;
  if (content.ok()) response.body = content.take();
  return response;
}

}  // namespace alongside
