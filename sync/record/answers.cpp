// Which items are enabled by the answers, and whether one answer fits its item.
#include <sync/record/answers.h>

#include <algorithm>

namespace alongside {

const Answer* Answers::find(const std::string& link_id) const {
  const auto found = by_link.find(link_id);
  return found == by_link.end() ? nullptr : &found->second;
}

bool Answers::answered(const std::string& link_id) const {
  const Answer* answer = find(link_id);
  return answer != nullptr && !answer->declined && !answer->values.empty();
}

Answers initial_answers(const Questionnaire& form) {
  Answers out;
  each_item(form.items, [&](const Item& item) {
    Answer answer{item.initial, false};
    for (const Option& option : item.options) {
      if (option.initially_chosen) answer.values.push_back(option.value);
    }
    if (!answer.values.empty()) out.by_link.emplace(item.link_id, std::move(answer));
  });
  return out;
}

namespace {

std::optional<double> number_of(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* decimal = std::get_if<Decimal>(&value)) return decimal->number();
  return std::nullopt;
}

// Dates are compared by the part that both have: 2024 and 2024-05 are neither before nor after each other.
std::partial_ordering order_of_dates(const Date& one, const Date& other) {
  const std::size_t length = std::min(one.text.size(), other.text.size());
  const int order = one.text.compare(0, length, other.text, 0, length);
  if (order != 0) return order < 0 ? std::partial_ordering::less : std::partial_ordering::greater;
  return one.text.size() == other.text.size() ? std::partial_ordering::equivalent
                                              : std::partial_ordering::unordered;
}

std::partial_ordering order(const Value& one, const Value& other) {
  const auto a = number_of(one);
  const auto b = number_of(other);
  if (a && b) return *a <=> *b;
  if (one.index() != other.index()) return std::partial_ordering::unordered;
  if (const auto* date = std::get_if<Date>(&one)) return order_of_dates(*date, std::get<Date>(other));
  if (const auto* text = std::get_if<std::string>(&one)) return *text <=> std::get<std::string>(other);
  return one == other ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
}

// Coding as FHIR compares it: system and code as given.
bool holds(Compare compare, const Value& answer, const Value& wanted) {
  const std::partial_ordering found = order(answer, wanted);
  switch (compare) {
    case Compare::equal:
      return found == 0;
    case Compare::not_equal:
      return found != 0;
    case Compare::greater:
      return found > 0;
    case Compare::less:
      return found < 0;
    case Compare::greater_or_equal:
      return found >= 0;
    case Compare::less_or_equal:
      return found <= 0;
    case Compare::exists:
      return false;
  }
  return false;
}

// Works out each item once; a condition's question first. Reading refused loops; one left over counts as
// disabled.
class Settle {
 public:
  Settle(const Questionnaire& form, const Answers& answers, std::map<std::string, bool>& by_link)
      : answers_(answers), by_link_(by_link) {
    collect(form.items, nullptr);
  }

  void all() {
    for (const auto& [link, node] : nodes_) settle(link);
  }

 private:
  struct Node {
    const Item* item;
    const Item* parent;
    bool entered = false;
  };

  void collect(const std::vector<Item>& items, const Item* parent) {
    for (const Item& item : items) {
      nodes_.emplace(item.link_id, Node{&item, parent});
      collect(item.items, &item);
    }
  }

  // An explicit stack, so that a long chain of conditions cannot exhaust the machine's.
  void settle(const std::string& first) {
    std::vector<std::string> stack{first};
    while (!stack.empty()) {
      const std::string link = stack.back();
      const auto found = nodes_.find(link);
      if (by_link_.count(link) > 0 || found == nodes_.end()) {
        stack.pop_back();
        continue;
      }
      Node& node = found->second;
      if (!node.entered) {
        node.entered = true;
        const auto need = [&](const std::string& other) {
          const auto at = nodes_.find(other);
          if (at != nodes_.end() && !at->second.entered && by_link_.count(other) == 0) stack.push_back(other);
        };
        if (node.parent != nullptr) need(node.parent->link_id);
        for (const EnableWhen& when : node.item->enable_when) need(when.question);
        continue;
      }
      by_link_[link] = enabled(node);
      stack.pop_back();
    }
  }

