// Packs on a kiosk's disk: fetched in steps, checked, kept; rings; the withdraw list.
#include <tests/unit/packs/content_site.h>

#include <platform/crypto.h>
#include <sync/content/rings.h>
#include <sync/record/withdraw.h>
#include <tests/unit/platform/syscalls.h>

#include <cstdio>
#include <sys/wait.h>
#include <unistd.h>

using namespace alongside;

TEST_CASE("pack: it is fetched in small steps, checked whole, and shown after the last") {
  PublishedSite site;
  StoreOfKiosk kiosk(site.council);
  CHECK_FALSE(kiosk.store.load().ok());
  int steps = 0;
  while (kiosk.pull_once().take()) {
    ++steps;
    CHECK(kiosk.store.report().version.empty());
  }
  CHECK(steps >= int(pack_of("2026-1").size()) / 16 - 1);
  CHECK(kiosk.store.report().version == "2026-1");
  CHECK(kiosk.store.report().hash.size() == 64);
  CHECK(kiosk.store.report().fault.empty());
  CHECK(kiosk.store.load().value() == pack_of("2026-1"));
  kiosk.restart();
  CHECK(kiosk.store.report().version == "2026-1");
  CHECK(kiosk.store.load().value() == pack_of("2026-1"));
}

TEST_CASE("pack: a change comes beside the old, and going back needs no offline key") {
  PublishedSite site;
  StoreOfKiosk kiosk(site.council);
  REQUIRE(kiosk.pull().ok());
  const std::string hash = kiosk.store.report().hash;
  REQUIRE(site.council.add_pack("2026-2", pack_of("2026-2", "New words")).ok());
  REQUIRE(kiosk.pull().ok());
  CHECK(kiosk.store.report().version == "2026-1");  // signed, and no ring points at it
  REQUIRE(site.council.say("rings", rings_target, rings_to("2026-2")).ok());
  REQUIRE(kiosk.pull().ok());
  CHECK(kiosk.store.report().version == "2026-2");
  CHECK(kiosk.file("helplines.json").find("New words") != std::string::npos);
  REQUIRE(site.council.say("rings", rings_target, rings_to("2026-1")).ok());
  REQUIRE(kiosk.pull().ok());
  CHECK(kiosk.store.report().version == "2026-1");
  CHECK(kiosk.store.report().hash == hash);
  CHECK(kiosk.store.load().value() == pack_of("2026-1"));
}

TEST_CASE("pack: rings are named hubs, then a share of the kiosks, then all") {
  const std::string rings = R"({"rings": [{"name": "first", "hubs": ["demo-north"], "pack": "c"},
    {"name": "share", "of_100": 30, "pack": "b"}, {"name": "all", "pack": "a"}]})";
  CHECK(pack_of_ring(rings, "demo-north", "x").value() == "c");
  int share = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string pack = pack_of_ring(rings, "other", std::to_string(i)).value();
    CHECK(pack != "c");
    share += pack == "b" ? 1 : 0;
    CHECK(pack == pack_of_ring(rings, "other", std::to_string(i)).value());
  }
  CHECK(share > 240);
  CHECK(share < 360);
  for (const char* text :
       {"", "[]", "{}", R"({"rings": {}})", R"({"rings": [1]})", R"({"rings": [{}]})",
        R"({"rings": [{"pack": "../x"}]})", R"({"rings": [{"pack": ""}]})",
        R"({"rings": [{"pack": "a", "hubs": 1}]})", R"({"rings": [{"pack": "a", "of_100": "1"}]})"})
    CHECK(pack_of_ring(text, "h", "d").error().code == Code::invalid);
  CHECK(pack_of_ring(R"({"rings": []})", "h", "d").error().code == Code::missing);
}

TEST_CASE("pack: a faulty pack keeps the last good one and says why") {
  PublishedSite site;
  StoreOfKiosk kiosk(site.council);
  REQUIRE(kiosk.pull().ok());
  struct Row {
    const char* version;
    const char* file;
    const char* content;
  };
  const std::vector<Row> rows = {{"broken", "helplines.json", "not JSON"},
                                 {"another", "pack.json", nullptr},
                                 {"empty", "words/en.json", "{}"}};
  for (const Row& row : rows) {
    CAPTURE(row.version);
    PackFiles files = pack_of(row.version);
    if (row.content != nullptr)
      files[row.file] = row.content;
    else
      files = pack_of("calls itself otherwise");
    REQUIRE(site.council.add_pack(row.version, files).ok());
    REQUIRE(site.council.say("rings", rings_target, rings_to(row.version)).ok());
    CHECK_FALSE(kiosk.pull().ok());
    CHECK_FALSE(kiosk.store.report().fault.empty());
    CHECK(kiosk.store.report().version == "2026-1");
    CHECK(kiosk.store.load().value() == pack_of("2026-1"));
  }
  REQUIRE(site.council.say("rings", rings_target, rings_to("2026-1")).ok());
  CHECK(kiosk.pull().ok());
  CHECK(kiosk.store.report().fault.empty());
}

TEST_CASE("pack: production takes no pack that nobody has verified") {
  PublishedSite site;
  StoreOfKiosk kiosk(site.council);
  kiosk.facts.use = Site::production;
  CHECK_FALSE(kiosk.pull().ok());
  CHECK(kiosk.store.report().version.empty());
}

