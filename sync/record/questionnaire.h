// FHIR R4 Questionnaire as plain values: what a form asks. Pure.
#pragma once

#include <platform/json.h>
#include <platform/result.h>
#include <sync/record/fhirpath.h>
#include <sync/record/value.h>

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace alongside {

// Words in the form's own language with the FHIR translation extension's others.
struct Words {
  std::string text;
  std::map<std::string, std::string> translations;  // by language tag
  // The words for a tag, or the form's own when there is no translation.
  const std::string& in(const std::string& language) const;
  bool has(const std::string& language) const { return translations.count(language) > 0; }
  bool operator==(const Words&) const = default;
};

enum class ItemType {
  group,
  display,
  boolean,
  integer,
  decimal,
  date,
  time,
  date_time,
  quantity,
  url,
  string,
  text,
  choice,
  open_choice
};
enum class Compare { exists, equal, not_equal, greater, less, greater_or_equal, less_or_equal };
enum class EnableBehavior { all, any };
// How FHIR asks that an item be shown. The kiosk shows words, buttons and fields only: drop-downs, sliders
// and auto-complete become buttons, and help stands beside its question.
enum class ItemControl {
  none,
  radio_button,
  check_box,
  drop_down,
  autocomplete,
  slider,
  spinner,
  text_box,
  list,
  header,
  footer,
  page,
  inline_words,
  prompt,
  unit,
  lower,
  upper,
  flyover,
  help,
  legal
};

struct EnableWhen {
  std::string question;  // linkId
  Compare compare;
  Value answer;  // bool for `exists`
};

struct Option {
  Value value;                   // Coding, string, integer or date
  Words text;                    // what is shown
  std::optional<double> weight;  // ordinalValue or itemWeight
  bool initially_chosen = false;
};

// What SDC works out by FHIRPath.
enum class FormulaUse { variable, initial, calculated, enabled, constraint, words };
struct Formula {
  FormulaUse use = FormulaUse::variable;
  std::string name;  // of a variable; key of a constraint
  path::Expression expression;
  Words human;           // what a broken constraint says
  bool warning = false;  // a constraint that stops nobody
  bool operator==(const Formula&) const = default;
};

struct Item {
  std::string link_id;
  ItemType type = ItemType::display;
  Words text;
  Words prefix;
  std::vector<Coding> codes;
  bool required = false;
  bool repeats = false;
  bool read_only = false;  // only on a display that was read leniently
  bool hidden = false;
  std::optional<std::int64_t> max_length;
  std::optional<std::int64_t> min_length;
  std::optional<std::int64_t> max_decimal_places;
  std::optional<std::int64_t> min_occurs;  // answers of a repeating question, where it is answered
  std::optional<std::int64_t> max_occurs;
  std::optional<Value> min_value;
  std::optional<Value> max_value;
  std::vector<Value> initial;
  std::vector<Option> options;
  std::vector<EnableWhen> enable_when;
  EnableBehavior enable_behavior = EnableBehavior::all;
  ItemControl control = ItemControl::none;
  std::optional<std::int64_t> step;  // of a slider
  bool options_made = false;         // buttons made from a slider's range, not written back
  Coding unit;                       // of a number
  std::vector<Coding> unit_options;  // of a quantity; the first is asked in
  Words entry_format;                // a hint of how to type the answer
  std::vector<Formula> formulas;
  // A group that repeats is followed by copies of itself, each asked when the one before it was to be
  // followed.
  std::string copy_of;  // linkId that this copy has in the form and in responses
  bool adds = false;    // made: "one more?", the last question of a group that repeats; in no response
  // Under a group; under a question they are asked once it is answered, and words stand beside it.
  std::vector<Item> items;

  bool has_code(const std::string& system, const std::string& code) const;
  // Can hold an answer: not a group or display.
  bool asks() const { return type != ItemType::group && type != ItemType::display; }
  // The linkId in the form and in responses.
  const std::string& in_form() const { return copy_of.empty() ? link_id : copy_of; }
  // The formula of a use, or null.
  const Formula* formula(FormulaUse use) const;
  bool calculated() const { return formula(FormulaUse::calculated) != nullptr; }
};

struct Questionnaire {
  std::string url;
  std::string version;
  std::string name;
  Words title;
  std::string status;
  std::string language = "en";
  Words copyright;
  std::vector<Formula> formulas;  // of the form as a whole: variables and constraints
  std::vector<Item> items;
  // linkId -> place in reading order, by which answers find their item at once. Filled by reading; stale
  // when `items` is changed by hand, and then built anew where its size differs.
  std::unordered_map<std::string, std::uint32_t> numbers;

  const Item* find(const std::string& link_id) const;  // at any depth
  // The first item that carries our meaning code (system `meaning_system`), such as "name-to-use".
  const Item* meaning(const std::string& code) const;
  std::string canonical() const { return url + "|" + version; }
};

// Item codes by which staff pages and rules find what an item means, whatever the form calls it.
inline constexpr const char* meaning_system = "urn:alongside:meaning";

enum class Reading {
  strict,
  lenient
};  // strict when publishing; lenient when importing: departures become warnings
struct ReadQuestionnaire {
  Questionnaire form;
  std::vector<std::string> warnings;  // "linkId: reason"
};
// Refuses what is not supported with "linkId: reason" (type, extension that changes meaning, value set, loop
// …); invariants que-0 … que-13 of FHIR R4 4.0.1. Limits: 100,000 items, depth 16.
Result<ReadQuestionnaire> read_questionnaire(const Json& resource, Reading reading);
Json write_questionnaire(const Questionnaire& form);

// Depth-first visit of every item.
template <class Visit>
void each_item(const std::vector<Item>& items, const Visit& visit) {
  for (const Item& item : items) {
    visit(item);
    each_item(item.items, visit);
  }
}

}  // namespace alongside
