// Accounts of staff in the case database.
#include <sync/server/work/staff.h>

#include <platform/crypto.h>
#include <sync/server/work/audit.h>
#include <sync/server/work/password.h>
#include <sync/server/work/session.h>

#include <algorithm>
#include <cctype>

namespace alongside {
namespace {

constexpr std::size_t recovery_count = 10;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool sign_in_fits(const std::string& text) {
  if (text.size() < 2 || text.size() > 64) return false;
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '.' || c == '-' || c == '_' || c == '@';
  });
}

std::string hash_recovery(const std::string& code) {
  return to_hex(sha256(view("alongside recovery " + code)));
}

Result<SecondFactor> give_second_factor(Db& db, const std::string& staff_id) {
  SecondFactor factor{staff_id, random_bytes(20), {}};
  TRY(db.run("delete from recovery_code where staff_id=$1", staff_id));
  for (std::size_t i = 0; i < recovery_count; ++i) {
    factor.recovery_codes.push_back(to_crockford(random_bytes(10), 16));
    TRY(db.run("insert into recovery_code(staff_id, code_hash) values($1,$2)", staff_id,
               hash_recovery(factor.recovery_codes.back())));
  }
  TRY(db.run("update staff set totp_secret=$2, totp_last_step=0 where id=$1", staff_id, factor.secret));
  return factor;
}

Result<Row> need_staff(Db& db, const std::string& sign_in) {
  auto found = TRY(db.row("select id, role, state from staff where sign_in=$1", lower(sign_in)));
  if (!found) return Error{Code::missing, "nobody has this sign-in name"};
  return *found;
}

}  // namespace

Result<SecondFactor> add_staff(Db& db, const NewStaff& person, Time now) {
  if (!sign_in_fits(person.sign_in)) {
    return Error{Code::invalid,
                 "the sign-in name takes 2 to 64 letters, digits, dots, hyphens, underscores or @"};
  }
  if (person.name.empty() || person.name.size() > 100)
    return Error{Code::invalid, "the name takes 1 to 100 characters"};
  if (person.role != Role::admin && person.hubs.empty()) return Error{Code::invalid, "give at least one hub"};
  TRY(password_fits(person.password, person.sign_in));
  const std::string hash = hash_password(person.password);
  const std::string id = random_hex(8);
  SecondFactor factor;
  TRY(db.atomically([&]() -> Result<> {
    const auto taken = TRY(db.row("select id from staff where sign_in=$1", lower(person.sign_in)));
    if (taken) return Error{Code::refused, "somebody has this sign-in name already"};
    TRY(
        db.run("insert into staff(id, sign_in, name, role, password_hash, totp_secret, state, made_at) "
               "values($1,$2,$3,$4,$5,$6,'active',$7)",
               id, lower(person.sign_in), person.name, name_of(person.role), hash, Bytes{0}, now));
    for (const std::string& hub : person.hubs) {
      TRY(db.run("insert into staff_hub(staff_id, hub) values($1,$2)", id, hub));
    }
    factor = TRY(give_second_factor(db, id));
    return write_audit(db,
                       {now, "command line", "operator", "staff-added", id, name_of(person.role), "done"});
  }));
  return factor;
}

Result<> set_staff_active(Db& db, const std::string& sign_in, bool active, const std::string& reason,
                          Time now) {
  return db.atomically([&]() -> Result<> {
    const Row staff = TRY(need_staff(db, sign_in));
    if (!active && staff.text(1) == "admin") {
      const auto others = TRY(db.row(
          "select count(*) from staff where role='admin' and state='active' and id<>$1", staff.text(0)));
      if (!others || others->integer(0) == 0) {
        return Error{Code::refused, "this is the last administrator: make another one first"};
      }
    }
    TRY(db.run("update staff set state=$2 where id=$1", staff.text(0), active ? "active" : "disabled"));
    TRY(forget_delays(db, sign_in));
    if (!active) TRY(db.run("delete from session where staff_id=$1", staff.text(0)));
    return write_audit(db, {now, "command line", "operator", active ? "staff-enabled" : "staff-disabled",
                            staff.text(0), reason, "done"});
  });
}

Result<SecondFactor> reset_second_factor(Db& db, const std::string& sign_in, const std::string& reason,
                                         Time now) {
  if (reason.empty() || reason.size() > 500)
    return Error{Code::invalid, "give a reason of 1 to 500 characters"};
  SecondFactor factor;
  TRY(db.atomically([&]() -> Result<> {
    const Row staff = TRY(need_staff(db, sign_in));
    factor = TRY(give_second_factor(db, staff.text(0)));
    TRY(forget_delays(db, sign_in));
    TRY(db.run("delete from session where staff_id=$1", staff.text(0)));
    return write_audit(db, {now, "command line", "operator", "phone-reset", staff.text(0), reason, "done"});
  }));
  return factor;
}

Result<> set_password(Db& db, const std::string& sign_in, const std::string& password,
                      const std::string& reason, Time now) {
  if (reason.empty() || reason.size() > 500)
    return Error{Code::invalid, "give a reason of 1 to 500 characters"};
  TRY(password_fits(password, sign_in));
  const std::string hash = hash_password(password);
  return db.atomically([&]() -> Result<> {
    const Row staff = TRY(need_staff(db, sign_in));
    TRY(db.run("update staff set password_hash=$2 where id=$1", staff.text(0), hash));
    TRY(forget_delays(db, sign_in));
    TRY(db.run("delete from session where staff_id=$1", staff.text(0)));
    return write_audit(db, {now, "command line", "operator", "password-set", staff.text(0), reason, "done"});
  });
}

Result<std::int64_t> sign_staff_out(Db& db, const std::string& sign_in, const std::string& reason, Time now) {
  std::int64_t ended = 0;
  TRY(db.atomically([&]() -> Result<> {
    const Row staff = TRY(need_staff(db, sign_in));
    const auto open = TRY(db.row("select count(*) from session where staff_id=$1", staff.text(0)));
    ended = open ? open->integer(0) : 0;
    TRY(db.run("delete from session where staff_id=$1", staff.text(0)));
    return write_audit(db, {now, "command line", "operator", "signed-out", staff.text(0), reason, "done"});
  }));
  return ended;
}

std::string otpauth_address(const SecondFactor& factor, const std::string& sign_in) {
  std::string label;
  for (const char c : lower(sign_in)) label += c == '@' ? std::string("%40") : std::string(1, c);
  return "otpauth://totp/Alongside:" + label + "?secret=" + to_base32(factor.secret) + "&issuer=Alongside";
}

Result<std::vector<StaffLine>> list_staff(Db& db) {
  const auto rows =
      TRY(db.rows("select s.id, s.sign_in, s.name, s.role, s.state, "
                  "coalesce((select group_concat(h.hub, ',') from staff_hub h where h.staff_id=s.id), '') "
                  "from staff s order by s.sign_in"));
  std::vector<StaffLine> list;
  for (const Row& row : rows) {
    list.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.text(5)});
  }
  return list;
}

}  // namespace alongside