TEST_CASE(
    "pack: a byte changed on the disk is seen at start and daily, the one before stands in, and it is "
    "mended") {
  PublishedSite site;
  StoreOfKiosk kiosk(site.council);
  REQUIRE(kiosk.pull().ok());
  REQUIRE(site.council.add_pack("2026-2", pack_of("2026-2")).ok());
  REQUIRE(site.council.say("rings", rings_target, rings_to("2026-2")).ok());
  REQUIRE(kiosk.pull().ok());
  const std::string folder = kiosk.folder / "content/packs/" + kiosk.store.report().hash;
  for (const char* how : {"changed", "one more", "gone"}) {
    CAPTURE(how);
    if (std::string(how) == "changed") REQUIRE(write_file(folder + "/helplines.json", "[]").ok());
    if (std::string(how) == "one more") REQUIRE(write_file(folder + "/extra.json", "[]").ok());
    if (std::string(how) == "gone") REQUIRE(remove_file(folder + "/helplines.json").ok());
    CHECK_FALSE(kiosk.store.check_daily(kiosk.facts.now += 86400).ok());
    CHECK_FALSE(kiosk.store.report().fault.empty());
    kiosk.restart();
    CHECK(kiosk.store.load().value() == pack_of("2026-1"));
    CHECK(kiosk.store.report().version == "2026-1");
    CHECK_FALSE(kiosk.store.report().fault.empty());
    site.council.now = kiosk.facts.now;
    REQUIRE(site.council.publish().ok());
    CHECK(kiosk.pull().ok());
    CHECK(kiosk.store.load().value() == pack_of("2026-2"));
  }
}

TEST_CASE("pack: killed at steps of installing, the next start shows the old or the new, whole") {
  PublishedSite site;
  int steps = 0;
  for (int step = 1; step < 2000; step += 37) {
    CAPTURE(step);
    StoreOfKiosk kiosk(site.council);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      const Watch watch(step, Fault::end);
      ::_exit(kiosk.pull().ok() ? 0 : 1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    kiosk.restart();
    const auto files = kiosk.store.load();
    if (files.ok()) CHECK(*files == pack_of("2026-1"));
    REQUIRE(kiosk.pull().ok());
    CHECK(kiosk.store.load().value() == pack_of("2026-1"));
    steps = step;
    if (WEXITSTATUS(status) == 0) break;
    CHECK(WEXITSTATUS(status) == 99);
  }
  std::printf("pack: killed at every 37th of %d steps\n", steps);
}

TEST_CASE("withdraw list: it hides helplines, services and instruments, never 999 or 111, and nothing else") {
  Pack pack = starter_pack();
  std::vector<std::string> names;
  for (const Helpline& line : pack.helplines) names.push_back("helpline:" + line.id);
  for (const Service& service : pack.services) names.push_back("service:" + service.id);
  for (const PackForm& form : pack.forms) names.push_back("form:" + form.form.url);
  for (const PageText& page : pack.pages) names.push_back("page:" + page.id);
  for (const char* odd : {"", ":", "helpline:", "helpline", "hub:demo-north", "word:start", "rule:x"})
    names.push_back(odd);
  const Pack before = starter_pack();
  const Withdrawn done = withdraw(pack, names);
  std::size_t emergency = 0;
  for (const Helpline& line : pack.helplines) {
    CHECK((line.digits == "999" || line.digits == "111"));
    ++emergency;
  }
  CHECK(emergency == 2);
  CHECK(pack.services.empty());
  for (const PackForm& form : pack.forms) CHECK_FALSE(form.instrument);
  CHECK(pack.pages.size() == before.pages.size());
  CHECK(pack.hubs.size() == before.hubs.size());
  CHECK(pack.concern_rules.size() == before.concern_rules.size());
  CHECK(done.hidden.size() + done.kept.size() == names.size());
  CHECK(done.hidden.size() ==
        before.helplines.size() - 2 + before.services.size() + before.forms.size() - pack.forms.size());
}

TEST_CASE("withdraw list: a kiosk obeys it, reports it, and goes on hiding when the list expires") {
  PublishedSite site;
  StoreOfKiosk kiosk(site.council);
  const std::string list = R"({"hide": ["helpline:samaritans"], "add": ["evil"]})";
  REQUIRE(site.council.say("withdraw", withdraw_target, list).ok());
  REQUIRE(kiosk.pull().ok());
  CHECK(kiosk.store.withdraw_list() == std::vector<std::string>{"helpline:samaritans"});
  CHECK(kiosk.store.report().withdrawn == to_hex(sha256(view(list))));
  kiosk.facts.now += 60 * 86400;
  CHECK_FALSE(kiosk.pull().ok());
  kiosk.restart();
  CHECK(kiosk.store.withdraw_list() == std::vector<std::string>{"helpline:samaritans"});
  CHECK(kiosk.store.report().withdrawn.size() == 64);
  for (const std::string& bad : std::vector<std::string>{"", "[]", "{}", R"({"hide": 1})", R"({"hide": [1]})",
                                                         R"({"hide": [")" + std::string(201, 'x') + R"("]})"})
    CHECK_FALSE(read_withdraw_list(bad).ok());
  CHECK_FALSE(read_withdraw_list(Json{{"hide", std::vector<std::string>(1001, "x")}}.dump()).ok());
}
