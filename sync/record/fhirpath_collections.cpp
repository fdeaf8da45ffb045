// Functions of FHIRPath on collections: existence, filters, subsetting and combining.
#include <sync/record/fhirpath_parts.h>

#include <algorithm>
#include <array>
#include <set>

namespace alongside::path {
namespace {

Result<Nodes> kept(const Call& call) {
  Nodes out;
  for (std::size_t i = 0; i < call.focus.size(); ++i) {
    const Nodes found = TRY(call.run.on_each(call.parts[0], call.focus[i], i));
    if (TRY(truth(found)).value_or(false)) out.push_back(call.focus[i]);
  }
  return out;
}

Result<Nodes> empty(const Call& call) { return one(call.focus.empty()); }

Result<Nodes> exists(const Call& call) {
  if (call.parts.empty()) return one(!call.focus.empty());
  const Nodes found = TRY(kept(call));
  return one(!found.empty());
}

Result<Nodes> all(const Call& call) {
  for (std::size_t i = 0; i < call.focus.size(); ++i) {
    const Nodes found = TRY(call.run.on_each(call.parts[0], call.focus[i], i));
    if (!TRY(truth(found)).value_or(false)) return one(false);
  }
  return one(true);
}

// How many elements are the boolean that is looked for; others than booleans fail.
Result<std::size_t> count_of(const Call& call, bool wanted) {
  std::size_t out = 0;
  for (const Node& node : call.focus) {
    const bool* flag = std::get_if<bool>(&node.value);
    if (flag == nullptr) return wrong("booleans are expected");
    if (*flag == wanted) ++out;
  }
  return out;
}

Result<Nodes> all_true(const Call& call) { return one(TRY(count_of(call, true)) == call.focus.size()); }
Result<Nodes> any_true(const Call& call) { return one(TRY(count_of(call, true)) > 0); }
Result<Nodes> all_false(const Call& call) { return one(TRY(count_of(call, false)) == call.focus.size()); }
Result<Nodes> any_false(const Call& call) { return one(TRY(count_of(call, false)) > 0); }

bool within(const Nodes& some, const Nodes& many) {
  return std::all_of(some.begin(), some.end(), [&](const Node& node) { return among(node, many); });
}

Result<Nodes> subset_of(const Call& call) {
  const Nodes other = TRY(call.argument(0));
  TRY(call.run.spend(call.focus.size() * other.size()));
  return one(within(call.focus, other));
}

Result<Nodes> superset_of(const Call& call) {
  const Nodes other = TRY(call.argument(0));
  TRY(call.run.spend(call.focus.size() * other.size()));
  return one(within(other, call.focus));
}

Result<Nodes> count(const Call& call) { return one(static_cast<std::int64_t>(call.focus.size())); }

Result<Nodes> distinct(const Call& call) { return operate(call.run, "|", call.focus, {}); }

Result<Nodes> is_distinct(const Call& call) {
  const Nodes found = TRY(distinct(call));
  return one(found.size() == call.focus.size());
}

Result<Nodes> select(const Call& call) {
  Nodes out;
  for (std::size_t i = 0; i < call.focus.size(); ++i) {
    Nodes found = TRY(call.run.on_each(call.parts[0], call.focus[i], i));
    TRY(call.run.spend(found.size()));
    std::move(found.begin(), found.end(), std::back_inserter(out));
    if (out.size() > call.run.limits.elements) return wrong("a collection is too large");
  }
  return out;
}

// New: an object at another place, or a plain value that was not there.
class Seen {
 public:
  bool add(const Node& node, const Nodes& so_far) {
    const auto* object = std::get_if<const Json*>(&node.value);
    if (object != nullptr) return objects_.insert(*object).second;
    return !among(node, so_far);
  }

