// Answers to one questionnaire, which items are enabled by them, and the FHIR QuestionnaireResponse. Pure.
#pragma once

#include <sync/record/questionnaire.h>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace alongside {

// "Prefer not to say" is an answer of its own kind; a skipped or untouched item has no entry.
struct Answer {
  std::vector<Value> values;
  bool declined = false;
  bool operator==(const Answer&) const = default;
};

struct Answers {
  std::map<std::string, Answer> by_link;  // linkId
  std::string now{};  // when they are given, ISO 8601 with offset: what today() of an expression means
  const Answer* find(const std::string& link_id) const;
  bool answered(const std::string& link_id) const;  // has values (declined is not answered)
};

// item.initial, initialSelected and initialExpression. `now` as in Answers.
Answers initial_answers(const Questionnaire& form, const std::string& now = {});

// FHIR R4 enableWhen with any/all and SDC's enableWhenExpression; an item under a disabled group is disabled;
// answers of a disabled item count as absent. Linear in the size of the form, but for its expressions. Form
// and answers must outlive it.
class Enabled {
 public:
  Enabled(const Questionnaire& form, const Answers& answers);
  bool operator()(const std::string& link_id) const;
  // The answers given, with what the form calculates.
  const Answers& answers() const { return worked_ ? *worked_ : given_; }
  // What the item says, where the form works that out from the answers.
  const std::string& words(const Item& item, const std::string& language) const;
  // Enabled, visible items that ask something, in reading order. What is calculated is not asked.
  std::vector<const Item*> asking() const;

 private:
  friend class Working;
  class Settle;
  using Off = std::set<std::string>;
  Enabled(const Questionnaire& form, const Answers& answers, const Off& off);
  void settle(const Off& off);
  static constexpr char on = 3;
  using Numbers = std::unordered_map<std::string, std::uint32_t>;

  const Numbers& numbers() const { return own_.empty() ? form_.numbers : own_; }
  void gather(const std::vector<Item>& items, bool visible, std::size_t& number,
              std::vector<const Item*>& out) const;

  const Questionnaire& form_;
  const Answers& given_;
  std::optional<Answers> worked_;
  std::map<std::string, std::string> said_;  // linkId -> words
  Numbers own_;                              // of a form made by hand
  std::vector<char> state_;                  // by place in reading order
};

// One answer against its item: type, option, maxLength, min and max, number of values. `what` names the fault
// by a word: "type", "option", "empty", "characters", "too-long", "too-short", "decimal-places", "too-small",
// "too-big", "too-many", "too-few", "twice", "required", "unit".
Result<> check_answer(const Item& item, const Answer& answer);

// Only enabled, answered items. A declined item carries extension data-absent-reason "asked-declined" and no
// answer. `authored` is ISO 8601 with offset.
Json write_response(const Questionnaire& form, const Answers& answers, const std::string& authored,
                    const std::string& language);
// The form's canonical ("url|version") that a response says it answers.
Result<std::string> response_form(const Json& response);
// Checks all of domain.md 7.1: every linkId known, type and option right, required and enabled answered,
// nothing on a disabled item, not both answer and item (qrs-1), status. `what` is "linkId: reason", never the
// answer.
Result<Answers> read_response(const Questionnaire& form, const Json& response);

}  // namespace alongside
