// What a hostile browser, a hostile father or a hostile page can send to the console, and what comes back.
#include <tests/unit/server/console_hand.h>

#include <sync/server/console/page.h>

#include <doctest/doctest.h>

#include <algorithm>

using namespace alongside;

namespace {

const char* const script = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{csrf}}{{{who}}}";

struct Desk : ConsoleWorld {
  Desk()
      : worker(site.add("worker", Role::worker, {"demo-north"}, std::string("Wanda ") + script)),
        manager(site.add("manager", Role::manager, {"demo-north"}, "Max")) {
    Told told;
    told.received_at = now - 600;
    id = site.file(told);
  }
  std::int64_t acts() { return site.cases().row("select count(*) from request_event")->value().integer(0); }
  Member worker;
  Member manager;
  std::string id;
};

std::string version_of(const HttpResponse& page) {
  const std::string mark = "name=\"version\" value=\"";
  const std::size_t at = page.body.find(mark);
  return at == std::string::npos
             ? "0"
             : page.body.substr(at + mark.size(), page.body.find('"', at + mark.size()) - at - mark.size());
}

void check_headers(const HttpResponse& got, const std::string& path) {
  CHECK_MESSAGE(
      got.header("content-security-policy") ==
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src "
          "'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; "
          "require-trusted-types-for 'script'",
      path);
  CHECK_MESSAGE(got.header("strict-transport-security").rfind("max-age=31536000", 0) == 0, path);
  CHECK_MESSAGE(got.header("x-content-type-options") == "nosniff", path);
  CHECK_MESSAGE(got.header("cross-origin-opener-policy") == "same-origin", path);
  CHECK_MESSAGE(got.header("cross-origin-resource-policy") == "same-origin", path);
  CHECK_MESSAGE(
      got.header("cache-control") == (path == "/console.css" ? "public, max-age=86400" : "no-store"), path);
}

}  // namespace

TEST_CASE("console: every answer carries the security headers, and no page has inline script or style") {
  Desk desk;
  ConsoleHand hand(desk, desk.manager);
  ConsoleHand nobody(desk);
  for (const std::string& path :
       {std::string("/"), std::string("/queue"), "/request/" + desk.id, std::string("/needs-a-person"),
        std::string("/kiosks"), std::string("/audit"), std::string("/account"), std::string("/nowhere"),
        std::string("/console.css"), std::string("/health"), std::string("/sign-in"),
        std::string("/request/none")}) {
    for (ConsoleHand* one : {&hand, &nobody}) {
      const HttpResponse got = one->get(path);
      check_headers(got, path);
      if (path == "/console.css") continue;
      for (const char* bad :
           {"<script", "<style", " style=", " onclick", "javascript:", "http://", "https://"}) {
        CHECK_MESSAGE(!holds(got, bad), path << " holds " << bad);
      }
    }
  }
}

TEST_CASE("console: a form without this session's token, or sent by another site, changes nothing") {
  Desk desk;
  ConsoleHand hand(desk, desk.worker);
  ConsoleHand other(desk, desk.manager);
  const std::string own = hand.csrf;
  const std::string path = "/request/" + desk.id + "/act";
  const Form take = {{"do", "take"}, {"version", "0"}, {"note", "what I typed"}};
  for (const std::string& wrong :
       {std::string(), std::string("x"), other.csrf, own + "0", own.substr(1), std::string(32, '0')}) {
    hand.csrf = wrong;
    const HttpResponse got = hand.post(path, take);
    CHECK(got.status == 403);
    CHECK(holds(got, "what I typed"));
    CHECK(holds(got, "href=\"/request/" + desk.id + "\""));
  }
  for (const char* site : {"cross-site", "same-site", "odd"}) {
    HttpRequest request;
    request.method = "POST";
    request.target = path;
    request.headers.emplace_back("sec-fetch-site", site);
    request.body = encoded({{"do", "take"}, {"version", "0"}, {"csrf", own}, {"note", "what I typed"}});
    const HttpResponse got = hand.send(request);
    CHECK_MESSAGE(got.status == 403, site);
    CHECK(!holds(got, "what I typed"));
  }
  CHECK(desk.acts() == 0);
  hand.csrf = own;
  CHECK(hand.post(path, take).status == 303);
  CHECK(desk.acts() == 1);
  // A token in the address is no token.
  HttpRequest request;
  request.method = "POST";
  request.target = "/sign-out?csrf=" + own;
  CHECK(hand.send(request).status == 403);
  CHECK(hand.get("/queue").status == 200);
}

