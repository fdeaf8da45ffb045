// The console without its socket: a request in, a response out.
#pragma once

#include <sync/server/console/page.h>

#include <memory>
#include <mutex>
#include <vector>

namespace alongside {

struct Route {
  std::string method;
  std::string path;         // "*" stands for one segment
  std::vector<Role> roles;  // who may; others are told 403
  Result<Page> (*page)(const PageCall&, const Scope&);
};
const std::vector<Route>& console_routes();

class ConsoleApp {
 public:
  static Result<std::unique_ptr<ConsoleApp>> open(const SiteSettings& site, const Pack& pack);
  HttpResponse answer(const HttpRequest& request, Time now);

 private:
  ConsoleApp(const SiteSettings& site, const Pack& pack, Db db)
      : site_(site),
        pack_(pack),
        db_(std::move(db)),
        sessions_(db_, site.session_idle_s, site.session_most_s) {}
  HttpResponse route(const HttpRequest& request, Time now);
  HttpResponse sign_in(const HttpRequest& request, Time now);
  HttpResponse signed_in(const HttpRequest& request, const Scope& scope, const std::string& token, Time now);
  HttpResponse show(const Page& page, const Scope* scope);
  const SiteSettings& site_;
  const Pack& pack_;
  Db db_;
  SessionLoader sessions_;
  std::mutex one_;  // one connection: one request at a time
};

// The mustache templates and the style sheet, compiled in.
const char* console_template(const std::string& name);
const char* console_css();

}  // namespace alongside
