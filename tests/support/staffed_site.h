// A site with staff and filed visits, for tests of the console and for its browser tests.
#pragma once

#include <platform/crypto.h>
#include <platform/db.h>
#include <sync/record/bundle.h>
#include <sync/record/request.h>
#include <sync/server/site.h>
#include <tests/support/world.h>

#include <string>
#include <vector>

namespace alongside {

inline constexpr const char* staff_password = "demo hub tea at half past nine";

struct Member {
  std::string id;
  std::string sign_in;
  Bytes secret;  // of the second factor
  std::vector<std::string> recovery_codes;
};

// What one father said, in the codes of the starter content; empty: he skipped it.
struct Told {
  std::string hub = "demo-north";
  std::string reference = "ABCDEFGH";
  std::string name = "Sam";
  std::string own_words;
  std::vector<std::string> topics = {"sleep"};
  std::vector<std::string> channels = {"call"};
  std::string phone;
  std::string email;
  std::string code_phrase;
  std::string who_may_answer;
  std::string leave_message;
  std::string baby_status;
  std::string concern;  // "self", "baby", "other-person", "not-safe-at-home"
  std::string access_other;
  std::string other_children;
  int birth_year = 0;
  bool wants_contact = true;  // false: a check-in that asks for nothing
  bool rehearsal = false;
  Time received_at = 0;
};

class StaffedSite {
 public:
  // Of the starter content in the sources. Aborts when the machine cannot.
  StaffedSite();
  Member add(const std::string& sign_in, Role role, const std::vector<std::string>& hubs,
             const std::string& name = {});
  // The request's id.
  std::string file(const Told& told);
  // A visit that nobody could open.
  std::string spoil(const std::string& hub, const std::string& reason, Time received_at);
  void enrol(const std::string& id, const std::string& hub, Time last_seen, const std::string& health);
  Db& cases() { return *cases_; }
  Db& inbox() { return *inbox_; }
  const Pack& pack() const { return pack_; }
  SiteSettings& site() { return site_; }

 private:
  TempFolder folder_;
  SiteSettings site_;
  Pack pack_;
  std::unique_ptr<Db> cases_;
  std::unique_ptr<Db> inbox_;
};

}  // namespace alongside