TEST_CASE("console: what fathers and staff type comes out as text, in every field and on every page") {
  Desk desk;
  Told told;
  told.name = std::string(script).substr(0, 60);
  told.own_words = script;
  told.channels = {"call", "email", "come-in"};
  told.phone = "<b>07700 900</b>";
  told.email = "<script>a@b.example</script>";
  told.code_phrase = "<img src=x onerror=alert(3)>";
  told.other_children = script;
  told.who_may_answer = "only-me";
  told.leave_message = "no";
  told.received_at = desk.now - 60;
  const std::string id = desk.site.file(told);
  const std::string path = "/request/" + id;
  desk.site.spoil("demo-north", script, desk.now);
  ConsoleHand hand(desk, desk.worker);
  ConsoleHand manager(desk, desk.manager);
  const auto act = [&](Form form) {
    form.emplace_back("version", version_of(hand.get(path)));
    form.emplace_back("note", script);
    return hand.post(path + "/act", form).status;
  };
  CHECK(act({{"do", "take"}}) == 303);
  CHECK(act({{"do", "contact"}, {"channel", "call"}, {"outcome", "no-answer"}}) == 303);
  CHECK(act({{"do", "refer"}, {"agency", script}, {"basis", script}}) == 303);
  CHECK(act({{"do", script}, {"agency", script}, {"basis", script}}) == 422);
  CHECK(act({{"do", "close"}, {"outcome", script}}) == 422);
  CHECK(act({{"do", "close"}, {"outcome", "other"}}) == 303);
  CHECK(act({{"do", "reopen"}}) == 303);
  const std::string odd = escaped(script);
  for (const std::string& page :
       {path, std::string("/queue"),
        "/queue?reference=" + odd + "&state=" + odd + "&hub=" + odd + "&kind=" + odd, path + "?done=" + odd,
        std::string("/needs-a-person?done=") + odd, std::string("/account?done=") + odd, "/audit?page=" + odd,
        "/sign-in?then=" + odd + "&ended=" + odd, "/" + odd, std::string("/kiosks")}) {
    for (ConsoleHand* one : {&hand, &manager}) {
      const HttpResponse got = one->get(page);
      CHECK_MESSAGE(got.status != 500, page);
      CHECK_MESSAGE(times_in(got.body, "<script") == 0, page);
      CHECK_MESSAGE(times_in(got.body, "<img") == 0, page);
      CHECK_MESSAGE(times_in(got.body, "<b>") == 0, page);
      CHECK_MESSAGE(!holds(got, "\"'>"), page);
    }
  }
  const HttpResponse shown = hand.get(path);
  CHECK(times_in(shown.body, "&lt;script&gt;alert(1)&lt;/script&gt;") >= 5);
  CHECK(holds(shown, "{{csrf}}"));  // a template's mark in his words stays his words
}

TEST_CASE("console: marks that turn the direction of text, and control characters, are not shown") {
  Desk desk;
  ConsoleHand hand(desk, desk.worker);
  const std::string path = "/request/" + desk.id;
  CHECK(hand.post(path + "/act", {{"do", "take"}, {"version", "0"}}).status == 303);
  CHECK(hand.post(path + "/act", {{"do", "accept"},
                                  {"version", "1"},
                                  {"note", "a\u2066b\u2069c\u202Ad\u001be\u0007f \u202Emas"}})
            .status == 303);
  CHECK(holds(hand.get(path), "abcdef mas"));
}

