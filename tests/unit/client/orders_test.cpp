// What stops a kiosk and what orders it: disk, age, suspension, directives, min_client; and answers that are
// not what they seem.
#include <platform/http_signature.h>
#include <platform/json.h>
#include <platform/log.h>
#include <sync/server/backup.h>
#include <sync/server/enrolment.h>
#include <tests/support/bare_visit.h>
#include <tests/support/device.h>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

struct Kiosk {
  World world;
  Device device{world};
  std::int64_t space = 1 << 30;
  std::unique_ptr<Session> session;

  Kiosk() { open(); }
  void open() {
    SessionSeams seams;
    seams.clock = [this] { return world.now; };
    seams.free_bytes = [this]() -> Result<std::int64_t> { return space; };
    session.reset();
    session = world.open_kiosk(device.folder(), seams);
    REQUIRE(session);
  }
  Result<> save() {
    VisitRecord record = bare_visit();
    return session->save(record, Lane::ordinary);
  }
  // As after a minute: a state answer is due.
  void ask_state() {
    world.now += 3600;
    for (int i = 0; i < 3; ++i) REQUIRE(session->step().ok());
  }
  OutboxStatus status() { return session->outbox().status().take(); }
  Result<> order(const std::string& what, const char* key = "console") {
    return give_directive(world.inbox(), key_of_site(world, key), device.identity().device_id, what,
                          world.now);
  }
};

}  // namespace

TEST_CASE(
    "stop: a disk that fills takes no new visit, keeps a reserve for the one begun, and loses nothing") {
  Kiosk kiosk;
  CHECK(kiosk.session->stop().value() == Stop::none);
  kiosk.space = (64 << 20) - 1;
  CHECK(kiosk.session->stop().value() == Stop::disk);
  CHECK(kiosk.save().ok());  // he had begun
  kiosk.space = (16 << 20) - 1;
  const auto full = kiosk.save();
  REQUIRE_FALSE(full.ok());
  CHECK(full.error().code == Code::storage);
  CHECK(kiosk.status().waiting == 1);
  kiosk.space = 1 << 30;
  CHECK(kiosk.session->stop().value() == Stop::none);
}

TEST_CASE("stop: a record that waited 35 days stops new visits, and is still not purged") {
  Kiosk kiosk;
  kiosk.world.set_network([](const HttpRequest&, const auto&) -> Result<HttpResponse> {
    return Error{Code::offline, "no network"};
  });
  REQUIRE(kiosk.save().ok());
  kiosk.world.now += 35 * 86400;
  CHECK(kiosk.session->stop().value() == Stop::none);
  kiosk.world.now += 1;
  CHECK(kiosk.session->stop().value() == Stop::too_old);
  CHECK(kiosk.save().ok());  // begun before
  kiosk.world.now += 3600;
  const auto late = kiosk.save();
  REQUIRE_FALSE(late.ok());
  CHECK(late.error().code == Code::refused);
  CHECK(kiosk.status().waiting == 2);
  kiosk.world.set_network({});
  kiosk.ask_state();
  REQUIRE(kiosk.world.back_up_now().ok());
  kiosk.ask_state();
  CHECK(kiosk.status().oldest_saved_at == 0);
  CHECK(kiosk.session->stop().value() == Stop::none);
}

TEST_CASE("stop: without an intake key that is good today nothing is sealed or saved") {
  Kiosk kiosk;
  kiosk.world.now += std::int64_t{401} * 86400;
  CHECK(kiosk.session->stop().value() == Stop::keys);
  const auto refused = kiosk.save();
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == Code::refused);
  CHECK(kiosk.status().waiting == 0);
}

TEST_CASE(
    "suspended: the kiosk stops taking visits, keeps what it has, over a restart, and goes on when resumed") {
  Kiosk kiosk;
  kiosk.world.set_network([](const HttpRequest&, const auto&) -> Result<HttpResponse> {
    return Error{Code::offline, "no network"};
  });
  REQUIRE(kiosk.save().ok());
  kiosk.world.set_network({});
  const std::string& id = kiosk.device.identity().device_id;
  REQUIRE(set_device_state(kiosk.world.inbox(), id, "active", "suspended").ok());
  kiosk.ask_state();
  CHECK(kiosk.session->stop().value() == Stop::suspended);
  CHECK(kiosk.save().error().code == Code::refused);
  CHECK(kiosk.status().waiting == 1);
  kiosk.open();
  CHECK(kiosk.session->stop().value() == Stop::suspended);
  REQUIRE(set_device_state(kiosk.world.inbox(), id, "suspended", "active").ok());
  kiosk.ask_state();
  CHECK(kiosk.session->stop().value() == Stop::none);
  CHECK(kiosk.status().waiting == 0);
}

TEST_CASE("retired: nothing is taken from the device any more") {
  Kiosk kiosk;
  REQUIRE(retire_device(kiosk.world.inbox(), kiosk.device.identity().device_id).ok());
  CHECK(kiosk.device.results({write_envelope(kiosk.device.envelope(1))}) == std::vector<std::string>{"410"});
  kiosk.ask_state();
  CHECK(kiosk.session->stop().value() == Stop::suspended);
}

