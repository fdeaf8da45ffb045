// Enrolment slots and devices: offered, claimed, active, suspended, retired.
#include <sync/server/enrolment.h>

#include <platform/json.h>
#include <sync/content/keys.h>
#include <sync/record/wire.h>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace alongside {

Result<Offered> offer_slot(Db& inbox, const std::string& hub, const std::string& use, Time now) {
  if (hub.empty() || hub.size() > 200) return Error{Code::invalid, "hub: must be named"};
  if (use != "demo" && use != "production") return Error{Code::invalid, "use: demo or production"};
  TRY(inbox.run("update slot set code = null, state = 'expired' where state = 'offered' and expires_at <= $1",
                now));
  Offered offered{random_hex(8), {}};
  for (int attempt = 0; offered.code.empty(); ++attempt) {
    std::string code = to_crockford(random_bytes(2), enrol_slot_characters);
    const auto taken =
        TRY(inbox.row("select 1 from slot where state = 'offered' and substr(code, 1, 2) = $1", code));
    if (!taken) offered.code = code + to_crockford(random_bytes(7), 10);
    if (attempt > 1000) return Error{Code::refused, "too many codes are open: wait ten minutes"};
  }
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
  const auto slot =
      TRY(inbox.row("select id, code, hub, device_use from slot where state = 'offered' and"
                    " substr(code, 1, 2) = $1",
                    asked.slot));
  const Error bad_code{Code::refused, "bad-code"};
  if (!slot) return bad_code;
  if (!same_secret(enrol_proof(slot->text(1), asked.device, asked.nonce), asked.proof)) {
    TRY(inbox.run("update slot set tries = tries + 1 where id = $1", slot->text(0)));
    TRY(inbox.run("update slot set code = null, state = 'expired' where id = $1 and tries >= $2",
                  slot->text(0), code_tries));
    return bad_code;
  }
  Claimed claimed{slot->text(0), to_hex(sha256(asked.device)).substr(0, 32), {}};
  claimed.compare = TRY(compare_number(slot->text(1), asked.device, server, anchor));
  TRY(inbox.run(
      "insert into device(id, open_key, slot_id, hub, device_use, model, state, epoch, compare, made_at)"
      " values($1, $2, $3, $4, $5, $6, 'claimed', 1, $7, $8) on conflict(id) do update set"
      " slot_id = excluded.slot_id, hub = excluded.hub, device_use = excluded.device_use,"
      " model = excluded.model, state = 'claimed', epoch = device.epoch + 1, compare = excluded.compare",
      claimed.device_id, Bytes(asked.device.begin(), asked.device.end()), claimed.slot_id, slot->text(2),
      slot->text(3), asked.model, claimed.compare, now));
  // Orders of its earlier life must not reach the kiosk that starts anew.
  TRY(inbox.run("delete from directive where device_id = $1", claimed.device_id));
  TRY(inbox.run("update slot set code = null, state = 'claimed' where id = $1", claimed.slot_id));
  return claimed;
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

Result<> retire_device(Db& inbox, const std::string& device_id) {
  if (TRY(inbox.run("update device set state = 'retired' where id = $1", device_id)) == 1) return {};
  return Error{Code::missing, "no kiosk has that id"};
}

Result<> give_directive(Db& inbox, const SigningKey& console_key, const std::string& device_id,
                        const std::string& what, Time now) {
  return inbox.atomically([&]() -> Result<> {
    const auto last =
        TRY(inbox.row("select coalesce(max(number), 0) from directive where device_id = $1", device_id));
    // Never under the clock, so that numbers grow over a restored backup too.
    const std::int64_t number = std::max(last->integer(0) + 1, now);
    const std::string body = canonical({{"do", what}});
    const Bytes text = directive_text(TRY(id16(device_id)), static_cast<std::uint64_t>(number), body);
    const Signature64 signature = sign(console_key, text);
    TRY(inbox.run("insert into directive(device_id, number, body, signature) values($1, $2, $3, $4)",
                  device_id, number, body, Bytes(signature.begin(), signature.end())));
    return {};
  });
}

Result<> set_device_state(Db& inbox, const std::string& device_id, const std::string& from,
                          const std::string& to) {
  const auto changed =
      TRY(inbox.run("update device set state = $3 where id = $1 and state = $2", device_id, from, to));
  if (changed == 1) return {};
  return Error{Code::missing, "no kiosk with that id is " + from};
}

}  // namespace alongside
