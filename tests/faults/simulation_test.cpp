// Many small lives of one kiosk and one server from seeds: loss, repeats, forged answers, restarts, old
// backups.
#include <tests/support/world.h>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <random>
#include <set>

using namespace alongside;

namespace {

struct Outcome {
  std::set<std::string> saved;
  std::size_t on_server = 0;
  std::size_t lost = 0;
};

VisitRecord visit(std::mt19937_64& random) {
  VisitRecord record;
  record.facts.visit_id = random_hex(16);
  record.facts.reference = "00000000";
  record.facts.hub = "hub-" + std::to_string(random() % 3);
  record.facts.language = "en";
  record.facts.authored = "2026-11-25T09:00:00+00:00";
  return record;
}

World::Network bad_network(std::mt19937_64& random, bool& quiet) {
  return [&](const HttpRequest&, const std::function<HttpResponse()>& deliver) -> Result<HttpResponse> {
    if (quiet) return deliver();
    switch (random() % 8) {
      case 0:
        return Error{Code::offline, "lost on the way there"};
      case 1:
        deliver();
        return Error{Code::offline, "lost on the way back"};
      case 2:
        deliver();
        return deliver();
      case 3:
        return HttpResponse{200, {{"content-type", "text/html"}}, "<html>Sign in</html>"};
      case 4: {
        HttpResponse forged = deliver();
        forged.status = 200;
        forged.body += " ";
        return forged;
      }
      default:
        return deliver();
    }
  };
}

// One life: `steps` random acts, then a quiet time in which everything must arrive.
Outcome live(World& world, const std::string& folder, std::uint64_t seed, const MayPurge& rule) {
  std::mt19937_64 random(seed);
  bool quiet = false;
  world.set_network(bad_network(random, quiet));
  SessionSeams seams;
  std::int64_t skew = 0;
  seams.clock = [&] { return world.now + skew; };
  seams.may_purge = rule;
  auto kiosk = world.open_kiosk(folder, seams);
  REQUIRE(kiosk);
  Outcome outcome;
  for (int step = 0; step < 40; ++step) {
    world.now += static_cast<Time>(random() % 90);
    switch (random() % 12) {
      case 0:
      case 1:
      case 2: {
        VisitRecord record = visit(random);
        const Lane lane = random() % 4 == 0 ? Lane::urgent : Lane::ordinary;
        if (kiosk->save(record, lane).ok()) outcome.saved.insert(record.facts.record_id);
        break;
      }
      case 3:
        REQUIRE(world.restart_server().ok());
        break;
      case 4:
        REQUIRE(world.back_up_now().ok());
        break;
      case 5:
        if (random() % 2 == 0) CHECK(world.restore_backup().ok());
        break;
      case 6:
        kiosk.reset(), kiosk = world.open_kiosk(folder, seams);
        REQUIRE(kiosk);
        break;
      case 7:
        skew = static_cast<std::int64_t>(random() % 2000) - 1000;
        break;
      default:
        CHECK(kiosk->step().ok());
    }
  }
  quiet = true;
  for (int step = 0; step < 40; ++step) {
    world.now += 3600;
    CHECK(kiosk->step().ok());
  }
  for (const std::string& id : outcome.saved) {
    const auto row = world.inbox().row("select count(*) from envelope where record_id = $1", id);
    REQUIRE(row.ok());
    const auto count = static_cast<std::size_t>((*row)->integer(0));
    outcome.on_server += count;
    if (count == 0) ++outcome.lost;
  }
  return outcome;
}

std::uint64_t seeds(std::uint64_t usual) {
  const char* const asked = std::getenv("ALONGSIDE_SEEDS");
  return asked == nullptr ? usual : std::strtoull(asked, nullptr, 10);
}

}  // namespace

TEST_CASE("every saved visit is on the server exactly once, whatever the network and the operator do") {
  World world;
  TempFolder kiosks;
  const std::string folder = kiosks.path() + "/kiosk";
  REQUIRE(world.back_up_now().ok());
  REQUIRE(world.enrol_kiosk(folder, "hub-0").ok());
  REQUIRE(world.back_up_now().ok());
  for (std::uint64_t seed = 1; seed <= seeds(60); ++seed) {
    CAPTURE(seed);
    const Outcome outcome = live(world, folder, seed, durable);
    CHECK(outcome.lost == 0);
    CHECK(outcome.on_server == outcome.saved.size());
  }
}

TEST_CASE("the simulation notices a kiosk that forgets a record on a receipt alone") {
  World world;
  TempFolder kiosks;
  const std::string folder = kiosks.path() + "/kiosk";
  REQUIRE(world.enrol_kiosk(folder, "hub-0").ok());
  REQUIRE(world.back_up_now().ok());
  const MayPurge wrong = [](const Receipt&, const Watermark&) { return true; };
  std::size_t lost = 0;
  for (std::uint64_t seed = 1; seed <= 60 && lost == 0; ++seed) lost += live(world, folder, seed, wrong).lost;
  CHECK(lost > 0);
}
