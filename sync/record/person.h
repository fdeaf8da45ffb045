// What staff need to know of a man, gathered from his responses by the items' meanings. Pure.
#pragma once

#include <sync/record/bundle.h>
#include <sync/record/pack.h>
#include <sync/record/request.h>

#include <optional>
#include <string>
#include <vector>

namespace alongside {

// Meaning codes that the starter content carries (system urn:alongside:meaning):
// role name-to-use birth-year due-date baby-birth-date baby-status postcode-outward languages interpreter
// access-needs other-children · topics own-words how-soon what-would-help · safe-channels phone address email
// times leave-message who-may-answer code-phrase · share-with (repeating: parties) · concern (explicit
// buttons) · how-its-going (0–10) going-topics
struct SafeContact {
  std::vector<Channel> channels;
  std::string phone;
  std::string address;
  std::string email;
  std::vector<std::string> times;
  std::string leave_message;  // "yes", "no", "" (not said)
  std::string who_may_answer;
  std::string code_phrase;
};

struct AnswerLine {  // one answered item in words, for the worker's page
  std::string form_title;
  std::string question;
  std::vector<std::string> answers;  // English display; free words as he typed
  bool declined = false;
};

struct Person {
  std::string name_to_use;
  std::string role;
  std::optional<int> youngest_age;  // year difference - 1 (journeys.md 7, 8)
  bool young_father = false;        // 16 or 17
  bool under_16 = false;
  bool baby_loss = false;
  std::string due_date;
  std::string baby_birth_date;
  std::string postcode_outward;
  std::vector<std::string> languages;
  bool interpreter = false;
  std::vector<std::string> access_needs;
  std::vector<std::string> topics;  // words
  std::string own_words;
  std::string how_soon;
  SafeContact contact;
  std::vector<std::string> share_with;
  std::vector<AnswerLine> answers;
};

// `visits`: the parts of one visit, urgent first. Responses must have been checked already.
Person gather_person(const Pack& pack, const std::vector<VisitRecord>& visits, int current_year);

}  // namespace alongside
