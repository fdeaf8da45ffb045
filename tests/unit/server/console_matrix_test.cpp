// Who may do what: every role at every hub against every route of the router, every object and every method.
#include <tests/unit/server/console_hand.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <type_traits>

using namespace alongside;

namespace {

// What a route answers to somebody who may use it: on an object of his own hubs; and whether hubs matter.
struct Expected {
  int own_hub;
  bool by_hub;
  std::set<Role> roles;
};

const std::set<Role> hub_staff = {Role::worker, Role::manager};
const std::set<Role> everybody = {Role::worker, Role::manager, Role::admin};

// A route that is not listed here fails the test until somebody has thought about it.
const std::map<std::string, Expected>& listed() {
  static const std::map<std::string, Expected> table = {
      {"GET /queue", {200, false, hub_staff}},
      {"GET /request/*", {200, true, hub_staff}},
      {"POST /request/*/act", {422, true, hub_staff}},  // no act named: refused on its own page
      {"GET /needs-a-person", {200, false, hub_staff}},
      {"POST /needs-a-person/*/retry", {404, true, hub_staff}},  // its envelope is not in the inbox
      {"GET /kiosks", {200, false, {Role::manager}}},
      {"GET /account", {200, false, everybody}},
      {"POST /account/session/*/end", {404, true, everybody}},
      {"POST /account/end-others", {303, false, everybody}},
      {"GET /audit", {200, false, {Role::manager, Role::admin}}},
  };
  return table;
}

struct Somebody {
  std::string who;
  Role role;
  std::vector<std::string> hubs;
  Member member;
  bool sees(const std::string& hub) const { return std::find(hubs.begin(), hubs.end(), hub) != hubs.end(); }
};

struct Matrix : ConsoleWorld {
  Matrix() {
    const std::vector<std::string> north = {"demo-north"};
    const std::vector<std::string> south = {"demo-south"};
    const std::vector<std::string> both = {"demo-north", "demo-south"};
    people = {{"worker-north", Role::worker, north, {}},
              {"worker-south", Role::worker, south, {}},
              {"worker-both", Role::worker, both, {}},
              {"manager-north", Role::manager, north, {}},
              {"manager-south", Role::manager, south, {}},
              {"manager-both", Role::manager, both, {}},
              {"admin", Role::admin, {}, {}},
              {"admin-north", Role::admin, north, {}}};
    for (Somebody& one : people) one.member = site.add(one.who, one.role, one.hubs, "Name-of-" + one.who);
    for (const std::string& hub : both) {
      Told told;
      told.hub = hub;
      told.reference = hub == "demo-north" ? "NNNNNNN0" : "SSSSSSS0";
      told.name = "Canary-name-" + hub;
      told.own_words = "Canary-words-" + hub;
      told.concern = "baby";
      told.received_at = now - 3600;
      request[hub] = site.file(told);
      record[hub] = site.spoil(hub, "seal", now - 7200);
      site.enrol(hub == "demo-north" ? "aaaaaaaa00000000" : "bbbbbbbb00000000", hub, now - 60, "{}");
    }
  }
  std::string path_of(const ConsoleRoute& route, const std::string& hub) const {
    const std::string& id = route.path.rfind("/needs", 0) == 0 ? record.at(hub) : request.at(hub);
    const std::size_t star = route.path.find('*');
    return star == std::string::npos ? route.path
                                     : route.path.substr(0, star) + id + route.path.substr(star + 1);
  }
  std::vector<Somebody> people;
  std::map<std::string, std::string> request;
  std::map<std::string, std::string> record;
};

// Only the session loader makes a Scope: whoever holds one was signed in.
static_assert(!std::is_default_constructible_v<Scope>);
static_assert(
    !std::is_constructible_v<Scope, std::string, std::string, Role, std::vector<std::string>, std::string>);
static_assert(!std::is_constructible_v<Scope, Role, std::vector<std::string>>);

std::string name_of_route(const ConsoleRoute& route) { return route.method + " " + route.path; }

int expected_status(const Expected& expected, const Somebody& one, const std::string& hub) {
  if (expected.roles.count(one.role) == 0) return 403;
  if (expected.by_hub && !one.sees(hub)) return 404;
  return expected.own_hub;
}

}  // namespace

