// Ingest, the writer's side: nonces, enrolment, envelopes, receipts, offers and state.
#include <sync/server/ingest/ingest.h>

#include <platform/json.h>
#include <platform/log.h>
#include <platform/problem.h>
#include <sync/server/backup.h>
#include <sync/server/enrolment.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>

namespace alongside {
namespace {

constexpr std::int64_t nonce_life_s = 900;

HttpResponse json_answer(int status, const Json& body) {
  HttpResponse response;
  response.status = status;
  response.set("content-type", "application/json");
  response.body = canonical(body);
  return response;
}

Json stored_receipt(const Bytes& both) {
  const ByteView all = both;
  return {{"text", to_base64(all.first(both.size() - 64))}, {"signature", to_base64(all.last(64))}};
}

// Of a kiosk's program or pack, such as "1.2.0", or a hash: shown to staff, so nothing else gets in.
bool version_fits(const std::string& text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '+';
  });
}

// The last server epoch that the kiosk has seen; 0: none.
std::int64_t epoch_seen(const HttpRequest& request) {
  const std::string text = request.header("alongside-epoch");
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos || text.size() > 32) return 0;
  return std::strtoll(text.c_str() + dot + 1, nullptr, 10);
}

}  // namespace

Result<HttpResponse> IngestCore::act(const HttpRequest& request, const CheckedRequest& work) {
  const Time now = setup_.clock();
  const std::int64_t epoch = TRY(meta_number(writer_, "server-epoch"));
  if (work.route == Route::time) {
    return json_answer(200, {{"time", now}, {"api", {{"least", 1}, {"most", 1}}}, {"server_epoch", epoch}});
  }
  TRY(writer_.run("delete from nonce where seen_at < $1", now - nonce_life_s));
  const auto fresh =
      TRY(writer_.run("insert into nonce(keyid, nonce, seen_at) values($1, $2, $3)"
                      " on conflict(keyid, nonce) do nothing",
                      work.keyid, work.nonce, now));
  if (fresh == 0) return problem(409, "replayed");
  if (!work.device_id.empty()) {
    TRY(writer_.run("update device set last_seen = $2 where id = $1", work.device_id, now));
  }
  const std::string version = request.header("alongside-version");
  const bool old = TRY(meta_number(writer_, "min-client")) > std::strtoll(version.c_str(), nullptr, 10);
  if (old && work.route != Route::state && !work.device_id.empty()) return problem(426, "upgrade-required");
  const std::int64_t seen = epoch_seen(request);
  if (work.route == Route::batch && seen != 0 && seen != epoch) return problem(409, "epoch");
  switch (work.route) {
    case Route::enrol:
      return act_enrol(request);
    case Route::enrol_state:
      return act_enrol_state(request, work);
    case Route::batch:
      return act_batch(work);
    case Route::offer:
      return act_offer(request, work);
    case Route::health:
      return act_health(request, work);
    case Route::state:
    case Route::time:
      break;
  }
  return act_state(work);
}

Result<HttpResponse> IngestCore::act_enrol(const HttpRequest& request) {
  const auto body = parse_json(request.body, {262144, 8});
  if (!body.ok()) return problem(400, "malformed");
  ClaimAsked asked;
  const auto pub = from_hex(string_or(*body, "device_pub"));
  auto nonce = from_hex(string_or(*body, "nonce"));
  auto proof = from_hex(string_or(*body, "proof"));
  asked.model = string_or(*body, "model");
  asked.slot = string_or(*body, "slot");
  if (!pub.ok() || pub->size() != 32 || !nonce.ok() || nonce->size() != 16 || !proof.ok() ||
      proof->size() != 32 || asked.model.size() > 100 || asked.slot.size() != enrol_slot_characters) {
    return problem(400, "malformed");
  }
  std::copy(pub->begin(), pub->end(), asked.device.begin());
  asked.nonce = nonce.take();
  asked.proof = proof.take();
  const auto claimed = claim_slot(writer_, asked, keys_.ingest, anchor_of(keys_text_), setup_.clock());
  if (!claimed.ok() && claimed.error().what == "bad-code") return problem(401, "bad-code");
  if (!claimed.ok()) return claimed.error();
  return json_answer(202,
                     {{"enrol_id", claimed->slot_id}, {"compare", claimed->compare}, {"keys", keys_text_}});
}