TEST_CASE("directives: suspend and resume obey the console's key only, once each, and survive a restart") {
  log_to("/dev/null");
  Kiosk kiosk;
  REQUIRE(kiosk.order("suspend", "ingest").ok());
  kiosk.ask_state();
  CHECK(kiosk.session->stop().value() == Stop::none);
  REQUIRE(kiosk.order("suspend", "backup").ok());
  kiosk.ask_state();
  CHECK(kiosk.session->stop().value() == Stop::none);
  kiosk.world.now += 100;
  REQUIRE(kiosk.order("suspend").ok());
  kiosk.ask_state();
  CHECK(kiosk.session->stop().value() == Stop::suspended);
  kiosk.open();
  CHECK(kiosk.session->stop().value() == Stop::suspended);
  kiosk.world.now += 100;
  REQUIRE(kiosk.order("resume").ok());
  kiosk.ask_state();
  CHECK(kiosk.session->stop().value() == Stop::none);  // the old suspend comes along and changes nothing
  kiosk.ask_state();
  CHECK(kiosk.session->stop().value() == Stop::none);
  REQUIRE(kiosk.order("make-tea").ok());  // of a newer server: its number counts, nothing is done
  kiosk.ask_state();
  CHECK(kiosk.session->stop().value() == Stop::none);
  log_to("");
}

TEST_CASE("directives: one for another kiosk is not obeyed") {
  log_to("/dev/null");
  Kiosk kiosk;
  Device other(kiosk.world);
  REQUIRE(give_directive(kiosk.world.inbox(), key_of_site(kiosk.world, "console"), other.identity().device_id,
                         "wipe", kiosk.world.now)
              .ok());
  REQUIRE(
      kiosk.world.inbox().run("update directive set device_id = $1", kiosk.device.identity().device_id).ok());
  REQUIRE(kiosk.save().ok());
  kiosk.ask_state();
  CHECK_FALSE(kiosk.session->wiped());
  log_to("");
}

TEST_CASE("directives: a wipe leaves no record on the disk; a wipe without its signature leaves all") {
  log_to("/dev/null");
  Kiosk kiosk;
  kiosk.world.set_network([&](const HttpRequest& request, const auto& deliver) -> Result<HttpResponse> {
    if (request.target == "/v1/batch") return Error{Code::offline, "lost"};
    return deliver();
  });
  REQUIRE(kiosk.save().ok());
  REQUIRE(kiosk.order("wipe").ok());
  REQUIRE(kiosk.world.inbox().run("update directive set signature = $1", Bytes(64, 1)).ok());
  kiosk.ask_state();
  CHECK_FALSE(kiosk.session->wiped());
  CHECK(kiosk.status().waiting == 1);
  kiosk.world.now += 10;
  REQUIRE(retire_device(kiosk.world.inbox(), kiosk.device.identity().device_id).ok());
  REQUIRE(kiosk.order("wipe").ok());
  kiosk.ask_state();  // the order comes along with "retired"
  CHECK(kiosk.session->wiped());
  CHECK(kiosk.status().oldest_saved_at == 0);
  CHECK(kiosk.session->stop().value() == Stop::not_enrolled);
  CHECK(kiosk.save().error().code == Code::refused);
  log_to("");
}

TEST_CASE("directives: requeue sends again what was turned away") {
  log_to("/dev/null");
  Kiosk kiosk;
  REQUIRE(kiosk.save().ok());
  const auto held = kiosk.session->outbox().held("", 1);
  REQUIRE(kiosk.session->outbox().quarantine(held->front().record_id, "rejected:test").ok());
  kiosk.ask_state();
  CHECK(kiosk.status().quarantined == 1);
  REQUIRE(kiosk.order("requeue").ok());
  kiosk.ask_state();
  kiosk.ask_state();
  CHECK(kiosk.status().quarantined == 0);
  CHECK(kiosk.status().receipted == 1);
  log_to("");
}

TEST_CASE(
    "min_client: an outdated kiosk keeps collecting, sends nothing, and goes on when the server is content") {
  Kiosk kiosk;
  REQUIRE(set_meta(kiosk.world.inbox(), "min-client", "2").ok());
  REQUIRE(kiosk.save().ok());
  kiosk.ask_state();
  kiosk.ask_state();
  CHECK(kiosk.status().waiting == 1);
  CHECK(kiosk.session->last_error().find("newer program") != std::string::npos);
  CHECK(kiosk.session->stop().value() == Stop::none);
  CHECK(kiosk.save().ok());
  REQUIRE(set_meta(kiosk.world.inbox(), "min-client", "1").ok());
  kiosk.ask_state();
  kiosk.ask_state();
  CHECK(kiosk.status().receipted == 2);
}