  bool known_on(const std::string& link) const {
    const auto found = by_link_.find(link);
    return found != by_link_.end() && found->second;
  }

  bool enabled(const Node& node) const {
    if (node.parent != nullptr && !known_on(node.parent->link_id)) return false;
    const auto& list = node.item->enable_when;
    if (list.empty()) return true;
    const auto met = [&](const EnableWhen& when) { return condition(when); };
    if (node.item->enable_behavior == EnableBehavior::any) return std::any_of(list.begin(), list.end(), met);
    return std::all_of(list.begin(), list.end(), met);
  }

  bool condition(const EnableWhen& when) const {
    const bool answered = known_on(when.question) && answers_.answered(when.question);
    if (when.compare == Compare::exists) {
      const bool* wanted = std::get_if<bool>(&when.answer);
      return wanted != nullptr && *wanted == answered;
    }
    if (!answered) return false;
    const auto& values = answers_.find(when.question)->values;
    return std::any_of(values.begin(), values.end(),
                       [&](const Value& value) { return holds(when.compare, value, when.answer); });
  }

  const Answers& answers_;
  std::map<std::string, bool>& by_link_;
  std::map<std::string, Node> nodes_;
};

}  // namespace

Enabled::Enabled(const Questionnaire& form, const Answers& answers) : form_(form) {
  Settle(form, answers, by_link_).all();
}

bool Enabled::operator()(const std::string& link_id) const {
  const auto found = by_link_.find(link_id);
  return found != by_link_.end() && found->second;
}

namespace {

void gather_asking(const std::vector<Item>& items, const Enabled& on, std::vector<const Item*>& out) {
  for (const Item& item : items) {
    if (item.hidden || !on(item.link_id)) continue;
    if (item.asks()) out.push_back(&item);
    gather_asking(item.items, on, out);
  }
}

}  // namespace

std::vector<const Item*> Enabled::asking() const {
  std::vector<const Item*> out;
  gather_asking(form_.items, *this, out);
  return out;
}

namespace {

bool type_fits(const Item& item, const Value& value) {
  switch (item.type) {
    case ItemType::boolean:
      return std::holds_alternative<bool>(value);
    case ItemType::integer:
      return std::holds_alternative<std::int64_t>(value);
    case ItemType::decimal:
      return number_of(value).has_value();
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

std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

Error fault(const char* word) { return {Code::invalid, word}; }

Result<> check_value(const Item& item, const Value& value) {
  if (!type_fits(item, value)) return fault("type");
  const std::string* text = std::get_if<std::string>(&value);
  const bool free = item.type == ItemType::open_choice && text != nullptr;
  if (!item.options.empty() && !free) {
    const bool offered = std::any_of(item.options.begin(), item.options.end(),
                                     [&](const Option& option) { return option.value == value; });
    if (!offered) return fault("option");
  }
  constexpr std::int64_t most_without_limit = 10000;
  if (text != nullptr) {
    const std::int64_t most = item.max_length.value_or(most_without_limit);
    if (characters(*text) > static_cast<std::size_t>(most)) return fault("too-long");
  }
  if (item.min_value && order(value, *item.min_value) < 0) return fault("too-small");
  if (item.max_value && order(value, *item.max_value) > 0) return fault("too-big");
  return {};
}

}  // namespace

Result<> check_answer(const Item& item, const Answer& answer) {
  if (!item.asks()) return fault("type");
  if (answer.declined && !answer.values.empty()) return fault("type");
  if (item.required && !answer.declined && answer.values.empty()) return fault("required");
  if (answer.values.size() > (item.repeats ? std::max<std::size_t>(item.options.size(), 50) : 1)) {
    return fault("too-many");
  }
  for (const Value& value : answer.values) TRY(check_value(item, value));
  return {};
}

}  // namespace alongside