Result<HttpResponse> IngestCore::act_enrol_state(const HttpRequest& request, const CheckedRequest& work) {
  const std::string id(request.path().substr(std::string_view("/v1/enrol/").size()));
  const auto row =
      TRY(writer_.row("select s.state, d.id, d.epoch, d.hub, d.device_use from slot s"
                      " join device d on d.slot_id = s.id where s.id = $1 and d.id = $2",
                      id, work.device_id));
  if (!row) return problem(404, "not-found");
  Json answer = {{"state", row->text(0)}};
  if (row->text(0) == "active") {
    answer["device_id"] = row->text(1);
    answer["epoch"] = row->integer(2);
    answer["hub"] = row->text(3);
    answer["use"] = row->text(4);
    answer["authority"] = setup_.authority_name;
  }
  return json_answer(200, answer);
}

Result<HttpResponse> IngestCore::act_batch(const CheckedRequest& work) {
  const auto epoch = static_cast<std::uint32_t>(TRY(meta_number(writer_, "server-epoch")));
  Json results = Json::array();
  for (const auto& record : work.records) results.push_back(TRY(store(work, record, epoch)));
  return json_answer(200, results);
}

Result<> IngestCore::put_in_quarantine(const CheckedRequest& work, const CheckedRequest::Record& record,
                                       const char* reason) {
  const Bytes digest(record.sha256.begin(), record.sha256.end());
  const auto known = TRY(writer_.row("select id from quarantine where device_id = $1 and sha256 = $2 limit 1",
                                     work.device_id, digest));
  if (known) return {};
  log(Level::alarm, "conflict",
      {{"record", Word::id(record.record_id)}, {"device", Word::id(work.device_id)}});
  TRY(writer_.run(
      "insert into quarantine(id, record_id, device_id, sha256, body, reason, received_at)"
      " values($1, $2, $3, $4, $5, $6, $7)",
      random_hex(8), record.record_id, work.device_id, digest, record.bytes, reason, setup_.clock()));
  return {};
}

Bytes IngestCore::signed_receipt(Receipt receipt) const {
  receipt.unix_time = static_cast<std::uint64_t>(setup_.clock());
  Bytes both = receipt_text(receipt);
  const Signature64 signature = alongside::sign(key_, both);
  both.insert(both.end(), signature.begin(), signature.end());
  return both;
}

// The same place in the same store, promised anew for this life of the server.
Result<Json> IngestCore::promise_again(const Receipt& receipt) {
  const Bytes both = signed_receipt(receipt);
  TRY(writer_.run("update envelope set receipt = $2 where record_id = $1", hex(receipt.record_id), both));
  return stored_receipt(both);
}

// The first receipt as long as it counts: one of an earlier life would be refused by the kiosk for ever.
Result<Json> IngestCore::receipt_of_this_life(const Bytes& first, const Receipt& receipt) {
  const auto known = read_receipt(ByteView(first).first(first.size() - 64));
  if (known.ok() && known->server_epoch == receipt.server_epoch) return stored_receipt(first);
  return promise_again(receipt);
}

Result<Json> IngestCore::store(const CheckedRequest& work, const CheckedRequest::Record& record,
                               std::uint32_t server_epoch) {
  Json result = {{"record_id", record.record_id}};
  const auto rejected = [&](const char* reason) {
    result["result"] = "rejected";
    result["reason"] = reason;
    return result;
  };
  if (!record.envelope) return rejected("malformed");
  const EnvelopeHeader& header = record.envelope->header;
  if (hex(header.device_id) != work.device_id) return rejected("device");
  // A record keeps the epoch that it was sealed in.
  if (header.epoch == 0 || header.epoch > work.device_epoch) return rejected("epoch");
  if (header.seq == 0 || header.seq > INT64_MAX) return rejected("seq");
  const std::string kid = to_hex(header.kid);
  const auto& intake = keys_.intake;
  if (std::none_of(intake.begin(), intake.end(), [&](const IntakeKey& key) { return key.kid == kid; })) {
    return rejected("unknown-kid");
  }
  const auto seq = static_cast<std::int64_t>(header.seq);
  const auto known =
      TRY(writer_.rows("select record_id, sha256, receipt, server_seq from envelope where record_id = $1"
                       " or (device_id = $2 and epoch = $3 and seq = $4)",
                       record.record_id, work.device_id, header.epoch, seq));
  for (const Row& row : known) {
    if (row.text(0) == record.record_id && same_secret(row.blob(1), record.sha256)) {
      result["result"] = "duplicate";
      Receipt receipt{header.device_id, header.record_id, record.sha256, server_epoch, 0, 0};
      receipt.server_seq = static_cast<std::uint64_t>(row.integer(3));
      result["receipt"] = TRY(receipt_of_this_life(row.blob(2), receipt));
      return result;
    }
  }
  if (!known.empty()) {
    TRY(put_in_quarantine(work, record, "conflict"));
    result["result"] = "conflict";
    result["reason"] = "conflict";
    return result;
  }
  const auto last = TRY(writer_.row("select coalesce(max(server_seq), 0) from envelope"));
  Receipt receipt{header.device_id, header.record_id, record.sha256, server_epoch, 0, 0};
  receipt.server_seq = static_cast<std::uint64_t>(last->integer(0)) + 1;
  const Bytes both = signed_receipt(receipt);
  TRY(writer_.run(
      "insert into envelope(server_seq, record_id, device_id, epoch, seq, sha256, body, receipt,"
      " received_at) values($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      static_cast<std::int64_t>(receipt.server_seq), record.record_id, work.device_id, header.epoch, seq,
      Bytes(record.sha256.begin(), record.sha256.end()), record.bytes, both, setup_.clock()));
  result["result"] = "stored";
  result["receipt"] = stored_receipt(both);
  return result;
}

