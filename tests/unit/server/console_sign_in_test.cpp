// Signing in to the console and staying signed in: second factor, delays, cookies, ends of a session.
#include <tests/unit/server/console_hand.h>

#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <thread>

using namespace alongside;

namespace {

std::int64_t count(ConsoleWorld& world, const std::string& what) {
  return world.site.cases().row("select count(*) from " + what)->value().integer(0);
}

// The sentence of the error summary.
std::string fault_of(const HttpResponse& response) {
  const std::size_t list = response.body.find("govuk-error-summary__list");
  if (list == std::string::npos) return {};
  const std::size_t from = response.body.find("\">", response.body.find("<a href", list)) + 2;
  return response.body.substr(from, response.body.find('<', from) - from);
}

}  // namespace

TEST_CASE("console: signing in takes name, password and a fresh code, and gives a locked-down cookie") {
  ConsoleWorld world;
  const Member member = world.site.add("amira", Role::worker, {"demo-north"});
  ConsoleHand hand(world);
  const HttpResponse got = hand.sign_in(member);
  REQUIRE(got.status == 303);
  CHECK(got.header("location") == "/");
  const std::string cookie = got.header("set-cookie");
  CHECK(cookie == "__Host-alongside=" + hand.token + "; Path=/; Secure; HttpOnly; SameSite=Strict");
  CHECK(hand.token.size() == 43);  // 256 bits
  CHECK(hand.get("/").header("location") == "/queue");
  CHECK(hand.get("/queue").status == 200);
  // Only the hash is kept.
  CHECK(world.site.cases()
            .row("select count(*) from session where token_hash=$1",
                 Bytes(hand.token.begin(), hand.token.end()))
            ->value()
            .integer(0) == 0);
  CHECK(count(world, "audit where action='sign-in' and outcome='done' and actor='" + member.id + "'") == 1);
}

TEST_CASE("console: a code works once, one step to either side, and never again") {
  ConsoleWorld world;
  const Member member = world.site.add("amira", Role::worker, {"demo-north"});
  SessionLoader sessions(world.site.cases(), 900, 36000);
  const auto tries = [&](const std::string& code) {
    const SignIn typed{"amira", staff_password, code, "192.0.2.9"};
    const auto begun = sessions.begin_sign_in(typed, world.now);
    REQUIRE(begun.ok());
    return begun->wait_s == 0 && sessions.finish_sign_in(typed, *begun, true, world.now).ok();
  };
  CHECK(!tries(totp_code(member.secret, world.now - 60)));
  CHECK(!tries(totp_code(member.secret, world.now + 60)));
  CHECK(tries(totp_code(member.secret, world.now - 30)));
  CHECK(!tries(totp_code(member.secret, world.now - 30)));
  CHECK(tries(totp_code(member.secret, world.now + 30)));
  CHECK(!tries(totp_code(member.secret, world.now + 30)));
  // An earlier code than the last one used is dead too, though it was never used itself.
  CHECK(!tries(totp_code(member.secret, world.now)));
}

TEST_CASE("console: a recovery code opens once, however it is typed") {
  ConsoleWorld world;
  const Member member = world.site.add("amira", Role::worker, {"demo-north"});
  REQUIRE(member.recovery_codes.size() == 10);
  CHECK(std::set<std::string>(member.recovery_codes.begin(), member.recovery_codes.end()).size() == 10);
  std::string code = member.recovery_codes[3];
  for (std::size_t at : {12u, 8u, 4u}) code.insert(at, "-");
  for (char& c : code) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  ConsoleHand hand(world);
  CHECK(hand.sign_in(member, staff_password, code).status == 303);
  CHECK(holds(hand.get("/account"), ">9<"));
  ConsoleHand again(world);
  CHECK(again.sign_in(member, staff_password, code).status == 401);
}

