// Signing in: one page with name, password and code, so that a wrong password and a wrong code look alike.
#include <sync/server/console/app.h>
#include <sync/server/console/cookie.h>
#include <sync/server/console/words.h>

#include <platform/crypto.h>

#include <algorithm>

namespace alongside {
namespace {

constexpr int hashing_most = 6;  // two at work, four in line; more are told to come back

Fields fields_or_none(std::string_view encoded) {
  auto fields = read_fields(encoded);
  return fields.ok() ? fields.take() : Fields{};
}

}  // namespace

std::string ConsoleApp::peer_of(const HttpRequest& request) const {
  if (site_.console_proxy.empty() || request.peer != site_.console_proxy) return request.peer;
  // The last address is the one that our own proxy saw.
  const std::string all = request.header("x-forwarded-for");
  const std::size_t comma = all.rfind(',');
  std::string last = comma == std::string::npos ? all : all.substr(comma + 1);
  std::erase(last, ' ');
  return last.empty() || last.size() > 64 ? request.peer : last;
}

HttpResponse ConsoleApp::sign_in_again(const std::string& sign_in, const std::string& then,
                                       const std::string& fault, int status) {
  Page page;
  page.name = "sign_in";
  page.status = status;
  page.title = fault.empty() ? "Sign in" : "Error: Sign in";
  page.data = {{"error", fault}, {"typed", sign_in}, {"then", then}, {"service", site_.service_name}};
  const std::lock_guard lock(one_);
  return show(page, nullptr);
}

HttpResponse ConsoleApp::sign_in(const HttpRequest& request, Time now) {
  if (request.method != "POST") {
    const Fields query = fields_or_none(request.query());
    Page page;
    page.name = "sign_in";
    page.title = "Sign in";
    page.data = {{"then", own_path(field(query, "then"))}, {"service", site_.service_name}};
    if (field(query, "ended") == "1") {
      page.data["ended"] = "You were signed out, because you did not use this page for " +
                           duration_words(site_.session_idle_s) + " or signed in too long ago.";
    }
    const std::lock_guard lock(one_);
    return show(page, nullptr);
  }
  // A form of another site cannot sign anybody in; there is no session yet that could hold a token.
  // Browsers that do not say Sec-Fetch-Site say Origin.
  const std::string origin = request.header("origin");
  const bool vouched = request.header("sec-fetch-site") == "same-origin";
  if (from_elsewhere(request) || (!vouched && !origin.empty() && origin != site_.console_origin)) {
    const std::lock_guard lock(one_);
    return show(problem_page(403, "That did not come from this page", "Open the sign-in page and try again."),
                nullptr);
  }
  auto fields = read_fields(request.body);
  if (!fields.ok()) return sign_in_again({}, {}, "That could not be read. Try again.", 400);
  SignIn typed{field(*fields, "sign-in"), field(*fields, "password"), field(*fields, "code"),
               peer_of(request)};
  std::erase(typed.code, ' ');
  HttpResponse response =
      check_sign_in(typed, session_cookie(request), own_path(field(*fields, "then")), now);
  wipe(typed.password);
  wipe((*fields)["password"]);
  return response;
}

HttpResponse ConsoleApp::check_sign_in(const SignIn& typed, const std::string& old_token,
                                       const std::string& then, Time now) {
  const auto begun = [&] {
    const std::lock_guard lock(one_);
    return sessions_.begin_sign_in(typed, now);
  }();
  const auto again = [&](const Error& error) {
    const bool known = error.code == Code::refused;
    return sign_in_again(typed.sign_in.substr(0, 64), then,
                         known ? error.what : "Sign-in does not work at the moment. Try again in a minute.",
                         known ? 401 : 500);
  };
  if (!begun.ok()) return again(begun.error());
  if (begun->wait_s > 0) {
    return sign_in_again(typed.sign_in, then,
                         "Too many tries did not work. Wait " +
                             (begun->wait_s < 60 ? std::to_string(begun->wait_s) + " seconds"
                                                 : duration_words(begun->wait_s + 59)) +
                             ", then try again.",
                         429);
  }
  if (++hashing_ > hashing_most) {
    --hashing_;
    return sign_in_again(typed.sign_in, then, "Many people are signing in. Try again in a few seconds.", 503);
  }
  hash_.acquire();
  const bool right = check_password(begun->hash, typed.password);
  hash_.release();
  --hashing_;
  const auto token = [&] {
    const std::lock_guard lock(one_);
    auto made = sessions_.finish_sign_in(typed, *begun, right, now);
    if (made.ok() && !old_token.empty()) (void)sessions_.sign_out(old_token, now);
    return made;
  }();
  if (!token.ok()) return again(token.error());
  HttpResponse response = see_other(then.empty() ? "/" : then);
  set_session_cookie(response, *token);
  return response;
}

}  // namespace alongside
