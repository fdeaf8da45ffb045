// HTTP message signatures in one strict shape: what differs from it by a byte is refused, never understood.
#include <platform/http_signature.h>

#include <charconv>

namespace alongside {
namespace {

constexpr Time window_s = 300;
constexpr std::size_t input_most = 1024;
constexpr const char* response_tag = "alongside-v1-r";

Error fault(const char* name) {
  return {std::string_view(name) == "malformed" ? Code::invalid : Code::refused, name};
}

std::string identifier(const std::string& component) {
  return component.starts_with('"') ? component : '"' + component + '"';
}

std::string list_text(const std::vector<std::string>& components) {
  std::string text = "(";
  for (const auto& component : components) {
    if (text.size() > 1) text += ' ';
    text += identifier(component);
  }
  return text + ")";
}

// The one member of a dictionary header, `label=:base64 of 64 bytes:`; anything else is no signature of ours.
Result<Bytes> one_signature(std::string_view text, std::string_view label) {
  const std::string start = std::string(label) + "=:";
  if (text.size() != start.size() + 88 + 1 || !text.starts_with(start) || text.back() != ':')
    return fault("malformed");
  auto bytes = from_base64(text.substr(start.size(), 88));
  if (!bytes.ok() || bytes->size() != 64) return fault("malformed");
  return bytes.take();
}

bool has_als(const HttpRequest& request) {
  return request.count("signature") == 1 && one_signature(request.header("signature"), "als").ok();
}

std::vector<std::string> request_components(const HttpRequest& request) {
  std::vector<std::string> list{"@method", "@authority", "@path", "@query"};
  if (!request.body.empty()) list.insert(list.end(), {"content-type", "content-digest"});
  list.insert(list.end(), {"alongside-version", "alongside-epoch"});
  return list;
}

// An answer without a body (204) leaves the two content-* components out, as a request without a body does.
std::vector<std::string> response_components(const HttpRequest& request, bool body) {
  std::vector<std::string> list{"@status"};
  if (body) list.insert(list.end(), {"content-type", "content-digest"});
  if (request.path() == "/v1/time") {
    list.insert(list.end(), {"\"@path\";req", "\"@query\";req"});
  } else if (has_als(request)) {
    list.insert(list.end(), {"\"@method\";req", "\"@path\";req", "\"signature\";req;key=\"als\""});
  }
  return list;
}

std::string params_text(const std::vector<std::string>& components, const SignatureParams& params,
                        const std::string& tag) {
  std::string text = list_text(components) + ";created=" + std::to_string(params.created);
  if (params.expires) text += ";expires=" + std::to_string(*params.expires);
  if (params.nonce) text += ";nonce=\"" + *params.nonce + '"';
  return text + ";keyid=\"" + params.keyid + "\";alg=\"ed25519\";tag=\"" + tag + '"';
}

bool take(std::string_view& rest, std::string_view literal) {
  if (!rest.starts_with(literal)) return false;
  rest.remove_prefix(literal.size());
  return true;
}

bool take_time(std::string_view& rest, Time& out) {
  if (rest.empty() || rest[0] < '1' || rest[0] > '9') return false;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  const auto used = static_cast<std::size_t>(end - rest.data());
  if (error != std::errc() || used > 12) return false;
  out = number;
  rest.remove_prefix(used);
  return true;
}

bool take_quoted(std::string_view& rest, std::string& out, std::size_t most) {
  const auto end = rest.find('"');
  if (end == std::string_view::npos || end == 0 || end > most) return false;
  out = std::string(rest.substr(0, end));
  for (const char c : out) {
    if (c < 0x21 || c > 0x7e || c == '\\') return false;
  }
  rest.remove_prefix(end + 1);
  return true;
}

// Reads the parameters after the expected list; the order is fixed, so whatever is left over is a refusal.
Result<SignatureParams> read_params(std::string_view input, const SignatureShape& shape, bool request) {
  if (input.size() > input_most) return fault("malformed");
  SignatureParams params;
  if (!take(input, shape.label + "=" + list_text(shape.components) + ";created=")) return fault("malformed");
  if (!take_time(input, params.created)) return fault("malformed");
  if (request) {
    Time expires = 0;
    std::string nonce;
    if (!take(input, ";expires=") || !take_time(input, expires)) return fault("malformed");
    if (!take(input, ";nonce=\"") || !take_quoted(input, nonce, 24)) return fault("malformed");
    const auto bytes = from_base64(nonce);
    if (!bytes.ok() || bytes->size() != 16) return fault("malformed");
    params.expires = expires;
    params.nonce = nonce;
  }
  if (!take(input, ";keyid=\"") || !take_quoted(input, params.keyid, 64)) return fault("malformed");
  if (input != ";alg=\"ed25519\";tag=\"" + shape.tag + '"') return fault("malformed");
  return params;
}

Result<std::string> header_value(const HttpRequest& request, const HttpResponse* response, bool from_request,
                                 const std::string& name) {
  if (from_request || response == nullptr) {
    if (request.count(name) == 0) return fault("malformed");
    return request.header(name);
  }
  for (const auto& [key, value] : response->headers) {
    if (key == name) return response->header(name);
  }
  return fault("malformed");
}

Result<std::string> component_value(const std::string& id, const std::string& authority,
                                    const HttpRequest& request, const HttpResponse* response) {
  const auto close = id.find('"', 1);
  if (close == std::string::npos) return fault("malformed");
  const std::string name = id.substr(1, close - 1);
  const std::string params = id.substr(close + 1);
  const bool from_request = params.starts_with(";req");
  if (params == ";req;key=\"als\"" && name == "signature") {
    if (!has_als(request)) return fault("malformed");
    return request.header("signature").substr(4);
  }
  if (!params.empty() && params != ";req") return fault("malformed");
  if (name == "@status") {
    if (response == nullptr || from_request) return fault("malformed");
    return std::to_string(response->status);
  }
  if (name.starts_with('@') && response != nullptr && !from_request) return fault("malformed");
  if (name == "@method") return request.method;
  if (name == "@authority") return authority;
  if (name == "@path") return std::string(request.path());
  if (name == "@query") return "?" + std::string(request.query());
  if (name.starts_with('@')) return fault("malformed");
  return header_value(request, response, from_request, name);
}

std::string signature_text(const char* label, const Signature64& signature) {
  return std::string(label) + "=:" + to_base64(signature) + ":";
}

void set_header(HttpRequest& request, const std::string& name, std::string value) {
  std::erase_if(request.headers, [&](const auto& pair) { return pair.first == name; });
  request.headers.emplace_back(name, std::move(value));
}

std::size_t count(const HttpResponse& response, std::string_view name) {
  std::size_t found = 0;
  for (const auto& [key, value] : response.headers) found += key == name ? 1 : 0;
  return found;
}

}  // namespace

std::string key_id(char kind, const Key32& open_key) {
  const Digest32 digest = sha256(open_key);
  return std::string(1, kind) + ":" + to_hex(ByteView(digest).first(16));
}

std::string content_digest(std::string_view body) {
  return "sha-256=:" + to_base64(sha256(view(body))) + ":";
}

Result<std::string> signature_base(const std::vector<std::string>& components, const std::string& parameters,
                                   const std::string& authority, const HttpRequest& request,
                                   const HttpResponse* response) {
  std::string base;
  for (const auto& component : components) {
    const std::string id = identifier(component);
    const std::string value = TRY(component_value(id, authority, request, response));
    if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) return fault("malformed");
    base += id + ": " + value + "\n";
  }
  return base + "\"@signature-params\": " + parameters;
}