TEST_CASE("console: wrong name, password, code and a disabled account are told apart by nobody") {
  ConsoleWorld world;
  const Member member = world.site.add("amira", Role::worker, {"demo-north"});
  const Member gone = world.site.add("gone", Role::worker, {"demo-north"});
  REQUIRE(world.site.cases().run("update staff set state='disabled' where id=$1", gone.id));
  const Member nobody{"", "nobody", member.secret, {}};
  ConsoleHand hand(world);
  std::set<std::string> faults;
  std::set<std::string> bodies;
  const auto see = [&](HttpResponse got, const std::string& name) {
    CHECK(got.status == 401);
    CHECK(got.header("set-cookie").empty());
    faults.insert(fault_of(got));
    std::string body = got.body;
    const std::size_t at = body.find("value=\"" + name + "\"");
    REQUIRE(at != std::string::npos);
    bodies.insert(body.erase(at, name.size() + 8));
  };
  see(hand.sign_in(nobody), "nobody");
  see(hand.sign_in(member, "not the pass phrase"), "amira");
  see(hand.sign_in(member, staff_password, "000000"), "amira");
  see(hand.sign_in(gone), "gone");
  CHECK(faults.size() == 1);
  CHECK(faults.begin()->size() > 20);
  CHECK(bodies.size() == 1);
  CHECK(count(world, "audit where action='sign-in' and outcome='refused'") == 4);
  // A password typed into the wrong box must not stand in the audit.
  CHECK(count(world, "audit where subject like '%nobody%'") == 0);
}

TEST_CASE("console: wrong tries are delayed from the fifth on, doubling to 15 minutes, by name and address") {
  ConsoleWorld world;
  const Member member = world.site.add("amira", Role::worker, {"demo-north"});
  SessionLoader sessions(world.site.cases(), 900, 36000);
  const auto wait = [&](const std::string& peer) {
    return sessions.begin_sign_in({"amira", "x", "0", peer}, world.now)->wait_s;
  };
  const auto fail = [&](const std::string& peer) {
    const SignIn typed{"AMIRA", "x", "000000", peer};
    auto begun = sessions.begin_sign_in(typed, world.now);
    REQUIRE(begun.ok());
    CHECK(!sessions.finish_sign_in(typed, *begun, false, world.now).ok());
  };
  std::vector<std::int64_t> waits;
  for (int i = 0; i < 17; ++i) {
    fail("192.0.2.1");
    waits.push_back(wait("192.0.2.1"));
    world.now += waits.back();
  }
  CHECK(waits == std::vector<std::int64_t>{0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900});
  CHECK(wait("192.0.2.2") == 0);  // a stranger cannot lock her out
  world.now -= 10;                // before the wait is over, the right details are not even looked at
  ConsoleHand hand(world);
  hand.peer = "192.0.2.1";
  const HttpResponse early = hand.sign_in(member);
  CHECK(early.status == 429);
  CHECK(holds(early, "Wait 10 seconds, then try again."));
  world.now += 11;
  CHECK(hand.sign_in(member).status == 303);
  CHECK(wait("192.0.2.1") == 0);
}

TEST_CASE("console: a session from before signing in is worth nothing afterwards") {
  ConsoleWorld world;
  const Member member = world.site.add("amira", Role::worker, {"demo-north"});
  ConsoleHand fixed(world);
  fixed.token = std::string(43, 'A');  // an attacker's choice
  CHECK(fixed.sign_in(member).status == 303);
  CHECK(fixed.token != std::string(43, 'A'));
  ConsoleHand attacker(world);
  attacker.token = std::string(43, 'A');
  CHECK(attacker.get("/queue").status == 303);
  // Signing in again on the same browser ends the session before it.
  ConsoleHand before(world);
  before.token = fixed.token;
  world.now += 60;
  CHECK(fixed.sign_in(member).status == 303);
  CHECK(fixed.get("/queue").status == 200);
  CHECK(before.get("/queue").status == 303);
}

TEST_CASE("console: two session cookies at once count as none") {
  ConsoleWorld world;
  ConsoleHand hand(world, world.site.add("amira", Role::worker, {"demo-north"}));
  CHECK(hand.get("/queue").status == 200);
  for (const std::string& cookies :
       {"__Host-alongside=" + std::string(43, 'A') + "; __Host-alongside=" + hand.token,
        "__Host-alongside=" + hand.token + "; __Host-alongside=x", "alongside=" + hand.token,
        "__host-alongside=" + hand.token}) {
    HttpRequest request;
    request.target = "/queue";
    request.headers.emplace_back("cookie", cookies);
    CHECK_MESSAGE(world.app->answer(request, world.now).status == 303, cookies.substr(0, 30));
  }
}

