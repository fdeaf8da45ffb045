// The invariants que-1 … que-13 of FHIR R4, types of values, and conditions that wait for each other.
#include <sync/record/answers.h>
#include <sync/record/questionnaire_parts.h>

#include <algorithm>
#include <vector>

namespace alongside::form {
namespace {

// Types whose answers have no length (que-10).
bool has_no_length(ItemType type) {
  return type == ItemType::choice || type == ItemType::date || type == ItemType::time ||
         type == ItemType::date_time || type == ItemType::quantity;
}

Result<> check_display(const Item& item, Read& read) {
  const std::string& id = item.link_id;
  if (!item.items.empty()) return read.depart(id, "display with items (que-1)");
  if (!item.codes.empty()) TRY(read.depart(id, "display with a code (que-3)"));
  if (item.required || item.repeats) TRY(read.depart(id, "display is required or repeats (que-6)"));
  if (item.read_only) TRY(read.depart(id, "display is readOnly (que-9)"));
  return {};
}

bool asks_inside(const std::vector<Item>& items) {
  return std::any_of(items.begin(), items.end(),
                     [](const Item& item) { return item.asks() || asks_inside(item.items); });
}

// How many answers, letters or decimal places: only where such a number means something.
Result<> check_counts(const Item& item) {
  const std::string& id = item.link_id;
  const bool text = item.type == ItemType::string || item.type == ItemType::text;
  if (item.min_length && !text) return fault(id, "minLength on this type");
  if (item.max_decimal_places && item.type != ItemType::decimal)
    return fault(id, "maxDecimalPlaces on this type");
  const std::int64_t least = item.min_occurs.value_or(0);
  const std::int64_t most = item.max_occurs.value_or(item.repeats ? 1000 : 1);
  if (least > most) return fault(id, "minOccurs above maxOccurs");
  if (!item.repeats && (most > 1 || (least > 0 && !item.required)))
    return fault(id, "minOccurs or maxOccurs on an item that does not repeat");
  if (least > static_cast<std::int64_t>(item.options.size()) && !item.options.empty())
    return fault(id, "minOccurs above the number of options");
  return {};
}

Result<> check_rounds(const Item& group, Read& read) {
  if (any_repeats(group.items))
    return fault(group.link_id, "repeating groups in each other are not supported");
  if (group.min_occurs.value_or(0) > 1) return fault(group.link_id, "minOccurs on a group is not supported");
  if (group.max_occurs.value_or(most_rounds_of_group + 1) > most_rounds_of_group)
    read.warn(group.link_id, "the group is asked at most 5 times");
  return {};
}

Result<> check_shape(const Item& item, Read& read) {
  const std::string& id = item.link_id;
  if (item.type == ItemType::group && item.items.empty()) TRY(read.depart(id, "group without items (que-1)"));
  if (item.type == ItemType::group && item.repeats) TRY(check_rounds(item, read));
  if (item.type == ItemType::display) TRY(check_display(item, read));
  if (item.type == ItemType::group && item.required)
    TRY(read.depart(id, "required on a group is not supported: mark its questions"));
  if (item.asks() && item.repeats && asks_inside(item.items))
    return fault(id, "questions under a question that repeats are not supported");
  const bool untouched = item.type == ItemType::display || item.hidden || item.calculated();
  if (item.read_only && !untouched) return fault(id, "readOnly is not supported");
  if (!item.asks() && !item.initial.empty()) return fault(id, "initial on a group or display (que-8)");
  const bool choice = item.type == ItemType::choice || item.type == ItemType::open_choice;
  if (choice && item.options.empty()) return fault(id, "a choice without options");
  const bool no_options = !item.asks() || item.type == ItemType::boolean || item.type == ItemType::text ||
                          item.type == ItemType::url;
  if (no_options && !item.options.empty()) return fault(id, "options on this type (que-5)");
  const bool no_length = !item.asks() || has_no_length(item.type);
  if (no_length && item.max_length) TRY(read.depart(id, "maxLength on this type (que-10)"));
  const bool answers_given = !item.options.empty() && !item.options_made;
  if (answers_given && !item.initial.empty()) TRY(read.depart(id, "initial beside options (que-11)"));
  std::size_t chosen = item.initial.size();
  for (const Option& option : item.options) chosen += !item.options_made && option.initially_chosen ? 1 : 0;
  if (chosen > 1 && !item.repeats) return fault(id, "several initial answers but does not repeat (que-13)");
  return {};
}

// The same option twice cannot be told apart in an answer.
Result<> check_options(const Item& item, Read& read) {
  std::vector<std::string> seen;
  for (const Option& option : item.options) {
    if (!fits(item, option.value)) return fault(item.link_id, "an option of another type");
    const auto* coding = std::get_if<Coding>(&option.value);
    seen.push_back(coding ? coding->system + "|" + (coding->code.empty() ? coding->display : coding->code)
                          : option.text.text);
  }
  std::sort(seen.begin(), seen.end());
  if (std::adjacent_find(seen.begin(), seen.end()) != seen.end()) {
    TRY(read.depart(item.link_id, "the same option twice"));
  }
  return {};
}

Result<> check_limits(const Item& item) {
  const bool may = item.type == ItemType::integer || item.type == ItemType::decimal ||
                   item.type == ItemType::date || item.type == ItemType::time ||
                   item.type == ItemType::date_time || item.type == ItemType::quantity;
  for (const auto* limit : {&item.min_value, &item.max_value}) {
    if (limit->has_value() &&
        (!may || (!item.options.empty() && !item.options_made) || !fits(item, **limit))) {
      return fault(item.link_id, "minValue or maxValue of another type");
    }
  }
  if (item.min_value && item.max_value && order(*item.min_value, *item.max_value) > 0) {
    return fault(item.link_id, "minValue above maxValue");
  }
  return {};
}

Result<> check_initial(const Item& item) {
  Answer answer{item.initial, false};
  for (const Option& option : item.options) {
    if (option.initially_chosen && !item.options_made) answer.values.push_back(option.value);
  }
  if (answer.values.empty()) return {};
  if (auto checked = check_answer(item, answer); !checked) {
    return fault(item.link_id, "initial: " + checked.error().what);
  }
  return {};
}

// A condition that can never be met would hide its item without a word.
Result<> check_comparison(const Item& item, const EnableWhen& when, const Item& asked, Read& read) {
  if (when.compare == Compare::exists) return {};
  const bool address = asked.type == ItemType::url && std::holds_alternative<std::string>(when.answer);
  if (!fits(asked, when.answer) && !address) {
    return read.depart(item.link_id, "enableWhen compares with another type than " + asked.link_id + " has");
  }
  const bool equality = when.compare == Compare::equal || when.compare == Compare::not_equal;
  const bool free = asked.type == ItemType::open_choice || asked.options.empty();
  if (free || !equality) return {};
  const bool offered = std::any_of(asked.options.begin(), asked.options.end(), [&](const Option& option) {
    return order(option.value, when.answer) == 0;
  });
  if (!offered) {
    return read.depart(item.link_id,
                       "enableWhen compares with an option that " + asked.link_id + " does not have");
  }
  return {};
}

class Rules {
 public:
  explicit Rules(Read& read) : read_(read) {}

