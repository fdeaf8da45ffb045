// Concern rules as data: fixed, deterministic, the same on kiosk and server (domain.md section 5, 6). Pure.
#pragma once

#include <sync/record/answers.h>

#include <string>
#include <vector>

namespace alongside {

enum class ConcernKind { self, baby, other_person, not_safe_at_home, talk_privately };
const char* name_of(
    ConcernKind kind);  // "self", "baby", "other-person", "not-safe-at-home", "talk-privately"
Result<ConcernKind> concern_kind(const std::string& name);

struct ConcernRule {
  std::string id;
  std::string questionnaire;  // url
  std::string link_id;
  std::string code;                       // an option's code that raises it, or empty:
  std::optional<double> weight_at_least;  // an option of at least this weight raises it
  ConcernKind kind;
  bool explicit_button = false;  // never withdrawn
  std::string source;
  Words after_loss{};  // the button's words for a father whose baby died; empty: as the form has them
};

struct Concern {
  std::string rule;
  ConcernKind kind;
  bool operator==(const Concern&) const = default;
};

// Every concern that the enabled answers raise, in the order of the rules.
std::vector<Concern> concerns(const std::vector<ConcernRule>& rules, const Questionnaire& form,
                              const Answers& answers);

}  // namespace alongside