TEST_CASE("console: fields that cannot be read are refused whole") {
  CHECK(read_fields("a=1&b=2")->size() == 2);
  CHECK(read_fields("")->empty());
  CHECK(read_fields("a=%f4%8f%bf%bf%ee%80%80%e0%a0%80")->at("a").size() == 10);
  CHECK(read_fields("a=x%0D%0Ay&b=%0D")->at("a") == "x\ny");
  for (const std::string& bad :
       {std::string("a=1&a=2"), std::string("a=%"), std::string("a=%4"), std::string("a=%zz"),
        std::string("a=%00"), std::string("%00=a"), std::string("a=%ff"), std::string("a=%c0%80"),
        std::string("a=%ed%a0%80"), std::string("a=%f8%88%80%80%80"), std::string("a=%e0%80%80"),
        std::string("a=%f4%90%80%80"), std::string("a=%e2%82"), "a=" + std::string(70000, 'x')}) {
    CHECK_MESSAGE(!read_fields(bad).ok(), bad.substr(0, 20));
  }
  std::string many;
  for (int i = 0; i < 65; ++i) many += "f" + std::to_string(i) + "=1&";
  CHECK(!read_fields(many).ok());
  Desk desk;
  ConsoleHand hand(desk, desk.worker);
  for (const std::string query : {"?page=1&page=2", "?a=%", "?state=%ff"}) {
    CHECK_MESSAGE(hand.get("/queue" + query).status == 400, query);
  }
}

TEST_CASE("console: odd paths and queries find no page and no file") {
  Desk desk;
  ConsoleHand hand(desk, desk.worker);
  std::vector<std::string> paths = {"//queue",
                                    "/queue/",
                                    "/Queue",
                                    "/request/",
                                    "/request",
                                    "/request//",
                                    "/%71ueue",
                                    "/request/../queue",
                                    "/request/%2e%2e/queue",
                                    "/./queue",
                                    "/queue%00",
                                    "/queue;a=b",
                                    "/request/" + desk.id + "/",
                                    "/request/" + desk.id + "%2Fact",
                                    "/request/" + desk.id + "/act/",
                                    "/request/" + desk.id + "/../" + desk.id,
                                    "/console.css/",
                                    "/templates/frame.mustache",
                                    "/../site.toml",
                                    "/keys/intake.key",
                                    "/request/*",
                                    "/request/1'or'1'='1",
                                    "/" + std::string(1900, 'a'),
                                    "/request/" + std::string(1900, 'a'),
                                    "http://localhost/queue",
                                    "*",
                                    ""};
  for (const std::string& path : paths) {
    const HttpResponse got = hand.get(path);
    CHECK_MESSAGE(got.status == 404, path.substr(0, 60));
  }
  for (const std::string page : {"0", "-1", "99999999999999999999", "1e9", "' or 1=1 --", "2"}) {
    const HttpResponse got =
        hand.get("/queue?page=" + escaped(page) + "&reference=" + escaped("' or '1'='1"));
    CHECK_MESSAGE(got.status == 200, page);
    CHECK(!holds(got, desk.id));
  }
  for (const std::string word : {"state", "kind", "hub", "whose"}) {
    CHECK(hand.get("/queue?" + word + "=" + escaped("' or 1=1 --")).status == 200);
  }
}

TEST_CASE("console: form fields that are no fields of ours change nothing else") {
  Desk desk;
  ConsoleHand hand(desk, desk.worker);
  const std::string path = "/request/" + desk.id;
  CHECK(hand.post(path + "/act", {{"do", "take"},
                                  {"version", "0"},
                                  {"owner", desk.manager.id},
                                  {"state", "closed"},
                                  {"hub", "demo-south"},
                                  {"role", "admin"}})
            .status == 303);
  const auto row =
      desk.site.cases().row("select owner, state, hub from request where id=$1", desk.id)->value();
  CHECK(row.text(0) == desk.worker.id);
  CHECK(row.text(1) == "taken");
  CHECK(row.text(2) == "demo-north");
  for (const std::string version : {"", "x", "-1", "99", "1.0", "999999999999999999999"}) {
    CHECK_MESSAGE(hand.post(path + "/act", {{"do", "accept"}, {"version", version}}).status == 422, version);
  }
  // Too long: refused with what he typed still on the page.
  const HttpResponse got =
      hand.post(path + "/act", {{"do", "accept"}, {"version", "1"}, {"note", std::string(2001, 'n')}});
  CHECK(got.status == 422);
  CHECK(holds(got, std::string(2001, 'n')));
  CHECK(desk.acts() == 1);
}
