// Works out a FHIRPath expression: paths, variables, truth and the limits.
#include <sync/record/fhirpath_parts.h>

#include <algorithm>
#include <array>

namespace alongside::path {
namespace {

using Truth = std::optional<bool>;

Nodes of_truth(Truth value) { return value ? one(*value) : Nodes{}; }

Truth both(Truth a, Truth b) {
  if ((a && !*a) || (b && !*b)) return false;
  return a && b ? Truth(true) : Truth();
}

Truth either(Truth a, Truth b) {
  if ((a && *a) || (b && *b)) return true;
  return a && b ? Truth(false) : Truth();
}

bool is_logic(const std::string& name) {
  return name == "and" || name == "or" || name == "xor" || name == "implies";
}

Truth logic(const std::string& name, Truth a, Truth b) {
  if (name == "and") return both(a, b);
  if (name == "or") return either(a, b);
  if (name == "xor") return a && b ? Truth(*a != *b) : Truth();
  return either(a ? Truth(!*a) : Truth(), b);
}

bool settled(const std::string& name, Truth a) {
  return a && ((name == "and" && !*a) || (name == "or" && *a) || (name == "implies" && !*a));
}

// The same name twice is a fault of the table, so that the first found is meant.
const std::vector<const Function*>& all_functions() {
  static const std::vector<const Function*> all = [] {
    std::vector<const Function*> out;
    for (const auto& table : {collection_functions(), tree_functions(), text_functions(), number_functions(),
                              conversion_functions(), form_functions()}) {
      for (const Function& function : table) out.push_back(&function);
    }
    return out;
  }();
  return all;
}

bool is_variable(const Tree& tree, const char* name) {
  return tree.kind == Kind::variable && tree.text == name;
}

bool is_name(const Tree& tree, const char* name) { return tree.kind == Kind::name && tree.text == name; }

bool is_call(const Tree& tree, const char* name, std::size_t arguments) {
  return tree.kind == Kind::call && tree.text == name && tree.parts.size() == arguments;
}

// The text that linkId is compared with, where the part is where(linkId = 'text').
const std::string* link_wanted(const Tree& part) {
  if (!is_call(part, "where", 1)) return nullptr;
  const Tree& same = part.parts[0];
  if (same.kind != Kind::operation || same.text != "=" || !is_name(same.parts[0], "linkId")) return nullptr;
  const Tree& text = same.parts[1];
  if (text.kind != Kind::literal || text.literal.size() != 1) return nullptr;
  return std::get_if<std::string>(&text.literal[0].value);
}

// %resource.repeat(item) or %resource.descendants()
bool is_all_items(const Tree& tree, bool& under_answers) {
  if (tree.kind != Kind::path || !is_variable(tree.parts[0], "resource")) return false;
  under_answers = is_call(tree.parts[1], "descendants", 0);
  return under_answers || (is_call(tree.parts[1], "repeat", 1) && is_name(tree.parts[1].parts[0], "item"));
}

// What most forms ask: an item by its linkId, wherever it stands.
std::optional<Nodes> looked_up(const Tree& path, const Environment& environment) {
  if (environment.items == nullptr) return std::nullopt;
  bool under_answers = false;
  const std::string* link = link_wanted(path.parts[1]);
  if (link == nullptr || !is_all_items(path.parts[0], under_answers)) return std::nullopt;
  Nodes out;
  const auto found = environment.items->find(*link);
  if (found == environment.items->end()) return out;
  for (const LinkedItem& one : found->second) {
    if (under_answers || !one.under_answer) out.push_back(plain(*one.item, ""));
  }
  return out;
}

}  // namespace

const Function* find_function(std::string_view name) {
  for (const Function* function : all_functions()) {
    if (name == function->name) return function;
  }
  return nullptr;
}

std::vector<FunctionNote> functions() {
  std::vector<FunctionNote> out;
  for (const Function* function : all_functions())
    out.push_back({function->name, static_cast<int>(function->least), static_cast<int>(function->most)});
  return out;
}

Result<> Run::spend(std::size_t steps) {
  spent_ += steps;
  if (spent_ > limits.steps) return wrong("takes too many steps");
  return {};
}

Result<Nodes> Run::variable(const std::string& name) {
  const auto found = environment.variables.find(name);
  if (found != environment.variables.end()) return found->second;
  if (name == "context") return context;
  if (name == "resource" || name == "rootResource")
    return environment.resource == nullptr ? Nodes{} : node_of(*environment.resource);
  if (name == "questionnaire")
    return environment.questionnaire == nullptr ? Nodes{} : node_of(*environment.questionnaire);
  if (name == "ucum") return one(std::string("http://unitsofmeasure.org"));
  if (name == "loinc") return one(std::string("http://loinc.org"));
  if (name == "sct") return one(std::string("http://snomed.info/sct"));
  return wrong("unknown variable: %" + name.substr(0, 60));
}

Result<Nodes> Run::on_each(const Tree& part, const Node& node, std::size_t index, const Nodes* total) {
  const Nodes self = {node};
  return work(part, Scope{self, static_cast<std::int64_t>(index), total});
}

Result<Nodes> Run::apply(const Tree& part, const Nodes& focus, const Scope& scope, bool first) {
  TRY(spend(focus.size() + 1));
  if (part.kind == Kind::call) {
    auto out = find_function(part.text)->work(Call{*this, focus, part.parts, scope});
    if (out && out->size() > limits.elements) return wrong("a collection is too large");
    return out;
  }
  if (part.kind != Kind::name) return work(part, scope);
  Nodes out;
  for (const Node& node : focus) {
    // Patient.name: the type of the resource begins the path.
    if (first && node.type == part.text && !part.text.empty()) {
      out.push_back(node);
      continue;
    }
    members(node, part.text, out);
  }
  TRY(spend(out.size()));
  if (out.size() > limits.elements) return wrong("a collection is too large");
  return out;
}

Result<Nodes> Run::work(const Tree& tree, const Scope& scope) {
  TRY(spend(1));
  switch (tree.kind) {
    case Kind::literal:
      return tree.literal;
    case Kind::self:
      return scope.self;
    case Kind::place:
      return one(scope.index);
    case Kind::total:
      return scope.total == nullptr ? Nodes{} : *scope.total;
    case Kind::variable:
      return variable(tree.text);
    case Kind::name:
    case Kind::call:
      return apply(tree, scope.self, scope, true);
    case Kind::path: {
      if (auto found = looked_up(tree, environment)) return std::move(*found);
      const Nodes left = TRY(work(tree.parts[0], scope));
      return apply(tree.parts[1], left, scope, false);
    }
    case Kind::at: {
      const Nodes left = TRY(work(tree.parts[0], scope));
      const Nodes place = TRY(work(tree.parts[1], scope));
      const auto at = TRY(whole_in(place));
      if (!at || *at < 0 || static_cast<std::size_t>(*at) >= left.size()) return Nodes{};
      return Nodes{left[static_cast<std::size_t>(*at)]};
    }
    case Kind::sign: {
      Nodes inside = TRY(work(tree.parts[0], scope));
      return tree.text == "-" ? negate(inside) : Result<Nodes>(std::move(inside));
    }
    case Kind::type_test: {
      const Nodes left = TRY(work(tree.parts[0], scope));
      const Node* only = TRY(single(left));
      if (only == nullptr) return Nodes{};
      const bool fits = is_of(*only, tree.parts[1].text);
      if (tree.text == "is") return one(fits);
      return fits ? left : Nodes{};
    }
    case Kind::operation:
      break;
  }
  const Nodes left = TRY(work(tree.parts[0], scope));
  if (is_logic(tree.text)) {
    const Truth a = TRY(truth(left));
    if (settled(tree.text, a)) return of_truth(logic(tree.text, a, Truth()));
    const Nodes right = TRY(work(tree.parts[1], scope));
    return of_truth(logic(tree.text, a, TRY(truth(right))));
  }
  const Nodes right = TRY(work(tree.parts[1], scope));
  return operate(*this, tree.text, left, right);
}

Result<std::optional<bool>> truth(const Nodes& nodes) {
  if (nodes.empty()) return std::optional<bool>();
  if (nodes.size() > 1) return wrong("more than one element where one is meant");
  const bool* flag = std::get_if<bool>(&nodes[0].value);
  return std::optional<bool>(flag == nullptr || *flag);
}

Result<const Node*> single(const Nodes& nodes) {
  if (nodes.empty()) return static_cast<const Node*>(nullptr);
  if (nodes.size() > 1) return wrong("more than one element where one is meant");
  return &nodes[0];
}

Result<std::optional<std::string>> text_in(const Nodes& nodes) {
  const Node* node = TRY(single(nodes));
  if (node == nullptr) return std::optional<std::string>();
  if (std::holds_alternative<std::string>(node->value) || is_moment(*node))
    return std::optional<std::string>(text_of(*node));
  return wrong("a text is expected");
}

Result<std::optional<std::int64_t>> whole_in(const Nodes& nodes) {
  const Node* node = TRY(single(nodes));
  if (node == nullptr) return std::optional<std::int64_t>();
  if (const auto* whole = std::get_if<std::int64_t>(&node->value)) return std::optional<std::int64_t>(*whole);
  return wrong("a whole number is expected");
}

Result<std::optional<double>> number_in(const Nodes& nodes) {
  const Node* node = TRY(single(nodes));
  if (node == nullptr) return std::optional<double>();
  if (const auto found = number_of(*node)) return found;
  return wrong("a number is expected");
}

bool truth_of(const Nodes& nodes) {
  if (nodes.size() != 1) return !nodes.empty();
  const bool* flag = std::get_if<bool>(&nodes[0].value);
  return flag == nullptr || *flag;
}

Result<Nodes> evaluate(const Expression& expression, const Nodes& context, const Environment& environment,
                       const Limits& limits) {
  Run run(environment, limits, context);
  return run.work(expression.tree, Scope{context});
}

}  // namespace alongside::path
