// Ingest and what the internet may send it: signatures, nonces, routes, bodies. Every fault has a name, and
// nothing is kept.
#include <platform/http_client.h>
#include <platform/http_signature.h>
#include <platform/json.h>
#include <platform/log.h>
#include <platform/problem.h>
#include <sync/server/backup.h>
#include <tests/support/device.h>
#include <tests/support/source/source.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

using namespace alongside;

namespace {

struct Said {
  int status;
  std::string name;
  bool operator==(const Said&) const = default;
};
Said said(const HttpResponse& response) { return {response.status, problem_name(response)}; }

std::int64_t stored(World& world) {
  return (*world.inbox().row("select (select count(*) from envelope) + (select count(*) from quarantine)"))
      ->integer(0);
}

void put(HttpRequest& request, const std::string& name, const std::string& value) {
  std::erase_if(request.headers, [&](const auto& pair) { return pair.first == name; });
  request.headers.emplace_back(name, value);
}

HttpRequest batch(const Device& device, std::uint64_t seq) {
  const Bytes body = write_batch({write_envelope(device.envelope(seq))}).value();
  return device.make("POST", "/v1/batch", std::string(text_of(body)), "application/vnd.alongside.batch");
}

}  // namespace

TEST_CASE("ingest: a right batch is stored, its receipt holds, and the answer is signed") {
  World world;
  Device device(world);
  const HttpRequest request = device.signed_by_it(batch(device, 1));
  const HttpResponse answer = world.deliver(request);
  REQUIRE(answer.status == 200);
  const Key32 ingest = device.identity().keys.ingest;
  const KeyOf key_of = [&](const std::string&) -> Result<Key32> { return ingest; };
  CHECK(verify_response(answer, request, world.site().public_authority, key_of).ok());
  const Json json = parse_json(answer.body).take();
  const Bytes text = from_base64(string_or(json[0]["receipt"], "text")).value();
  CHECK(verify(ingest, text, from_base64(string_or(json[0]["receipt"], "signature")).value()));
  const Receipt receipt = read_receipt(text).value();
  CHECK(hex(receipt.device_id) == device.identity().device_id);
  CHECK(receipt.server_epoch == 1);
  CHECK(receipt.server_seq == 1);
  CHECK(stored(world) == 1);
}

TEST_CASE("ingest: requests that are not signed as they must be are refused by name, and keep nothing") {
  World world;
  Device device(world);
  Device other(world);
  const auto sign_with = [&](HttpRequest request, const SigningKey& key, const std::string& keyid, Time at,
                             const char* tag) {
    CHECK(sign_request(request, world.site().public_authority, key, keyid, at, tag).ok());
    return request;
  };
  const SigningKey& key = device.identity().key;
  const std::string keyid = key_id('d', key.open);
  const HttpRequest plain = batch(device, 1);
  const SigningKey stranger = SigningKey::make();
  CHECK(said(world.deliver(plain)) == Said{401, "bad-signature"});
  CHECK(said(world.deliver(sign_with(plain, stranger, key_id('d', stranger.open), world.now,
                                     "alongside-v1"))) == Said{401, "unknown-key"});
  CHECK(said(world.deliver(sign_with(plain, stranger, keyid, world.now, "alongside-v1"))) ==
        Said{401, "bad-signature"});
  CHECK(said(world.deliver(sign_with(plain, key, key_id('d', other.identity().key.open), world.now,
                                     "alongside-v1"))) == Said{401, "bad-signature"});
  CHECK(said(world.deliver(sign_with(plain, key, key_id('s', key.open), world.now, "alongside-v1"))) ==
        Said{401, "unknown-key"});
  CHECK(said(world.deliver(sign_with(plain, key, keyid, world.now + 301, "alongside-v1"))) ==
        Said{401, "clock-skew"});
  CHECK(said(world.deliver(sign_with(plain, key, keyid, world.now - 301, "alongside-v1"))) ==
        Said{401, "clock-skew"});
  CHECK(said(world.deliver(sign_with(plain, key, keyid, world.now, "alongside-enrol"))) ==
        Said{400, "malformed"});
  for (const char* name : {"alongside-version", "alongside-epoch", "content-type"}) {
    HttpRequest changed = device.signed_by_it(plain);
    put(changed, name, "application/json");
    CHECK(world.deliver(changed).status == 401);
    HttpRequest twice = device.signed_by_it(plain);
    twice.headers.emplace_back(name, twice.header(name));
    CHECK(said(world.deliver(twice)) == Said{400, "malformed"});
  }
  HttpRequest moved = device.signed_by_it(plain);
  moved.target = "/v1/offer";
  CHECK(said(world.deliver(moved)) == Said{401, "bad-signature"});
  moved = device.signed_by_it(plain);
  moved.target += "?";
  CHECK(world.deliver(moved).status == 200);  // an empty query and none are the same to RFC 9421
  moved = device.signed_by_it(batch(device, 2));
  moved.target += "?a=1";
  CHECK(said(world.deliver(moved)) == Said{401, "bad-signature"});
  CHECK(stored(world) == 1);
}

