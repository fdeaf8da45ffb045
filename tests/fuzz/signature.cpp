// Fuzz target: signed requests and answers. Whatever is accepted says what the holder of the key signed.
#include <tests/fuzz/target.h>

#include <platform/http_signature.h>

using namespace alongside;

namespace {

constexpr Time now = 1'800'000'000;
const std::string authority = "hub.example";

const SigningKey& the_key() {
  static const SigningKey key = SigningKey::from_seed(Bytes(32, 7)).take();
  return key;
}

// "name: value" lines; "method", "target" and "body" are the request's own, every other one a header.
HttpRequest request_of(std::string_view input) {
  HttpRequest request;
  while (!input.empty()) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    const std::string_view line = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
    const std::size_t colon = std::min(line.find(": "), line.size());
    const std::string name(line.substr(0, colon));
    const std::string value(line.substr(std::min(colon + 2, line.size())));
    if (name == "method") request.method = value;
    if (name == "target") request.target = value;
    if (name == "body") request.body = value;
    if (name != "method" && name != "target" && name != "body") request.headers.emplace_back(name, value);
  }
  return request;
}

// What the corpus holds, signed once; its nonce is chance, so the text differs from run to run.
const HttpRequest& genuine() {
  static const HttpRequest made = [] {
    HttpRequest request{"POST", "/v1/batch?a=1", {}, "hello", ""};
    request.headers = {
        {"content-type", "application/json"}, {"alongside-version", "1"}, {"alongside-epoch", "1.2"}};
    must(sign_request(request, authority, the_key(), "d:" + std::string(32, 'a'), now, "alongside-v1").ok());
    return request;
  }();
  return made;
}

bool says_the_same(const HttpRequest& one, const HttpRequest& other) {
  bool same = one.method == other.method && one.target == other.target && one.body == other.body;
  for (const char* name : {"content-type", "content-digest", "alongside-version", "alongside-epoch"}) {
    same = same && one.header(name) == other.header(name);
  }
  return same;
}

}  // namespace

FUZZ_TARGET(signature) {
  HttpRequest request = request_of(input);
  // "keep: NAME" puts the genuine header in, so that the input reaches past the shape to the signature
  // itself.
  std::vector<std::pair<std::string, std::string>> headers;
  for (const auto& [name, value] : request.headers) {
    if (name == "keep" && !genuine().header(value).empty()) {
      headers.emplace_back(value, genuine().header(value));
    } else {
      headers.emplace_back(name, value);
    }
  }
  request.headers = headers;
  const KeyOf key_of = [](const std::string& keyid) -> Result<Key32> {
    if (keyid != "d:" + std::string(32, 'a')) return Error{Code::missing, "unknown"};
    return the_key().open;
  };
  const auto verified = verify_request(request, authority, key_of, now, "alongside-v1");
  if (verified.ok()) {
    must(says_the_same(request, genuine()));
  } else {
    must(!verified.error().what.empty());
  }
  HttpResponse response{200, request.headers, request.body};
  must(!verify_response(response, genuine(), authority, key_of).ok());
}
