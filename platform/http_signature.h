// HTTP message signatures (RFC 9421, Ed25519) and digests (RFC 9530), in the strict shape of
// sync/PROTOCOL.md.
#pragma once

#include <platform/crypto.h>
#include <platform/http.h>

#include <optional>
#include <string>
#include <vector>

namespace alongside {

std::string content_digest(std::string_view body);  // sha-256=:…:

// What a signature covers, in order, and its parameters.
struct SignatureShape {
  std::string label;                    // als, srv
  std::vector<std::string> components;  // "@method", "content-digest", "\"@method\";req" …
  std::string tag;
};

struct SignatureParams {
  Time created = 0;
  std::optional<Time> expires;
  std::optional<std::string> nonce;  // base64 of 16 bytes
  std::string keyid;
};

// RFC 9421 section 2.5, over components of `request` (and `response` when given; then `;req` names the
// request).
Result<std::string> signature_base(const std::vector<std::string>& components, const std::string& params_text,
                                   const std::string& authority, const HttpRequest& request,
                                   const HttpResponse* response);

// Device -> server. Adds content-digest (when there is a body), signature-input and signature.
Result<> sign_request(HttpRequest& request, const std::string& authority, const SigningKey& key,
                      const std::string& keyid, Time created, const std::string& tag);
// Checks shape, window (+-300 s) and digest, then the signature with the key that `key_of` gives for the
// keyid. The order of trust.md section 8. Error.what is the problem name: "bad-signature", "unknown-key",
// "clock-skew", "malformed". The nonce is returned for the caller to remember, only after the signature held.
struct VerifiedRequest {
  SignatureParams params;
};
using KeyOf = std::function<Result<Key32>(const std::string& keyid)>;
Result<VerifiedRequest> verify_request(const HttpRequest& request, const std::string& authority,
                                       const KeyOf& key_of, Time now, const std::string& tag);

// Server -> device, bound to the request's signature; /v1/time and unsigned requests are bound to what they
// have.
Result<> sign_response(HttpResponse& response, const HttpRequest& request, const std::string& authority,
                       const SigningKey& key, const std::string& keyid, Time created);
Result<SignatureParams> verify_response(const HttpResponse& response, const HttpRequest& request,
                                        const std::string& authority, const KeyOf& key_of);

std::string key_id(char kind, const Key32& open_key);  // "d:" or "s:" + 32 hex digits, trust.md section 4

}  // namespace alongside
