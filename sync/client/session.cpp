// A kiosk's steps: save, push, offer, state, health. Nothing counts unless our server signed it.
#include <sync/client/session.h>

#include <platform/crypto.h>
#include <platform/http_signature.h>
#include <platform/json.h>
#include <platform/log.h>
#include <platform/problem.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>

namespace alongside {
namespace {

std::uint64_t random_number() {
  std::uint64_t number = 0;
  const Bytes bytes = random_bytes(sizeof number);
  std::memcpy(&number, bytes.data(), sizeof number);
  return number;
}

constexpr std::int64_t health_every_s = 300;

// As it was saved, and an envelope of the record that its row names.
bool undamaged(const OutboxItem& item) {
  if (!same_secret(sha256(item.envelope), item.sha256)) return false;
  const ByteView bytes = item.envelope;
  return bytes.size() >= envelope_header_bytes && to_hex(bytes.subspan(8, 16)) == item.record_id;
}

}  // namespace

Session::Session(Identity identity, Outbox outbox, Transport& transport, std::string authority,
                 std::size_t smallest_class, SessionSeams seams)
    : identity_(std::move(identity)),
      outbox_(std::move(outbox)),
      transport_(transport),
      authority_(std::move(authority)),
      smallest_class_(smallest_class),
      seams_(std::move(seams)) {}

Result<> Session::start() {
  clock_ = TrustedClock(TRY(outbox_.number("clock-floor")), TRY(outbox_.number("clock-offset")));
  server_epoch_ = static_cast<std::uint32_t>(TRY(outbox_.number("server-epoch")));
  suspended_ = TRY(outbox_.number("suspended")) != 0;
  ordered_out_ = TRY(outbox_.number("ordered-out")) != 0;
  wiped_ = TRY(outbox_.number("wiped")) != 0;
  facts_.offer_due = TRY(outbox_.number("offer-due")) != 0;
  facts_.next_state = ticks();
  last_contact_ = TRY(outbox_.number("last-contact"));
  const std::string staff = TRY(outbox_.note("staff"));
  if (staff.empty()) return {};
  const Json list = TRY(parse_json(staff, {65536, 4}));
  for (const Json& entry : list) staff_.push_back({string_or(entry, "code"), string_or(entry, "pin_hash")});
  return {};
}

Result<Stop> Session::stop() {
  if (wiped_) return Stop::not_enrolled;
  if (suspended()) return Stop::suspended;
  if (seams_.free_bytes) {
    const auto space = seams_.free_bytes();
    if (!space.ok() || *space < seams_.low_disk_bytes) return Stop::disk;
  }
  if (!identity_.keys.sealing_key(now()).ok()) return Stop::keys;
  const Time oldest = TRY(outbox_.status()).oldest_saved_at;
  return oldest > 0 && now() - oldest > seams_.most_age_s ? Stop::too_old : Stop::none;
}

Result<> Session::may_save() {
  if (wiped_ || suspended()) return Error{Code::refused, "this kiosk is out of use"};
  if (seams_.free_bytes) {
    const auto space = seams_.free_bytes();
    if (!space.ok() || *space < seams_.low_disk_bytes / 4) return Error{Code::storage, "the disk is full"};
  }
  const Time oldest = TRY(outbox_.status()).oldest_saved_at;
  if (oldest > 0 && now() - oldest > seams_.most_age_s + 3600) {
    return Error{Code::refused, "a record has waited too long for the server"};
  }
  return {};
}

Result<> Session::save(VisitRecord& visit, Lane lane) {
  TRY(may_save());
  const auto good_key = identity_.keys.sealing_key(now());
  if (!good_key.ok()) return Error{Code::refused, good_key.error().what};
  const IntakeKey& key = *good_key;
  const Bytes info = TRY(seal_info(identity_.keys.server_id));
  const Bytes kid = TRY(from_hex(key.kid));
  VisitFacts& facts = visit.facts;
  facts.device_id = identity_.device_id;
  facts.epoch = identity_.epoch;
  facts.record_id = random_hex(16);
  EnvelopeHeader header;
  header.record_id = TRY(id16(facts.record_id));
  header.device_id = TRY(id16(facts.device_id));
  header.epoch = identity_.epoch;
  std::copy(kid.begin(), kid.end(), header.kid.begin());
  const auto seal = [&](std::uint64_t seq) -> Result<Bytes> {
    header.seq = seq;
    facts.seq = static_cast<std::int64_t>(seq);
    std::string text = canonical(write_bundle(visit));
    auto padded = pad(text, smallest_class_);
    wipe(text);
    if (!padded.ok()) return padded.error();
    header.ciphertext_bytes = static_cast<std::uint32_t>(padded->size() + 16);
    auto sealed = hpke_seal(key.open, info, write_header(header), view(*padded));
    wipe(*padded);
    if (!sealed.ok()) return sealed.error();
    return write_envelope({header, sealed->enc, std::move(sealed->ciphertext)});
  };
  TRY(outbox_.put(facts.record_id, identity_.epoch, lane, now(), seal));
  for (Json& response : visit.responses) response = nullptr;
  visit.concerns.clear();
  if (lane == Lane::urgent) facts_.urgent_not_before = 0;
  return {};
}

void Session::hurry() {
  facts_.urgent_not_before = facts_.ordinary_not_before = 0;
  facts_.next_state = ticks();
}

Result<Planned> Session::step() {
  const OutboxStatus status = TRY(outbox_.status());
  facts_.waiting = status.waiting;
  facts_.waiting_urgent = status.waiting_urgent;
  facts_.stopped = suspended() || outdated_;
  if (wiped_) return Planned{Step::nothing, ticks() + 3600};
  const Planned planned = next_step(facts_, ticks());
  pushing_urgent_ = planned.step == Step::push && status.waiting_urgent > 0;
  switch (planned.step) {
    case Step::push:
      TRY(push());
      break;
    case Step::offer:
      TRY(offer());
      break;
    case Step::state:
      TRY(ask_state());
      break;
    case Step::health:
      TRY(health());
      break;
    case Step::nothing:
      break;
  }
  return planned;
}

void Session::failed(const std::string& why) {
  last_error_ = why;
  ++failures_;
  const std::int64_t ordinary = back_off_s(failures_ - 1, 30, 1800, random_number());
  facts_.ordinary_not_before = ticks() + ordinary;
  facts_.urgent_not_before = ticks() + back_off_s(failures_ - 1, 2, 60, random_number());
}

void Session::succeeded() {
  failures_ = 0;
  last_error_.clear();
  facts_.ordinary_not_before = facts_.urgent_not_before = facts_.hold_until = 0;
}

Result<Session::Answer> Session::ask(HttpRequest request) {
  request.headers.emplace_back("alongside-version", "1");
  request.headers.emplace_back("alongside-epoch",
                               std::to_string(identity_.epoch) + "." + std::to_string(server_epoch_));
  const std::string keyid = key_id('d', identity_.key.open);
  const KeyOf key_of = [this](const std::string& asked) -> Result<Key32> {
    if (asked != key_id('s', identity_.keys.ingest)) return Error{Code::refused, "unknown-key"};
    return identity_.keys.ingest;
  };
  for (int attempt = 0;; ++attempt) {
    HttpRequest signed_request = request;
    TRY(sign_request(signed_request, authority_, identity_.key, keyid, clock_.at_server(seams_.clock()),
                     "alongside-v1"));
    HttpResponse response = TRY(transport_.send(signed_request));
    const auto signature = verify_response(response, signed_request, authority_, key_of);
    if (!signature.ok()) return Error{Code::offline, "the answer did not come from the Alongside server"};
    TRY(heard(signature->created));
    std::string name = response.status >= 400 ? problem_name(response) : std::string();
    const bool again = name == "clock-skew" || name == "replayed";
    if (!again || attempt > 0) return Answer{std::move(response), std::move(name)};
  }
}

Result<> Session::heard(Time signed_at) {
  const Time floor_before = clock_.floor();
  const bool moved = clock_.heard(signed_at, seams_.clock());
  last_contact_ = signed_at;
  if (!moved && clock_.floor() - floor_before < 60) return {};
  return outbox_.db().atomically([&]() -> Result<> {
    TRY(outbox_.set_number("clock-offset", clock_.offset_s()));
    return outbox_.set_number("clock-floor", clock_.floor());
  });
}

// What waits, without what the disk has damaged: that goes to quarantine, and staff see it.
Result<std::vector<OutboxItem>> Session::undamaged_waiting() {
  std::vector<OutboxItem> good;
  for (OutboxItem& item : TRY(outbox_.waiting(batch_most_, 1u << 20))) {
    if (undamaged(item)) {
      good.push_back(std::move(item));
    } else {
      log(Level::alarm, "record-damaged", {{"record", Word::id(item.record_id)}});
      TRY(outbox_.quarantine(item.record_id, "damaged on this kiosk's disk"));
    }
  }
  return good;
}

Result<> Session::push() {
  const auto items = TRY(undamaged_waiting());
  if (items.empty()) return {};
  std::vector<Bytes> envelopes;
  for (const OutboxItem& item : items) envelopes.push_back(item.envelope);
  const Bytes body = TRY(write_batch(envelopes));
  HttpRequest request;
  request.method = "POST";
  request.target = "/v1/batch";
  request.headers.emplace_back("content-type", "application/vnd.alongside.batch");
  request.body = std::string(text_of(body));
  const auto answer = ask(std::move(request));
  if (!answer.ok()) {
    if (answer.error().code == Code::storage) return answer.error();
    failed(answer.error().what);
    return {};
  }
  if (answer->response.status != 200) return take_problem(*answer, items);
  succeeded();
  if (batch_most_ < batch_most_envelopes) batch_most_ = std::min(batch_most_ * 2, batch_most_envelopes);
  TRY(take_batch_answer(answer->response.body, items));
  const auto first = TRY(outbox_.waiting(1, 0));
  // An answer that moved nothing must not be asked for again at once.
  if (!first.empty() && first.front().record_id == items.front().record_id && failures_ == 0) {
    failed("the server's answer held no receipt");
  }
  return {};
}

Result<> Session::offer() {
  const auto held = TRY(outbox_.held(offered_up_to_, offer_most_ids));
  if (held.empty()) {
    offered_up_to_.clear();
    facts_.offer_due = false;
    return outbox_.set_number("offer-due", 0);
  }
  Json list = Json::array();
  for (const auto& one : held) list.push_back({{"id", one.record_id}, {"sha256", to_hex(one.sha256)}});
  HttpRequest request;
  request.method = "POST";
  request.target = "/v1/offer";
  request.headers.emplace_back("content-type", "application/json");
  request.body = canonical({{"records", list}});
  const auto answer = ask(std::move(request));
  if (!answer.ok()) {
    if (answer.error().code == Code::storage) return answer.error();
    failed(answer.error().what);
    return {};
  }
  if (answer->response.status != 200) return take_problem(*answer, {});
  succeeded();
  const auto json = parse_json(answer->response.body);
  if (!json.ok() || !json->is_object()) {
    failed("the server's answer to an offer could not be read");
    return {};
  }
  offered_up_to_ = held.back().record_id;
  for (const Json& id : json->value("missing", Json::array())) {
    if (id.is_string()) TRY(outbox_.forget_receipt(id.get<std::string>()));
  }
  for (const Json& entry : json->value("held", Json::array())) TRY(take_receipt(entry));
  return {};
}

Result<> Session::ask_state() {
  HttpRequest request;
  request.target = "/v1/state";
  facts_.next_state = ticks() + seams_.state_every_s;
  const auto answer = ask(std::move(request));
  if (!answer.ok()) {
    if (answer.error().code == Code::storage) return answer.error();
    failed(answer.error().what);
    return {};
  }
  facts_.next_state = ticks() + seams_.state_every_s;
  if (answer->response.status != 200) return take_problem(*answer, {});
  succeeded();
  TRY(outbox_.set_number("last-contact", last_contact_));
  return take_state(answer->response.body);
}

Result<> Session::health() {
  facts_.next_health = ticks() + health_every_s;
  const OutboxStatus status = TRY(outbox_.status());
  HttpRequest request;
  request.method = "POST";
  request.target = "/v1/health";
  request.headers.emplace_back("content-type", "application/json");
  Json counters = {{"waiting", status.waiting},
                   {"receipted", status.receipted},
                   {"quarantined", status.quarantined},
                   {"clock_offset", clock_.offset_s()},
                   {"version", ALONGSIDE_VERSION}};
  if (seams_.more_health) seams_.more_health(counters);
  request.body = canonical(counters);
  const auto answer = ask(std::move(request));
  if (answer.ok() || answer.error().code != Code::storage) return {};
  return answer.error();
}

}  // namespace alongside
