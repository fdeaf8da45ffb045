// What a kiosk does with its server's answers: receipts, watermark, directives and the table of problems.
#include <sync/client/session.h>

#include <platform/http_signature.h>
#include <platform/json.h>
#include <platform/log.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace alongside {
namespace {

struct Signed {
  Bytes text;
  Bytes signature;
};

Result<Signed> signed_text(const Json& entry) {
  if (!entry.is_object()) return Error{Code::invalid, "signed text: not an object"};
  const std::string text = TRY(need_string(entry, "text", 1024));
  const std::string signature = TRY(need_string(entry, "signature", 128));
  return Signed{TRY(from_base64(text)), TRY(from_base64(signature))};
}

std::int64_t seconds_of(const std::string& text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return std::clamp<std::int64_t>(value, 0, 86400);
}

}  // namespace

Result<> Session::take_receipt(const Json& entry) {
  const auto proof = signed_text(entry);
  if (!proof.ok() || !verify(identity_.keys.ingest, proof->text, proof->signature)) return {};
  const auto receipt = read_receipt(proof->text);
  if (!receipt.ok()) return {};
  // A receipt of an older life of the server proves nothing any more.
  if (receipt->server_epoch < server_epoch_) return {};
  TRY(see_epoch(receipt->server_epoch));
  const auto kept = outbox_.keep_receipt(*receipt, identity_.device_id);
  if (!kept.ok() && kept.error().code == Code::storage) return kept.error();
  return {};
}

// One result for each record sent, in their order: a record that cannot be read has no id of its own.
Result<> Session::take_batch_answer(const std::string& body, const std::vector<OutboxItem>& sent) {
  const auto json = parse_json(body);
  if (!json.ok() || !json->is_array() || json->size() != sent.size()) return {};
  bool unknown_kid = false;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const Json& entry = (*json)[i];
    if (!entry.is_object()) continue;
    const std::string result = string_or(entry, "result");
    const std::string& id = sent[i].record_id;
    const std::string reason = string_or(entry, "reason");
    if ((result == "stored" || result == "duplicate") && entry.contains("receipt")) {
      TRY(take_receipt(entry["receipt"]));
    } else if (result == "rejected" && reason == "unknown-kid") {
      unknown_kid = true;
    } else if (result == "conflict" || result == "rejected") {
      log(Level::alarm, "record-quarantined", {{"record", Word::id(id)}, {"reason", Word::id(reason)}});
      TRY(outbox_.quarantine(id, result + ":" + reason));
    }
  }
  if (unknown_kid) failed("the server does not know the key that records are sealed with");
  return {};
}

Result<> Session::see_epoch(std::uint32_t server_epoch) {
  if (server_epoch == server_epoch_) return {};
  const bool first = server_epoch_ == 0;
  if (!first && server_epoch < server_epoch_) return {};
  TRY(outbox_.db().atomically([&]() -> Result<> {
    TRY(outbox_.enter_epoch(server_epoch));
    return first ? Result<>{} : outbox_.set_number("offer-due", 1);
  }));
  server_epoch_ = server_epoch;
  if (!first) {
    facts_.offer_due = true;
    offered_up_to_.clear();
  }
  return {};
}

Result<> Session::set_suspended(bool suspended) {
  if (suspended == suspended_) return {};
  suspended_ = suspended;
  return outbox_.set_number("suspended", suspended ? 1 : 0);
}

Result<> Session::take_watermark(const Json& entry) {
  const auto proof = signed_text(entry);
  if (!proof.ok() || !verify(identity_.keys.backup, proof->text, proof->signature)) return {};
  const auto mark = read_watermark(proof->text);
  if (!mark.ok() || hex(mark->server_id) != identity_.keys.server_id) return {};
  if (mark->server_epoch != server_epoch_) return {};
  TRY(outbox_.purge(*mark, seams_.may_purge));
  return {};
}

