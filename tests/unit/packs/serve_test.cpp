// Signed content served by ingest, pulled by the kiosk's runner, reported by the kiosk.
#include <tests/unit/packs/content_site.h>

#include <sync/client/runner.h>
#include <tests/support/world.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

using namespace alongside;

namespace {

HttpResponse get(World& world, const std::string& target, const std::string& method = "GET") {
  HttpRequest request;
  request.method = method;
  request.target = target;
  return world.deliver(request);
}

// Woken by the runner's thread whenever something changed.
struct Bell {
  std::mutex mutex;
  std::condition_variable changed;
  int rung = 0;
  void ring() {
    {
      const std::lock_guard lock(mutex);
      ++rung;
    }
    changed.notify_all();
  }
  template <class Until>
  bool wait(Until until) {
    for (int i = 0; i < 600; ++i) {
      if (until()) return true;
      std::unique_lock lock(mutex);
      const int before = rung;
      changed.wait_for(lock, std::chrono::milliseconds(100), [&] { return rung != before; });
    }
    return false;
  }
};

}  // namespace

TEST_CASE("content: ingest serves the repository's files and nothing else") {
  Council council(now_s());
  World world;
  CHECK(get(world, "/tuf/metadata/timestamp.json").status == 404);
  REQUIRE(world.serve_content(council.place).ok());
  const HttpResponse found = get(world, "/tuf/metadata/1.root.json");
  CHECK(found.status == 200);
  CHECK(found.body == council.first_root());
  CHECK(get(world, "/tuf/metadata/1.root.json", "POST").status == 405);
  for (const char* target :
       {"/tuf/", "/tuf/metadata/", "/tuf/metadata", "/tuf/staged/root.json",
        "/tuf/metadata/../staged/root.json", "/tuf//metadata/1.root.json", "/tuf/metadata//1.root.json",
        "/tuf/metadata/2.root.json", "/tuf/targets/../../repository/metadata/1.root.json",
        "/tuf/metadata/1.root.json%00", "/tuf/metadata/.", "/tuf/targets/%2e%2e/metadata/1.root.json",
        "/tuf/metadata/1.root.json/x"}) {
    CAPTURE(target);
    CHECK(get(world, target).status == 404);
  }
}

TEST_CASE("content: a kiosk's runner pulls a pack and a withdraw list over the server, and reports them") {
  PublishedSite site(now_s());
  World world;
  REQUIRE(world.serve_content(site.council.place).ok());
  TestFolder folder;
  REQUIRE(world.enrol_kiosk(folder / "kiosk", "demo-north").ok());
  RunnerOptions options;
  options.folder = folder / "kiosk";
  options.authority = world.site().public_authority;
  options.content_root = site.council.first_root();
  options.content_every_s = 1;
  options.state_every_s = 1;
  Bell bell;
  std::string reported;
  world.set_network([&](const HttpRequest& request, const std::function<HttpResponse()>& deliver) {
    HttpResponse answer = deliver();
    const std::lock_guard lock(bell.mutex);
    if (request.target == "/v1/health" && answer.status == 204) reported = request.body;
    return Result<HttpResponse>(std::move(answer));
  });
  auto runner = Runner::start(options, world.transport(), [&bell] { bell.ring(); });
  REQUIRE(runner.ok());
  std::optional<ReadyContent> ready;
  const auto has_pack = [&] {
    if (auto taken = (*runner)->take_content()) ready = std::move(taken);
    return ready && ready->pack;
  };
  REQUIRE(bell.wait(has_pack));
  CHECK(ready->pack->version == "2026-1");
  CHECK(ready->hidden.empty());
  const std::string first = ready->hash;
  (*runner)->showing(ready->pack->version, ready->hash);
  // What the kiosk shows is what staff can read, at once.
  REQUIRE(bell.wait([&] {
    const std::lock_guard lock(bell.mutex);
    return reported.find(first) != std::string::npos;
  }));
  const Json counters = Json::parse(reported);
  CHECK(counters["content"] == "2026-1");
  CHECK(counters["content_fault"] == 0);

  ready.reset();
  REQUIRE(site.council.say("withdraw", withdraw_target, R"({"hide": ["helpline:samaritans"]})").ok());
  REQUIRE(site.council.add_pack("2026-2", pack_of("2026-2", "New words")).ok());
  REQUIRE(site.council.say("rings", rings_target, rings_to("2026-2")).ok());
  REQUIRE(bell.wait([&] { return has_pack() && ready->pack->version == "2026-2"; }));
  CHECK(ready->hidden == std::vector<std::string>{"helpline:samaritans"});
  CHECK(ready->hash != first);
  CHECK((*runner)->status().content.version == "2026-2");
  CHECK((*runner)->status().content.fault.empty());

  // A new start has it before the first visit, with no network.
  runner->reset();
  auto again = Runner::start(options, world.transport(), [] {});
  REQUIRE(again.ok());
  const auto at_once = (*again)->take_content();
  REQUIRE(at_once.has_value());
  CHECK(at_once->pack->version == "2026-2");
  CHECK(at_once->hidden.size() == 1);
  again->reset();
}
