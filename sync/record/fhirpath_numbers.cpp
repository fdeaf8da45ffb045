// Functions of FHIRPath on numbers: sums and the usual ones of mathematics.
#include <sync/record/fhirpath_parts.h>

#include <algorithm>
#include <cmath>

namespace alongside::path {
namespace {

bool is_whole(const Node& node) { return std::holds_alternative<std::int64_t>(node.value); }

// Of amounts too: they are added where their units are the same.
Result<Nodes> sum(const Call& call) {
  Nodes total;
  for (const Node& node : call.focus) {
    const Nodes each = {node};
    if (&node == &call.focus[0]) {
      total = each;
      continue;
    }
    total = TRY(operate(call.run, "+", total, each));
    if (total.empty()) return total;
  }
  return total;
}

Result<Nodes> average(const Call& call) {
  const Nodes total = TRY(sum(call));
  if (total.empty()) return total;
  return operate(call.run, "/", total, one(static_cast<std::int64_t>(call.focus.size())));
}

Result<Nodes> best(const Call& call, bool least) {
  const Node* out = nullptr;
  for (const Node& node : call.focus) {
    if (out == nullptr) {
      out = &node;
      continue;
    }
    const auto found = TRY(order(node, *out));
    if (!found) return Nodes{};
    if (least ? *found < 0 : *found > 0) out = &node;
  }
  return out == nullptr ? Nodes{} : Nodes{*out};
}
Result<Nodes> min(const Call& call) { return best(call, true); }
Result<Nodes> max(const Call& call) { return best(call, false); }

Result<Nodes> abs(const Call& call) {
  const Node* node = TRY(single(call.focus));
  if (node == nullptr) return Nodes{};
  if (const auto amount = amount_of(*node)) return one(Amount{std::abs(amount->number), amount->unit});
  const auto value = TRY(number_in(call.focus));
  return number(std::abs(*value), is_whole(*node));
}

using Real = double (*)(double);

Result<Nodes> to_whole(const Call& call, Real change) {
  const auto value = TRY(number_in(call.focus));
  return value ? number(change(*value), true) : Nodes{};
}
Result<Nodes> ceiling(const Call& call) { return to_whole(call, std::ceil); }
Result<Nodes> floor(const Call& call) { return to_whole(call, std::floor); }
Result<Nodes> truncate(const Call& call) { return to_whole(call, std::trunc); }

Result<Nodes> to_real(const Call& call, Real change) {
  const auto value = TRY(number_in(call.focus));
  return value ? number(change(*value), false) : Nodes{};
}
Result<Nodes> exp(const Call& call) { return to_real(call, std::exp); }
Result<Nodes> ln(const Call& call) { return to_real(call, std::log); }
Result<Nodes> sqrt(const Call& call) { return to_real(call, std::sqrt); }

Result<Nodes> log(const Call& call) {
  const auto value = TRY(number_in(call.focus));
  const Nodes argument = TRY(call.argument(0));
  const auto base = TRY(number_in(argument));
  if (!value || !base) return Nodes{};
  return number(std::log(*value) / std::log(*base), false);
}

Result<Nodes> power(const Call& call) {
  const auto value = TRY(number_in(call.focus));
  const Nodes argument = TRY(call.argument(0));
  const auto by = TRY(number_in(argument));
  if (!value || !by) return Nodes{};
  const double out = std::pow(*value, *by);
  return number(out, is_whole(call.focus[0]) && is_whole(argument[0]) && out == std::trunc(out));
}

// Halves go up, as the specification's examples do.
Result<Nodes> round(const Call& call) {
  const auto value = TRY(number_in(call.focus));
  std::int64_t places = 0;
  if (!call.parts.empty()) {
    const Nodes argument = TRY(call.argument(0));
    places = TRY(whole_in(argument)).value_or(0);
  }
  constexpr std::int64_t most_places = 8;
  if (places < 0 || places > most_places) return wrong("round() to these places");
  if (!value) return Nodes{};
  const double scale = std::pow(10.0, static_cast<double>(places));
  return number(std::floor(*value * scale + 0.5) / scale, places == 0);
}

constexpr Function table[] = {
    {"sum", 0, 0, sum},     {"avg", 0, 0, average},     {"min", 0, 0, min},     {"max", 0, 0, max},
    {"abs", 0, 0, abs},     {"ceiling", 0, 0, ceiling}, {"floor", 0, 0, floor}, {"truncate", 0, 0, truncate},
    {"exp", 0, 0, exp},     {"ln", 0, 0, ln},           {"sqrt", 0, 0, sqrt},   {"log", 1, 1, log},
    {"power", 1, 1, power}, {"round", 0, 1, round}};

}  // namespace

std::span<const Function> number_functions() { return table; }

}  // namespace alongside::path
