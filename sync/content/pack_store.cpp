// Packs fetched file by file into a folder beside, read and checked there, and only then made the pack to
// show.
#include <sync/content/pack_store.h>

#include <platform/crypto.h>
#include <platform/files.h>
#include <platform/json.h>
#include <sync/content/rings.h>
#include <sync/record/withdraw.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>

namespace alongside {
namespace {

constexpr std::size_t pack_file_most_bytes = 4u << 20;
constexpr std::size_t pack_most_bytes = 64u << 20;
constexpr Time day_s = 86400;

std::string hash_of(const std::map<std::string, std::string>& files) {
  std::string lines;
  for (const auto& [name, hash] : files) lines += hash + " " + name + "\n";
  return to_hex(sha256(view(lines)));
}

Json to_json(const InstalledPack& pack) {
  return {{"version", pack.version}, {"hash", pack.hash}, {"files", pack.files}};
}

Result<InstalledPack> from_json(const Json& json) {
  InstalledPack pack;
  pack.version = TRY(need_string(json, "version", 64));
  pack.hash = TRY(need_string(json, "hash", 64));
  const auto files = json.find("files");
  if (files == json.end() || !files->is_object() || files->size() > pack_most_files)
    return Error{Code::invalid, "files: must be an object"};
  for (const auto& [name, hash] : files->items()) {
    if (!hash.is_string()) return Error{Code::invalid, "files: must hold hashes"};
    pack.files[name] = hash.get<std::string>();
  }
  if (pack.hash != hash_of(pack.files)) return Error{Code::invalid, "hash: does not fit"};
  return pack;
}

bool is_file_of(const std::string& path, const std::string& hash) {
  const auto held = read_file(path, pack_file_most_bytes);
  return held.ok() && to_hex(sha256(view(*held))) == hash;
}

}  // namespace

Result<InstalledPack> listed_pack(const TargetsMetadata& targets, const std::string& version) {
  const std::string prefix = pack_target_prefix + version + "/";
  InstalledPack pack;
  pack.version = version;
  std::uint64_t bytes = 0;
  for (auto at = targets.targets.lower_bound(prefix); at != targets.targets.end(); ++at) {
    const auto& [path, file] = *at;
    if (!path.starts_with(prefix)) break;
    TRY(check_target_path(path));
    const auto hash = file.hashes.find("sha256");
    bytes += static_cast<std::uint64_t>(file.length);
    if (hash == file.hashes.end() || static_cast<std::uint64_t>(file.length) > pack_file_most_bytes)
      return Error{Code::invalid, "pack " + version + ": a file without SHA-256, or too large"};
    pack.files[path.substr(prefix.size())] = hash->second;
  }
  if (pack.files.empty()) return Error{Code::missing, "pack " + version + ": not listed by the offline role"};
  if (pack.files.size() > pack_most_files || bytes > pack_most_bytes)
    return Error{Code::invalid, "pack " + version + ": too large"};
  pack.hash = hash_of(pack.files);
  return pack;
}

Result<PackStore> PackStore::open(const std::string& folder, std::string_view first_root) {
  PackStore store(folder);
  TRY(make_folder(folder + "/metadata"));
  TRY(make_folder(folder + "/packs"));
  MetadataStore metadata(folder + "/metadata");
  if (!metadata.load("root").ok()) TRY(metadata.save("root", first_root));
  const auto read = store.read_state();
  // A spoilt note is as none: the pack that came with the program is shown until the next is fetched.
  if (!read.ok() && read.error().code != Code::missing) store.report_.fault = "the list of packs is spoilt";
  return store;
}

Result<> PackStore::read_state() {
  const Json state = TRY(parse_json(TRY(read_file(folder_ + "/state.json", 2u << 20)), {2u << 20, 8}));
  if (!state.is_object() || !state.contains("pack")) return Error{Code::invalid, "state.json"};
  pack_ = TRY(from_json(state["pack"]));
  if (state.contains("before")) before_ = TRY(from_json(state["before"]));
  report_.version = pack_->version;
  report_.hash = pack_->hash;
  const auto list = read_file(folder_ + "/withdraw.json", withdraw_most_bytes);
  if (list.ok()) report_.withdrawn = to_hex(sha256(view(*list)));
  return {};
}

Result<> PackStore::write_state(const InstalledPack& pack) {
  Json state = {{"pack", to_json(pack)}};
  std::optional<InstalledPack> before = before_;
  if (pack_ && pack_->hash != pack.hash) before = pack_;
  if (before) state["before"] = to_json(*before);
  TRY(write_file(folder_ + "/state.json", canonical(state)));
  pack_ = pack;
  before_ = before;
  spoilt_ = false;
  report_.version = pack.version;
  report_.hash = pack.hash;
  return {};
}

void PackStore::prune() const {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ + "/packs", ignored)) {
    const std::string name = entry.path().filename().string();
    const bool kept = (pack_ && name == pack_->hash) || (before_ && name == before_->hash);
    if (!kept) std::filesystem::remove_all(entry.path(), ignored);
  }
}

Result<PackFiles> PackStore::read_whole(const std::string& folder, const InstalledPack& pack) const {
  PackFiles files;
  const std::vector<std::string> there = TRY(list_files(folder));
  if (there.size() != pack.files.size())
    return Error{Code::invalid, "pack " + pack.version + ": files differ"};
  for (const auto& [name, hash] : pack.files) {
    std::string content = TRY(read_file(folder + "/" + name, pack_file_most_bytes));
    if (to_hex(sha256(view(content))) != hash)
      return Error{Code::invalid, "pack " + pack.version + ": " + name + " was changed on the disk"};
    files[name] = std::move(content);
  }
  return files;
}

