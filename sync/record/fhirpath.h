// FHIRPath for forms: an expression is read once and worked out on a response, with limits. Pure.
#pragma once

#include <platform/json.h>
#include <sync/record/value.h>

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace alongside {
struct Questionnaire;
struct Item;
}  // namespace alongside

namespace alongside::path {

// An amount with its unit; units are never converted. Calendar words are singular: "year".
struct Amount {
  double number = 0;
  std::string unit;
  bool operator==(const Amount&) const = default;
};

// One element of a collection: a plain value, or an object inside a resource, which must outlive it.
struct Node {
  std::variant<bool, std::int64_t, double, std::string, Date, DateTime, ClockTime, Amount, const Json*> value;
  std::string type;             // FHIR's name of it where known: "Coding", "date"
  const Json* twin = nullptr;   // `_name` beside a plain value
  const Json* asked = nullptr;  // the item of a response in which it stands
};
using Nodes = std::vector<Node>;

enum class Kind { literal, name, call, variable, self, place, total, path, at, sign, operation, type_test };

struct Tree {
  Kind kind = Kind::literal;
  std::string text;  // a name, operator or type
  Nodes literal;
  std::vector<Tree> parts;
  int depth = 1;
};

// How large an expression may be, and how much working out may cost before it fails.
struct Limits {
  std::size_t steps = 1000000;    // operators, functions and elements looked at
  std::size_t elements = 200000;  // of one collection
  std::size_t text = 100000;      // bytes of one made text
};
inline constexpr std::size_t most_expression = 20000;  // bytes
inline constexpr int most_depth = 250;                 // of one expression's tree

struct Expression {
  std::string text;
  Tree tree;
  bool operator==(const Expression& other) const { return text == other.text; }
};

// invalid: not FHIRPath, or a function, operator or size that the engine does not have; `what` names it.
Result<Expression> read_expression(std::string_view text);
// Names after % that the expression uses.
std::vector<std::string> variables_of(const Tree& tree);
bool calls(const Tree& tree, std::string_view function);

// Items of %resource by linkId, so that %resource.repeat(item).where(linkId = 'x') need not search.
struct LinkedItem {
  const Json* item = nullptr;
  bool under_answer = false;  // only descendants() finds it
};
using ItemsByLink = std::unordered_map<std::string, std::vector<LinkedItem>>;

struct Environment {
  const Json* resource = nullptr;                                       // %resource
  const Json* questionnaire = nullptr;                                  // %questionnaire
  const Questionnaire* form = nullptr;                                  // where weight() finds the options
  const std::unordered_map<std::string, const Item*>* asked = nullptr;  // its items; null: they are searched
  const ItemsByLink* items = nullptr;                                   // of the resource; null: not known
  std::string now;  // a FHIR dateTime with its zone; empty: now() and today() fail
  std::map<std::string, Nodes, std::less<>> variables;
};

// %context is the context given. invalid: more than one where one is meant, unlike types compared, a limit
// reached.
Result<Nodes> evaluate(const Expression& expression, const Nodes& context, const Environment& environment,
                       const Limits& limits = {});

Nodes node_of(const Json& json);  // a whole resource or element
Json json_of(const Node& node);
// True and false of a condition: empty counts as false, one element that is no boolean as true.
bool truth_of(const Nodes& nodes);

// What the engine has, for the published table: name, how many arguments, an example and its answer.
struct FunctionNote {
  const char* name;
  int least, most;
};
std::vector<FunctionNote> functions();

}  // namespace alongside::path
