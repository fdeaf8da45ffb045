// The council's acts, each as the command line does it.
#include <tests/support/council.h>

#include <platform/files.h>
#include <sync/content/pack_store.h>

#include <nlohmann/json.hpp>

#include <cstdlib>

namespace alongside {

Council::Council(Time begun) : now(begun) {
  if (!start_crypto().ok()) std::abort();
  online = SigningKey::make();
  for (int i = 0; i < 3; ++i) keys.push_back(SigningKey::make());
  NewRepository fresh;
  for (const SigningKey& key : keys) fresh.offline.push_back(tuf_key_of(key.open));
  fresh.online = {tuf_key_of(online.open)};
  const bool ready = Repository::init(place, fresh, now).ok() && sign("root", {0, 1}).ok() &&
                     sign("targets", {1, 2}).ok() && publish().ok();
  if (!ready) std::abort();
}

Council::Council(const Council& from) : keys(from.keys), online(from.online), now(from.now) {
  std::filesystem::copy(from.place, place, std::filesystem::copy_options::recursive);
}

Result<> Council::sign(const std::string& role, const std::vector<std::size_t>& by) {
  for (const std::size_t i : by) {
    const std::string carried = TRY(repository().staged(role));
    TRY(repository().take(TRY(sign_metadata_text(carried, keys[i]))));
  }
  return {};
}

Result<> Council::sign_online(const std::string& role) {
  return repository().take(TRY(sign_metadata_text(TRY(repository().staged(role)), online)));
}

Result<> Council::publish() {
  TRY(repository().snapshot(online, now));
  return repository().timestamp(online, now);
}

Result<> Council::delegate(const std::string& role, const std::vector<std::string>& paths) {
  NewDelegation delegation;
  delegation.name = role;
  delegation.paths = paths;
  delegation.keys = {tuf_key_of(online.open)};
  TRY(repository().delegate(delegation, now));
  TRY(sign("targets", {0, 2}));
  TRY(sign_online(role));
  return publish();
}

Result<> Council::say(const std::string& role, const std::string& path, const std::string& content) {
  TRY(repository().add(path, content, role, now));
  TRY(sign_online(role));
  return publish();
}

Result<> Council::add_pack(const std::string& version, const std::map<std::string, std::string>& files) {
  std::map<std::string, std::string> targets;
  for (const auto& [name, content] : files) targets[pack_target_prefix + version + "/" + name] = content;
  TRY(repository().add_all(targets, "targets", now));
  TRY(sign("targets", {0, 1}));
  return publish();
}

std::string Council::first_root() const {
  return read_file(place + "/metadata/1.root.json", root_most_bytes).take();
}

}  // namespace alongside