Result<HttpResponse> IngestCore::act_offer(const HttpRequest& request, const CheckedRequest& work) {
  const auto body = parse_json(request.body, {262144, 8});
  if (!body.ok() || !body->is_object()) return problem(400, "malformed");
  const auto list = body->find("records");
  if (list == body->end() || !list->is_array() || list->size() > offer_most_ids)
    return problem(400, "malformed");
  const auto epoch = static_cast<std::uint32_t>(TRY(meta_number(writer_, "server-epoch")));
  Json missing = Json::array();
  Json held = Json::array();
  for (const Json& entry : *list) {
    if (!entry.is_object()) return problem(400, "malformed");
    const std::string id = string_or(entry, "id");
    const auto record = id16(id);
    const auto digest = from_hex(string_or(entry, "sha256"));
    if (!record.ok() || !digest.ok() || digest->size() != 32) return problem(400, "malformed");
    const auto row =
        TRY(writer_.row("select server_seq from envelope where record_id = $1 and sha256 = $2"
                        " and device_id = $3",
                        id, *digest, work.device_id));
    if (!row) {
      missing.push_back(id);
      continue;
    }
    Receipt receipt;
    receipt.device_id = TRY(id16(work.device_id));
    receipt.record_id = *record;
    std::copy(digest->begin(), digest->end(), receipt.envelope_sha256.begin());
    receipt.server_epoch = epoch;
    receipt.server_seq = static_cast<std::uint64_t>(row->integer(0));
    held.push_back(TRY(promise_again(receipt)));
  }
  return json_answer(200, {{"missing", missing}, {"held", held}});
}

Result<HttpResponse> IngestCore::act_state(const CheckedRequest& work) {
  const std::int64_t epoch = TRY(meta_number(writer_, "server-epoch"));
  const std::int64_t min_client = TRY(meta_number(writer_, "min-client"));
  Json answer = {{"server_epoch", epoch}, {"min_client", std::max<std::int64_t>(1, min_client)}};
  const std::string text = TRY(meta_text(writer_, "watermark-text"));
  const std::string signature = TRY(meta_text(writer_, "watermark-signature"));
  answer["durable_upto"] = nullptr;
  if (!text.empty()) answer["durable_upto"] = {{"text", text}, {"signature", signature}};
  // The end of the first run without a gap; the index lets it stop there.
  const auto row =
      TRY(writer_.row("select e.seq from envelope e left join envelope f on f.device_id = e.device_id"
                      " and f.epoch = e.epoch and f.seq = e.seq + 1"
                      " where e.device_id = $1 and e.epoch = $2 and f.seq is null order by e.seq limit 1",
                      work.device_id, work.device_epoch));
  answer["seq_upto"] = row ? row->integer(0) : 0;
  Json staff = Json::array();
  for (const Row& one : TRY(writer_.rows("select code, pin_hash from staff_access where hub = $1"
                                         " order by code limit 100",
                                         work.hub))) {
    staff.push_back({{"code", one.text(0)}, {"pin_hash", one.text(1)}});
  }
  answer["staff"] = staff;
  answer["directives"] = TRY(directives_of(writer_, work.device_id));
  return json_answer(200, answer);
}

Result<HttpResponse> IngestCore::act_health(const HttpRequest& request, const CheckedRequest& work) {
  const auto body = parse_json(request.body, {4096, 4});
  if (!body.ok() || !body->is_object()) return problem(400, "malformed");
  Json counters = Json::object();
  for (const auto& [name, value] : body->items()) {
    if (value.is_number_integer() && name.size() <= 40) counters[name] = value;
    const bool text =
        (name == "version" || name == "content" || name == "content_hash" || name == "withdrawn") &&
        value.is_string();
    if (text && version_fits(value.get<std::string>())) counters[name] = value;
  }
  TRY(writer_.run("update device set health = $2 where id = $1", work.device_id, canonical(counters)));
  HttpResponse response;
  response.status = 204;
  return response;
}

}  // namespace alongside