TEST_CASE("ingest: any flipped byte of a body, a digest or a signature is refused") {
  World world;
  Device device(world);
  const HttpRequest good = device.signed_by_it(batch(device, 1));
  for (std::size_t at = 0; at < good.body.size(); at += 61) {
    HttpRequest bad = good;
    bad.body[at] = static_cast<char>(bad.body[at] ^ 1);
    CHECK(said(world.deliver(bad)) == Said{401, "bad-signature"});
  }
  for (const char* name : {"content-digest", "signature", "signature-input"}) {
    const std::string value = good.header(name);
    for (std::size_t at = 0; at < value.size(); ++at) {
      HttpRequest bad = good;
      std::string changed = value;
      changed[at] = changed[at] == 'A' ? 'B' : 'A';
      put(bad, name, changed);
      const int status = world.deliver(bad).status;
      CHECK((status == 400 || status == 401));
    }
    for (const char* hostile :
         {"", "als=::", "als=:AAAA:", "sha-1=:AAAA:", "sha-256=:AAAA:, sha-512=:AAAA:"}) {
      HttpRequest bad = good;
      put(bad, name, hostile);
      const int status = world.deliver(bad).status;
      CHECK((status == 400 || status == 401));
    }
  }
  CHECK(stored(world) == 0);
  CHECK(world.deliver(good).status == 200);  // and none of them used up its nonce
}

TEST_CASE("ingest: a request played again is refused, also after a restart, and its window ends") {
  World world;
  Device device(world);
  const HttpRequest request = device.signed_by_it(batch(device, 1));
  CHECK(world.deliver(request).status == 200);
  CHECK(said(world.deliver(request)) == Said{409, "replayed"});
  REQUIRE(world.restart_server().ok());
  CHECK(said(world.deliver(request)) == Said{409, "replayed"});
  world.now += 299;
  CHECK(said(world.deliver(request)) == Said{409, "replayed"});
  world.now += 2;
  CHECK(said(world.deliver(request)) == Said{401, "clock-skew"});
  CHECK(stored(world) == 1);
}

TEST_CASE("ingest: unknown paths and methods are named, and paths are taken as they are written") {
  World world;
  Device device(world);
  const struct {
    const char* method;
    const char* target;
    Said said;
  } list[] = {{"GET", "/", {404, "not-found"}},
              {"GET", "/v1/batch", {405, "method"}},
              {"post", "/v1/batch", {405, "method"}},
              {"POST", "/v1/state", {405, "method"}},
              {"DELETE", "/v1/enrol", {405, "method"}},
              {"GET", "/v1//state", {404, "not-found"}},
              {"GET", "//v1/state", {404, "not-found"}},
              {"GET", "/v1/state/", {404, "not-found"}},
              {"GET", "/v1/%73tate", {404, "not-found"}},
              {"GET", "/v1/../v1/state", {404, "not-found"}},
              {"GET", "/v1/state%00", {404, "not-found"}},
              {"GET", "/V1/state", {404, "not-found"}},
              {"GET", "http://host/v1/state", {404, "not-found"}}};
  for (const auto& row : list) {
    CAPTURE(row.target);
    CHECK(said(world.deliver(device.signed_by_it(device.make(row.method, row.target)))) == row.said);
  }
}

