// The repository in memory, its answers over HTTP, and the client that tests drive.
#include <tests/support/tuf_simulator.h>

#include <platform/crypto.h>
#include <platform/files.h>
#include <sync/content/tuf_json.h>

#include <nlohmann/json.hpp>

#include <cstdlib>

namespace alongside {
namespace {

Json meta_file(const std::string& text, std::int64_t version, bool hashes) {
  Json meta = {{"version", version}};
  if (!hashes) return meta;
  meta["length"] = text.size();
  meta["hashes"] = {{"sha256", to_hex(sha256(view(text)))}};
  return meta;
}

std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    out += static_cast<char>(std::strtol(std::string(text.substr(i + 1, 2)).c_str(), nullptr, 16));
    i += 2;
  }
  return out;
}

HttpResponse not_there() {
  HttpResponse response;
  response.status = 404;
  return response;
}

}  // namespace

Json tuf_signed(const std::string& type) {
  return {{"_type", type},
          {"spec_version", "1.0.31"},
          {"version", 1},
          {"expires", iso_utc(tuf_now + 30 * tuf_day)}};
}

std::string sign_metadata(const Json& body, const std::vector<TufSigner>& signers) {
  Json signatures = Json::array();
  for (const TufSigner& signer : signers) {
    signatures.push_back({{"keyid", signer.keyid}, {"sig", to_hex(signer.sign(view(canonical_tuf(body))))}});
  }
  return Json{{"signed", body}, {"signatures", signatures}}.dump(1);
}

TufSimulator::TufSimulator(SignerKind kind) {
  static const bool ready = start_crypto().ok();
  if (!ready) std::abort();
  for (const char* role : {"root", "timestamp", "snapshot", "targets"}) mds[role] = tuf_signed(role);
  root()["consistent_snapshot"] = true;
  root()["keys"] = Json::object();
  for (const char* role : {"root", "timestamp", "snapshot", "targets"}) {
    root()["roles"][role] = {{"keyids", Json::array()}, {"threshold", 1}};
    add_key(role, "root", new_signer(kind));
  }
  snapshot()["meta"] = Json::object();
  targets()["targets"] = Json::object();
  publish({"targets", "snapshot", "timestamp", "root"});
}

std::string TufSimulator::sign(const std::string& role) const {
  return sign_metadata(mds.at(role), signers.at(role));
}

void TufSimulator::publish(const std::vector<std::string>& roles) {
  for (const std::string& role : roles) {
    Json& body = mds.at(role);
    if (published.contains(role)) body["version"] = body["version"].get<std::int64_t>() + 1;
    const std::string text = sign(role);
    published[role].push_back(text);
    const Json meta = meta_file(text, body["version"].get<std::int64_t>(), hashes);
    if (role == "snapshot") timestamp()["meta"] = {{"snapshot.json", meta}};
    if (role != "snapshot" && role != "timestamp" && role != "root")
      snapshot()["meta"][role + ".json"] = meta;
  }
}

Json& TufSimulator::role_keys(const std::string& role, const std::string& delegator) {
  if (delegator == "root") return root()["roles"][role];
  for (Json& entry : mds.at(delegator)["delegations"]["roles"]) {
    if (entry["name"] == role) return entry;
  }
  std::abort();
}

TufSigner TufSimulator::add_key(const std::string& role, const std::string& delegator,
                                std::optional<TufSigner> signer) {
  TufSigner added = signer ? *signer : new_signer();
  role_keys(role, delegator)["keyids"].push_back(added.keyid);
  Json& keys = delegator == "root" ? root()["keys"] : mds.at(delegator)["delegations"]["keys"];
  keys[added.keyid] = added.key;
  signers[role].push_back(added);
  return added;
}

void TufSimulator::rotate_keys(const std::string& role) {
  root()["roles"][role]["keyids"] = Json::array();
  signers[role].clear();
  const auto count = root()["roles"][role]["threshold"].get<int>();
  for (int i = 0; i < count; ++i) add_key(role);
}

void TufSimulator::add_artifact(const std::string& role, const std::string& content,
                                const std::string& path) {
  artifacts[path] = content;
  mds.at(role)["targets"][path] = {{"length", content.size()},
                                   {"hashes", {{"sha256", to_hex(sha256(view(content)))}}}};
}