TEST_CASE("answers that did not come from our server change nothing") {
  Kiosk kiosk;
  REQUIRE(kiosk.save().ok());
  const HttpResponse portals[] = {
      {200, {{"content-type", "text/html"}}, "<html>Sign in</html>"},
      {200, {{"content-type", "application/json"}}, "[]"},
      {302, {{"location", "http://portal.example/"}}, ""},
      {204, {}, ""},
      {200, {}, ""},
      {511, {}, "Network Authentication Required"},
      {200, {{"signature", "srv=:AAAA:"}, {"signature-input", "srv=()"}}, "{}"},
      {410,
       {{"content-type", "application/problem+json"}},
       R"({"type":"urn:alongside:problem:device-retired"})"},
      {426, {}, R"({"type":"urn:alongside:problem:upgrade-required"})"},
      {200, {{"content-type", "application/json"}}, std::string(1 << 20, '[')},
  };
  for (const HttpResponse& portal : portals) {
    CAPTURE(portal.status);
    kiosk.world.set_network([&](const HttpRequest&, const auto&) -> Result<HttpResponse> { return portal; });
    kiosk.ask_state();
    CHECK(kiosk.status().waiting == 1);
    CHECK(kiosk.session->stop().value() == Stop::none);
    CHECK(kiosk.session->last_error() == "the answer did not come from the Alongside server");
  }
  CHECK(kiosk.session->last_contact() == 0);
}

TEST_CASE("answers of our server that are cut, wrong or strange change nothing either") {
  Kiosk kiosk;
  REQUIRE(kiosk.save().ok());
  const Json strange[] = {nullptr,
                          Json::array(),
                          Json::object(),
                          "stored",
                          {{{"result", "stored"}}},
                          {{{"result", "stored"}, {"receipt", nullptr}}},
                          {{{"result", "stored"}, {"receipt", {{"text", "AAAA"}, {"signature", "AAAA"}}}}},
                          {{{"result", "certainly"}, {"record_id", "x"}}},
                          {1, 2, 3}};
  for (const Json& body : strange) {
    CAPTURE(body.dump());
    kiosk.world.set_network([&](const HttpRequest& request, const auto&) -> Result<HttpResponse> {
      return signed_answer(kiosk.world, request, 200, body);
    });
    kiosk.ask_state();
    CHECK(kiosk.status().waiting == 1);
    CHECK(kiosk.session->stop().value() == Stop::none);
  }
  kiosk.world.set_network({});
  kiosk.ask_state();
  CHECK(kiosk.status().receipted == 1);
}

TEST_CASE("a receipt counts only with the ingest key's signature, for this device, record and envelope") {
  Kiosk kiosk;
  REQUIRE(kiosk.save().ok());
  const auto item = kiosk.session->outbox().waiting(1, 1 << 20)->front();
  Receipt right;
  right.device_id = id16(kiosk.device.identity().device_id).value();
  right.record_id = id16(item.record_id).value();
  right.envelope_sha256 = sha256(item.envelope);
  right.server_epoch = 1;
  right.server_seq = 1;
  const auto answer = [&](const Receipt& receipt, const char* key) {
    kiosk.world.set_network([&kiosk, receipt, key, item](const HttpRequest& request,
                                                         const auto& deliver) -> Result<HttpResponse> {
      if (request.target != "/v1/batch") return deliver();
      const Json body = {{{"record_id", item.record_id},
                          {"result", "stored"},
                          {"receipt", proof(receipt_text(receipt), key_of_site(kiosk.world, key))}}};
      return signed_answer(kiosk.world, request, 200, body);
    });
    kiosk.ask_state();
    return kiosk.status().receipted;
  };
  CHECK(answer(right, "backup") == 0);
  CHECK(answer(right, "console") == 0);
  Receipt wrong = right;
  wrong.device_id[0] ^= 1;
  CHECK(answer(wrong, "ingest") == 0);
  wrong = right;
  wrong.record_id[0] ^= 1;
  CHECK(answer(wrong, "ingest") == 0);
  wrong = right;
  wrong.envelope_sha256[31] ^= 1;
  CHECK(answer(wrong, "ingest") == 0);
  CHECK(answer(right, "ingest") == 1);
}

TEST_CASE("a watermark counts only with the backup key's signature, of this server and its present epoch") {
  Kiosk kiosk;
  REQUIRE(kiosk.save().ok());
  kiosk.ask_state();
  REQUIRE(kiosk.status().receipted == 1);
  Watermark right;
  right.server_id = id16(kiosk.device.identity().keys.server_id).value();
  right.server_epoch = 1;
  right.server_seq = 1;
  const auto tell = [&](const Watermark& mark, const char* key) {
    const Json both = proof(watermark_text(mark), key_of_site(kiosk.world, key));
    REQUIRE(set_meta(kiosk.world.inbox(), "watermark-text", both["text"]).ok());
    REQUIRE(set_meta(kiosk.world.inbox(), "watermark-signature", both["signature"]).ok());
    kiosk.ask_state();
    return kiosk.status().receipted;
  };
  CHECK(tell(right, "ingest") == 1);
  CHECK(tell(right, "console") == 1);
  Watermark wrong = right;
  wrong.server_id[0] ^= 1;
  CHECK(tell(wrong, "backup") == 1);
  wrong = right;
  wrong.server_epoch = 2;
  CHECK(tell(wrong, "backup") == 1);
  wrong = right;
  wrong.server_seq = 0;
  CHECK(tell(wrong, "backup") == 1);
  CHECK(tell(right, "backup") == 0);
}