Result<> sign_request(HttpRequest& request, const std::string& authority, const SigningKey& key,
                      const std::string& keyid, Time created, const std::string& tag) {
  if (!request.body.empty()) set_header(request, "content-digest", content_digest(request.body));
  const auto components = request_components(request);
  const SignatureParams params{created, created + window_s, to_base64(random_bytes(16)), keyid};
  const std::string text = params_text(components, params, tag);
  const std::string base = TRY(signature_base(components, text, authority, request, nullptr));
  set_header(request, "signature-input", "als=" + text);
  set_header(request, "signature", signature_text("als", sign(key, view(base))));
  return {};
}

Result<VerifiedRequest> verify_request(const HttpRequest& request, const std::string& authority,
                                       const KeyOf& key_of, Time now, const std::string& tag) {
  if (request.count("signature-input") == 0 || request.count("signature") == 0) return fault("bad-signature");
  const SignatureShape shape{"als", request_components(request), tag};
  if (request.count("signature-input") != 1 || request.count("signature") != 1) return fault("malformed");
  for (const auto& name : shape.components) {
    if (!name.starts_with('@') && request.count(name) != 1) return fault("malformed");
  }
  if (request.body.empty() && request.count("content-digest") != 0) return fault("malformed");
  const std::string input = request.header("signature-input");
  const SignatureParams params = TRY(read_params(input, shape, true));
  const Bytes signature = TRY(one_signature(request.header("signature"), "als"));
  const auto key = key_of(params.keyid);
  if (!key.ok()) {
    // A suspended or retired device has its own answer; every other reason is that the key is not known.
    const auto& error = key.error();
    const bool told = error.what == "device-suspended" || error.what == "device-retired";
    return error.code == Code::storage || told ? error : fault("unknown-key");
  }
  if (*params.expires < params.created || *params.expires - params.created > window_s)
    return fault("malformed");
  if (params.created > now + window_s || params.created < now - window_s || *params.expires < now) {
    return fault("clock-skew");
  }
  const std::string base =
      TRY(signature_base(shape.components, input.substr(4), authority, request, nullptr));
  if (!verify(*key, view(base), signature)) return fault("bad-signature");
  if (!request.body.empty() && request.header("content-digest") != content_digest(request.body)) {
    return fault("bad-signature");
  }
  return VerifiedRequest{params};
}

