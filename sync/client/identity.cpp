// device.key, keys.json and enrolment.json of a kiosk's folder. enrolment.json is written last: without it
// nothing counts.
#include <sync/client/identity.h>

#include <platform/files.h>
#include <platform/json.h>

#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>

#include <unistd.h>

namespace alongside {

Result<Identity> load_identity(const std::string& folder) {
  Identity identity;
  const std::string text = TRY(read_file(folder + "/enrolment.json", 65536));
  const Json json = TRY(parse_json(text, {65536, 8}));
  identity.device_id = TRY(need_string(json, "device_id", 32));
  identity.epoch = static_cast<std::uint32_t>(TRY(need_integer(json, "epoch")));
  identity.hub = TRY(need_string(json, "hub", 200));
  identity.authority = TRY(need_string(json, "authority", 400));
  const std::string use = TRY(need_string(json, "use", 20));
  if (use != "demo" && use != "production") return Error{Code::invalid, "enrolment.json: unknown use"};
  identity.use = use == "demo" ? DeviceUse::demo : DeviceUse::production;
  identity.key = TRY(load_signing_key(folder + "/device.key"));
  const std::string keys = TRY(read_file(folder + "/keys.json", 65536));
  if (anchor_of(keys) != TRY(need_string(json, "anchor", 64))) {
    return Error{Code::invalid, "keys.json is not the one that came at enrolment"};
  }
  identity.keys = TRY(read_keys(keys));
  return identity;
}

Result<> save_identity(const std::string& folder, const Identity& identity) {
  TRY(make_folder(folder, 0700));
  const std::string keys = write_keys(identity.keys);
  TRY(save_signing_key(folder + "/device.key", identity.key));
  TRY(write_file(folder + "/keys.json", keys, FileMode::owner));
  const Json json = {{"device_id", identity.device_id},
                     {"epoch", identity.epoch},
                     {"hub", identity.hub},
                     {"authority", identity.authority},
                     {"use", identity.use == DeviceUse::demo ? "demo" : "production"},
                     {"anchor", anchor_of(keys)}};
  return write_file(folder + "/enrolment.json", canonical(json), FileMode::owner);
}

Result<> forget_identity(const std::string& folder) {
  for (const char* name : {"/enrolment.json", "/device.key", "/keys.json"}) {
    const std::string path = folder + name;
    std::error_code fault;
    if (!std::filesystem::exists(path, fault)) continue;
    const auto size = std::filesystem::file_size(path, fault);
    if (std::FILE* file = std::fopen(path.c_str(), "r+"); file != nullptr) {
      const std::string blank(fault ? 0 : static_cast<std::size_t>(size), ' ');
      std::fwrite(blank.data(), 1, blank.size(), file);
      std::fflush(file);
      fsync(fileno(file));
      std::fclose(file);
    }
    if (!std::filesystem::remove(path, fault)) return Error{Code::storage, path + ": cannot be removed"};
  }
  return {};
}

}  // namespace alongside
