// The real program: automation by JSON lines, --check, and settings with a fault.
#include <tests/journeys/hand.h>
#include <tests/journeys/program.h>

#include <doctest/doctest.h>
#include <kiosk/check.h>
#include <platform/files.h>
#include <platform/json.h>
#include <sync/client/identity.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

using namespace alongside;

namespace {

Json asked(Program& program, const std::string& line) {
  const std::string answer = program.ask(line);
  const auto json = parse_json(answer, {4u << 20, 16});
  REQUIRE_MESSAGE(json.ok(), answer);
  return *json;
}

const Json* node(const Json& tree, const std::string& id) {
  for (const Json& each : tree.at("tree"))
    if (each.at("id") == id) return &each;
  return nullptr;
}

void touch(Program& program, const Json& at) {
  const double x = at.at("hit_px").at(0).get<double>() + at.at("hit_px").at(2).get<double>() / 2;
  const double y = at.at("hit_px").at(1).get<double>() + at.at("hit_px").at(3).get<double>() / 2;
  for (const char* phase : {"down", "up"}) {
    const Json line = {{"do", "touch"}, {"phase", phase}, {"x", x}, {"y", y}};
    CHECK(asked(program, line.dump()).at("ok") == true);
    CHECK(asked(program, R"({"do":"wait"})").at("idle") == true);
  }
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE(
    "automation: tree gives ids, roles, names, states and places in pixels and millimetres; touch acts") {
  Place place;
  Program program;
  program.set([&] {
    std::string toml = program.settings();
    const std::string from = program.folder() + "/data";
    toml.replace(toml.find(from), from.size(), place.kiosk_folder());
    return toml;
  }());
  REQUIRE_MESSAGE(program.start(), program.ended.said);
  CHECK(asked(program, R"({"do":"wait"})").at("idle") == true);
  Json tree = asked(program, R"({"do":"tree"})");
  CHECK(tree.at("screen") == "K01");
  CHECK(tree.at("size") == "M");
  CHECK(program.ask(R"({"do":"tree"})").find("TEST") != std::string::npos);  // the mark
  const Json* start = node(tree, "start");
  REQUIRE(start);
  CHECK(start->at("role") == "button");
  CHECK(start->at("name") == "Start");
  CHECK(start->at("state").at("disabled") == false);
  const double px = start->at("rect_px").at(2).get<double>(), mm = start->at("rect_mm").at(2).get<double>();
  CHECK(px / mm == doctest::Approx(540.0 / 194.0).epsilon(0.01));
  CHECK(mm >= 20);
  touch(program, *start);
  tree = asked(program, R"({"do":"tree"})");
  CHECK(tree.at("screen") == "K02");
  const std::string shot = program.folder() + "/shot.png";
  CHECK(asked(program, Json({{"do", "shot"}, {"file", shot}}).dump()).at("ok") == true);
  CHECK(bytes_of(shot).substr(1, 3) == "PNG");
}

TEST_CASE("automation: show stands on any core screen in any size and contrast, and sends nothing") {
  Place place;
  Program program;
  program.set([&] {
    std::string toml = program.settings();
    const std::string from = program.folder() + "/data";
    toml.replace(toml.find(from), from.size(), place.kiosk_folder());
    return toml;
  }());
  REQUIRE_MESSAGE(program.start(), program.ended.said);
  for (const char* screen : {"K01", "K02", "K04", "K05", "K06", "K07", "K09", "K10", "K11", "K12", "K13",
                             "K14", "K15", "K16", "K17", "K18", "K19", "K23", "K24", "K26", "K27", "K28"}) {
    const Json line = {{"do", "show"}, {"screen", screen}};
    INFO(std::string(screen));
    CHECK(asked(program, line.dump()).at("ok") == true);
    CHECK(asked(program, R"({"do":"wait"})").at("idle") == true);
    CHECK(asked(program, R"({"do":"tree"})").at("screen") == screen);
  }
  Json line = {{"do", "show"}, {"screen", "K12"}, {"size", "XL"}, {"contrast", "high-dark"}};
  CHECK(asked(program, line.dump()).at("ok") == true);
  const Json tree = asked(program, R"({"do":"tree"})");
  CHECK(tree.at("size") == "XL");
  CHECK(tree.at("contrast") == "high-dark");
  line = {{"do", "show"}, {"screen", "K09"}, {"item", "postcode"}};
  CHECK(asked(program, line.dump()).at("ok") == true);
  CHECK(program.ask(R"({"do":"tree"})").find("postcode") != std::string::npos);
  auto outbox = Outbox::open(place.kiosk_folder() + "/outbox.db");
  REQUIRE(outbox.ok());
  CHECK(outbox->status()->waiting == 0);
}

TEST_CASE("automation: a line that is wrong gets a plain error and the next one is answered") {
  Program program;
  REQUIRE_MESSAGE(program.start(), program.ended.said);
  for (const char* line :
       {"", "no json", "[]", "{}", "null", R"({"do":"dance"})", R"({"do":"touch"})",
        R"({"do":"touch","x":1,"y":2,"phase":"sideways"})", R"({"do":"touch","x":"a","y":2,"phase":"up"})",
        R"({"do":"show","screen":"K99"})", R"({"do":"show","size":"XXL"})",
        R"({"do":"show","language":"xx"})", R"({"do":"show","contrast":"pink"})",
        R"({"do":"shot","file":"no/such/folder/a.png"})"}) {
    INFO(std::string(line));
    const Json answer = asked(program, line);
    CHECK(answer.at("ok") == false);
    CHECK_FALSE(answer.at("error").get<std::string>().empty());
  }
  CHECK(asked(program, R"({"do":"wait"})").at("ok") == true);
}

TEST_CASE("automation is refused on a kiosk enrolled as production, and on one that cannot say what it is") {
  Place place;
  auto identity = load_identity(place.kiosk_folder());
  REQUIRE(identity.ok());
  Program program;
  identity->use = DeviceUse::production;
  REQUIRE(save_identity(program.folder() + "/data", *identity).ok());
  CHECK_FALSE(program.start());
  CHECK(program.ended.code == 1);
  CHECK(program.ended.said.find("automation: refused") != std::string::npos);
  Program broken;
  REQUIRE(make_folder(broken.folder() + "/data", 0700).ok());
  REQUIRE(write_file(broken.folder() + "/data/outbox.db", "no database").ok());
  CHECK_FALSE(broken.start());
  CHECK(broken.ended.said.find("automation: refused") != std::string::npos);
}

TEST_CASE("settings: an unknown key, a wrong type and a missing one are refused by name and line") {
  Program program;
  const std::string good = program.settings();
  const auto says = [&](const std::string& toml, const std::string& expected) {
    program.set(toml);
    const Ran ran = program.run({"--check"});
    CHECK(ran.code == 1);
    CHECK_MESSAGE(ran.said.find(expected) != std::string::npos, ran.said);
  };
  says("[screen]\nwidht_px = 5\n" + good.substr(9), "kiosk.toml:2: key 'screen.widht_px'");
  says("[screen]\nwidth_px = \"wide\"\n" + good.substr(good.find("height_px")),
       "kiosk.toml:2: key 'screen.width_px'");
  says(good.substr(0, good.find("[pack]")), "pack.folder");
  says("[screen\n", "kiosk.toml:1");
  says(std::string("\0\1\2", 3), "kiosk.toml");
  program.set(good);
  CHECK(program.run({"--check"}).said.find("screen: right") != std::string::npos);
}

TEST_CASE("--check says one line each, and a next step for what is not right") {
  Program program;
  const Ran ran = program.run({"--check"});
  CHECK(ran.code == 1);  // no server, no keys
  std::size_t at = 0;
  for (const char* name : {"screen: ", "rotation: ", "touch: ", "sound: ", "disk: ", "clock: ", "server: ",
                           "keys: ", "pack: "}) {
    INFO(name << ran.said);
    const auto found = ran.said.find(name, at);
    CHECK(found != std::string::npos);
    CHECK((found == 0 || ran.said[found - 1] == '\n'));
    if (found != std::string::npos) at = found;
  }
  for (std::size_t from = ran.said.find("WRONG"); from != std::string::npos;
       from = ran.said.find("WRONG", from + 1))
    CHECK(ran.said.find("Next: ", from) < ran.said.find('\n', from));
}

TEST_CASE("--check: all right on an enrolled kiosk with its server; each fault is named") {
  class Time final : public Transport {
   public:
    Result<HttpResponse> send(const HttpRequest&) override {
      HttpResponse answer;
      answer.body = body;
      return answer;
    }
    std::string body;
  };
  Place place;
  Time server;
  CheckFacts facts;
  facts.screen = {1080, 1920, 194, 345};
  facts.machine = Machine{"x11", 1080, 1920, 1, 1};
  facts.data_folder = place.kiosk_folder();
  facts.pack = starter_pack();
  facts.now = now_s();
  server.body = "{\"time\":" + std::to_string(facts.now) + "}";
  facts.transport = &server;
  for (const CheckLine& line : check_kiosk(facts)) CHECK_MESSAGE(line.right, check_text(line));
  const auto wrong = [&](const char* name, const CheckFacts& with) {
    for (const CheckLine& line : check_kiosk(with))
      if (line.name == name) {
        CHECK_FALSE(line.right);
        CHECK_FALSE(line.next.empty());
      }
  };
  CheckFacts with = facts;
  with.screen.width_mm = 100;
  wrong("screen", with);
  with = facts;
  with.machine = Machine{"x11", 1920, 1080, 1, 1};
  wrong("rotation", with);
  with.machine = Machine{"x11", 1024, 768, 0, 0};
  wrong("screen", with);
  wrong("touch", with);
  with = facts;
  with.data_folder = place.kiosk_folder() + "/none";
  wrong("disk", with);
  wrong("keys", with);
  with = facts;
  with.now += 3600;
  wrong("clock", with);
  with.now = facts.now + 350 * 86400;  // the key of a new site is good for 400 days
  wrong("keys", with);
  with.now = 0;
  wrong("clock", with);
  with = facts;
  with.transport = nullptr;
  wrong("server", with);
  server.body = "<html>Welcome to our Wi-Fi</html>";
  wrong("server", facts);
  with = facts;
  with.pack = Error{Code::invalid, "forms/share.json: item 'x'"};
  wrong("pack", with);
}