TEST_CASE("ingest: bodies of the wrong size, kind or shape are refused by name") {
  World world;
  Device device(world);
  const auto post = [&](const std::string& target, const std::string& body, const std::string& type) {
    return said(device.ask(device.make("POST", target, body, type)));
  };
  const std::string batch_type = "application/vnd.alongside.batch";
  CHECK(post("/v1/batch", std::string((1 << 20) + 1, 'x'), batch_type) == Said{413, "too-large"});
  CHECK(post("/v1/batch", "x", "text/plain") == Said{415, "media"});
  CHECK(post("/v1/batch", "x", batch_type) == Said{400, "malformed"});
  CHECK(said(device.ask(device.make("POST", "/v1/batch"))).status >= 400);
  const Bytes right = write_batch({write_envelope(device.envelope(1))}).value();
  std::string text(text_of(right));
  CHECK(post("/v1/batch", text + "x", batch_type) == Said{400, "malformed"});
  CHECK(post("/v1/batch", text.substr(0, text.size() - 1), batch_type) == Said{400, "malformed"});
  for (const auto& [high, low] : {std::pair{0, 0}, {0, 2}, {0, 65}, {255, 255}}) {
    std::string other = text;
    other[0] = static_cast<char>(high), other[1] = static_cast<char>(low);
    CHECK(post("/v1/batch", other, batch_type) == Said{400, "malformed"});
  }
  for (const char* json : {"", "{", "[]", "null", R"({"batch":1})", R"({"batch":"****"})",
                           R"({"batch":"AAAA"})", R"({"batch":"","batch":""})", "{\"batch\":\"\xff\"}"}) {
    CAPTURE(json);
    if (*json != '\0') CHECK(post("/v1/batch", json, "application/json") == Said{400, "malformed"});
  }
  CHECK(stored(world) == 0);
  const std::string wrapped = canonical({{"batch", to_base64(right)}});
  CHECK(post("/v1/batch", wrapped, "application/json").status == 200);  // where proxies drop unknown types
  CHECK(stored(world) == 1);
}

TEST_CASE("ingest: offers and health reports of the wrong shape are refused by name") {
  World world;
  Device device(world);
  const std::string deep = std::string(9, '[') + std::string(9, ']');
  for (const std::string& body :
       {std::string("["), std::string("[]"), std::string("{}"), std::string(R"({"records":{}})"),
        std::string(R"({"records":[1]})"), std::string(R"({"records":[{"id":"xx","sha256":"00"}]})"),
        "{\"records\":" + deep + "}", std::string(R"({"records":[]} x)"), std::string(300000, '[')}) {
    CAPTURE(body.substr(0, 60));
    CHECK(said(device.ask(device.make("POST", "/v1/offer", body))) == Said{400, "malformed"});
  }
  Json many = Json::array();
  for (std::size_t i = 0; i <= offer_most_ids; ++i) {
    many.push_back({{"id", random_hex(16)}, {"sha256", random_hex(32)}});
  }
  CHECK(said(device.ask_json("POST", "/v1/offer", {{"records", many}})) == Said{400, "malformed"});
  many.erase(0);
  const HttpResponse most = device.ask_json("POST", "/v1/offer", {{"records", many}});
  CHECK(most.status == 200);
  CHECK(parse_json(most.body)->at("missing").size() == offer_most_ids);
  for (const char* body : {"[]", "{", "\"x\"", "1e999"}) {
    CHECK(said(device.ask(device.make("POST", "/v1/health", body))) == Said{400, "malformed"});
  }
  CHECK(device.ask_json("POST", "/v1/health", {{"waiting", 3}, {"note", "his name"}}).status == 204);
  const auto row = world.inbox().row("select health from device where id = $1", device.identity().device_id);
  CHECK((*row)->text(0) == R"({"waiting":3})");  // numbers only: no words come in by this door
}

