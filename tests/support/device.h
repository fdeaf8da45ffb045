// An enrolled device whose requests and envelopes a test makes by hand, right or wrong.
#pragma once

#include <sync/record/wire.h>
#include <tests/support/world.h>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace alongside {

class Device {
 public:
  // Enrols in the world; aborts when that fails.
  explicit Device(World& world, const std::string& hub = "hub-0");
  // With the two Alongside headers, not signed.
  HttpRequest make(const std::string& method, const std::string& target, const std::string& body = {},
                   const std::string& type = "application/json") const;
  HttpRequest signed_by_it(HttpRequest request) const;
  HttpResponse ask(HttpRequest request) const { return world_.deliver(signed_by_it(std::move(request))); }
  HttpResponse ask_json(const std::string& method, const std::string& target, const Json& body) const;
  // A well-formed envelope of the 4 KiB class; what is inside cannot be opened.
  Envelope envelope(std::uint64_t seq) const;
  HttpResponse send(const std::vector<Bytes>& envelopes) const;
  // The results of a batch, in order: "stored", "duplicate", "conflict:reason", "rejected:reason".
  std::vector<std::string> results(const std::vector<Bytes>& envelopes) const;
  const Identity& identity() const { return identity_; }
  const std::string& folder() const { return folder_.path(); }

 private:
  World& world_;
  TempFolder folder_;
  Identity identity_;
};

// What the server's own key says: for answers that are signed and wrong.
HttpResponse signed_answer(const World& world, const HttpRequest& request, int status, const Json& body);
SigningKey key_of_site(const World& world, const std::string& name);  // "ingest", "backup", "console"
// {text, signature} in base64, as on the wire.
Json proof(const Bytes& text, const SigningKey& key);

}  // namespace alongside
