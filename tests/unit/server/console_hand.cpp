// A browser without JavaScript for tests.
#include <tests/unit/server/console_hand.h>

#include <cctype>
#include <cstdio>
#include <cstdlib>

namespace alongside {
namespace {

const std::string cookie_name = "__Host-alongside=";

}  // namespace

std::string escaped(const std::string& text) {
  static const char* const digits = "0123456789ABCDEF";
  std::string out;
  for (const char letter : text) {
    const auto c = static_cast<unsigned char>(letter);
    if (std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.') {
      out += letter;
    } else {
      out += '%';
      out += digits[c >> 4u];
      out += digits[c & 15u];
    }
  }
  return out;
}

std::string encoded(const Form& form) {
  std::string out;
  for (const auto& [name, value] : form) {
    if (!out.empty()) out += '&';
    out += escaped(name) + "=" + escaped(value);
  }
  return out;
}

bool holds(const HttpResponse& response, const std::string& text) {
  return response.body.find(text) != std::string::npos;
}

std::size_t times_in(const std::string& all, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = all.find(part); at != std::string::npos; at = all.find(part, at + part.size())) {
    ++count;
  }
  return count;
}

ConsoleWorld::ConsoleWorld() {
  auto opened = ConsoleApp::open(site.site(), site.pack());
  if (!opened.ok()) {
    std::fprintf(stderr, "console: %s\n", opened.error().what.c_str());
    std::abort();
  }
  app = opened.take();
}

ConsoleHand::ConsoleHand(ConsoleWorld& world, const Member& member) : world_(world) {
  SessionLoader sessions(world.site.cases(), world.site.site().session_idle_s,
                         world.site.site().session_most_s);
  const bool fresh = world.site.cases().run("update staff set totp_last_step=0 where id=$1", member.id).ok();
  const SignIn typed{member.sign_in, staff_password, totp_code(member.secret, world.now), peer};
  const auto begun = sessions.begin_sign_in(typed, world.now);
  if (!fresh || !begun.ok()) return;
  const auto made = sessions.finish_sign_in(typed, *begun, true, world.now);
  if (!made.ok()) return;
  token = *made;
  const auto scope = sessions.load(token, world.now);
  if (scope.ok()) csrf = scope->csrf();
}

HttpResponse ConsoleHand::send(HttpRequest request) {
  if (!token.empty()) request.headers.emplace_back("cookie", cookie_name + token);
  request.peer = peer;
  return world_.app->answer(request, world_.now);
}

HttpResponse ConsoleHand::get(const std::string& path) {
  HttpRequest request;
  request.target = path;
  request.headers.emplace_back("sec-fetch-site", "same-origin");
  request.headers.emplace_back("sec-fetch-mode", "navigate");
  request.headers.emplace_back("sec-fetch-user", "?1");
  return send(std::move(request));
}

HttpResponse ConsoleHand::post(const std::string& path, Form form) {
  HttpRequest request;
  request.method = "POST";
  request.target = path;
  request.headers.emplace_back("content-type", "application/x-www-form-urlencoded");
  request.headers.emplace_back("sec-fetch-site", "same-origin");
  if (!csrf.empty()) form.emplace_back("csrf", csrf);
  request.body = encoded(form);
  return send(std::move(request));
}

HttpResponse ConsoleHand::sign_in(const Member& member, const std::string& password,
                                  const std::string& code) {
  const std::string typed = code.empty() ? totp_code(member.secret, world_.now) : code;
  csrf.clear();
  HttpResponse response =
      post("/sign-in", {{"sign-in", member.sign_in}, {"password", password}, {"code", typed}});
  const std::string cookie = response.header("set-cookie");
  if (cookie.rfind(cookie_name, 0) == 0) {
    token = cookie.substr(cookie_name.size(), cookie.find(';') - cookie_name.size());
  }
  return response;
}

}  // namespace alongside