Result<> sign_response(HttpResponse& response, const HttpRequest& request, const std::string& authority,
                       const SigningKey& key, const std::string& keyid, Time created) {
  if (!response.body.empty()) response.set("content-digest", content_digest(response.body));
  const auto components = response_components(request, !response.body.empty());
  const std::string text = params_text(components, SignatureParams{created, {}, {}, keyid}, response_tag);
  const std::string base = TRY(signature_base(components, text, authority, request, &response));
  response.set("signature-input", "srv=" + text);
  response.set("signature", signature_text("srv", sign(key, view(base))));
  return {};
}

Result<SignatureParams> verify_response(const HttpResponse& response, const HttpRequest& request,
                                        const std::string& authority, const KeyOf& key_of) {
  const bool body = !response.body.empty();
  const SignatureShape shape{"srv", response_components(request, body), response_tag};
  if (count(response, "signature-input") != 1 || count(response, "signature") != 1)
    return fault("bad-signature");
  if (body && (count(response, "content-type") != 1 || count(response, "content-digest") != 1)) {
    return fault("malformed");
  }
  const std::string input = response.header("signature-input");
  SignatureParams params = TRY(read_params(input, shape, false));
  const Bytes signature = TRY(one_signature(response.header("signature"), "srv"));
  const auto key = key_of(params.keyid);
  if (!key.ok()) return fault("unknown-key");
  const std::string base =
      TRY(signature_base(shape.components, input.substr(4), authority, request, &response));
  if (!verify(*key, view(base), signature)) return fault("bad-signature");
  if (body && response.header("content-digest") != content_digest(response.body))
    return fault("bad-signature");
  return params;
}

}  // namespace alongside
