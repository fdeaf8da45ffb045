// Signatures: the vector of RFC 9421, and every way of ours to refuse.
#include <platform/http_signature.h>
#include <platform/problem.h>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

const Time at = 1764060000;
const std::string authority = "hub.example";

HttpRequest signed_request(const SigningKey& key, const std::string& body = "letter") {
  HttpRequest request;
  request.method = body.empty() ? "GET" : "POST";
  request.target = "/v1/batch";
  request.body = body;
  if (!body.empty()) request.headers.emplace_back("content-type", "application/vnd.alongside.batch");
  request.headers.emplace_back("alongside-version", "1");
  request.headers.emplace_back("alongside-epoch", "1.1");
  REQUIRE(sign_request(request, authority, key, key_id('d', key.open), at, "alongside-v1").ok());
  return request;
}

std::string check(const HttpRequest& request, const SigningKey& key, Time now = at) {
  const auto key_of = [&](const std::string& id) -> Result<Key32> {
    if (id != key_id('d', key.open)) return Error{Code::missing, "no key"};
    return key.open;
  };
  const auto held = verify_request(request, authority, key_of, now, "alongside-v1");
  return held.ok() ? "ok" : held.error().what;
}

void replace(HttpRequest& request, const std::string& name, const std::string& from, const std::string& to) {
  for (auto& [key, value] : request.headers) {
    if (key != name) continue;
    const auto found = value.find(from);
    REQUIRE(found != std::string::npos);
    value.replace(found, from.size(), to);
  }
}

}  // namespace

TEST_CASE("RFC 9421 B.2.6: sign and verify") {
  REQUIRE(start_crypto().ok());
  const auto seed = from_base64url("n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU");
  auto key = SigningKey::from_seed(*seed);
  REQUIRE(key.ok());
  HttpRequest request{"POST",
                      "/foo?param=Value",
                      {{"date", "Tue, 20 Apr 2021 02:07:55 GMT"},
                       {"content-type", "application/json"},
                       {"content-length", "18"}},
                      "",
                      ""};
  const std::string params =
      "(\"date\" \"@method\" \"@path\" \"@authority\" \"content-type\" \"content-length\")"
      ";created=1618884473;keyid=\"test-key-ed25519\"";
  const auto base =
      signature_base({"date", "@method", "@path", "@authority", "content-type", "content-length"}, params,
                     "example.com", request, nullptr);
  REQUIRE(base.ok());
  CHECK(base->size() == 284);
  const std::string wanted =
      "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==";
  CHECK(to_base64(sign(*key, view(*base))) == wanted);
  CHECK(verify(key->open, view(*base), *from_base64(wanted)));
}

TEST_CASE("a signed request holds, and any flipped byte is refused") {
  REQUIRE(start_crypto().ok());
  const auto key = SigningKey::make();
  const auto good = signed_request(key);
  CHECK(check(good, key) == "ok");
  CHECK(check(signed_request(key, ""), key) == "ok");
  for (std::size_t h = 0; h < good.headers.size(); ++h) {
    for (std::size_t i = 0; i < good.headers[h].second.size(); ++i) {
      auto bad = good;
      bad.headers[h].second[i] = static_cast<char>(bad.headers[h].second[i] ^ 1);
      CHECK_MESSAGE(check(bad, key) != "ok", good.headers[h].first, " ", i);
    }
  }
  auto bad = good;
  bad.body[0] ^= 1;
  CHECK(check(bad, key) == "bad-signature");
  bad = good;
  bad.target = "/v1/batch?x";
  CHECK(check(bad, key) == "bad-signature");
  bad = good;
  bad.method = "PUT";
  CHECK(check(bad, key) == "bad-signature");
}

TEST_CASE("hostile signatures are refused by name") {
  REQUIRE(start_crypto().ok());
  const auto key = SigningKey::make();
  const auto good = signed_request(key);
  CHECK(check(good, key, at + 301) == "clock-skew");
  CHECK(check(good, key, at - 301) == "clock-skew");
  CHECK(check(good, SigningKey::make()) == "unknown-key");
  const std::string input = "signature-input";
  const std::pair<const char*, const char*> swaps[] = {
      {"als=", "alx="},
      {"\"@method\" \"@authority\"", "\"@authority\" \"@method\""},
      {"\"@query\" ", ""},
      {"\"@query\"", "\"@query\" \"@query\""},
      {";alg=\"ed25519\"", ";alg=\"rsa-pss-sha512\""},
      {";alg=\"ed25519\"", ""},
      {";tag=\"alongside-v1\"", ";tag=\"other\""},
      {";nonce=\"", ";nonce=\"AA"},
      {";created=", ";created=-"},
      {";created=", ";created=0"},
      {";expires=", ";until="},
      {"als=(", "als=( "},
      {";tag=\"alongside-v1\"", ";tag=\"alongside-v1\";more=1"},
      {";tag=\"alongside-v1\"", ";tag=\"alongside-v1\", two=(\"@method\")"}};
  for (const auto& swap : swaps) {
    auto bad = good;
    replace(bad, input, swap.first, swap.second);
    CHECK_MESSAGE(check(bad, key) == "malformed", swap.first, " -> ", swap.second);
  }
  auto bad = good;
  replace(bad, input, ";expires=" + std::to_string(at + 300), ";expires=" + std::to_string(at - 1));
  CHECK(check(bad, key) == "malformed");
  for (const char* name :
       {"signature", "signature-input", "content-digest", "content-type", "alongside-epoch"}) {
    bad = good;
    bad.headers.emplace_back(name, good.header(name));
    CHECK(check(bad, key) == "malformed");
  }
  bad = good;
  replace(bad, "signature", "als=:", "als=:A");
  CHECK(check(bad, key) == "malformed");
  bad = good;
  replace(bad, "content-digest", "sha-256", "sha-1");
  CHECK(check(bad, key) == "bad-signature");
  bad = good;
  std::erase_if(bad.headers, [](const auto& pair) { return pair.first == "content-digest"; });
  CHECK(check(bad, key) == "malformed");
}

TEST_CASE("an answer is bound to its request") {
  REQUIRE(start_crypto().ok());
  const auto key = SigningKey::make();
  const auto server = SigningKey::make();
  const auto key_of = [&](const std::string&) -> Result<Key32> { return server.open; };
  const auto request = signed_request(key);
  const auto other = signed_request(key);
  HttpResponse response = problem(409, "replayed");
  REQUIRE(sign_response(response, request, authority, server, key_id('s', server.open), at).ok());
  CHECK(verify_response(response, request, authority, key_of).ok());
  CHECK_FALSE(verify_response(response, other, authority, key_of).ok());
  auto bad = response;
  bad.status = 200;
  CHECK_FALSE(verify_response(bad, request, authority, key_of).ok());
  bad = response;
  bad.body.clear();
  CHECK_FALSE(verify_response(bad, request, authority, key_of).ok());
  HttpResponse empty;
  empty.status = 204;
  REQUIRE(sign_response(empty, request, authority, server, key_id('s', server.open), at).ok());
  CHECK(verify_response(empty, request, authority, key_of).ok());
  HttpRequest time;
  time.target = "/v1/time?n=abcdefghijklmnopqrstuv";
  REQUIRE(sign_response(response, time, authority, server, key_id('s', server.open), at).ok());
  CHECK(verify_response(response, time, authority, key_of).ok());
  time.target = "/v1/time?n=bbcdefghijklmnopqrstuv";
  CHECK_FALSE(verify_response(response, time, authority, key_of).ok());
  CHECK(problem_name(response) == "replayed");
}
