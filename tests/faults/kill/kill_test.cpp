// kill -9 of the kiosk's sync and of the server, at named points and in the middle of writes, again and
// again on the same files.
#include <platform/http_client.h>
#include <platform/log.h>
#include <tests/support/bare_visit.h>
#include <tests/faults/kill/kill_points.h>
#include <tests/support/world.h>
#include <tests/support/source/source.h>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include <sys/wait.h>
#include <unistd.h>

using namespace alongside;

namespace {

int cycles(int usual) {
  const char* const asked = std::getenv("ALONGSIDE_KILLS");
  return asked == nullptr ? usual : std::atoi(asked);
}

struct Place {
  const char* name;
  KillPoint point;
  int most;  // nth is drawn from 1 to this
};
const Place places[] = {
    {"kiosk writes its outbox", {"outbox.db", "", 1}, 45},
    {"kiosk has committed and not yet said so", {"", "saved", 1}, 4},
    {"kiosk is about to send", {"", "send", 1}, 5},
    {"the answer is on its way to the kiosk", {"", "answered", 1}, 5},
    {"kiosk forgets what is durable", {"", "purge", 1}, 4},
    {"server has decided and not committed", {"", "decided", 1}, 5},
    {"server writes its inbox", {"site/inbox.db", "", 1}, 60},
    {"backup writes its copy", {"backup/", "", 1}, 45},
    {"inbox files into the case database", {"site/case.db", "", 1}, 50},
};

// A whole round of a small site in one process: visits saved and told, pushed, copied, forgotten, filed.
[[noreturn]] void live(World& world, const std::string& folder, const Pack& pack, const KillPoint& point,
                       int pipe) {
  arm(point);
  const auto must = [](bool good) {
    if (!good) _exit(3);
  };
  must(world.restart_server().ok());
  world.set_network([&](const HttpRequest& request, const auto& deliver) -> Result<HttpResponse> {
    reach("send");
    HttpResponse answer;
    const auto done = world.inbox().atomically([&]() -> Result<> {
      answer = deliver();
      reach("decided");
      return {};
    });
    static_cast<void>(request);
    reach("answered");
    return done.ok() ? Result<HttpResponse>(answer) : done.error();
  });
  SessionSeams seams;
  seams.clock = [&] { return world.now; };
  seams.may_purge = [](const Receipt& receipt, const Watermark& mark) {
    reach("purge");
    return durable(receipt, mark);
  };
  auto kiosk = world.open_kiosk(folder, seams);
  must(kiosk != nullptr);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 2; ++i) {
      VisitRecord record = bare_visit();
      must(kiosk->save(record, i == 0 ? Lane::ordinary : Lane::urgent).ok());
      reach("saved");
      say(pipe, record.facts.record_id);  // he sees "Sent"
    }
    for (int i = 0; i < 3; ++i) must(kiosk->step().ok());
    must(world.back_up_now().ok());
    world.now += 100;
    for (int i = 0; i < 3; ++i) must(kiosk->step().ok());
    must(world.open_inbox(pack).ok());
  }
  _exit(0);
}

struct Count {
  int kills = 0, survived = 0, failed = 0;
  std::size_t told = 0, lost = 0, doubled = 0, unfiled = 0, untold = 0;
  std::map<std::string, int> by_place;
};

// Everything that is owed arrives; then each record that was called sent is counted.
void judge(World& world, const std::string& folder, const Pack& pack, const std::set<std::string>& told,
           Count& count) {
  world.set_network({});
  REQUIRE(world.restart_server().ok());
  auto kiosk = world.open_kiosk(folder);
  REQUIRE(kiosk);
  for (int i = 0; i < 12; ++i) {
    world.now += 3600;
    REQUIRE(kiosk->step().ok());
    if (i % 3 == 2) REQUIRE(world.back_up_now().ok());
  }
  const auto status = kiosk->outbox().status();
  REQUIRE(status.ok());
  CHECK(status->waiting + status->receipted + status->quarantined == 0);
  for (int opened = 1; opened > 0;) opened = world.open_inbox(pack).value();
  auto cases = world.open_cases();
  REQUIRE(cases.ok());
  for (const std::string& id : told) {
    const auto stored = world.inbox().row("select count(*) from envelope where record_id = $1", id);
    const auto filed = cases->row("select count(*) from visit_part where record_id = $1", id);
    REQUIRE((stored.ok() && filed.ok()));
    if ((*stored)->integer(0) == 0) ++count.lost;
    if ((*stored)->integer(0) > 1 || (*filed)->integer(0) > 1) ++count.doubled;
    if ((*filed)->integer(0) != 1) ++count.unfiled;
  }
  const auto all = world.inbox().row("select count(*), count(distinct sha256) from envelope");
  CHECK((*all)->integer(0) == (*all)->integer(1));
  count.told += told.size();
  count.untold += static_cast<std::size_t>((*all)->integer(0)) - told.size();
}

