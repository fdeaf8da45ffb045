// The invariants que-1 … que-13 of FHIR R4, types of values, and conditions that wait for each other.
#include <sync/record/questionnaire_parts.h>

#include <map>
#include <set>

namespace alongside::form {
namespace {

using ByLink = std::map<std::string, const Item*>;

bool fits(const Item& item, const Value& value) {
  switch (item.type) {
    case ItemType::boolean:
      return std::holds_alternative<bool>(value);
    case ItemType::integer:
      return std::holds_alternative<std::int64_t>(value);
    case ItemType::decimal:
      return std::holds_alternative<Decimal>(value) || std::holds_alternative<std::int64_t>(value);
    case ItemType::date:
      return std::holds_alternative<Date>(value);
    case ItemType::string:
    case ItemType::text:
      return std::holds_alternative<std::string>(value);
    case ItemType::choice:
    case ItemType::open_choice:
      return !std::holds_alternative<bool>(value);
    case ItemType::group:
    case ItemType::display:
      return false;
  }
  return false;
}

Result<> check_display(const Item& item, Read& read) {
  const std::string& id = item.link_id;
  if (!item.items.empty()) return read.depart(id, "display with items (que-1)");
  if (!item.codes.empty()) TRY(read.depart(id, "display with a code (que-3)"));
  if (item.required || item.repeats) TRY(read.depart(id, "display is required or repeats (que-6)"));
  if (item.read_only) TRY(read.depart(id, "display is readOnly (que-9)"));
  return {};
}

Result<> check_shape(const Item& item, Read& read) {
  const std::string& id = item.link_id;
  if (item.type == ItemType::group && item.items.empty()) TRY(read.depart(id, "group without items (que-1)"));
  if (item.type == ItemType::group && item.repeats) return fault(id, "repeating groups are not supported");
  if (item.type == ItemType::display) TRY(check_display(item, read));
  if (!item.asks() && !item.initial.empty()) return fault(id, "initial on a group or display (que-8)");
  const bool choice = item.type == ItemType::choice || item.type == ItemType::open_choice;
  if (choice && item.options.empty()) return fault(id, "a choice without options");
  const bool no_options = !item.asks() || item.type == ItemType::boolean || item.type == ItemType::text;
  if (no_options && !item.options.empty()) return fault(id, "options on this type (que-5)");
  const bool no_length = !item.asks() || item.type == ItemType::choice || item.type == ItemType::date;
  if (no_length && item.max_length) TRY(read.depart(id, "maxLength on this type (que-10)"));
  if (!item.options.empty() && !item.initial.empty()) TRY(read.depart(id, "initial beside options (que-11)"));
  std::size_t chosen = item.initial.size();
  for (const Option& option : item.options) chosen += option.initially_chosen ? 1 : 0;
  if (chosen > 1 && !item.repeats) return fault(id, "several initial answers but does not repeat (que-13)");
  return {};
}

Result<> check_values(const Item& item) {
  for (const Option& option : item.options) {
    if (!fits(item, option.value)) return fault(item.link_id, "an option of another type");
  }
  for (const Value& value : item.initial) {
    if (!fits(item, value)) return fault(item.link_id, "initial of another type");
  }
  for (const auto* limit : {&item.min_value, &item.max_value}) {
    if (limit->has_value() && (item.options.empty() ? !fits(item, **limit) : true)) {
      return fault(item.link_id, "minValue or maxValue of another type");
    }
  }
  return {};
}

Result<> check_conditions(const Item& item, const ByLink& by_link) {
  for (const EnableWhen& when : item.enable_when) {
    const auto found = by_link.find(when.question);
    if (found == by_link.end()) return fault(item.link_id, "enableWhen names an unknown linkId");
    if (!found->second->asks()) return fault(item.link_id, "enableWhen names an item that asks nothing");
    const bool flag = std::holds_alternative<bool>(when.answer);
    if (when.compare == Compare::exists && !flag)
      return fault(item.link_id, "exists needs a boolean (que-7)");
    const bool ordered = when.compare != Compare::exists && when.compare != Compare::equal &&
                         when.compare != Compare::not_equal;
    if (ordered && (flag || std::holds_alternative<Coding>(when.answer))) {
      return fault(item.link_id, "enableWhen orders values that have no order");
    }
  }
  return {};
}

// An item waits for the questions in its conditions and for those of the groups around it.
class Loops {
 public:
  explicit Loops(const std::vector<Item>& items) { collect(items, {}); }

  // The linkId on a loop, or empty. An explicit stack: forms are long, and conditions may form one long
  // chain.
  std::string find() const {
    std::map<std::string, int> mark;  // 1 on the way, 2 done
    for (const auto& [start, unused] : waits_) {
      if (mark[start] != 0) continue;
      std::vector<std::pair<std::string, std::size_t>> way{{start, 0}};
      mark[start] = 1;
      while (!way.empty()) {
        auto& [link, next] = way.back();
        const auto& needs = waits_.at(link);
        if (next == needs.size()) {
          mark[link] = 2;
          way.pop_back();
          continue;
        }
        const std::string need = needs[next++];
        if (mark[need] == 1) return need;
        if (mark[need] == 0) {
          mark[need] = 1;
          way.emplace_back(need, 0);
        }
      }
    }
    return {};
  }

 private:
  void collect(const std::vector<Item>& items, const std::string& parent) {
    for (const Item& item : items) {
      std::vector<std::string>& needs = waits_[item.link_id];
      if (!parent.empty()) needs.push_back(parent);
      for (const EnableWhen& when : item.enable_when) needs.push_back(when.question);
      collect(item.items, item.link_id);
    }
  }

  std::map<std::string, std::vector<std::string>> waits_;
};

Result<> collect(const std::vector<Item>& items, ByLink& by_link) {
  for (const Item& item : items) {
    if (!by_link.emplace(item.link_id, &item).second)
      return fault(item.link_id, "linkId is used twice (que-2)");
    TRY(collect(item.items, by_link));
  }
  return {};
}

}  // namespace

Result<> check_rules(const std::vector<Item>& items, Read& read) {
  ByLink by_link;
  TRY(collect(items, by_link));
  for (const auto& [link, item] : by_link) {
    TRY(check_shape(*item, read));
    TRY(check_values(*item));
    TRY(check_conditions(*item, by_link));
  }
  const std::string loop = Loops(items).find();
  if (!loop.empty()) return fault(loop, "enableWhen conditions wait for each other");
  return {};
}

}  // namespace alongside::form
