// Delays after wrong sign-ins: 1 second doubling, by name with address, by address, and by name.
#include <sync/server/work/sign_in_delay.h>

#include <platform/crypto.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace alongside {
namespace {

constexpr Time forgotten_after_s = 86400;

// Who is delayed, from which failure on, and how long at most. One name from one address soonest; an address
// later, since a hub's staff share one; a name from everywhere last and shortly, so that a stranger cannot
// lock anybody out.
struct Rule {
  bool by_name;
  bool by_peer;
  std::int64_t from_failure;
  std::int64_t most_s;
};
constexpr std::array<Rule, 3> rules = {{{true, true, 5, 900}, {false, true, 30, 900}, {true, false, 50, 60}}};

std::int64_t delay_after(const Rule& rule, std::int64_t failures) {
  if (failures < rule.from_failure) return 0;
  return std::min(rule.most_s, std::int64_t{1} << std::min<std::int64_t>(failures - rule.from_failure, 20));
}

}  // namespace

std::string hash_sign_in_name(const std::string& sign_in) {
  std::string low = sign_in.substr(0, 100);
  std::transform(low.begin(), low.end(), low.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return to_hex(sha256(view("alongside sign-in " + low))).substr(0, 16);
}

Result<std::int64_t> sign_in_wait(Db& db, const std::string& sign_in, const std::string& peer, Time now) {
  const std::string name = hash_sign_in_name(sign_in);
  const auto row =
      TRY(db.row("select coalesce(max(not_before), 0) from sign_in_delay where (name_hash=$1 and peer=$2) or "
                 "(name_hash='' and peer=$2) or (name_hash=$1 and peer='')",
                 name, peer));
  return row ? std::max<std::int64_t>(0, row->integer(0) - now) : 0;
}

Result<> count_wrong_sign_in(Db& db, const std::string& sign_in, const std::string& peer, Time now) {
  const std::string name = hash_sign_in_name(sign_in);
  TRY(db.run("delete from sign_in_delay where last_at<$1", now - forgotten_after_s));
  for (const Rule& rule : rules) {
    const std::string name_key = rule.by_name ? name : "";
    const std::string peer_key = rule.by_peer ? peer : "";
    const auto row =
        TRY(db.row("select failures from sign_in_delay where name_hash=$1 and peer=$2", name_key, peer_key));
    const std::int64_t failures = (row ? row->integer(0) : 0) + 1;
    TRY(
        db.run("insert into sign_in_delay(name_hash, peer, failures, not_before, last_at) "
               "values($1,$2,$3,$4,$5) on conflict(name_hash, peer) do update set "
               "failures=excluded.failures, not_before=excluded.not_before, last_at=excluded.last_at",
               name_key, peer_key, failures, now + delay_after(rule, failures), now));
  }
  return {};
}

Result<> clear_wrong_sign_ins(Db& db, const std::string& sign_in, const std::string& peer) {
  TRY(db.run("delete from sign_in_delay where name_hash=$1 and peer in ($2, '')", hash_sign_in_name(sign_in),
             peer));
  return {};
}

}  // namespace alongside
