// A content pack as plain values: forms, words, pages, rules, helplines, hubs, services. Pure: given files,
// not folders. The files' shapes are described in assets/schema/pack.md.
#pragma once

#include <sync/record/concern.h>
#include <sync/record/hours.h>
#include <sync/record/questionnaire.h>
#include <sync/record/score.h>

#include <map>
#include <string>
#include <vector>

namespace alongside {

struct PackForm {
  Questionnaire form;
  bool on = true;          // off: needs a hub that says its staff follow up
  bool sensitive = false;  // needs K06 = alone
  bool instrument =
      false;  // published wording; withdrawn when it can raise a concern and the kiosk is long offline
  std::string licence;  // "free", "cite", "own", "needs-permission"
  std::string source;
  std::string checked_by;  // empty: unverified
  std::string permission_reference;
};

struct Helpline {
  std::string id;
  Words name;
  std::string digits;   // compared
  std::string display;  // shown
  std::string spoken;   // how a voice says it
  Words hours;
  Words about;
  std::string owner;
  std::string verified_on;  // YYYY-MM-DD or empty: unverified
  std::string verified_by;
  std::string expires_on;
  std::vector<std::string>
      tags;  // "urgent", "abuse", "own-behaviour", "young", "bereavement", "crying", "alcohol" …
};

struct Hub {
  std::string id;
  Words name;
  std::string authority;
  std::string zone = "Europe/London";
  Hours hours;
  Words desk_sentence;  // "Go to the desk by the door"
  std::string phone;
  bool follow_up_staffed = false;        // turns PHQ-9 and GAD-7 on
  std::int64_t concern_target_s = 3600;  // of opening time
  int request_target_open_days = 2;
};

struct Topic {
  std::string code;
  Words words;
  std::string taxonomy_term;  // of the DfE directory list
  bool baby_related = false;  // hidden after "Our baby died"
};

struct Service {
  std::string id;
  Words name;
  Words about;
  std::string phone;
  std::vector<std::string> topics;
  bool bereavement = false;
};

// A page of words: heading, then lines. "privacy", "urgent", "crying", "what-next", "first-words", "limits" …
struct PageText {
  std::string id;
  Words heading;
  std::vector<Words> lines;
  bool risk_text = false;            // shown in English unless a person checked the translation
  std::vector<std::string> checked;  // languages a person has checked
};

// One page of keys; `capitals` is empty where a script has none, else in the same places.
struct KeyPage {
  std::vector<std::vector<std::string>> rows, capitals;
};

struct Pack {
  std::string version;
  std::string consent_version;
  std::int64_t offline_withdraw_s = 0;  // N of domain.md 5, 7
  std::vector<PackForm> forms;
  std::vector<ScoreRule> scores;
  std::vector<ConcernRule> concern_rules;
  std::vector<Helpline> helplines;
  std::vector<Hub> hubs;
  std::vector<Topic> topics;
  std::vector<Service> services;
  std::vector<PageText> pages;
  std::map<std::string, std::map<std::string, std::string>> words;  // language -> key -> interface words
  std::vector<std::string> languages;                               // tags, English first
  std::map<std::string, std::string> language_names;                // tag -> own name
  std::map<std::string, std::vector<KeyPage>> keyboards;            // language -> pages of letters
  std::map<std::string, std::vector<std::string>> checked;          // language -> keys a person has checked

  const PackForm* form(const std::string& url_or_canonical) const;
  const Hub* hub(const std::string& id) const;
  const PageText* page(const std::string& id) const;
  const Helpline* helpline(const std::string& id) const;
  // The interface words for a key: in the language, else English, else the key in brackets (a test forbids
  // that).
  const std::string& word(const std::string& language, const std::string& key) const;
  // Only en and ur-like tags with right-to-left scripts: from the tag, never from letters (journeys.md 15).
  static bool right_to_left(const std::string& language);
};

using PackFiles = std::map<std::string, std::string>;  // path in the pack -> content
// invalid: "file: reason". Refuses unknown members, unknown terms, missing words of a key in English, a
// concern rule or a score that names an unknown item, a helpline whose number serves two services under one
// id.
Result<Pack> read_pack(const PackFiles& files);

enum class Site { demo, production };
// Every reason why a production site refuses the pack: unverified helpline, instrument nobody checked,
// missing permission, instrument that can raise a concern without offline_withdraw_s. Empty: may be
// published. A demo site may show it.
std::vector<std::string> unpublishable(const Pack& pack, const std::string& today);

// The first reason why a production server or kiosk does not begin with this pack; empty: it may. A line
// whose check has run out is named by unpublishable() only: help must not stop because a date has passed.
std::string refused_in_production(const Pack& pack, const std::string& today);

// Language -> keys with English words and none of its own, shown in English; only languages that lack some.
std::map<std::string, std::vector<std::string>> missing_words(const Pack& pack);
// Some of its words nobody has checked: offered to fathers in a demo, or where the site says so.
bool is_draft(const Pack& pack, const std::string& language);
std::vector<std::string> draft_list(const Pack& pack);  // "pl: 174 words and pages that nobody has checked"
// Interface words about danger, safety and sharing: in another language only once a person has checked them.
bool is_risk_word(const std::string& key);
// The mod-10 check digit of a LOINC code "digits-digit" is right (Luhn over the digits before it).
bool loinc_fits(const std::string& code);
// "form: code: item text" of every numeric LOINC code, for a person to compare.
std::vector<std::string> loinc_list(const Pack& pack);

}  // namespace alongside
