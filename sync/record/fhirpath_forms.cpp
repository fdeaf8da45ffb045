// Functions that SDC adds to FHIRPath: the answers of a response and the weight of an option.
#include <sync/record/fhirpath_parts.h>
#include <sync/record/questionnaire.h>
#include <sync/record/questionnaire_parts.h>

namespace alongside::path {
namespace {

Result<> gather(Run& run, const Node& node, Nodes& out, int depth) {
  if (depth > most_depth) return wrong("nested too deep");
  TRY(run.spend(1));
  Nodes answers;
  members(node, "answer", answers);
  for (const Node& answer : answers) members(answer, "value", out);
  if (out.size() > run.limits.elements) return wrong("a collection is too large");
  Nodes items;
  members(node, "item", items);
  for (const Node& answer : answers) members(answer, "item", items);
  for (const Node& item : items) TRY(gather(run, item, out, depth + 1));
  return {};
}

// Values of all answers at and under the items.
Result<Nodes> answers(const Call& call) {
  Nodes out;
  for (const Node& node : call.focus) TRY(gather(call.run, node, out, 1));
  return out;
}

std::optional<double> weight_beside(const Node& node) {
  const auto* object = std::get_if<const Json*>(&node.value);
  const Json* holder = object != nullptr ? *object : node.twin;
  return holder == nullptr || !holder->is_object() ? std::nullopt : form::weight_of(*holder);
}

bool same_value(const Node& node, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) {
    const auto* given = std::get_if<std::string>(&node.value);
    return given != nullptr && *given == *text;
  }
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    const auto* given = std::get_if<std::int64_t>(&node.value);
    return given != nullptr && *given == *whole;
  }
  const auto* coding = std::get_if<Coding>(&value);
  const auto* object = std::get_if<const Json*>(&node.value);
  return coding != nullptr && object != nullptr && (*object)->is_object() &&
         string_or(**object, "system") == coding->system && string_or(**object, "code") == coding->code;
}

const Item* asked_item(const Environment& environment, const std::string& link) {
  if (environment.asked == nullptr) return environment.form->find(link);
  const auto found = environment.asked->find(link);
  return found == environment.asked->end() ? nullptr : found->second;
}

std::optional<double> weight_in_form(const Node& node, const Environment& environment) {
  if (environment.form == nullptr || node.asked == nullptr) return std::nullopt;
  const Item* item = asked_item(environment, string_or(*node.asked, "linkId"));
  if (item == nullptr) return std::nullopt;
  for (const Option& option : item->options) {
    if (same_value(node, option.value)) return option.weight;
  }
  return std::nullopt;
}

// The weight on the answer wins, else that of the option; none: nothing.
Result<Nodes> weight(const Call& call) {
  Nodes out;
  for (const Node& node : call.focus) {
    Nodes values;
    members(node, "value", values);
    const Node& meant = values.empty() ? node : values[0];
    auto found = weight_beside(node);
    if (!found) found = weight_beside(meant);
    if (!found) found = weight_in_form(meant, call.run.environment);
    if (!found) continue;
    const bool whole = *found == static_cast<double>(static_cast<std::int64_t>(*found));
    for (Node& each : number(*found, whole)) out.push_back(std::move(each));
  }
  return out;
}

constexpr Function table[] = {{"answers", 0, 0, answers},
                              {"answer", 0, 0, answers},
                              {"weight", 0, 0, weight},
                              {"ordinal", 0, 0, weight}};

}  // namespace

std::span<const Function> form_functions() { return table; }

}  // namespace alongside::path
