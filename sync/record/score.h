// Scores as data: which items, what factor, which bands. Pure.
#pragma once

#include <sync/record/answers.h>

#include <optional>
#include <string>
#include <vector>

namespace alongside {

struct Band {
  double from;
  double to;
  std::string code;
  Words staff_words;   // the published name, for staff
  Words father_words;  // what a man may be shown; may be empty
};

struct ScoreRule {
  std::string id;             // "phq-2"
  std::string questionnaire;  // url, without version
  std::vector<std::string> link_ids;
  double factor = 1;
  // linkId -> value of another item that makes it count 0 though not asked (AUDIT-C "Never")
  struct CountsZero {
    std::string link_id;
    std::string when_link_id;
    std::string when_code;
  };
  std::vector<CountsZero> counts_zero;
  std::optional<double> positive_from;
  std::optional<double> positive_to;
  std::vector<Band> bands;
  std::string source;
};

struct Score {
  std::string rule;
  double value;
  const Band* band = nullptr;  // into the rule
  bool positive = false;
};

// Empty unless every scored item is answered (our own completeness rule, domain.md 4.2). Recomputed from
// answers.
std::optional<Score> score(const ScoreRule& rule, const Questionnaire& form, const Answers& answers);

}  // namespace alongside