TEST_CASE("console: every route of the router is listed in the matrix, and no other") {
  std::set<std::string> routed;
  for (const ConsoleRoute& route : console_routes()) {
    routed.insert(name_of_route(route));
    CHECK_MESSAGE(listed().count(name_of_route(route)) == 1, name_of_route(route));
  }
  CHECK(routed.size() == console_routes().size());
  for (const auto& route : listed()) CHECK_MESSAGE(routed.count(route.first) == 1, route.first);
}

TEST_CASE("console: each role sees only its own hubs, on every route") {
  Matrix world;
  for (const Somebody& one : world.people) {
    ConsoleHand hand(world, one.member);
    REQUIRE(!hand.token.empty());
    for (const ConsoleRoute& route : console_routes()) {
      for (const std::string hub : {"demo-north", "demo-south"}) {
        const std::string path = world.path_of(route, hub);
        const HttpResponse got = route.method == "POST" ? hand.post(path) : hand.get(path);
        const int expected = expected_status(listed().at(name_of_route(route)), one, hub);
        CHECK_MESSAGE(got.status == expected, one.who << " " << route.method << " " << path);
        for (const std::string other : {"demo-north", "demo-south"}) {
          if (one.role != Role::admin && one.sees(other)) continue;
          const std::string reference = other == "demo-north" ? "NNNN-NNN0" : "SSSS-SSS0";
          for (const std::string& secret : {"Canary-name-" + other, "Canary-words-" + other, reference,
                                            world.request[other].substr(0, 12), world.record[other]}) {
            // His own path comes back in no page; what he sent is not what we told.
            CHECK_MESSAGE(!holds(got, secret), one.who << " is told " << secret << " by " << path);
          }
        }
      }
    }
  }
}

TEST_CASE("console: nobody signed in gets no page, whatever the route, method and cookie") {
  Matrix world;
  for (const std::string& cookie :
       {std::string(), std::string("x"), std::string(43, 'A'), std::string(5000, 'B')}) {
    ConsoleHand hand(world);
    hand.token = cookie;
    for (const ConsoleRoute& route : console_routes()) {
      for (const std::string hub : {"demo-north", "demo-south"}) {
        const std::string path = world.path_of(route, hub);
        const HttpResponse got = hand.get(path);
        CHECK_MESSAGE(got.status == 303, path);
        CHECK_MESSAGE(got.header("location").rfind("/sign-in", 0) == 0, path);
        const HttpResponse sent = hand.post(path, {{"note", "kept for him"}});
        CHECK_MESSAGE(sent.status == 403, path);
        CHECK(holds(sent, "kept for him"));
        CHECK(!holds(got, "Canary"));
        CHECK(!holds(sent, "Canary"));
      }
    }
  }
  CHECK(world.site.cases().row("select count(*) from request_event")->value().integer(0) == 0);
}

TEST_CASE("console: a method that a route does not have is refused and changes nothing") {
  Matrix world;
  for (const std::size_t who : {0u, 5u, 6u}) {
    ConsoleHand hand(world, world.people[who].member);
    for (const ConsoleRoute& route : console_routes()) {
      const std::string path = world.path_of(route, "demo-north");
      for (const std::string method :
           {"GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "PROPFIND", ""}) {
        if (method == route.method) continue;
        HttpRequest request;
        request.method = method;
        request.target = path;
        request.body = method == "POST" ? "csrf=" + hand.csrf : "";
        const HttpResponse got = hand.send(request);
        CHECK_MESSAGE(got.status == 405, method << " " << path);
        CHECK(!holds(got, "Canary"));
      }
    }
  }
  CHECK(world.site.cases().row("select count(*) from request_event")->value().integer(0) == 0);
}

TEST_CASE("console: a session ends when the person is disabled, and his hubs follow the database at once") {
  Matrix world;
  ConsoleHand hand(world, world.people[2].member);
  const std::string south = "/request/" + world.request["demo-south"];
  CHECK(hand.get(south).status == 200);
  REQUIRE(world.site.cases().run("delete from staff_hub where staff_id=$1 and hub='demo-south'",
                                 world.people[2].member.id));
  CHECK(hand.get(south).status == 404);
  REQUIRE(world.site.cases().run("update staff set state='disabled' where id=$1", world.people[2].member.id));
  CHECK(hand.get("/queue").status == 303);
}
