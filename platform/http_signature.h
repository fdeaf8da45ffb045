// HTTP message signatures (RFC 9421, Ed25519) and digests (RFC 9530), in the strict shape of
// sync/PROTOCOL.md.
#pragma once

#include <platform/crypto.h>
#include <platform/http.h>

#include <optional>
#include <string>
#include <vector>

namespace alongside {

// RFC 9530 section 2 with one algorithm: sha-256=:base64 of 32 bytes:
std::string content_digest(std::string_view body);

// What a signature covers, in order, and its parameters.
struct SignatureShape {
  std::string label;                    // als, srv
  std::vector<std::string> components;  // "@method", "content-digest", "\"@method\";req" …
  std::string tag;
};

// RFC 9421 section 2.3. Times in seconds since 1970.
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
// Checks in this order: shape, key, window (created within +-300 s of `now`, expires at most 300 s later),
// signature (RFC 9421 section 3.2), digest (RFC 9530 section 2). Error.what is the problem name:
// "bad-signature", "unknown-key", "clock-skew", "malformed". The nonce is returned for the caller to
// remember, only after the signature held.
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
// refused or invalid with the same names as verify_request; there is no window: the caller compares
// `created`.
Result<SignatureParams> verify_response(const HttpResponse& response, const HttpRequest& request,
                                        const std::string& authority, const KeyOf& key_of);

std::string key_id(char kind, const Key32& open_key);  // "d:" or "s:" + 32 hex digits: half of SHA-256

}  // namespace alongside