TEST_CASE("console: a session ends after 15 idle minutes, after 10 hours, at sign-out and from elsewhere") {
  ConsoleWorld world;
  const Member member = world.site.add("amira", Role::worker, {"demo-north"});
  {
    ConsoleHand hand(world, member);
    world.now += 899;
    CHECK(hand.get("/queue").status == 200);
    world.now += 901;
    CHECK(holds(hand.get(hand.get("/queue").header("location")), "You were signed out"));
  }
  ConsoleHand long_day(world, member);
  for (int i = 0; i < 40; ++i) {
    CHECK(long_day.get("/account").status == 200);
    world.now += 899;
  }
  CHECK(long_day.get("/account").status == 200);
  world.now += 100;
  CHECK(long_day.get("/queue").status == 303);

  ConsoleHand one(world, member);
  ConsoleHand two(world, member);
  CHECK(one.get("/account").status == 200);
  CHECK(one.post("/account/end-others").header("location") == "/account?done=ended");
  CHECK(two.get("/queue").status == 303);
  const HttpResponse out = one.post("/sign-out");
  CHECK(out.header("set-cookie").find("Max-Age=0") != std::string::npos);
  CHECK(out.header("clear-site-data") == "\"cache\", \"cookies\", \"storage\"");
  CHECK(one.get("/queue").status == 303);
}

TEST_CASE("console: a page that reloads itself does not keep a session alive") {
  ConsoleWorld world;
  ConsoleHand hand(world, world.site.add("amira", Role::worker, {"demo-north"}));
  int seen = 0;
  for (int minute = 0; minute < 30; ++minute) {
    HttpRequest request;
    request.target = "/queue";
    request.headers.emplace_back("sec-fetch-mode", "navigate");  // without sec-fetch-user: nobody asked
    seen += hand.send(request).status == 200 ? 1 : 0;
    world.now += 60;
  }
  CHECK(seen == 16);
}

TEST_CASE("console: pages are served while a password is being checked") {
  ConsoleWorld world;
  const Member member = world.site.add("amira", Role::worker, {"demo-north"});
  ConsoleHand reader(world, world.site.add("reader", Role::worker, {"demo-north"}));
  bool served = false;
  for (int round = 0; round < 20 && !served; ++round) {
    std::atomic<bool> done{false};
    std::thread slow([&] {
      ConsoleHand hand(world);
      hand.peer = "192.0.2.50";
      (void)hand.sign_in(member, "not the pass phrase at all");
      done = true;
    });
    while (!done && !served) {
      if (world.app->hashing() == 0) continue;
      const int status = reader.get("/queue").status;
      // Answered, and the check was still running: it does not hold the lock.
      served = status == 200 && world.app->hashing() > 0;
    }
    slow.join();
    REQUIRE(world.site.cases().run("delete from sign_in_delay"));
  }
  CHECK(served);
}

TEST_CASE("console: a sign-in form from another site is refused") {
  ConsoleWorld world;
  const Member member = world.site.add("amira", Role::worker, {"demo-north"});
  for (const auto& foreign : Form{{"sec-fetch-site", "cross-site"},
                                  {"sec-fetch-site", "same-site"},
                                  {"origin", "http://evil.example"},
                                  {"origin", "null"},
                                  {"origin", "http://localhost:8081.evil.example"}}) {
    HttpRequest request;
    request.method = "POST";
    request.target = "/sign-in";
    request.headers.emplace_back(foreign.first, foreign.second);
    request.body = encoded(
        {{"sign-in", "amira"}, {"password", staff_password}, {"code", totp_code(member.secret, world.now)}});
    const HttpResponse got = world.app->answer(request, world.now);
    CHECK_MESSAGE(got.status == 403, foreign.second);
    CHECK(got.header("set-cookie").empty());
  }
}

TEST_CASE("console: after signing in he returns to the page he wanted, and to no other site") {
  ConsoleWorld world;
  const Member member = world.site.add("amira", Role::worker, {"demo-north"});
  ConsoleHand hand(world);
  CHECK(hand.get("/request/abc").header("location") == "/sign-in?then=/request/abc");
  CHECK(holds(hand.get("/sign-in?then=/request/abc"), "name=\"then\" value=\"/request/abc\""));
  for (const std::string bad :
       {"//evil.example", "https://evil.example", "/\\evil.example", "/sign-out", "/%2fevil.example",
        "javascript:alert(1)", "/queue\r\nset-cookie: a=b", "/@evil.example", "/.evil"}) {
    CHECK_MESSAGE(!holds(hand.get("/sign-in?then=" + escaped(bad)), "name=\"then\""), bad);
  }
  const HttpResponse got = hand.post("/sign-in", {{"sign-in", "amira"},
                                                  {"password", staff_password},
                                                  {"code", totp_code(member.secret, world.now)},
                                                  {"then", "//evil.example"}});
  CHECK(got.header("location") == "/");
}
