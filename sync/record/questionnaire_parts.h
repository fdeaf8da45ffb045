// Shared by the files that read and write a Questionnaire: primitive values, words and what reading carries
// along.
#pragma once

#include <sync/record/questionnaire.h>

#include <compare>

namespace alongside::form {

inline constexpr const char* fhir = "http://hl7.org/fhir/StructureDefinition/";
inline constexpr std::size_t most_items = 100000;
inline constexpr int most_depth = 16;
inline constexpr std::int64_t most_length = 100000;

using Numbers = std::unordered_map<std::string, std::uint32_t>;

struct Read {
  Reading reading;
  std::vector<std::string> warnings;
  std::size_t items = 0;
  const Json* contained = nullptr;  // resources that came inside the form

  void warn(const std::string& where, const std::string& reason) {
    warnings.push_back(where + ": " + reason);
  }
  // A departure from FHIR: refused when strict, a warning when lenient.
  Result<> depart(const std::string& where, const std::string& reason);
};

Error fault(const std::string& where, const std::string& reason);
// prefix "value" or "answer" and a type name: valueInteger, answerCoding … `missing` when there is none;
// invalid when there are two. A decimal's digits that a JSON number would lose stand beside it in an
// extension.
Result<Value> read_value(const Json& holder, const std::string& prefix);
void write_value(Json& holder, const std::string& prefix, const Value& value);
Result<Coding> read_coding(const Json& json);
// Text that may be absent (empty then), but must be text.
Result<std::string> read_text(const Json& holder, const char* key, const std::string& where);
// The member `key` with the translations of `_key`.
Result<Words> read_words(const Json& holder, const char* key, const std::string& where);
void write_words(Json& holder, const char* key, const Words& words);
Result<std::vector<Item>> read_items(const Json& array, Read& read, int depth);
// The options of a value set inside the form ("#id"). Nothing is fetched: any other one is refused.
Result<std::vector<Option>> read_value_set(const std::string& name, const std::string& where,
                                           const Read& read);
// ordinalValue or itemWeight of an option, concept or coding.
std::optional<double> weight_of(const Json& option);
// The extension whose address ends in the name, or null.
const Json* extension(const Json& holder, const std::string& name);

std::string extension_name(const Json& one);

// Expressions of a form or item; invalid where FHIRPath does not read or another language is used.
Result<std::vector<Formula>> read_formulas(const Json& holder, const std::string& where);
// Refuses expressions where they mean nothing.
Result<> no_formulas(const Json& holder, const std::string& where);
// cqf-expression beside the text.
void write_words_formula(Json& item, const std::vector<Formula>& formulas);
void write_formulas(Json& list, const std::vector<Formula>& formulas);
// The form's expressions stand where they mean something and use variables that are there.
Result<> check_formulas(const Questionnaire& form);

bool any_repeats(const std::vector<Item>& items);
// The places of all items in reading order; invalid where a linkId stands twice.
Result<Numbers> number_items(const std::vector<Item>& items);
// Puts copies behind every group that repeats; none when linkIds would collide.
Result<> unroll(std::vector<Item>& items, std::size_t& count);
// A group that repeats is asked at most so often, whatever its maxOccurs.
inline constexpr std::int64_t most_rounds_of_group = 5;

struct ControlName {
  const char* code;
  ItemControl control;
  bool question, group, display;  // where it may stand
  const char* note;               // how the kiosk shows it, where that differs
};
const ControlName* control_named(const std::string& code);
const ControlName* control_named(ItemControl control);

// Checks what items say of each other; answers their places in reading order.
Result<Numbers> check_rules(const std::vector<Item>& items, Read& read);
// Numbers by size, dates by the part both have, text by bytes; other pairs are equal or have no order.
std::partial_ordering order(const Value& one, const Value& other);
// The value is of the type that the item's answers have.
bool fits(const Item& item, const Value& value);
// Refuses extensions that change meaning; names the others in warnings. Those read elsewhere pass.
Result<> check_extensions(const Json& holder, const std::string& where, Read& read);

}  // namespace alongside::form
