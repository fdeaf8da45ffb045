// Shared by the files of FHIRPath: working out with limits, the values, and the tables of functions.
#pragma once

#include <sync/record/fhirpath.h>

#include <nlohmann/json.hpp>

#include <compare>
#include <optional>
#include <span>

namespace alongside::path {

Error wrong(std::string what);

// What $this, $index and $total are where a part is worked out.
struct Scope {
  const Nodes& self;
  std::int64_t index = 0;
  const Nodes* total = nullptr;
};

// One working out: it counts its steps and fails at a limit.
class Run {
 public:
  Run(const Environment& given, const Limits& bounds, const Nodes& start)
      : environment(given), limits(bounds), context(start) {}

  Result<Nodes> work(const Tree& tree, const Scope& scope);
  // A part that applies to `focus`: a name or a function.
  Result<Nodes> apply(const Tree& part, const Nodes& focus, const Scope& scope, bool first);
  // The part worked out for one element as $this.
  Result<Nodes> on_each(const Tree& part, const Node& one, std::size_t index, const Nodes* total = nullptr);
  Result<> spend(std::size_t steps);

  const Environment& environment;
  const Limits& limits;
  const Nodes& context;

 private:
  Result<Nodes> variable(const std::string& name);
  std::size_t spent_ = 0;
};

struct Call {
  Run& run;
  const Nodes& focus;
  std::span<const Tree> parts;  // arguments as written
  const Scope& scope;
  // An argument worked out where the call stands.
  Result<Nodes> argument(std::size_t at) const { return run.work(parts[at], scope); }
};

struct Function {
  const char* name;
  std::size_t least, most;  // arguments
  Result<Nodes> (*work)(const Call& call);
};
std::span<const Function> collection_functions();
std::span<const Function> tree_functions();
std::span<const Function> text_functions();
std::span<const Function> number_functions();
std::span<const Function> conversion_functions();
std::span<const Function> form_functions();
const Function* find_function(std::string_view name);

// Binary operators but for and, or, xor and implies, which need not work out both sides.
Result<Nodes> operate(Run& run, const std::string& name, const Nodes& one, const Nodes& other);
Result<Nodes> negate(const Nodes& nodes);
bool is_of(const Node& node, std::string_view type);
// A node as written JSON names it, as plain value where FHIR says its type.
Node plain(const Json& json, std::string_view type);
// Members of an object by name; `value` finds valueString and its like.
void members(const Node& node, const std::string& name, Nodes& out);
void children(const Node& node, Nodes& out);

template <class Value>
Nodes one(Value value) {
  Node node;
  node.value = std::move(value);
  Nodes out;
  out.push_back(std::move(node));
  return out;
}

// Empty, one boolean as it is, one of another type true; more than one fails.
Result<std::optional<bool>> truth(const Nodes& nodes);
// None, or the one; more than one fails.
Result<const Node*> single(const Nodes& nodes);
Result<std::optional<std::string>> text_in(const Nodes& nodes);
Result<std::optional<std::int64_t>> whole_in(const Nodes& nodes);
Result<std::optional<double>> number_in(const Nodes& nodes);
std::optional<double> number_of(const Node& node);
Nodes number(double value, bool whole);

// Equal, unlike, or not to be told (dates of different precision).
std::optional<bool> equal(const Node& one, const Node& other);
std::optional<bool> equal(const Nodes& one, const Nodes& other);
bool alike(const Node& one, const Node& other);  // ~ of one element
bool alike(const Nodes& one, const Nodes& other);
bool among(const Node& node, const Nodes& nodes);
// Empty where it cannot be told; invalid for types without a common order.
Result<std::optional<std::partial_ordering>> order(const Node& one, const Node& other);
std::string text_of(const Node& node);  // as toString() has it; empty for an object
std::optional<Amount> amount_of(const Node& node);

// Dates and times by their text.
bool is_moment(const Node& node);
std::optional<Node> read_moment(std::string_view text);  // as a literal without its @
std::optional<std::partial_ordering> order_of_moments(const Node& one, const Node& other);
Result<Nodes> moved(const Node& moment, const Amount& by);
std::string calendar_unit(const std::string& unit);  // "year" of "years"; empty: none

// ECMAScript's common part; invalid when it is none or takes too long. `whole`: the whole text must match.
Result<bool> matches(std::string_view text, const std::string& pattern, bool whole);
Result<std::string> replaced(std::string_view text, const std::string& pattern, const std::string& by,
                             std::size_t most);

}  // namespace alongside::path
