// FHIR R4 Questionnaire as plain values: what a form asks. Pure.
#pragma once

#include <platform/json.h>
#include <platform/result.h>

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
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

struct Coding {
  std::string system;
  std::string code;
  std::string display;
  // Same system and code; the display does not matter (FHIR Coding).
  bool operator==(const Coding& other) const { return system == other.system && code == other.code; }
};

// FHIR decimal keeps its digits ("1.50"); compared as a number.
struct Decimal {
  std::string digits;  // -?[0-9]+(.[0-9]+)? or as JSON writes a number
  double number() const;
  bool operator==(const Decimal& other) const { return number() == other.number(); }
};

// FHIR date: YYYY, YYYY-MM or YYYY-MM-DD.
struct Date {
  std::string text;
  bool operator==(const Date&) const = default;
};
// invalid: not a calendar date (29 Feb of a common year, month 13, year outside 1–9999).
Result<Date> read_date(const std::string& text);

// hh:mm:ss, with a fraction at most.
struct ClockTime {
  std::string text;
  bool operator==(const ClockTime&) const = default;
};
Result<ClockTime> read_time(const std::string& text);
// A FHIR date, or date and time with its zone.
struct DateTime {
  std::string text;
  bool operator==(const DateTime&) const = default;
};
Result<DateTime> read_date_time(const std::string& text);
struct Uri {
  std::string text;
  bool operator==(const Uri&) const = default;
};
struct Quantity {
  Decimal amount;
  Coding unit;  // its words in `display`
  bool operator==(const Quantity&) const = default;
};

using Value =
    std::variant<bool, std::int64_t, Decimal, Date, std::string, Coding, ClockTime, DateTime, Uri, Quantity>;
// In words for staff: a coding by its display, yes or no in English, an amount with its unit.
std::string text_of(const Value& value);

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
  Words entry_format;                // a hint of how to type the answer
  // Under a group; under a question they are asked once it is answered, and words stand beside it.
  std::vector<Item> items;

  bool has_code(const std::string& system, const std::string& code) const;
  // Can hold an answer: not a group or display.
  bool asks() const { return type != ItemType::group && type != ItemType::display; }
};

struct Questionnaire {
  std::string url;
  std::string version;
  std::string name;
  Words title;
  std::string status;
  std::string language = "en";
  Words copyright;
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