Result<PackFiles> PackStore::load() {
  for (const auto* one : {&pack_, &before_}) {
    if (!*one) continue;
    auto files = read_whole(place(**one), **one);
    const auto pack = files.ok() ? read_pack(*files) : Result<Pack>(files.error());
    if (pack.ok()) {
      report_.version = (*one)->version;
      report_.hash = (*one)->hash;
      return files;
    }
    report_.fault = pack.error().what;
    if (one == &pack_) spoilt_ = true;
  }
  report_.version.clear();
  report_.hash.clear();
  return Error{Code::missing, "no pack is installed"};
}

Result<> PackStore::check_daily(Time now) {
  if (!pack_ || now < checked_at_ + day_s) return {};
  checked_at_ = now;
  const auto whole = read_whole(place(*pack_), *pack_);
  spoilt_ = !whole.ok();
  if (spoilt_) report_.fault = whole.error().what;
  return whole.ok() ? Result<>{} : Result<>{whole.error()};
}

std::vector<std::string> PackStore::withdraw_list() const {
  const auto text = read_file(folder_ + "/withdraw.json", withdraw_most_bytes);
  const auto names = text.ok() ? read_withdraw_list(*text) : Result<std::vector<std::string>>(text.error());
  return names.ok() ? *names : std::vector<std::string>{};
}

Result<> PackStore::pull_withdraw_list(Updater& updater) {
  const auto target = updater.find(withdraw_target);
  if (!target.ok()) return target.error().code == Code::missing ? Result<>{} : Result<>{target.error()};
  const auto held = read_file(folder_ + "/withdraw.json", withdraw_most_bytes);
  if (held.ok() && check_hashes(target->file.hashes, *held).ok()) return {};
  if (static_cast<std::uint64_t>(target->file.length) > withdraw_most_bytes)
    return Error{Code::invalid, "withdraw list: too large"};
  const std::string text = TRY(updater.fetch(*target));
  TRY(read_withdraw_list(text));
  TRY(write_file(folder_ + "/withdraw.json", text));
  report_.withdrawn = to_hex(sha256(view(text)));
  return {};
}

Result<bool> PackStore::fetch_files(Updater& updater, const InstalledPack& wanted, int most_files) {
  const std::string part = place(wanted) + ".part";
  TRY(make_folder(part));
  for (const std::string& name : TRY(list_files(part))) {
    if (!wanted.files.contains(name)) TRY(remove_file(part + "/" + name));
  }
  int fetched = 0;
  for (const auto& [name, hash] : wanted.files) {
    const std::string path = part + "/" + name;
    if (is_file_of(path, hash)) continue;
    if (fetched++ == most_files) return true;
    TRY(make_folder(path.substr(0, path.rfind('/'))));
    const std::string target = pack_target_prefix + wanted.version + "/" + name;
    FoundTarget found;
    found.path = target;
    found.file = updater.top_targets().targets.at(target);
    TRY(write_file(path, TRY(updater.fetch(found))));
  }
  return false;
}

Result<bool> PackStore::install(Updater& updater, const InstalledPack& wanted, const PullFacts& facts) {
  if (TRY(fetch_files(updater, wanted, facts.most_files))) return true;
  const std::string part = place(wanted) + ".part";
  const Pack pack = TRY(read_pack(TRY(read_whole(part, wanted))));
  if (pack.version != wanted.version)
    return Error{Code::invalid, "pack " + wanted.version + ": calls itself otherwise"};
  if (facts.use == Site::production) {
    const std::string reason = refused_in_production(pack, iso_utc(facts.now).substr(0, 10));
    if (!reason.empty()) return Error{Code::refused, "pack " + wanted.version + ": " + reason};
  }
  std::error_code ignored;
  std::filesystem::remove_all(place(wanted), ignored);
  TRY(rename_folder(part, place(wanted)));
  TRY(write_state(wanted));
  prune();
  return false;
}

Result<bool> PackStore::pull_now(Transport& transport, const PullFacts& facts) {
  Updater updater(MetadataStore(folder_ + "/metadata"), Fetcher(transport, "/tuf/metadata"),
                  Fetcher(transport, "/tuf/targets"), facts.now);
  TRY(updater.refresh());
  report_.refreshed_at = facts.now;
  // One bad list does not hold up the other.
  const auto list = pull_withdraw_list(updater);
  const bool more = TRY(pull_pack(updater, facts));
  return list.ok() ? Result<bool>(more) : Result<bool>(list.error());
}

Result<bool> PackStore::pull_pack(Updater& updater, const PullFacts& facts) {
  const auto rings = updater.find(rings_target);
  if (!rings.ok() && rings.error().code == Code::missing) return false;
  if (!rings.ok()) return rings.error();
  if (static_cast<std::uint64_t>(rings->file.length) > rings_most_bytes)
    return Error{Code::invalid, "rings: too large"};
  const auto version = pack_of_ring(TRY(updater.fetch(*rings)), facts.hub, facts.device_id);
  if (!version.ok() && version.error().code == Code::missing) return false;
  if (!version.ok()) return version.error();
  const InstalledPack wanted = TRY(listed_pack(updater.top_targets(), *version));
  const bool held = pack_ && pack_->hash == wanted.hash && pack_->version == wanted.version;
  if (held && !spoilt_ && check_daily(facts.now).ok()) return false;
  return install(updater, wanted, facts);
}

Result<bool> PackStore::pull(Transport& transport, const PullFacts& facts) {
  auto done = pull_now(transport, facts);
  report_.fault = done.ok() ? "" : done.error().what;
  return done;
}

}  // namespace alongside
