// Enrolment, the kiosk's side: signed with the new key; the answer must be signed by the keys that the anchor
// names.
#include <sync/client/enrol.h>

#include <platform/clock.h>
#include <platform/http_signature.h>
#include <platform/json.h>
#include <platform/problem.h>
#include <sync/client/identity.h>

#include <nlohmann/json.hpp>

namespace alongside {
namespace {

constexpr const char* enrol_tag = "alongside-enrol";

KeyOf only_key(const Key32& key) {
  return [key](const std::string& keyid) -> Result<Key32> {
    if (keyid != key_id('s', key)) return Error{Code::refused, "unknown-key"};
    return key;
  };
}

// Seconds to add to this machine's clock. Believed for signing only: a false answer gains nothing but a
// refusal.
Result<std::int64_t> server_offset_s(Transport& transport) {
  HttpRequest request;
  request.target = "/v1/time?n=" + to_base64url(random_bytes(16));
  const HttpResponse response = TRY(transport.send(request));
  const Json answer = TRY(parse_json(response.body, {4096, 8}));
  return TRY(need_integer(answer, "time")) - now_s();
}

// A new kiosk's clock may be years off: then the server's time is asked, and the request signed anew.
Result<HttpResponse> ask(Transport& transport, const EnrolOptions& options, const SigningKey& key,
                         HttpRequest& request) {
  request.headers.emplace_back("alongside-version", "1");
  request.headers.emplace_back("alongside-epoch", "0.0");
  const std::string keyid = key_id('d', key.open);
  TRY(sign_request(request, options.authority, key, keyid, now_s(), enrol_tag));
  HttpResponse response = TRY(transport.send(request));
  if (problem_name(response) != "clock-skew") return response;
  const std::int64_t offset_s = TRY(server_offset_s(transport));
  TRY(sign_request(request, options.authority, key, keyid, now_s() + offset_s, enrol_tag));
  return transport.send(request);
}

Error refusal(const HttpResponse& response) {
  const std::string name = problem_name(response);
  if (name == "bad-code") return {Code::refused, "the code is wrong, used or too old"};
  if (name.empty()) return {Code::offline, "the answer did not come from the Alongside server"};
  return {Code::refused, "the server refused: " + name};
}

struct Claim {
  std::string enrol_id;
};

Result<Claim> claim(const EnrolOptions& options, const std::string& code, Transport& transport,
                    const EnrolSeams& seams, Identity& identity) {
  const Bytes nonce = random_bytes(16);
  const Digest32 proof = enrol_proof(code, identity.key.open, nonce);
  HttpRequest request;
  request.method = "POST";
  request.target = "/v1/enrol";
  request.headers.emplace_back("content-type", "application/json");
  request.body = canonical({{"slot", code.substr(0, enrol_slot_characters)},
                            {"device_pub", to_hex(identity.key.open)},
                            {"nonce", to_hex(nonce)},
                            {"proof", to_hex(proof)},
                            {"model", options.model}});
  const HttpResponse response = TRY(ask(transport, options, identity.key, request));
  if (response.status != 202) return refusal(response);
  const Json answer = TRY(parse_json(response.body, {65536, 8}));
  const std::string keys_text = TRY(need_string(answer, "keys", 65536));
  const std::string anchor = anchor_of(keys_text);
  if (!options.anchor.empty() && options.anchor != anchor) {
    return Error{Code::refused, "the server's keys are not the ones this kiosk was told to trust"};
  }
  identity.keys = TRY(read_keys(keys_text));
  if (write_keys(identity.keys) != keys_text)
    return Error{Code::invalid, "keys.json is not in canonical form"};
  if (!verify_response(response, request, options.authority, only_key(identity.keys.ingest)).ok()) {
    return Error{Code::refused, "the server's answer was not signed with its key"};
  }
  // Computed here, never taken from the answer: that is what makes it a comparison.
  seams.show(TRY(compare_number(code, identity.key.open, identity.keys.ingest, anchor)));
  return Claim{TRY(need_string(answer, "enrol_id", 32))};
}

// The state of the claim; fills in the identity when it is active.
Result<std::string> look(const EnrolOptions& options, const std::string& enrol_id, Transport& transport,
                         Identity& identity) {
  HttpRequest request;
  request.target = "/v1/enrol/" + enrol_id;
  const HttpResponse response = TRY(ask(transport, options, identity.key, request));
  if (!verify_response(response, request, options.authority, only_key(identity.keys.ingest)).ok()) {
    return Error{Code::offline, "the answer did not come from the Alongside server"};
  }
  if (response.status != 200) return refusal(response);
  const Json answer = TRY(parse_json(response.body, {65536, 8}));
  const std::string state = TRY(need_string(answer, "state", 20));
  if (state != "active") return state;
  identity.device_id = TRY(need_string(answer, "device_id", 32));
  identity.epoch = static_cast<std::uint32_t>(TRY(need_integer(answer, "epoch")));
  identity.hub = TRY(need_string(answer, "hub", 200));
  identity.authority = TRY(need_string(answer, "authority", 400));
  identity.use =
      TRY(need_string(answer, "use", 20)) == "production" ? DeviceUse::production : DeviceUse::demo;
  return state;
}

}  // namespace

Result<> enrol(const EnrolOptions& options, Transport& transport, const EnrolSeams& seams) {
  const std::string code = TRY(normal_crockford(options.code));
  if (code.size() != enrol_code_characters) return Error{Code::invalid, "the code has 12 characters"};
  Identity identity;
  // A kiosk that lost its enrolment but not its key stays the same device: its records keep their owner.
  auto kept = load_signing_key(options.folder + "/device.key");
  identity.key = kept.ok() ? kept.take() : SigningKey::make();
  const Claim claimed = TRY(claim(options, code, transport, seams, identity));
  while (true) {
    const auto state = look(options, claimed.enrol_id, transport, identity);
    if (!state.ok() && state.error().code != Code::offline) return state.error();
    if (state.ok() && *state == "active") return save_identity(options.folder, identity);
    if (state.ok() && *state != "claimed")
      return Error{Code::refused, "a member of staff refused this kiosk"};
    if (!seams.wait()) return Error{Code::refused, "enrolment was stopped before it was approved"};
  }
}

}  // namespace alongside
