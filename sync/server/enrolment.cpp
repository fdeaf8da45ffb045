// Enrolment slots and devices: offered, claimed, active, suspended, retired.
#include <sync/server/enrolment.h>

#include <sync/content/keys.h>

namespace alongside {

Result<Offered> offer_slot(Db& inbox, const std::string& hub, const std::string& use, Time now) {
  if (hub.empty() || hub.size() > 200) return Error{Code::invalid, "hub: must be named"};
  if (use != "demo" && use != "production") return Error{Code::invalid, "use: demo or production"};
  const Offered offered{random_hex(8), to_crockford(random_bytes(7), 10)};
  TRY(
      inbox.run("insert into slot(id, code, hub, device_use, made_at, expires_at, state)"
                " values($1, $2, $3, $4, $5, $6, 'offered')",
                offered.slot_id, offered.code, hub, use, now, now + code_life_s));
  return offered;
}

Result<Claimed> claim_slot(Db& inbox, const ClaimAsked& asked, const Key32& server, const std::string& anchor,
                           Time now) {
  TRY(inbox.run("update slot set code = null, state = 'expired' where state = 'offered' and expires_at <= $1",
                now));
  const auto slots = TRY(inbox.rows("select id, code, hub, device_use from slot where state = 'offered'"));
  for (const Row& slot : slots) {
    if (!same_secret(enrol_proof(slot.text(1), asked.device, asked.nonce), asked.proof)) continue;
    Claimed claimed{slot.text(0), to_hex(sha256(asked.device)).substr(0, 32), {}};
    claimed.compare = TRY(compare_number(slot.text(1), asked.device, server, anchor));
    TRY(inbox.run(
        "insert into device(id, open_key, slot_id, hub, device_use, model, state, epoch, compare, made_at)"
        " values($1, $2, $3, $4, $5, $6, 'claimed', 1, $7, $8)",
        claimed.device_id, Bytes(asked.device.begin(), asked.device.end()), claimed.slot_id, slot.text(2),
        slot.text(3), asked.model, claimed.compare, now));
    TRY(inbox.run("update slot set code = null, state = 'claimed' where id = $1", claimed.slot_id));
    return claimed;
  }
  TRY(inbox.run("update slot set tries = tries + 1 where state = 'offered'"));
  TRY(inbox.run("update slot set code = null, state = 'expired' where state = 'offered' and tries >= $1",
                code_tries));
  return Error{Code::refused, "bad-code"};
}

Result<std::vector<DeviceRow>> list_devices(Db& inbox) {
  std::vector<DeviceRow> list;
  const auto rows =
      TRY(inbox.rows("select id, slot_id, hub, device_use, model, state, compare, epoch, last_seen"
                     " from device order by made_at, id"));
  for (const Row& row : rows) {
    list.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6),
                    row.integer(7), row.integer(8)});
  }
  return list;
}

namespace {

Result<> settle(Db& inbox, const std::string& which, const std::string& state, const std::string& by) {
  return inbox.atomically([&]() -> Result<> {
    const auto rows =
        TRY(inbox.rows("select id, slot_id from device where state = 'claimed'"
                       " and (id = $1 or slot_id = $1 or compare = $1)",
                       which));
    if (rows.empty()) return Error{Code::missing, "no kiosk is waiting under that number"};
    if (rows.size() > 1) return Error{Code::refused, "two kiosks wait under that number: name one by its id"};
    TRY(inbox.run("update device set state = $2, approved_by = $3 where id = $1", rows[0].text(0),
                  state == "active" ? "active" : "retired", by));
    TRY(inbox.run("update slot set state = $2 where id = $1", rows[0].text(1), state));
    return {};
  });
}

}  // namespace

Result<> approve_device(Db& inbox, const std::string& which, const std::string& by) {
  if (by.empty()) return Error{Code::invalid, "who approves must be named"};
  return settle(inbox, which, "active", by);
}

Result<> refuse_device(Db& inbox, const std::string& which) { return settle(inbox, which, "refused", ""); }

Result<> set_device_state(Db& inbox, const std::string& device_id, const std::string& from,
                          const std::string& to) {
  const auto changed =
      TRY(inbox.run("update device set state = $3 where id = $1 and state = $2", device_id, from, to));
  if (changed == 1) return {};
  return Error{Code::missing, "no kiosk with that id is " + from};
}

}  // namespace alongside