// Orders of the console's key, oldest first. The number only grows, so that none can be played again.
Result<> Session::take_directives(const Json& answer) {
  const auto list = answer.find("directives");
  if (list == answer.end() || !list->is_array() || list->size() > 100) return {};
  const Id16 device = TRY(id16(identity_.device_id));
  for (const Json& entry : *list) {
    if (!entry.is_object()) continue;
    const long long number = integer_or(entry, "number");
    const std::string text = string_or(entry, "body");
    const auto signature = from_base64(string_or(entry, "signature"));
    if (number <= TRY(outbox_.number("directive")) || !signature.ok()) continue;
    const Bytes signed_bytes = directive_text(device, static_cast<std::uint64_t>(number), text);
    if (!verify(identity_.keys.console, signed_bytes, *signature)) continue;
    const auto order = parse_json(text, {4096, 4});
    const std::string what = order.ok() ? string_or(*order, "do") : std::string();
    log(Level::warning, "directive", {{"do", Word::id(what)}, {"number", std::int64_t{number}}});
    TRY(outbox_.db().atomically([&]() -> Result<> {
      TRY(obey(what));
      return outbox_.set_number("directive", number);
    }));
    // What was wiped must be gone from the write-ahead log too.
    if (wiped_) TRY(outbox_.db().checkpoint());
  }
  return {};
}

Result<> Session::obey(const std::string& order) {
  if (order == "suspend" || order == "retire" || order == "resume") {
    ordered_out_ = order != "resume";
    return outbox_.set_number("ordered-out", ordered_out_ ? 1 : 0);
  }
  if (order == "requeue") return outbox_.requeue();
  if (order == "report") {
    facts_.next_health = 0;
    return {};
  }
  if (order != "wipe") return {};  // made for a newer program: its number counts, nothing is done
  TRY(outbox_.wipe());
  wiped_ = true;
  return outbox_.set_number("wiped", 1);
}

Result<> Session::take_state(const std::string& body) {
  const auto json = parse_json(body);
  if (!json.ok() || !json->is_object()) return {};
  TRY(take_directives(*json));
  if (wiped_) return {};
  outdated_ = integer_or(*json, "min_client") > client_api;
  if (outdated_) last_error_ = "the server asks for a newer program on this kiosk";
  TRY(set_suspended(false));
  const long long epoch = integer_or(*json, "server_epoch");
  if (epoch > 0 && epoch <= UINT32_MAX) TRY(see_epoch(static_cast<std::uint32_t>(epoch)));
  const auto mark = json->find("durable_upto");
  if (mark != json->end() && mark->is_object() && !facts_.offer_due) TRY(take_watermark(*mark));
  const auto staff = json->find("staff");
  if (staff == json->end() || !staff->is_array() || staff->size() > 100) return {};
  std::vector<StaffAccess> list;
  for (const Json& entry : *staff) {
    if (entry.is_object()) list.push_back({string_or(entry, "code"), string_or(entry, "pin_hash")});
  }
  staff_ = std::move(list);
  return outbox_.set_note("staff", canonical(*staff));
}

Result<> Session::take_problem(const Answer& answer, const std::vector<OutboxItem>& sent) {
  const int status = answer.response.status;
  const std::string& name = answer.problem;
  if (status == 400 || status == 413 || status == 415) {
    if (sent.size() > 1) {
      batch_most_ = std::max<std::size_t>(1, sent.size() / 2);  // find the one that the server cannot take
      return {};
    }
    if (sent.size() == 1) return outbox_.quarantine(sent.front().record_id, "rejected:" + name);
  }
  if (name == "device-suspended" || name == "device-retired") {
    const auto body = parse_json(answer.response.body, {65536, 8});
    if (body.ok()) TRY(take_directives(*body));
    last_error_ = "this kiosk is out of use";
    return set_suspended(true);
  }
  if (name == "epoch") {
    const std::uint32_t before = server_epoch_;
    TRY(ask_state());  // it names the server's epoch; the offer follows from that
    if (server_epoch_ == before && failures_ == 0)
      failed("the server is in an earlier life than its receipts");
    return {};
  }
  failed("the server answered: " + (name.empty() ? std::to_string(status) : name));
  if (name == "upgrade-required") outdated_ = true;  // until a state answer is content with this program
  if (name == "bad-signature" || name == "unknown-key") facts_.hold_until = ticks() + 3600;
  const std::string after = answer.response.header("retry-after");
  if (!after.empty()) facts_.hold_until = ticks() + seconds_of(after);
  return {};
}

}  // namespace alongside