 private:
  std::set<const Json*> objects_;
};

Result<Nodes> repeat(const Call& call) {
  Nodes out;
  Seen seen;
  Nodes front = call.focus;
  while (!front.empty()) {
    Nodes next;
    for (std::size_t i = 0; i < front.size(); ++i) {
      const Nodes found = TRY(call.run.on_each(call.parts[0], front[i], i));
      for (const Node& node : found) {
        TRY(call.run.spend(std::holds_alternative<const Json*>(node.value) ? 1 : out.size() + 1));
        if (!seen.add(node, out)) continue;
        out.push_back(node);
        next.push_back(node);
      }
      if (out.size() > call.run.limits.elements) return wrong("a collection is too large");
    }
    front = std::move(next);
  }
  return out;
}

Result<Nodes> of_type(const Call& call) {
  Nodes out;
  for (const Node& node : call.focus) {
    if (is_of(node, call.parts[0].text)) out.push_back(node);
  }
  return out;
}

Result<Nodes> is(const Call& call) {
  const Node* node = TRY(single(call.focus));
  return node == nullptr ? Nodes{} : one(is_of(*node, call.parts[0].text));
}

Result<Nodes> as(const Call& call) {
  const Node* node = TRY(single(call.focus));
  return node != nullptr && is_of(*node, call.parts[0].text) ? call.focus : Nodes{};
}

Result<Nodes> only(const Call& call) {
  TRY(single(call.focus));
  return call.focus;
}

Nodes part(const Nodes& nodes, std::size_t from, std::size_t length) {
  Nodes out;
  for (std::size_t i = from; i < nodes.size() && i - from < length; ++i) out.push_back(nodes[i]);
  return out;
}

constexpr std::size_t to_the_end = static_cast<std::size_t>(-1);

Result<Nodes> first(const Call& call) { return part(call.focus, 0, 1); }
Result<Nodes> last(const Call& call) {
  return call.focus.empty() ? Nodes{} : part(call.focus, call.focus.size() - 1, 1);
}
Result<Nodes> tail(const Call& call) { return part(call.focus, 1, to_the_end); }

Result<Nodes> skip(const Call& call) {
  const Nodes argument = TRY(call.argument(0));
  const auto by = TRY(whole_in(argument)).value_or(0);
  return part(call.focus, by < 0 ? 0 : static_cast<std::size_t>(by), to_the_end);
}

Result<Nodes> take(const Call& call) {
  const Nodes argument = TRY(call.argument(0));
  const auto most = TRY(whole_in(argument)).value_or(0);
  return part(call.focus, 0, most < 0 ? 0 : static_cast<std::size_t>(most));
}

Result<Nodes> intersect(const Call& call) {
  const Nodes other = TRY(call.argument(0));
  Nodes out;
  for (const Node& node : call.focus) {
    TRY(call.run.spend(other.size() + out.size()));
    if (among(node, other) && !among(node, out)) out.push_back(node);
  }
  return out;
}

Result<Nodes> exclude(const Call& call) {
  const Nodes other = TRY(call.argument(0));
  Nodes out;
  for (const Node& node : call.focus) {
    TRY(call.run.spend(other.size()));
    if (!among(node, other)) out.push_back(node);
  }
  return out;
}

Result<Nodes> union_(const Call& call) {
  const Nodes other = TRY(call.argument(0));
  return operate(call.run, "|", call.focus, other);
}

Result<Nodes> combine(const Call& call) {
  Nodes other = TRY(call.argument(0));
  Nodes out = call.focus;
  std::move(other.begin(), other.end(), std::back_inserter(out));
  if (out.size() > call.run.limits.elements) return wrong("a collection is too large");
  return out;
}

// The parts are worked out on the focus as $this, and only the one that is chosen.
Result<Nodes> iif(const Call& call) {
  const Scope scope{call.focus, call.scope.index, call.scope.total};
  const Nodes found = TRY(call.run.work(call.parts[0], scope));
  if (TRY(truth(found)).value_or(false)) return call.run.work(call.parts[1], scope);
  return call.parts.size() > 2 ? call.run.work(call.parts[2], scope) : Result<Nodes>(Nodes{});
}

Result<Nodes> aggregate(const Call& call) {
  Nodes total;
  if (call.parts.size() > 1) total = TRY(call.argument(1));
  for (std::size_t i = 0; i < call.focus.size(); ++i)
    total = TRY(call.run.on_each(call.parts[0], call.focus[i], i, &total));
  return total;
}

Result<Nodes> not_(const Call& call) {
  const auto found = TRY(truth(call.focus));
  return found ? one(!*found) : Nodes{};
}

constexpr Function table[] = {{"empty", 0, 0, empty},
                              {"exists", 0, 1, exists},
                              {"all", 1, 1, all},
                              {"allTrue", 0, 0, all_true},
                              {"anyTrue", 0, 0, any_true},
                              {"allFalse", 0, 0, all_false},
                              {"anyFalse", 0, 0, any_false},
                              {"subsetOf", 1, 1, subset_of},
                              {"supersetOf", 1, 1, superset_of},
                              {"count", 0, 0, count},
                              {"distinct", 0, 0, distinct},
                              {"isDistinct", 0, 0, is_distinct},
                              {"where", 1, 1, kept},
                              {"select", 1, 1, select},
                              {"repeat", 1, 1, repeat},
                              {"ofType", 1, 1, of_type},
                              {"is", 1, 1, is},
                              {"as", 1, 1, as},
                              {"single", 0, 0, only},
                              {"first", 0, 0, first},
                              {"last", 0, 0, last},
                              {"tail", 0, 0, tail},
                              {"skip", 1, 1, skip},
                              {"take", 1, 1, take},
                              {"intersect", 1, 1, intersect},
                              {"exclude", 1, 1, exclude},
                              {"union", 1, 1, union_},
                              {"combine", 1, 1, combine},
                              {"iif", 2, 3, iif},
                              {"aggregate", 1, 2, aggregate},
                              {"not", 0, 0, not_}};

}  // namespace

std::span<const Function> collection_functions() { return table; }

}  // namespace alongside::path
