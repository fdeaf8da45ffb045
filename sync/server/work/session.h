// Signing in and staying signed in.
#pragma once

#include <platform/clock.h>
#include <platform/db.h>
#include <sync/server/work/scope.h>

#include <optional>
#include <string>
#include <vector>

namespace alongside {

struct SignIn {
  std::string sign_in;
  std::string password;
  std::string code;  // six digits of the phone, or a recovery code
  std::string peer;  // network address of the browser
};

// Between the look-up and the answer: the password's hash takes 100 ms, and is checked without the database.
struct SignInCase {
  std::optional<Row> staff;
  std::string hash;         // a stand-in when nobody has the name, so that the answer takes as long
  std::int64_t wait_s = 0;  // not 0: too many wrong tries; do not check, tell him to wait
};

struct SessionLine {
  std::string id;  // 16 hex digits; not the token
  Time made_at = 0;
  Time seen_at = 0;
  bool this_one = false;
};

// A page that reloads itself must not keep a session alive.
enum class Touch { counts, quiet };

class SessionLoader {
 public:
  SessionLoader(Db& db, std::int64_t idle_s, std::int64_t most_s)
      : db_(db), idle_s_(idle_s), most_s_(most_s) {}
  Result<SignInCase> begin_sign_in(const SignIn& typed, Time now);
  // The token of a new session. refused: one sentence, the same whatever was wrong.
  Result<std::string> finish_sign_in(const SignIn& typed, const SignInCase& found, bool password_right,
                                     Time now);
  // All three steps at once; refused also while he must wait.
  Result<std::string> sign_in(const SignIn& typed, Time now);
  // missing: nobody is signed in with it, or it ran out.
  Result<Scope> load(const std::string& token, Time now, Touch touch = Touch::counts);
  Result<> sign_out(const std::string& token, Time now);
  Result<std::vector<SessionLine>> list(const Scope& scope, const std::string& token, Time now);
  Result<std::int64_t> end_others(const Scope& scope, const std::string& token, Time now);
  // missing: he has no such session.
  Result<> end_one(const Scope& scope, const std::string& id, Time now);

 private:
  Result<bool> second_factor(const Row& staff, const std::string& code, Time now);
  Result<> count_failure(const SignIn& typed, const SignInCase& found, const char* reason, Time now);
  Db& db_;
  std::int64_t idle_s_;
  std::int64_t most_s_;
};

// All delays of a sign-in name are forgotten: after a new phone or password.
Result<> forget_delays(Db& db, const std::string& sign_in);

}  // namespace alongside
