// Functions of FHIRPath on the tree of a resource, on the clock, and to look inside.
#include <sync/record/fhirpath_parts.h>

namespace alongside::path {
namespace {

Result<Nodes> children_of(const Call& call) {
  Nodes out;
  for (const Node& node : call.focus) {
    children(node, out);
    TRY(call.run.spend(1));
    if (out.size() > call.run.limits.elements) return wrong("a collection is too large");
  }
  return out;
}

// Depth first, so that a response is met in reading order.
Result<> descend(Run& run, const Nodes& nodes, Nodes& out, int depth) {
  if (depth > most_depth) return wrong("nested too deep");
  for (const Node& node : nodes) {
    TRY(run.spend(1));
    if (out.size() >= run.limits.elements) return wrong("a collection is too large");
    out.push_back(node);
    Nodes inside;
    children(node, inside);
    TRY(descend(run, inside, out, depth + 1));
  }
  return {};
}

Result<Nodes> descendants(const Call& call) {
  Nodes out;
  for (const Node& node : call.focus) {
    Nodes inside;
    children(node, inside);
    TRY(descend(call.run, inside, out, 1));
  }
  return out;
}

// Answers what it was given: nothing is written anywhere.
Result<Nodes> trace(const Call& call) { return call.focus; }

Result<std::string> clock(const Call& call) {
  const std::string& now = call.run.environment.now;
  constexpr std::size_t least = 19;  // up to the seconds
  if (now.size() < least) return wrong("the time is not known here");
  return now;
}

Result<Nodes> now(const Call& call) { return one(DateTime{TRY(clock(call))}); }
Result<Nodes> today(const Call& call) { return one(Date{TRY(clock(call)).substr(0, 10)}); }
Result<Nodes> time_of_day(const Call& call) { return one(ClockTime{TRY(clock(call)).substr(11, 8)}); }

Result<Nodes> extension(const Call& call) {
  const Nodes argument = TRY(call.argument(0));
  const auto url = TRY(text_in(argument));
  Nodes out;
  if (!url) return out;
  for (const Node& node : call.focus) {
    Nodes found;
    members(node, "extension", found);
    for (Node& each : found) {
      const auto* object = std::get_if<const Json*>(&each.value);
      if (object != nullptr && string_or(**object, "url") == *url) out.push_back(std::move(each));
    }
  }
  return out;
}

bool is_plain(const Node& node) { return !std::holds_alternative<const Json*>(node.value); }

Result<Nodes> has_value(const Call& call) { return one(call.focus.size() == 1 && is_plain(call.focus[0])); }

Result<Nodes> get_value(const Call& call) {
  return call.focus.size() == 1 && is_plain(call.focus[0]) ? call.focus : Nodes{};
}

constexpr Function table[] = {{"children", 0, 0, children_of}, {"descendants", 0, 0, descendants},
                              {"trace", 1, 2, trace},          {"now", 0, 0, now},
                              {"today", 0, 0, today},          {"timeOfDay", 0, 0, time_of_day},
                              {"extension", 1, 1, extension},  {"hasValue", 0, 0, has_value},
                              {"getValue", 0, 0, get_value}};

}  // namespace

std::span<const Function> tree_functions() { return table; }

}  // namespace alongside::path
