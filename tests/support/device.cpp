// An enrolled device whose requests and envelopes a test makes by hand.
#include <tests/support/device.h>

#include <platform/http_signature.h>
#include <platform/json.h>

#include <algorithm>
#include <cstdlib>

namespace alongside {

Device::Device(World& world, const std::string& hub) : world_(world) {
  const bool enrolled = world.enrol_kiosk(folder_.path(), hub).ok();
  auto identity = load_identity(folder_.path());
  if (!enrolled || !identity.ok()) std::abort();
  identity_ = identity.take();
}

HttpRequest Device::make(const std::string& method, const std::string& target, const std::string& body,
                         const std::string& type) const {
  HttpRequest request;
  request.method = method;
  request.target = target;
  request.body = body;
  if (!body.empty()) request.headers.emplace_back("content-type", type);
  request.headers.emplace_back("alongside-version", "1");
  request.headers.emplace_back("alongside-epoch", std::to_string(identity_.epoch) + ".0");
  return request;
}

HttpRequest Device::signed_by_it(HttpRequest request) const {
  const bool done = sign_request(request, world_.site().public_authority, identity_.key,
                                 key_id('d', identity_.key.open), world_.now, "alongside-v1")
                        .ok();
  if (!done) std::abort();
  return request;
}

HttpResponse Device::ask_json(const std::string& method, const std::string& target, const Json& body) const {
  return ask(make(method, target, canonical(body)));
}

Envelope Device::envelope(std::uint64_t seq) const {
  Envelope envelope;
  const Bytes id = random_bytes(16);
  std::copy(id.begin(), id.end(), envelope.header.record_id.begin());
  envelope.header.device_id = id16(identity_.device_id).value();
  envelope.header.epoch = identity_.epoch;
  envelope.header.seq = seq;
  const Bytes kid = from_hex(identity_.keys.intake.front().kid).value();
  std::copy(kid.begin(), kid.end(), envelope.header.kid.begin());
  envelope.ciphertext = random_bytes(4096 + 16);
  return envelope;
}

HttpResponse Device::send(const std::vector<Bytes>& envelopes) const {
  const Bytes body = write_batch(envelopes).value();
  return ask(make("POST", "/v1/batch", std::string(text_of(body)), "application/vnd.alongside.batch"));
}

std::vector<std::string> Device::results(const std::vector<Bytes>& envelopes) const {
  const HttpResponse response = send(envelopes);
  const auto json = parse_json(response.body);
  if (response.status != 200 || !json.ok() || !json->is_array()) return {std::to_string(response.status)};
  std::vector<std::string> list;
  for (const Json& entry : *json) {
    const std::string reason = string_or(entry, "reason");
    list.push_back(string_or(entry, "result") + (reason.empty() ? "" : ":" + reason));
  }
  return list;
}

SigningKey key_of_site(const World& world, const std::string& name) {
  return load_signing_key(world.site().keys_folder + "/" + name + ".key").take();
}

HttpResponse signed_answer(const World& world, const HttpRequest& request, int status, const Json& body) {
  HttpResponse response;
  response.status = status;
  response.set("content-type", status < 400 ? "application/json" : "application/problem+json");
  response.body = canonical(body);
  const SigningKey key = key_of_site(world, "ingest");
  const bool done =
      sign_response(response, request, world.site().public_authority, key, key_id('s', key.open), world.now)
          .ok();
  if (!done) std::abort();
  return response;
}

Json proof(const Bytes& text, const SigningKey& key) {
  return {{"text", to_base64(text)}, {"signature", to_base64(sign(key, text))}};
}

}  // namespace alongside
