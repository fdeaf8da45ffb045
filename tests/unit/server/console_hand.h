// A browser without JavaScript for tests: a console in this process, and one person's session on it.
#pragma once

#include <sync/server/console/app.h>
#include <tests/support/staffed_site.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace alongside {

using Form = std::vector<std::pair<std::string, std::string>>;
std::string encoded(const Form& form);
std::string escaped(const std::string& text);  // for a query or a form

struct ConsoleWorld {
  ConsoleWorld();
  StaffedSite site;
  std::unique_ptr<ConsoleApp> app;
  Time now = 1795771800;  // Friday 27 November 2026, 09:30 in London
};

class ConsoleHand {
 public:
  explicit ConsoleHand(ConsoleWorld& world) : world_(world) {}
  // With the hash of the password taken as right: only the tests of signing in pay for Argon2id.
  ConsoleHand(ConsoleWorld& world, const Member& member);
  HttpResponse get(const std::string& path);
  // With this session's form token, as a form on a page of ours.
  HttpResponse post(const std::string& path, Form form = {});
  HttpResponse send(HttpRequest request);  // as it is, with the cookie
  // The real way, through the page; follows nothing.
  HttpResponse sign_in(const Member& member, const std::string& password = staff_password,
                       const std::string& code = {});
  std::string csrf;
  std::string token;
  std::string peer = "192.0.2.7";

 private:
  ConsoleWorld& world_;
};

bool holds(const HttpResponse& response, const std::string& text);
std::size_t times_in(const std::string& all, const std::string& part);

}  // namespace alongside
