// The kiosk's session against a real server core: lanes, poison, batches, holds, clocks.
#include <platform/http_signature.h>
#include <platform/json.h>
#include <platform/log.h>
#include <sync/server/backup.h>
#include <sync/server/enrolment.h>
#include <tests/support/bare_visit.h>
#include <tests/support/device.h>

#include <doctest/doctest.h>

#include <algorithm>

using namespace alongside;

namespace {

struct Kiosk {
  World world;
  Device device{world};
  std::int64_t skew = 0;
  std::int64_t space = 1 << 30;
  std::unique_ptr<Session> session;
  std::vector<HttpRequest> sent;

  Kiosk() { open(); }
  void open() {
    SessionSeams seams;
    seams.clock = [this] { return world.now + skew; };
    seams.free_bytes = [this]() -> Result<std::int64_t> { return space; };
    session.reset();
    session = world.open_kiosk(device.folder(), seams);
    REQUIRE(session);
  }
  std::string save(Lane lane = Lane::ordinary) {
    VisitRecord record = bare_visit();
    REQUIRE(session->save(record, lane).ok());
    return record.facts.record_id;
  }
  Step step() { return session->step()->step; }
  OutboxStatus status() { return session->outbox().status().take(); }
  void watch() {
    world.set_network([this](const HttpRequest& request, const auto& deliver) -> Result<HttpResponse> {
      sent.push_back(request);
      return deliver();
    });
  }
  // Everything to batches is answered by this; the rest goes through.
  void answer_batches(std::function<HttpResponse(const HttpRequest&)> answer) {
    world.set_network(
        [this, answer](const HttpRequest& request, const auto& deliver) -> Result<HttpResponse> {
          sent.push_back(request);
          return request.target == "/v1/batch" ? answer(request) : deliver();
        });
  }
  void damage(const std::string& id, bool noticed) {
    auto& db = session->outbox().db();
    Bytes bytes = (*db.row("select envelope from record where record_id = $1", id))->blob(0);
    bytes[0] ^= 1;
    const Digest32 digest = sha256(bytes);
    REQUIRE(db.run("update record set envelope = $2 where record_id = $1", id, bytes).ok());
    if (noticed) return;
    REQUIRE(
        db.run("update record set sha256 = $2 where record_id = $1", id, Bytes(digest.begin(), digest.end()))
            .ok());
  }
};

std::size_t batch_size(const HttpRequest& request) { return read_batch(view(request.body))->size(); }

Json problem_body(const char* name) { return {{"type", std::string("urn:alongside:problem:") + name}}; }

}  // namespace

TEST_CASE("session: an urgent record goes before every ordinary one that waits") {
  Kiosk kiosk;
  kiosk.watch();
  for (int i = 0; i < 3; ++i) kiosk.save();
  const std::string urgent = kiosk.save(Lane::urgent);
  CHECK(kiosk.step() == Step::push);
  REQUIRE(kiosk.sent.size() == 1);
  const auto parts = read_batch(view(kiosk.sent[0].body));
  CHECK(parts->size() == 4);
  CHECK(to_hex(parts->front().subspan(8, 16)) == urgent);
  CHECK(to_hex(parts->front().subspan(6, 2)) == "0000");  // and nothing on the wire says so
  CHECK(kiosk.status().receipted == 4);
}

TEST_CASE("session: a new urgent record is tried at once while the ordinary lane backs off") {
  Kiosk kiosk;
  bool down = true;
  int tried = 0;
  kiosk.world.set_network([&](const HttpRequest&, const auto& deliver) -> Result<HttpResponse> {
    ++tried;
    if (down) return Error{Code::offline, "no route"};
    return deliver();
  });
  kiosk.save();
  CHECK(kiosk.step() == Step::push);
  CHECK(kiosk.step() == Step::nothing);
  CHECK(tried == 1);
  kiosk.save(Lane::urgent);
  CHECK(kiosk.step() == Step::push);
  CHECK(tried == 2);
  kiosk.world.now += 61;  // the most that an urgent record ever waits between two tries
  down = false;
  CHECK(kiosk.step() == Step::push);
  CHECK(kiosk.status().waiting == 0);
}

TEST_CASE("session: a poison record never blocks the others") {
  log_to("/dev/null");
  Kiosk kiosk;
  std::vector<std::string> ids;
  for (int i = 0; i < 6; ++i) ids.push_back(kiosk.save(i == 0 ? Lane::urgent : Lane::ordinary));
  kiosk.damage(ids[0], true);   // the disk damaged it: noticed here
  kiosk.damage(ids[2], false);  // sealed wrongly: noticed by the server
  CHECK(kiosk.step() == Step::push);
  log_to("");
  CHECK(kiosk.status().receipted == 4);
  CHECK(kiosk.status().quarantined == 2);
  CHECK(kiosk.session->last_error().empty());
}

TEST_CASE("session: a batch that the server cannot take at all is halved until the culprit is found") {
  log_to("/dev/null");
  Kiosk kiosk;
  std::vector<std::string> ids;
  for (int i = 0; i < 9; ++i) ids.push_back(kiosk.save());
  const std::string culprit = ids[4];
  for (const int status : {400, 413, 415}) {
    kiosk.world.set_network([&](const HttpRequest& request, const auto& deliver) -> Result<HttpResponse> {
      const auto parts = read_batch(view(request.body));
      for (std::size_t i = 0; parts.ok() && i < parts->size(); ++i) {
        if (to_hex((*parts)[i].subspan(8, 16)) != culprit) continue;
        return signed_answer(kiosk.world, request, status, problem_body("malformed"));
      }
      return deliver();
    });
    for (int i = 0; i < 12; ++i) kiosk.step();
    CHECK(kiosk.status().quarantined == 1);
    CHECK(kiosk.status().receipted == 8);
    CHECK(kiosk.session->outbox().requeue().ok());
  }
  log_to("");
}

