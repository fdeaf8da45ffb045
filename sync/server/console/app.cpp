// Routes, sessions and form tokens of the console.
#include <sync/server/console/app.h>
#include <sync/server/console/cookie.h>

#include <platform/crypto.h>
#include <platform/log.h>

#include <algorithm>
#include <optional>

namespace alongside {
namespace {

// The segment that stands for *, or "-" when the path has none; empty optional: another path.
std::optional<std::string> match(const std::string& pattern, const std::string& path) {
  const std::size_t star = pattern.find('*');
  if (star == std::string::npos) return pattern == path ? std::optional<std::string>("-") : std::nullopt;
  const std::string before = pattern.substr(0, star);
  const std::string after = pattern.substr(star + 1);
  if (path.size() <= before.size() + after.size() || path.rfind(before, 0) != 0) return std::nullopt;
  if (path.compare(path.size() - after.size(), after.size(), after) != 0) return std::nullopt;
  const std::string middle = path.substr(before.size(), path.size() - before.size() - after.size());
  const bool plain =
      std::all_of(middle.begin(), middle.end(), [](unsigned char c) { return std::isalnum(c) != 0; });
  return plain ? std::optional<std::string>(middle) : std::nullopt;
}

Page not_found() {
  return problem_page(404, "Page not found",
                      "It may have moved, or it may belong to a hub that is not yours. Check the address.");
}

Page not_possible() {
  return problem_page(405, "That is not possible here", "Go to the start and try from there.");
}

// Where the form stood that this path is the target of: "/request/ID/act" belongs to "/request/ID".
std::string page_of(const HttpRequest& request) {
  if (request.method != "POST") return own_path(request.target);
  const std::string path(request.path());
  const std::size_t last = path.rfind('/');
  return own_path(last == 0 || last == std::string::npos ? path : path.substr(0, last));
}

Json places(const Scope& scope, std::string_view path) {
  struct Place {
    const char* path;
    const char* words;
    bool shown;
  };
  const bool hub_staff = scope.handles_requests();
  const Place all[] = {{"/queue", "Queue", hub_staff},
                       {"/needs-a-person", "Needs a person", hub_staff},
                       {"/kiosks", "Kiosks", scope.role() == Role::manager},
                       {"/audit", "Audit", scope.role() != Role::worker},
                       {"/account", "Your account", true}};
  Json list = Json::array();
  for (const Place& place : all) {
    if (place.shown)
      list.push_back({{"path", place.path}, {"words", place.words}, {"here", path == place.path}});
  }
  return list;
}

}  // namespace

const std::vector<ConsoleRoute>& console_routes() {
  static const std::vector<Role> hub_staff = {Role::worker, Role::manager};
  static const std::vector<Role> all = {Role::worker, Role::manager, Role::admin};
  static const std::vector<Role> over = {Role::manager, Role::admin};
  static const std::vector<Role> managers = {Role::manager};
  static const std::vector<ConsoleRoute> routes = {
      {"GET", "/queue", hub_staff, queue_page},
      {"GET", "/request/*", hub_staff, request_page},
      {"POST", "/request/*/act", hub_staff, act_page},
      {"GET", "/needs-a-person", hub_staff, needs_person_page},
      {"POST", "/needs-a-person/*/retry", hub_staff, retry_page},
      {"GET", "/kiosks", managers, kiosks_page},
      {"GET", "/account", all, account_page},
      {"POST", "/account/session/*/end", all, end_session_page},
      {"POST", "/account/end-others", all, end_others_page},
      {"GET", "/audit", over, audit_page},
  };
  return routes;
}

Result<std::unique_ptr<ConsoleApp>> ConsoleApp::open(const SiteSettings& site, const Pack& pack) {
  ConsoleAssets assets = TRY(ConsoleAssets::load(site.console_folder));
  Db db = TRY(Db::open(site.case_db, case_migrations()));
  Db inbox = TRY(Db::open(site.inbox_db, inbox_migrations()));
  IntakeKeys intake = TRY(load_intake(site.keys_folder));
  return std::unique_ptr<ConsoleApp>(
      new ConsoleApp(site, pack, std::move(assets), std::move(db), std::move(inbox), std::move(intake)));
}

HttpResponse ConsoleApp::show(const Page& page, const Scope* scope, std::string_view path) {
  if (!page.go_to.empty()) return see_other(page.go_to);
  Json data = page.data;
  if (scope != nullptr) data["csrf"] = scope->csrf();
  Json frame = {{"title", page.title},
                {"service", site_.service_name},
                {"authority", site_.authority_name},
                {"style", assets_.css_mark()},
                {"demo", site_.use == Site::demo}};
  if (scope != nullptr) frame["who"] = {{"csrf", scope->csrf()}, {"places", places(*scope, path)}};
  HttpResponse response;
  response.status = page.status;
  response.set("content-type", "text/html; charset=utf-8");
  if (page.reload_s > 0) response.set("refresh", std::to_string(page.reload_s));
  if (page.status == 405) response.set("allow", "GET, HEAD, POST");
  response.body = assets_.render("frame", frame, assets_.render(page.name, data));
  return response;
}

// No session, or one that ran out. What he typed must not be lost with it.
HttpResponse ConsoleApp::signed_out(const HttpRequest& request, bool had_session) {
  const std::string then = page_of(request);
  std::string address = "/sign-in";
  if (!then.empty()) {
    std::string escaped;
    for (const char c : then) {
      if (c == '&') {
        escaped += "%26";
      } else {
        escaped += c;
      }
    }
    address += "?then=" + escaped;
  }
  if (had_session) address += then.empty() ? "?ended=1" : "&ended=1";
  if (request.method != "POST" || from_elsewhere(request)) return see_other(address);
  const auto form = read_fields(request.body);
  Page page = problem_page(403, "You are signed out",
                           "Nothing was saved, because this page was not used for too long. Sign in and send "
                           "it once more.");
  page.data["back"] = address;
  page.data["back_words"] = "Sign in";
  if (form.ok()) keep_typed(page, *form);
  return show(page, nullptr);
}

HttpResponse ConsoleApp::act(const HttpRequest& request, const PageCall& call, const Scope& scope) {
  const std::string path(request.path());
  bool known_path = false;
  for (const ConsoleRoute& route : console_routes()) {
    const auto id = match(route.path, path);
    if (!id) continue;
    known_path = true;
    if (route.method != request.method && !(route.method == "GET" && request.method == "HEAD")) continue;
    if (std::find(route.roles.begin(), route.roles.end(), scope.role()) == route.roles.end()) {
      return show(problem_page(403, "This page is not for your role", "Ask your manager who can help."),
                  &scope);
    }
    PageCall one = call;
    one.id = *id;
    const auto page = route.page(one, scope);
    if (page.ok()) return show(*page, &scope, path);
    if (page.error().code == Code::missing) return show(not_found(), &scope);
    log(Level::alarm, "console-failed", {{"reason", Word::of(page.error())}});
    Page failed = problem_page(500, "Something went wrong", "Nothing was changed. Try again in a minute.");
    keep_typed(failed, call.form);
    return show(failed, &scope);
  }
  return show(known_path ? not_possible() : not_found(), &scope);
}

HttpResponse ConsoleApp::signed_in(const HttpRequest& request, const Scope& scope, const std::string& token,
                                   Time now) {
  const std::string path(request.path());
  const bool acts = request.method == "POST";
  const auto query = read_fields(request.query());
  const auto form = read_fields(acts ? std::string_view(request.body) : std::string_view());
  if (!query.ok() || !form.ok())
    return show(problem_page(400, "That could not be read", "Go back and try again."), &scope);
  if (acts && (from_elsewhere(request) || !same_secret(view(field(*form, "csrf")), view(scope.csrf())))) {
    Page page = problem_page(403, "This page was open too long",
                             "Nothing was saved. Open the page again and send it once more.");
    if (!from_elsewhere(request)) keep_typed(page, *form);
    page.data["back"] = page_of(request).empty() ? "/" : page_of(request);
    page.data["back_words"] = "Open the page again";
    return show(page, &scope);
  }
  if (path == "/sign-out" && acts) {
    (void)sessions_.sign_out(token, now);
    HttpResponse response = see_other("/sign-in");
    end_session_cookie(response);
    response.set("clear-site-data", "\"cache\", \"cookies\", \"storage\"");
    return response;
  }
  if (path == "/") return see_other(scope.handles_requests() ? "/queue" : "/account");
  return act(request, {db_, inbox_, intake_, site_, pack_, sessions_, token, {}, *query, *form, now}, scope);
}

HttpResponse ConsoleApp::route(const HttpRequest& request, Time now) {
  const std::string path(request.path());
  if (request.method != "GET" && request.method != "HEAD" && request.method != "POST") {
    return show(not_possible(), nullptr);
  }
  if (path == "/console.css") {
    HttpResponse response;
    response.set("content-type", "text/css; charset=utf-8");
    response.set("cache-control", "public, max-age=86400");
    response.body = assets_.css();
    return response;
  }
  if (path == "/health") {
    HttpResponse response;
    response.set("content-type", "text/plain");
    response.body = "ok\n";
    return response;
  }
  const std::string token = session_cookie(request);
  const auto scope = sessions_.load(token, now, reloads_itself(request) ? Touch::quiet : Touch::counts);
  if (!scope.ok()) return signed_out(request, !token.empty());
  return signed_in(request, *scope, token, now);
}

HttpResponse ConsoleApp::answer(const HttpRequest& request, Time now) {
  HttpResponse response;
  if (request.path() == "/sign-in" && (request.method == "GET" || request.method == "POST")) {
    response = sign_in(request, now);
  } else {
    const std::lock_guard lock(one_);
    response = route(request, now);
  }
  add_console_headers(response);
  return response;
}

}  // namespace alongside
