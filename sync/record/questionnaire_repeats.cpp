// Groups that repeat: copies of the group, so that what asks, checks and writes needs to know of items alone.
#include <sync/record/questionnaire_parts.h>

#include <algorithm>
#include <set>

namespace alongside::form {
namespace {

void gather(const Item& item, std::set<std::string>& out) {
  out.insert(item.link_id);
  for (const Item& child : item.items) gather(child, out);
}

std::string named(const std::string& link, std::int64_t round) { return link + "#" + std::to_string(round); }

// Conditions on what stands in the group mean the same round of it.
void rename(Item& item, const std::set<std::string>& inside, std::int64_t round) {
  item.copy_of = item.link_id;
  item.link_id = named(item.link_id, round);
  for (EnableWhen& when : item.enable_when) {
    if (inside.count(when.question) > 0) when.question = named(when.question, round);
  }
  for (Item& child : item.items) rename(child, inside, round);
}

Item one_more(const Item& group, std::int64_t round) {
  Item out;
  out.link_id = named(group.link_id, round) + "+";
  out.type = ItemType::boolean;
  out.text = group.text;
  out.adds = true;
  return out;
}

std::vector<Item> rounds_of(const Item& group) {
  const std::int64_t most = std::min(group.max_occurs.value_or(most_rounds_of_group), most_rounds_of_group);
  std::set<std::string> inside;
  gather(group, inside);
  std::vector<Item> out{group};
  for (std::int64_t round = 2; round <= most; ++round) {
    Item copy = group;
    std::erase_if(copy.formulas, [](const Formula& one) { return one.use == FormulaUse::enabled; });
    rename(copy, inside, round);
    out.back().items.push_back(one_more(group, round - 1));
    copy.enable_when = {{out.back().items.back().link_id, Compare::equal, true}};
    out.push_back(std::move(copy));
  }
  return out;
}

std::size_t size_of(const Item& item) {
  std::size_t out = 1;
  for (const Item& child : item.items) out += size_of(child);
  return out;
}

}  // namespace

bool any_repeats(const std::vector<Item>& items) {
  return std::any_of(items.begin(), items.end(), [](const Item& item) {
    return (item.type == ItemType::group && item.repeats) || any_repeats(item.items);
  });
}

Result<Numbers> number_items(const std::vector<Item>& items) {
  Numbers out;
  const Item* twice = nullptr;
  each_item(items, [&](const Item& item) {
    if (!out.emplace(item.link_id, static_cast<std::uint32_t>(out.size())).second) twice = &item;
  });
  if (twice != nullptr) return fault(twice->link_id, "linkId is that of a copy of a group that repeats");
  return out;
}

Result<> unroll(std::vector<Item>& items, std::size_t& count) {
  const auto repeats = [](const Item& item) { return item.type == ItemType::group && item.repeats; };
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!repeats(items[i])) {
      TRY(unroll(items[i].items, count));
      continue;
    }
    count += size_of(items[i]) * static_cast<std::size_t>(most_rounds_of_group);
    if (count > most_items) return fault("form", "more than 100,000 items with groups that repeat");
    std::vector<Item> rounds = rounds_of(items[i]);
    const auto at = items.begin() + static_cast<std::ptrdiff_t>(i);
    i += rounds.size() - 1;
    items.insert(items.erase(at), std::make_move_iterator(rounds.begin()),
                 std::make_move_iterator(rounds.end()));
  }
  return {};
}

}  // namespace alongside::form
