// Sessions: only the hash of a token is kept, and a new one is made at each sign-in.
#include <sync/server/work/session.h>

#include <platform/crypto.h>
#include <sync/server/work/audit.h>
#include <sync/server/work/sign_in_delay.h>

#include <algorithm>
#include <cctype>

namespace alongside {
namespace {

const Error wrong{Code::refused, "Those details do not match. Check them, wait a moment and try again."};

Bytes hash_of(const std::string& token) {
  const Digest32 digest = sha256(view(token));
  return Bytes(digest.begin(), digest.end());
}

// Checked when nobody has the name, so that the answer takes as long.
const std::string& stand_in_hash() {
  static const std::string hash = hash_password(random_hex(16));
  return hash;
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

Result<bool> SessionLoader::second_factor(const Row& staff, const std::string& code, Time now) {
  const std::string& id = staff.text(0);
  const std::int64_t step = code.size() == 6 ? check_totp(staff.blob(3), code, now) : -1;
  if (step >= 0) {
    // Each code works once: the step must be later than the last one used.
    const auto changed =
        TRY(db_.run("update staff set totp_last_step=$2 where id=$1 and totp_last_step<$2", id, step));
    return changed == 1;
  }
  const auto normal = normal_crockford(code);
  if (!normal.ok() || normal->size() != 16) return false;
  const std::string hash = to_hex(sha256(view("alongside recovery " + *normal)));
  const auto used = TRY(db_.run(
      "update recovery_code set used_at=$3 where staff_id=$1 and code_hash=$2 and used_at=0", id, hash, now));
  return used == 1;
}

Result<> SessionLoader::count_failure(const SignIn& typed, const SignInCase& found, const char* reason,
                                      Time now) {
  return db_.atomically([&]() -> Result<> {
    TRY(count_wrong_sign_in(db_, typed.sign_in, typed.peer, now));
    const std::string who = found.staff ? found.staff->text(0) : "unknown";
    const std::string role = found.staff ? found.staff->text(1) : "";
    const std::string subject = found.staff ? who : "name-" + hash_sign_in_name(typed.sign_in);
    return write_audit(db_, {now, who, role, "sign-in", subject, reason, "refused"});
  });
}

Result<SignInCase> SessionLoader::begin_sign_in(const SignIn& typed, Time now) {
  if (typed.sign_in.size() > 64 || typed.password.size() > 1000 || typed.code.size() > 40) return wrong;
  SignInCase found;
  found.wait_s = TRY(sign_in_wait(db_, typed.sign_in, typed.peer, now));
  if (found.wait_s > 0) return found;
  found.staff = TRY(db_.row("select id, role, password_hash, totp_secret, state from staff where sign_in=$1",
                            lower(typed.sign_in)));
  found.hash = found.staff ? found.staff->text(2) : stand_in_hash();
  return found;
}

Result<std::string> SessionLoader::finish_sign_in(const SignIn& typed, const SignInCase& found,
                                                  bool password_right, Time now) {
  const char* fault = nullptr;
  if (!found.staff) {
    fault = "nobody has this name";
  } else if (!password_right) {
    fault = "password";
  } else if (found.staff->text(4) != "active") {
    fault = "disabled";
  } else if (!TRY(second_factor(*found.staff, typed.code, now))) {
    fault = "second factor";
  }
  if (fault != nullptr) {
    TRY(count_failure(typed, found, fault, now));
    return wrong;
  }
  const Row& staff = *found.staff;
  const std::string token = to_base64url(random_bytes(32));
  TRY(db_.atomically([&]() -> Result<> {
    TRY(clear_wrong_sign_ins(db_, typed.sign_in, typed.peer));
    TRY(db_.run("delete from session where seen_at<$1 or made_at<$2", now - idle_s_, now - most_s_));
    TRY(
        db_.run("insert into session(token_hash, staff_id, csrf, made_at, seen_at, second_factor_at) "
                "values($1,$2,$3,$4,$4,$4)",
                hash_of(token), staff.text(0), random_hex(16), now));
    return write_audit(db_, {now, staff.text(0), staff.text(1), "sign-in", staff.text(0), "", "done"});
  }));
  return token;
}

Result<std::string> SessionLoader::sign_in(const SignIn& typed, Time now) {
  const SignInCase found = TRY(begin_sign_in(typed, now));
  if (found.wait_s > 0) return wrong;
  return finish_sign_in(typed, found, check_password(found.hash, typed.password), now);
}

Result<Scope> SessionLoader::load(const std::string& token, Time now, Touch touch) {
  if (token.empty() || token.size() > 100) return Error{Code::missing, "no session"};
  const Bytes hash = hash_of(token);
  const auto row =
      TRY(db_.row("select s.id, s.name, s.role, x.csrf from session x join staff s on s.id=x.staff_id where "
                  "x.token_hash=$1 "
                  "and x.seen_at>=$2 and x.made_at>=$3 and x.second_factor_at>0 and s.state='active'",
                  hash, now - idle_s_, now - most_s_));
  if (!row) return Error{Code::missing, "no session"};
  std::vector<std::string> hubs;
  for (const Row& hub :
       TRY(db_.rows("select hub from staff_hub where staff_id=$1 order by hub", row->text(0)))) {
    hubs.push_back(hub.text(0));
  }
  const Role role = TRY(role_of(row->text(2)));
  if (touch == Touch::counts) {
    TRY(db_.run("update session set seen_at=$2 where token_hash=$1 and seen_at<$2", hash, now));
  }
  return Scope(row->text(0), row->text(1), role, std::move(hubs), row->text(3));
}

Result<> SessionLoader::sign_out(const std::string& token, Time now) {
  const Bytes hash = hash_of(token);
  return db_.atomically([&]() -> Result<> {
    const auto row = TRY(db_.row(
        "select s.id, s.role from session x join staff s on s.id=x.staff_id where x.token_hash=$1", hash));
    if (!row) return {};
    TRY(db_.run("delete from session where token_hash=$1", hash));
    return write_audit(db_, {now, row->text(0), row->text(1), "sign-out", row->text(0), "", "done"});
  });
}

Result<std::int64_t> SessionLoader::end_others(const Scope& scope, const std::string& token, Time now) {
  std::int64_t ended = 0;
  TRY(db_.atomically([&]() -> Result<> {
    ended = TRY(
        db_.run("delete from session where staff_id=$1 and token_hash<>$2", scope.user_id(), hash_of(token)));
    return write_audit(
        db_, {now, scope.user_id(), name_of(scope.role()), "sessions-ended", scope.user_id(), "", "done"});
  }));
  return ended;
}

Result<std::vector<SessionLine>> SessionLoader::list(const Scope& scope, const std::string& token, Time now) {
  const Bytes own = hash_of(token);
  std::vector<SessionLine> lines;
  for (const Row& row : TRY(db_.rows("select token_hash, made_at, seen_at from session where staff_id=$1 "
                                     "and seen_at>=$2 and made_at>=$3 order by made_at desc limit 50",
                                     scope.user_id(), now - idle_s_, now - most_s_))) {
    lines.push_back({to_hex(row.blob(0)).substr(0, 16), row.integer(1), row.integer(2), row.blob(0) == own});
  }
  return lines;
}

Result<> SessionLoader::end_one(const Scope& scope, const std::string& id, Time now) {
  if (id.size() != 16) return Error{Code::missing, "no such session"};
  return db_.atomically([&]() -> Result<> {
    for (const Row& row :
         TRY(db_.rows("select token_hash from session where staff_id=$1", scope.user_id()))) {
      if (to_hex(row.blob(0)).substr(0, 16) != id) continue;
      TRY(db_.run("delete from session where token_hash=$1", row.blob(0)));
      return write_audit(
          db_, {now, scope.user_id(), name_of(scope.role()), "session-ended", scope.user_id(), "", "done"});
    }
    return Error{Code::missing, "no such session"};
  });
}

Result<> forget_delays(Db& db, const std::string& sign_in) {
  TRY(db.run("delete from sign_in_delay where name_hash=$1", hash_sign_in_name(sign_in)));
  return {};
}

}  // namespace alongside
