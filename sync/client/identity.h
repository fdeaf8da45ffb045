// What enrolment left on this kiosk: its key, its ids and the server's keys.
#pragma once

#include <platform/crypto.h>
#include <sync/client/runner.h>
#include <sync/content/keys.h>

#include <string>

namespace alongside {

struct Identity {
  SigningKey key;
  std::string device_id;  // 32 hex digits
  std::uint32_t epoch = 0;
  std::string hub;
  std::string authority;  // the council's name
  DeviceUse use = DeviceUse::demo;
  Keys keys;
};

// missing: not enrolled.
Result<Identity> load_identity(const std::string& folder);
// After a wipe: enrolment, keys and the device's key are overwritten and removed.
Result<> forget_identity(const std::string& folder);
Result<> save_identity(const std::string& folder, const Identity& identity);

}  // namespace alongside
