// Routes, sessions, form tokens and headers of the console.
#include <sync/server/console/app.h>

#include <platform/crypto.h>

#include <kainjow/mustache.hpp>

#include <algorithm>

namespace alongside {
namespace {

using Mustache = kainjow::mustache::mustache;
using MustacheData = kainjow::mustache::data;

const char* const csp =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'";

MustacheData to_mustache(const Json& value) {
  if (value.is_object()) {
    MustacheData data{MustacheData::type::object};
    for (const auto& [key, member] : value.items()) data.set(key, to_mustache(member));
    return data;
  }
  if (value.is_array()) {
    MustacheData data{MustacheData::type::list};
    for (const Json& member : value) data.push_back(to_mustache(member));
    return data;
  }
  if (value.is_boolean())
    return value.get<bool>() ? MustacheData{MustacheData::type::bool_true}
                             : MustacheData{MustacheData::type::bool_false};
  if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (text.empty()) return MustacheData{MustacheData::type::bool_false};
    return MustacheData{text};
  }
  return MustacheData{value.dump()};
}

void add_headers(HttpResponse& response) {
  response.set("content-security-policy", csp);
  response.set("strict-transport-security", "max-age=31536000; includeSubDomains");
  response.set("x-content-type-options", "nosniff");
  response.set("x-frame-options", "DENY");
  response.set("referrer-policy", "same-origin");
  response.set("cross-origin-opener-policy", "same-origin");
  response.set("cross-origin-resource-policy", "same-origin");
  if (response.header("cache-control").empty()) response.set("cache-control", "no-store");
}

HttpResponse go_to(const std::string& path) {
  HttpResponse response;
  response.status = 303;
  response.set("location", path);
  return response;
}

std::string cookie_of(const HttpRequest& request) {
  const std::string all = request.header("cookie");
  const std::string name = "__Host-alongside=";
  std::string found;
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = std::min(all.find_first_of(";,", at), all.size());
    const std::size_t from = std::min(all.find_first_not_of(' ', at), end);
    const std::string part = all.substr(from, end - from);
    if (part.rfind(name, 0) == 0) {
      if (!found.empty()) return {};  // two of one name: somebody tossed one in
      found = part.substr(name.size());
    }
    at = end + 1;
  }
  return found;
}

void set_cookie(HttpResponse& response, const std::string& value, bool ended) {
  response.set("set-cookie", "__Host-alongside=" + value + "; Path=/; Secure; HttpOnly; SameSite=Strict" +
                                 (ended ? "; Max-Age=0" : ""));
}

bool from_elsewhere(const HttpRequest& request) {
  const std::string site = request.header("sec-fetch-site");
  return !site.empty() && site != "same-origin" && site != "none";
}

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
                      "It may have moved, or it may belong to a hub that is not yours.");
}

}  // namespace

const std::vector<Route>& console_routes() {
  static const std::vector<Role> hub_staff = {Role::worker, Role::manager};
  static const std::vector<Role> all = {Role::worker, Role::manager, Role::admin};
  static const std::vector<Role> over = {Role::manager, Role::admin};
  static const std::vector<Route> routes = {
      {"GET", "/queue", hub_staff, queue_page},
      {"GET", "/needs-a-person", hub_staff, needs_person_page},
      {"GET", "/request/*", hub_staff, request_page},
      {"POST", "/request/*/act", hub_staff, act_page},
      {"GET", "/account", all, account_page},
      {"POST", "/account/end-others", all, end_others_page},
      {"GET", "/audit", over, audit_page},
  };
  return routes;
}

Result<std::unique_ptr<ConsoleApp>> ConsoleApp::open(const SiteSettings& site, const Pack& pack) {
  Db db = TRY(Db::open(site.case_db, case_migrations()));
  return std::unique_ptr<ConsoleApp>(new ConsoleApp(site, pack, std::move(db)));
}

HttpResponse ConsoleApp::show(const Page& page, const Scope* scope) {
  if (!page.go_to.empty()) return go_to(page.go_to);
  Json data = page.data;
  if (scope != nullptr) data["csrf"] = scope->csrf();
  Mustache inner{console_template(page.name)};
  MustacheData frame{MustacheData::type::object};
  frame.set("content", inner.render(to_mustache(data)));
  frame.set("title", page.title);
  frame.set("service", site_.service_name);
  frame.set("authority", site_.authority_name);
  if (site_.use == Site::demo) frame.set("demo", MustacheData{MustacheData::type::bool_true});
  if (page.reload_s > 0) frame.set("reload", std::to_string(page.reload_s));
  if (scope != nullptr) {
    MustacheData who{MustacheData::type::object};
    who.set("name", scope->name());
    who.set("csrf", scope->csrf());
    if (scope->handles_requests()) who.set("requests", MustacheData{MustacheData::type::bool_true});
    if (scope->role() != Role::worker) who.set("audit", MustacheData{MustacheData::type::bool_true});
    frame.set("who", who);
  }
  Mustache outer{console_template("frame")};
  HttpResponse response;
  response.status = page.status;
  response.set("content-type", "text/html; charset=utf-8");
  response.body = outer.render(frame);
  return response;
}