  Result<Numbers> check(const std::vector<Item>& items) {
    numbers_.reserve(read_.items);
    TRY(collect(items, 0));
    for (const Place& place : places_) {
      TRY(check_shape(*place.item, read_));
      TRY(check_counts(*place.item));
      TRY(check_options(*place.item, read_));
      TRY(check_limits(*place.item));
      TRY(check_initial(*place.item));
      TRY(check_conditions(*place.item));
    }
    if (const Item* loop = find_loop())
      return fault(loop->link_id, "enableWhen conditions wait for each other");
    return std::move(numbers_);
  }

 private:
  struct Place {
    const Item* item;
    std::size_t parent;  // 1 more than its place; 0: none
  };

  Result<> collect(const std::vector<Item>& items, std::size_t parent) {
    for (const Item& item : items) {
      const auto number = static_cast<std::uint32_t>(places_.size());
      if (!numbers_.emplace(item.link_id, number).second)
        return fault(item.link_id, "linkId is used twice (que-2)");
      places_.push_back({&item, parent});
      TRY(collect(item.items, number + std::size_t{1}));
    }
    return {};
  }

  Result<> check_conditions(const Item& item) {
    for (const EnableWhen& when : item.enable_when) {
      const auto found = numbers_.find(when.question);
      if (found == numbers_.end()) return fault(item.link_id, "enableWhen names an unknown linkId");
      const Item& asked = *places_[found->second].item;
      if (!asked.asks()) return fault(item.link_id, "enableWhen names an item that asks nothing");
      const bool flag = std::holds_alternative<bool>(when.answer);
      if (when.compare == Compare::exists && !flag)
        return fault(item.link_id, "exists needs a boolean (que-7)");
      const bool ordered = when.compare != Compare::exists && when.compare != Compare::equal &&
                           when.compare != Compare::not_equal;
      if (ordered && (flag || std::holds_alternative<Coding>(when.answer))) {
        return fault(item.link_id, "enableWhen orders values that have no order");
      }
      TRY(check_comparison(item, when, asked, read_));
    }
    return {};
  }

  // An item waits for the questions in its conditions and for those of the groups around it.
  std::size_t needs(std::size_t at) const {
    return places_[at].item->enable_when.size() + (places_[at].parent != 0 ? 1 : 0);
  }
  std::size_t need(std::size_t at, std::size_t nth) const {
    const auto& list = places_[at].item->enable_when;
    return nth < list.size() ? numbers_.at(list[nth].question) : places_[at].parent - 1;
  }

  // An item on a loop, or none. An explicit stack: forms are long, and conditions may form one long chain.
  const Item* find_loop() const {
    std::vector<char> mark(places_.size(), 0);  // 1 on the way, 2 done
    for (std::size_t start = 0; start < places_.size(); ++start) {
      if (mark[start] != 0) continue;
      std::vector<std::pair<std::size_t, std::size_t>> way{{start, 0}};
      mark[start] = 1;
      while (!way.empty()) {
        auto& [at, next] = way.back();
        if (next == needs(at)) {
          mark[at] = 2;
          way.pop_back();
          continue;
        }
        const std::size_t other = need(at, next++);
        if (mark[other] == 1) return places_[other].item;
        if (mark[other] == 2) continue;
        mark[other] = 1;
        way.emplace_back(other, 0);
      }
    }
    return nullptr;
  }

  Read& read_;
  Numbers numbers_;
  std::vector<Place> places_;
};

}  // namespace

Result<Numbers> check_rules(const std::vector<Item>& items, Read& read) { return Rules(read).check(items); }

}  // namespace alongside::form
