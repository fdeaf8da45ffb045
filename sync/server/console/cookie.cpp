// Cookie and headers of the console (trust.md, section 9).
#include <sync/server/console/cookie.h>

#include <algorithm>
#include <cctype>

namespace alongside {
namespace {

const char* const csp =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'";
const std::string name = "__Host-alongside=";
const char* const attributes = "; Path=/; Secure; HttpOnly; SameSite=Strict";

}  // namespace

std::string session_cookie(const HttpRequest& request) {
  const std::string all = request.header("cookie");
  std::string found;
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = std::min(all.find_first_of(";,", at), all.size());
    const std::size_t from = std::min(all.find_first_not_of(' ', at), end);
    const std::string part = all.substr(from, end - from);
    if (part.rfind(name, 0) == 0) {
      if (!found.empty()) return {};
      found = part.substr(name.size());
    }
    at = end + 1;
  }
  return found;
}

void set_session_cookie(HttpResponse& response, const std::string& token) {
  response.set("set-cookie", name + token + attributes);
}

void end_session_cookie(HttpResponse& response) {
  response.set("set-cookie", name + attributes + "; Max-Age=0");
}

void add_console_headers(HttpResponse& response) {
  response.set("content-security-policy", csp);
  response.set("strict-transport-security", "max-age=31536000; includeSubDomains");
  response.set("x-content-type-options", "nosniff");
  response.set("x-frame-options", "DENY");
  response.set("referrer-policy", "same-origin");
  response.set("cross-origin-opener-policy", "same-origin");
  response.set("cross-origin-resource-policy", "same-origin");
  if (response.header("cache-control").empty()) response.set("cache-control", "no-store");
}

HttpResponse see_other(const std::string& path) {
  HttpResponse response;
  response.status = 303;
  response.set("location", path);
  return response;
}

bool from_elsewhere(const HttpRequest& request) {
  const std::string site = request.header("sec-fetch-site");
  return !site.empty() && site != "same-origin" && site != "none";
}

bool reloads_itself(const HttpRequest& request) {
  return request.method == "GET" && request.path() == "/queue" && !request.header("sec-fetch-mode").empty() &&
         request.header("sec-fetch-user").empty();
}

std::string own_path(const std::string& asked) {
  if (asked.size() < 2 || asked.size() > 200 || asked[0] != '/') return {};
  if (std::isalpha(static_cast<unsigned char>(asked[1])) == 0) return {};
  const bool plain = std::all_of(asked.begin(), asked.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '/' || c == '?' || c == '=' || c == '&' || c == '-';
  });
  if (!plain || asked.rfind("/sign-", 0) == 0) return {};
  return asked;
}

}  // namespace alongside