HttpResponse ConsoleApp::sign_in(const HttpRequest& request, Time now) {
  Page page;
  page.name = "sign_in";
  page.title = "Sign in";
  if (request.method != "POST") return show(page, nullptr);
  // A form of another site cannot sign anybody in; there is no session yet that could hold a token.
  const std::string origin = request.header("origin");
  if (from_elsewhere(request) || (!origin.empty() && origin != "null" && origin != site_.console_origin)) {
    return show(problem_page(403, "That did not come from this page", "Open the sign-in page and try again."),
                nullptr);
  }
  const auto fields = read_fields(request.body);
  if (!fields.ok()) return show(problem_page(400, "That could not be read", fields.error().what), nullptr);
  std::string code = field(*fields, "code");
  std::erase(code, ' ');
  const auto token = sessions_.sign_in({field(*fields, "sign-in"), field(*fields, "password"), code}, now);
  if (token.ok()) {
    const std::string old = cookie_of(request);
    if (!old.empty()) (void)sessions_.sign_out(old, now);
    HttpResponse response = go_to("/");
    set_cookie(response, *token, false);
    return response;
  }
  page.status = token.error().code == Code::refused ? 401 : 500;
  page.title = "Error: Sign in";
  page.data["error"] = page.status == 401 ? token.error().what : "Sign-in does not work at the moment.";
  page.data["typed"] = field(*fields, "sign-in");
  return show(page, nullptr);
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
    return show(problem_page(403, "This page was open too long",
                             "Nothing was saved. Go back to the queue, open the "
                             "request again and send it once more.",
                             field(*form, "note")),
                &scope);
  }
  if (path == "/sign-out" && acts) {
    (void)sessions_.sign_out(token, now);
    HttpResponse response = go_to("/sign-in");
    set_cookie(response, "", true);
    response.set("clear-site-data", "\"cache\", \"cookies\", \"storage\"");
    return response;
  }
  if (path == "/") return go_to(scope.handles_requests() ? "/queue" : "/account");
  bool known_path = false;
  for (const Route& route : console_routes()) {
    const auto id = match(route.path, path);
    if (!id) continue;
    known_path = true;
    if (route.method != request.method && !(route.method == "GET" && request.method == "HEAD")) continue;
    if (std::find(route.roles.begin(), route.roles.end(), scope.role()) == route.roles.end()) {
      return show(problem_page(403, "This page is not for your role", "Ask your manager who can help."),
                  &scope);
    }
    const auto page = route.page({db_, site_, pack_, sessions_, token, *id, *query, *form, now}, scope);
    if (page.ok()) return show(*page, &scope);
    if (page.error().code == Code::missing) return show(not_found(), &scope);
    return show(problem_page(500, "Something went wrong", "Nothing was changed. Try again in a minute."),
                &scope);
  }
  if (known_path) {
    return show(problem_page(405, "That is not possible here", "Go back to the queue."), &scope);
  }
  return show(not_found(), &scope);
}

HttpResponse ConsoleApp::route(const HttpRequest& request, Time now) {
  const std::string path(request.path());
  if (request.method != "GET" && request.method != "HEAD" && request.method != "POST") {
    return show(problem_page(405, "That is not possible here", "Open the sign-in page."), nullptr);
  }
  if (path == "/console.css") {
    HttpResponse response;
    response.set("content-type", "text/css; charset=utf-8");
    response.set("cache-control", "max-age=3600");
    response.body = console_css();
    return response;
  }
  if (path == "/health") {
    HttpResponse response;
    response.set("content-type", "text/plain");
    response.body = "ok\n";
    return response;
  }
  if (path == "/sign-in") return sign_in(request, now);
  const std::string token = cookie_of(request);
  const auto scope = sessions_.load(token, now);
  if (!scope.ok()) return go_to("/sign-in");
  return signed_in(request, *scope, token, now);
}

HttpResponse ConsoleApp::answer(const HttpRequest& request, Time now) {
  const std::lock_guard lock(one_);
  HttpResponse response = route(request, now);
  add_headers(response);
  return response;
}

}  // namespace alongside