TEST_CASE("session: a batch holds at most 64 records and 1 MiB") {
  Kiosk kiosk;
  kiosk.watch();
  for (int i = 0; i < 70; ++i) kiosk.save();
  kiosk.step(), kiosk.step();
  REQUIRE(kiosk.sent.size() == 2);
  CHECK(batch_size(kiosk.sent[0]) == 64);
  CHECK(batch_size(kiosk.sent[1]) == 6);

  auto line = kiosk.world.transport();
  TempFolder folder;
  REQUIRE(kiosk.world.enrol_kiosk(folder.path(), "hub-1").ok());
  SessionSeams seams;
  seams.clock = seams.ticks = [&] { return kiosk.world.now; };
  Session large(load_identity(folder.path()).take(), Outbox::open(folder.path() + "/outbox.db").take(), *line,
                kiosk.world.site().public_authority, 16384, seams);
  REQUIRE(large.start().ok());
  for (int i = 0; i < 64; ++i) {
    VisitRecord record = bare_visit();
    REQUIRE(large.save(record, Lane::ordinary).ok());
  }
  kiosk.sent.clear();
  REQUIRE(large.step().ok());
  CHECK(batch_size(kiosk.sent.back()) == 63);
  CHECK(kiosk.sent.back().body.size() <= 1u << 20);
}

TEST_CASE("session: Retry-After is obeyed, for a day at the most") {
  Kiosk kiosk;
  std::string after = "600";
  kiosk.answer_batches([&](const HttpRequest& request) {
    HttpResponse answer = signed_answer(kiosk.world, request, 503, problem_body("busy"));
    answer.set("retry-after", after);
    return answer;
  });
  kiosk.save(Lane::urgent);
  CHECK(kiosk.step() == Step::push);
  kiosk.world.now += 599;
  CHECK(kiosk.step() == Step::nothing);
  kiosk.world.now += 1;
  after = "99999999";
  CHECK(kiosk.step() == Step::push);
  kiosk.world.now += 86399;
  CHECK(kiosk.step() == Step::nothing);
  kiosk.world.now += 1;
  after = "-5";
  CHECK(kiosk.step() == Step::push);
}

TEST_CASE("session: a clock ten years off, either way, costs one extra question") {
  for (const std::int64_t years : {10, -10}) {
    Kiosk kiosk;
    kiosk.save();
    kiosk.watch();
    kiosk.skew = years * 365 * 86400;
    CHECK(kiosk.step() == Step::push);
    CHECK(kiosk.sent.size() == 2);
    CHECK(kiosk.status().receipted == 1);
    CHECK(kiosk.session->server_clock_offset() == -kiosk.skew);
    CHECK(kiosk.session->now() == kiosk.world.now);
    CHECK(kiosk.session->stop().value() == Stop::none);
    kiosk.open();  // the offset survives a restart
    CHECK(kiosk.session->now() == kiosk.world.now);
  }
}

TEST_CASE("session: a server that does not know this kiosk is asked once an hour") {
  Kiosk kiosk;
  kiosk.save(Lane::urgent);
  REQUIRE(kiosk.world.inbox().run("delete from device").ok());
  CHECK(kiosk.step() == Step::push);
  kiosk.world.now += 3599;
  CHECK(kiosk.step() == Step::nothing);
  kiosk.world.now += 1;
  CHECK(kiosk.step() != Step::nothing);
  CHECK(kiosk.status().waiting == 1);
}

TEST_CASE("session: a server restored before this kiosk's first contact gives receipts that count") {
  Kiosk kiosk;
  const std::string id = kiosk.save();
  bool lose = true;
  kiosk.world.set_network([&](const HttpRequest&, const auto& deliver) -> Result<HttpResponse> {
    HttpResponse answer = deliver();
    if (lose) return Error{Code::offline, "lost on the way back"};
    return answer;
  });
  kiosk.step();
  REQUIRE(kiosk.world.back_up_now().ok());
  REQUIRE(kiosk.world.restore_backup().ok());
  lose = false;
  kiosk.world.now += 3600;
  for (int i = 0; i < 4; ++i) kiosk.step();
  CHECK(kiosk.status().waiting == 0);
  CHECK(kiosk.status().receipted == 1);
  REQUIRE(kiosk.world.back_up_now().ok());
  for (int i = 0; i < 3; ++i) kiosk.world.now += 3600, kiosk.step();
  CHECK(kiosk.status().receipted == 0);
}

TEST_CASE("session: a server in an earlier life than the kiosk has seen is not asked in a circle") {
  Kiosk kiosk;
  kiosk.save();
  kiosk.step();
  REQUIRE(set_meta(kiosk.world.inbox(), "server-epoch", "5").ok());
  kiosk.world.now += 3600;
  for (int i = 0; i < 4; ++i) kiosk.step();
  REQUIRE(set_meta(kiosk.world.inbox(), "server-epoch", "3").ok());
  kiosk.save();
  kiosk.world.now += 3600;
  kiosk.watch();
  for (int i = 0; i < 50; ++i) kiosk.step();
  CHECK(kiosk.sent.size() < 8);
  CHECK(kiosk.status().waiting >= 1);
}