void run_world(int kills, std::mt19937_64& random, const Pack& pack, Count& count) {
  World world;
  TempFolder kiosks;
  const std::string folder = kiosks.path() + "/kiosk";
  REQUIRE(world.enrol_kiosk(folder, "hub-0").ok());
  REQUIRE(world.back_up_now().ok());
  world.stop_server();
  std::set<std::string> told;
  for (int i = 0; i < kills; ++i) {
    const Place& place = places[static_cast<std::size_t>(i) % std::size(places)];
    KillPoint point = place.point;
    point.nth = 1 + static_cast<int>(random() % static_cast<unsigned>(place.most));
    const Ended ended = in_child([&](int pipe) { live(world, folder, pack, point, pipe); });
    std::istringstream lines(ended.said);
    for (std::string id; std::getline(lines, id);) told.insert(id);
    CHECK_MESSAGE(ended.status == 0, std::string(place.name) << ", " << point.nth);
    if (ended.killed)
      ++count.kills, ++count.by_place[place.name];
    else if (ended.status == 0)
      ++count.survived;
    else
      ++count.failed;
    world.now += 7200;
  }
  judge(world, folder, pack, told, count);
}

}  // namespace

TEST_CASE("kill -9 at any named point or write loses nothing, doubles nothing, and every database opens") {
  log_to("/dev/null");
  auto pack = load_pack(source_folder() + "/assets/pack");
  REQUIRE(pack.ok());
  std::mt19937_64 random(1);
  Count count;
  const int wanted = cycles(324);
  for (int done = 0; done < wanted; done += 40) run_world(std::min(40, wanted - done), random, *pack, count);
  log_to("");
  CHECK(count.lost == 0);
  CHECK(count.doubled == 0);
  CHECK(count.unfiled == 0);
  CHECK(count.failed == 0);
  CHECK(count.kills > wanted / 2);
  for (const auto& [name, times] : count.by_place) std::printf("  %5d  %s\n", times, name.c_str());
  std::printf(
      "kill -9: %d kills in %d cycles (%d ended before their point), %zu visits called sent: %zu lost, "
      "%zu doubled; %zu more were saved and not yet called sent\n",
      count.kills, wanted, count.survived, count.told, count.lost, count.doubled, count.untold);
}

TEST_CASE(
    "a server process killed while kiosks send to it over HTTP has each record once after its restart") {
  log_to("/dev/null");
  World world;
  TempFolder kiosks;
  const std::string folder = kiosks.path() + "/kiosk";
  REQUIRE(world.enrol_kiosk(folder, "hub-0").ok());
  world.stop_server();
  std::set<std::string> told;
  int kills = 0;
  const int wanted = std::max(1, cycles(324) / 16);
  std::mt19937_64 random(2);
  for (int i = 0; i <= wanted; ++i) {
    const int nth = i == wanted ? 1000000 : 1 + static_cast<int>(random() % 40);  // the last one lives
    int ends[2];
    const int child = fork_with_pipe(ends);
    if (child == 0) {
      arm({"site/inbox.db", "", nth});
      IngestSetup setup = ingest_setup(world.site());
      setup.requests_a_minute = 1000000;
      auto core = IngestCore::open(setup);
      if (!core.ok()) _exit(3);
      const auto server = IngestServer::start(core.take(), {});
      if (!server.ok()) _exit(4);
      say(ends[1], std::to_string((*server)->port()));
      close(ends[1]);
      while (true) pause();
    }
    const std::string port = listen(ends[0]);  // empty: killed before it was up
    if (!port.empty()) {
      ClientOptions options;
      options.base_url = "http://127.0.0.1:" + port.substr(0, port.find('\n'));
      auto client = open_http_client(options);
      REQUIRE(client.ok());
      auto identity = load_identity(folder);
      auto outbox = Outbox::open(folder + "/outbox.db");
      REQUIRE((identity.ok() && outbox.ok()));
      Session kiosk(identity.take(), outbox.take(), **client, world.site().public_authority, 4096);
      REQUIRE(kiosk.start().ok());
      for (int j = 0; j < 6; ++j) {
        VisitRecord record = bare_visit();
        REQUIRE(kiosk.save(record, Lane::ordinary).ok());
        told.insert(record.facts.record_id);
        kiosk.hurry();
        REQUIRE(kiosk.step().ok());
      }
    }
    if (i < wanted && waitpid(child, nullptr, WNOHANG) == child) {
      ++kills;
      continue;
    }
    kill(child, SIGKILL);  // it had nothing left to write, or its work is done
    waitpid(child, nullptr, 0);
    kills += i < wanted ? 1 : 0;
  }
  REQUIRE(world.restart_server().ok());
  std::size_t once = 0;
  for (const std::string& id : told) {
    const auto row = world.inbox().row("select count(*) from envelope where record_id = $1", id);
    REQUIRE(row.ok());
    once += (*row)->integer(0) == 1 ? 1 : 0;
  }
  log_to("");
  CHECK(once == told.size());
  std::printf("server killed %d times over HTTP: %zu of %zu records there once\n", kills, once, told.size());
}