TEST_CASE("ingest: a device cannot see or take what another device stored") {
  World world;
  Device one(world), two(world);
  const Bytes envelope = write_envelope(one.envelope(1));
  CHECK(one.results({envelope}) == std::vector<std::string>{"stored"});
  CHECK(two.results({envelope}) == std::vector<std::string>{"rejected:device"});
  const Json ask = {
      {"records",
       {{{"id", to_hex(ByteView(envelope).subspan(8, 16))}, {"sha256", to_hex(sha256(envelope))}}}}};
  CHECK(parse_json(one.ask_json("POST", "/v1/offer", ask).body)->at("held").size() == 1);
  CHECK(parse_json(two.ask_json("POST", "/v1/offer", ask).body)->at("held").empty());
}

TEST_CASE("ingest: a device that asks too often or sends too much is told when to come again") {
  World world;
  Device device(world);
  IngestSetup setup = ingest_setup(world.site());
  setup.clock = [&] { return world.now; };
  setup.requests_a_minute = 5;
  setup.bytes_a_day = 20000;
  auto core = IngestCore::open(setup);
  REQUIRE(core.ok());
  const auto ask = [&](HttpRequest request) {
    return (*core)->answer(device.signed_by_it(std::move(request)));
  };
  for (int i = 0; i < 5; ++i) CHECK(ask(device.make("GET", "/v1/state")).status == 200);
  const HttpResponse slow = ask(device.make("GET", "/v1/state"));
  CHECK(slow.status == 429);
  CHECK(slow.header("retry-after") == "60");
  world.now += 60;
  for (std::uint64_t i = 1; i <= 4; ++i) CHECK(ask(batch(device, i)).status == 200);
  CHECK(ask(batch(device, 5)).header("retry-after") == "3600");
  world.now += 86400;
  CHECK(ask(batch(device, 5)).status == 200);
}

TEST_CASE("ingest: works without any private key but its own, and holds none that opens a visit") {
  World world;
  Device device(world);
  const std::string folder = world.site().keys_folder;
  world.stop_server();
  for (const char* name : {"/intake.key", "/console.key", "/backup.key"})
    std::filesystem::remove(folder + name);
  std::filesystem::remove(world.site().case_db);
  REQUIRE(world.restart_server().ok());
  CHECK(device.results({write_envelope(device.envelope(1))}) == std::vector<std::string>{"stored"});
  CHECK(device.ask(device.make("GET", "/v1/state")).status == 200);
  CHECK_FALSE(std::filesystem::exists(world.site().case_db));
  const std::string source = source_folder() + "/sync/server/ingest";
  for (const auto& file : std::filesystem::directory_iterator(source)) {
    std::ifstream in(file.path());
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    for (const char* word : {"load_seal_key", "hpke_open", "load_intake", "intake.key", "case_db"}) {
      CAPTURE(file.path().string());
      CHECK(text.find(word) == std::string::npos);
    }
  }
}

TEST_CASE("ingest: no log line holds a word of what was sent") {
  log_to("/dev/null");
  World world;
  Device device(world);
  const std::string file = world.site().folder + "/test.log";
  log_to(file);
  Envelope one = device.envelope(1);
  CHECK(device.results({write_envelope(one)}) == std::vector<std::string>{"stored"});
  one.ciphertext[5] ^= 1;
  CHECK(device.results({write_envelope(one)}) == std::vector<std::string>{"conflict:conflict"});
  device.ask(device.make("POST", "/v1/health", R"({"name":"canary-7f3a"})"));
  device.ask(device.make("POST", "/v1/canary-7f3a", "canary-7f3a"));
  log_to("");
  std::ifstream in(file);
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  CHECK(text.find("conflict") != std::string::npos);
  CHECK(text.find("canary-7f3a") == std::string::npos);
}
