// What a form works out by FHIRPath: which items are asked, values, starting values and constraints. Pure.
#pragma once

#include <sync/record/answers.h>

#include <set>

namespace alongside {

// What the formulas of a form say of some answers. A formula that fails hides its item or gives no value.
struct WorkedOut {
  Answers answers;                           // with the calculated ones
  std::set<std::string> off;                 // items whose enableWhenExpression is not true
  std::map<std::string, std::string> words;  // of items whose words are worked out
};
bool works_out(const Questionnaire& form);
// Works out until nothing changes; what has not settled after a few rounds is off.
WorkedOut work_out(const Questionnaire& form, const Answers& answers);

// The items of a response: enabled ones with their answers. Copies of a group say which they are in a member
// of their own, which FHIRPath does not see.
inline constexpr const char* copy_mark = "_copy";
Json items_of_response(const Questionnaire& form, const Answers& answers, const Enabled& on);

// Adds what initialExpression says, on an empty response.
void add_initial(const Questionnaire& form, Answers& answers);

// The first constraint that the answers break, of severity error; of one item and of what stands around it,
// or of the whole form where `link_id` is empty. Null: none. One that fails to work out is not broken.
const Formula* broken_constraint(const Questionnaire& form, const Answers& answers,
                                 const std::string& link_id = {});

}  // namespace alongside
