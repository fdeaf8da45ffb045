// Enrolment slots and devices in the inbox database: what staff do on the command line, and what ingest does.
#pragma once

#include <platform/crypto.h>
#include <platform/db.h>

#include <string>
#include <vector>

namespace alongside {

inline constexpr std::int64_t code_life_s = 600;
inline constexpr int code_tries = 5;

struct Offered {
  std::string slot_id;
  std::string code;
};
Result<Offered> offer_slot(Db& inbox, const std::string& hub, const std::string& use, Time now);

struct ClaimAsked {
  std::string slot;  // the code's first two characters: which slot is meant
  Key32 device;
  Bytes nonce;
  Bytes proof;
  std::string model;
};
struct Claimed {
  std::string slot_id;
  std::string device_id;
  std::string compare;
};
// refused "bad-code": no slot of that name is open or its code does not fit; a guess counts against the slot
// it names and no other, and five end it. A kiosk that kept its key comes back as the same device, one epoch
// later.
Result<Claimed> claim_slot(Db& inbox, const ClaimAsked& asked, const Key32& server, const std::string& anchor,
                           Time now);

struct DeviceRow {
  std::string id, slot_id, hub, use, model, state, compare;
  std::int64_t epoch = 0;
  Time last_seen = 0;
};
Result<std::vector<DeviceRow>> list_devices(Db& inbox);
// By device id, slot id or comparison number of a claimed one.
Result<> approve_device(Db& inbox, const std::string& which, const std::string& by);
Result<> refuse_device(Db& inbox, const std::string& which);
// An order signed with the console's key; the kiosk finds it in its next state answer. `what`: suspend,
// resume, retire, wipe, requeue, report.
Result<> give_directive(Db& inbox, const SigningKey& console_key, const std::string& device_id,
                        const std::string& what, Time now);
Result<> retire_device(Db& inbox, const std::string& device_id);
Result<> set_device_state(Db& inbox, const std::string& device_id, const std::string& from,
                          const std::string& to);

}  // namespace alongside
