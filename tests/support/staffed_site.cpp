// A site with staff and filed visits.
#include <tests/support/staffed_site.h>
#include <tests/support/source/source.h>

#include <sync/server/inbox/filing.h>
#include <sync/server/new_site.h>
#include <sync/server/work/staff.h>

#include <nlohmann/json.hpp>

#include <cstdio>
#include <cstdlib>

namespace alongside {
namespace {

const Time added_at = 1700000000;

template <class T>
T sure(Result<T> result) {
  if (!result.ok()) {
    std::fprintf(stderr, "staffed site: %s\n", result.error().what.c_str());
    std::abort();
  }
  return result.take();
}
void sure(const Result<>& result) {
  if (result.ok()) return;
  std::fprintf(stderr, "staffed site: %s\n", result.error().what.c_str());
  std::abort();
}

// Fills one form by linkId; codes are looked up among the item's options.
class Filled {
 public:
  Filled(const Pack& pack, const char* url) : form_(pack.form(url)->form) {}
  Filled& say(const char* link, const std::string& text) {
    if (!text.empty()) answers_.by_link[link].values.push_back(text);
    return *this;
  }
  Filled& number(const char* link, int value) {
    if (value != 0) answers_.by_link[link].values.push_back(std::int64_t{value});
    return *this;
  }
  Filled& choose(const char* link, const std::vector<std::string>& codes) {
    for (const std::string& code : codes) {
      for (const Option& option : form_.find(link)->options) {
        const auto* coding = std::get_if<Coding>(&option.value);
        if (coding != nullptr && coding->code == code) answers_.by_link[link].values.push_back(option.value);
      }
    }
    return *this;
  }
  Filled& choose(const char* link, const std::string& code) {
    return choose(link, code.empty() ? std::vector<std::string>{} : std::vector<std::string>{code});
  }
  Json response() const { return write_response(form_, answers_, "2026-11-25T09:00:00+00:00", "en"); }

 private:
  const Questionnaire& form_;
  Answers answers_;
};

std::vector<Json> responses_of(const Pack& pack, const Told& told) {
  std::vector<Json> all;
  all.push_back(Filled(pack, "urn:alongside:form:registration")
                    .choose("role", "father")
                    .say("name", told.name)
                    .number("birth-year", told.birth_year)
                    .choose("baby-status", told.baby_status)
                    .choose("languages", "en")
                    .say("other-children", told.other_children)
                    .response());
  if (!told.concern.empty()) {
    all.push_back(
        Filled(pack, "urn:alongside:form:urgent-concern").choose("concern", told.concern).response());
  }
  if (!told.wants_contact) return all;
  all.push_back(Filled(pack, "urn:alongside:form:support-request")
                    .choose("topics", told.topics)
                    .say("own-words", told.own_words)
                    .choose("how-soon", "this-week")
                    .response());
  all.push_back(Filled(pack, "urn:alongside:form:safe-contact")
                    .say("name", told.name)
                    .choose("channels", told.channels)
                    .say("phone", told.phone)
                    .say("email", told.email)
                    .choose("leave-message", told.leave_message)
                    .choose("who-may-answer", told.who_may_answer)
                    .say("code-phrase", told.code_phrase)
                    .response());
  return all;
}

}  // namespace

StaffedSite::StaffedSite() {
  sure(start_crypto());
  NewSite asked;
  asked.folder = folder_.path() + "/site";
  asked.pack_folder = source_folder() + "/assets/pack";
  asked.authority = "Demo Council";
  asked.public_authority = "127.0.0.1:8080";
  asked.demo = true;
  site_ = sure(make_site(asked, added_at));
  pack_ = sure(load_pack(site_.pack_folder));
  cases_ = std::make_unique<Db>(sure(Db::open(site_.case_db, case_migrations())));
  inbox_ = std::make_unique<Db>(sure(Db::open(site_.inbox_db, inbox_migrations())));
}

// One hash for everybody: Argon2id takes a third of a second under the sanitizers.
Member StaffedSite::add(const std::string& sign_in, Role role, const std::vector<std::string>& hubs,
                        const std::string& name) {
  static const std::string hash = hash_password(staff_password);
  const std::string id = random_hex(8);
  sure(
      cases_->run("insert into staff(id, sign_in, name, role, password_hash, totp_secret, state, made_at) "
                  "values($1,$2,$3,$4,$5,$6,'active',$7)",
                  id, sign_in, name.empty() ? sign_in : name, name_of(role), hash, Bytes{0}, added_at));
  for (const std::string& hub : hubs) {
    sure(cases_->run("insert into staff_hub(staff_id, hub) values($1,$2)", id, hub));
  }
  const SecondFactor factor = sure(reset_second_factor(*cases_, sign_in, "first phone", added_at));
  return {id, sign_in, factor.secret, factor.recovery_codes};
}

std::string StaffedSite::file(const Told& told) {
  VisitRecord visit;
  VisitFacts& facts = visit.facts;
  facts.visit_id = random_hex(16);
  facts.record_id = random_hex(16);
  facts.reference = told.reference;
  facts.device_id = "200102030405060708090a0b0c0d0e0f";
  facts.epoch = 1;
  facts.seq = 1;
  facts.hub = told.hub;
  facts.language = "en";
  facts.authored = "2026-11-25T09:00:00+00:00";
  facts.pack_version = pack_.version;
  facts.consent_version = pack_.consent_version;
  facts.part = told.concern.empty() ? VisitPart::whole : VisitPart::urgent;
  facts.contact_asked = told.wants_contact;
  facts.rehearsal = told.rehearsal;
  visit.responses = responses_of(pack_, told);
  std::string bundle = canonical(write_bundle(visit));
  const Opened opened = sure(read_opened(pack_, visit, std::move(bundle)));
  sure(file_visit(*cases_, pack_, opened, told.received_at, told.received_at));
  return facts.visit_id;
}

std::string StaffedSite::spoil(const std::string& hub, const std::string& reason, Time received_at) {
  const std::string id = random_hex(16);
  sure(
      cases_->run("insert into needs_person(record_id, device_id, hub, received_at, reason, last_try) "
                  "values($1,$2,$3,$4,$5,$4)",
                  id, random_hex(16), hub, received_at, reason));
  return id;
}

void StaffedSite::enrol(const std::string& id, const std::string& hub, Time last_seen,
                        const std::string& health) {
  sure(inbox_->run(
      "insert into device(id, open_key, slot_id, hub, device_use, model, state, epoch, compare, "
      "made_at, last_seen, health) values($1,$2,'slot',$3,'demo','test','active',1,'000000',$4,$5,$6)",
      id, random_bytes(32), hub, added_at, last_seen, health));
}

}  // namespace alongside
