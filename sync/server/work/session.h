// Signing in and staying signed in.
#pragma once

#include <platform/clock.h>
#include <platform/db.h>
#include <sync/server/work/scope.h>

#include <string>

namespace alongside {

struct SignIn {
  std::string sign_in;
  std::string password;
  std::string code;  // six digits of the phone, or a recovery code
};

class SessionLoader {
 public:
  SessionLoader(Db& db, std::int64_t idle_s, std::int64_t most_s)
      : db_(db), idle_s_(idle_s), most_s_(most_s) {}
  // The token of a new session. refused: one sentence, the same whatever was wrong.
  Result<std::string> sign_in(const SignIn& typed, Time now);
  // missing: nobody is signed in with it, or it ran out.
  Result<Scope> load(const std::string& token, Time now);
  Result<> sign_out(const std::string& token, Time now);
  Result<std::int64_t> end_others(const Scope& scope, const std::string& token, Time now);

 private:
  Result<bool> second_factor(const Row& staff, const std::string& code, Time now);
  Result<> count_failure(const Row& staff, Time now);
  Db& db_;
  std::int64_t idle_s_;
  std::int64_t most_s_;
};

}  // namespace alongside
