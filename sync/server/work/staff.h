// Accounts of staff: made, disabled, and given a new second factor.
#pragma once

#include <platform/bytes.h>
#include <platform/clock.h>
#include <platform/db.h>
#include <sync/record/request.h>

#include <string>
#include <vector>

namespace alongside {

struct NewStaff {
  std::string sign_in;
  std::string name;
  Role role = Role::worker;
  std::vector<std::string> hubs;
  std::string password;
};

struct SecondFactor {  // shown once
  std::string staff_id;
  Bytes secret;
  std::vector<std::string> recovery_codes;  // ten
};

Result<SecondFactor> add_staff(Db& db, const NewStaff& person, Time now);
// refused: the last active administrator cannot be disabled. Disabling ends all sessions.
Result<> set_staff_active(Db& db, const std::string& sign_in, bool active, const std::string& reason,
                          Time now);
// Ends all sessions; the old secret and codes stop working. invalid: no reason.
Result<SecondFactor> reset_second_factor(Db& db, const std::string& sign_in, const std::string& reason,
                                         Time now);
// A new password for somebody who forgot his. Ends all sessions. invalid: no reason, or too weak.
Result<> set_password(Db& db, const std::string& sign_in, const std::string& password,
                      const std::string& reason, Time now);
// Ends every session of a person (OWASP ASVS 5.0.0, V7.4.5); answers how many.
Result<std::int64_t> sign_staff_out(Db& db, const std::string& sign_in, const std::string& reason, Time now);
std::string otpauth_address(const SecondFactor& factor, const std::string& sign_in);

struct StaffLine {
  std::string id;
  std::string sign_in;
  std::string name;
  std::string role;
  std::string state;
  std::string hubs;  // comma separated
};
Result<std::vector<StaffLine>> list_staff(Db& db);

}  // namespace alongside
