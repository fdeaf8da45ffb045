// The console without its socket: a request in, a response out.
#pragma once

#include <sync/server/console/assets.h>
#include <sync/server/console/page.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <semaphore>
#include <vector>

namespace alongside {

struct ConsoleRoute {
  std::string method;
  std::string path;         // "*" stands for one segment
  std::vector<Role> roles;  // who may; others are told 403
  Result<Page> (*page)(const PageCall&, const Scope&);
};
const std::vector<ConsoleRoute>& console_routes();

class ConsoleApp {
 public:
  // missing or invalid: a template, a key or a database, named in the sentence.
  static Result<std::unique_ptr<ConsoleApp>> open(const SiteSettings& site, const Pack& pack);
  HttpResponse answer(const HttpRequest& request, Time now);
  bool has_style() const { return !assets_.css().empty(); }
  int hashing() const { return hashing_.load(); }  // passwords being checked, or waiting for it

 private:
  ConsoleApp(const SiteSettings& site, const Pack& pack, ConsoleAssets assets, Db db, Db inbox,
             IntakeKeys intake)
      : site_(site),
        pack_(pack),
        assets_(std::move(assets)),
        db_(std::move(db)),
        inbox_(std::move(inbox)),
        intake_(std::move(intake)),
        sessions_(db_, site.session_idle_s, site.session_most_s) {}
  HttpResponse route(const HttpRequest& request, Time now);
  HttpResponse sign_in(const HttpRequest& request, Time now);
  HttpResponse check_sign_in(const SignIn& typed, const std::string& old_token, const std::string& then,
                             Time now);
  HttpResponse signed_in(const HttpRequest& request, const Scope& scope, const std::string& token, Time now);
  HttpResponse act(const HttpRequest& request, const PageCall& call, const Scope& scope);
  HttpResponse signed_out(const HttpRequest& request, bool had_session);
  HttpResponse show(const Page& page, const Scope* scope, std::string_view path = {});
  HttpResponse sign_in_again(const std::string& sign_in, const std::string& then, const std::string& fault,
                             int status);
  std::string peer_of(const HttpRequest& request) const;
  const SiteSettings& site_;
  const Pack& pack_;
  ConsoleAssets assets_;
  Db db_;
  Db inbox_;
  IntakeKeys intake_;
  SessionLoader sessions_;
  std::mutex one_;                      // one connection to each database: one request at a time
  std::counting_semaphore<2> hash_{2};  // passwords checked at once, 64 MiB each, outside the lock above
  std::atomic<int> hashing_{0};
};

}  // namespace alongside