void TufSimulator::add_delegation(const std::string& delegator, const std::string& role, Json paths,
                                  bool terminating, const char* member) {
  Json& delegations = mds.at(delegator)["delegations"];
  if (delegations.is_null()) delegations = {{"keys", Json::object()}, {"roles", Json::array()}};
  delegations["roles"].push_back({{"name", role},
                                  {"keyids", Json::array()},
                                  {"threshold", 1},
                                  {"terminating", terminating},
                                  {member, std::move(paths)}});
  if (!mds.contains(role)) {
    mds[role] = tuf_signed("targets");
    mds[role]["targets"] = Json::object();
  }
  add_key(role, delegator);
}

HttpResponse TufSimulator::answer(const HttpRequest& request) {
  HttpResponse response;
  std::string_view path = request.target;
  if (path.starts_with("/targets/")) {
    path.remove_prefix(9);
    const std::size_t slash = path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1;
    const std::size_t dot = path.find('.', slash);
    const bool prefixed = root()["consistent_snapshot"].get<bool>();
    const std::string name =
        decoded(prefixed ? std::string(path.substr(0, slash)) + std::string(path.substr(dot + 1))
                         : std::string(path));
    asked_targets.push_back(name);
    if (!artifacts.contains(name)) return not_there();
    response.body = artifacts[name];
    return response;
  }
  path.remove_prefix(10);  // "/metadata/"
  path.remove_suffix(5);   // ".json"
  std::int64_t version = 0;
  const bool consistent = root()["consistent_snapshot"].get<bool>();
  if (path != "timestamp" && (consistent || path.ends_with(".root"))) {
    const std::size_t dot = path.find('.');
    version = std::strtoll(std::string(path.substr(0, dot)).c_str(), nullptr, 10);
    path.remove_prefix(dot + 1);
  }
  const std::string role = decoded(path);
  asked.emplace_back(std::string(path), version);
  const auto found = published.find(role);
  if (found == published.end() || found->second.empty()) return not_there();
  if (version > static_cast<std::int64_t>(found->second.size())) return not_there();
  response.body = version == 0 ? found->second.back() : found->second[static_cast<std::size_t>(version - 1)];
  return response;
}

Result<HttpResponse> SimulatorTransport::send(const HttpRequest& request) {
  HttpResponse response = simulator_.answer(request);
  if (!twist) return response;
  return twist(request, std::move(response));
}

TufClient::TufClient(TufSimulator& simulator, const std::string& first_root) : transport(simulator) {
  const bool ready = make_folder(folder / "metadata").ok() && make_folder(folder / "targets").ok() &&
                     MetadataStore(folder / "metadata").save("root", first_root).ok();
  if (!ready) std::abort();
}

Result<> TufClient::run(const std::vector<std::string>& paths) {
  Updater updater(MetadataStore(folder / "metadata"), Fetcher(transport, "/metadata"),
                  Fetcher(transport, "/targets"), now);
  TRY(updater.refresh());
  for (const std::string& path : paths) {
    TRY(updater.keep(TRY(updater.find(path)), folder / ("targets/" + percent_encoded(path))));
  }
  return {};
}

bool TufClient::refresh() { return download(std::vector<std::string>{}); }

bool TufClient::download(const std::vector<std::string>& paths) {
  const Result<> done = run(paths);
  last_error = done.ok() ? "" : done.error().what;
  return done.ok();
}

std::string TufClient::stored(const std::string& role) const {
  auto text = MetadataStore(folder / "metadata").load(role);
  return text.ok() ? text.take() : std::string();
}

std::int64_t TufClient::version(const std::string& role) const {
  const auto file = parse_tuf_json(stored(role), targets_most_bytes);
  return file.ok() ? (*file)["signed"]["version"].get<std::int64_t>() : 0;
}

std::vector<std::pair<std::string, std::int64_t>> TufClient::trusted() const {
  std::vector<std::pair<std::string, std::int64_t>> roles;
  for (const std::string& name : list_files(folder / "metadata").take()) {
    if (!name.ends_with(".json")) continue;
    const std::string text = read_file(folder / ("metadata/" + name), targets_most_bytes).take();
    roles.emplace_back(name.substr(0, name.size() - 5),
                       parse_tuf_json(text, targets_most_bytes).take()["signed"]["version"]);
  }
  return roles;
}

std::optional<std::string> TufClient::target(const std::string& path) const {
  auto text = read_file(folder / ("targets/" + percent_encoded(path)), target_most_bytes);
  if (!text.ok()) return std::nullopt;
  return text.take();
}

std::size_t TufClient::targets_held() const { return list_files(folder / "targets").take().size(); }

}  // namespace alongside
