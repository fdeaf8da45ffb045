// Which items are enabled by the answers, and whether one answer fits its item.
#include <sync/record/formulas.h>
#include <sync/record/questionnaire_parts.h>

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

Answers initial_answers(const Questionnaire& form, const std::string& now) {
  Answers out;
  out.now = now;
  each_item(form.items, [&](const Item& item) {
    Answer answer{item.initial, false};
    for (const Option& option : item.options) {
      if (option.initially_chosen && !item.options_made) answer.values.push_back(option.value);
    }
    if (!answer.values.empty()) out.by_link.emplace(item.link_id, std::move(answer));
  });
  add_initial(form, out);
  return out;
}

namespace {

// Coding as FHIR compares it: system and code as given.
bool holds(Compare compare, const Value& answer, const Value& wanted) {
  const std::partial_ordering found = form::order(answer, wanted);
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

form::Numbers number_all(const std::vector<Item>& items) {
  form::Numbers out;
  each_item(items,
            [&](const Item& item) { out.emplace(item.link_id, static_cast<std::uint32_t>(out.size())); });
  return out;
}

}  // namespace

// Works out each item once; a condition's question first. Reading refused loops; one left over counts as
// disabled.
class Enabled::Settle {
 public:
  Settle(const Questionnaire& form, const Answers& answers, const form::Numbers& numbers,
         std::vector<char>& state, const Off& closed)
      : answers_(answers), numbers_(numbers), state_(state), off_(closed) {
    places_.reserve(numbers.size());
    collect(form.items, none);
    state_.assign(places_.size(), unknown);
  }

  void all() {
    for (std::size_t i = 0; i < places_.size(); ++i) settle(i);
  }

 private:
  static constexpr char unknown = 0;
  static constexpr char entered = 1;
  static constexpr char off = 2;
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  struct Place {
    const Item* item;
    std::size_t parent;
  };

  void collect(const std::vector<Item>& items, std::size_t parent) {
    for (const Item& item : items) {
      places_.push_back({&item, parent});
      if (!item.items.empty()) collect(item.items, places_.size() - 1);
    }
  }

  std::size_t number(const std::string& link) const {
    const auto found = numbers_.find(link);
    return found == numbers_.end() || found->second >= places_.size() ? none : found->second;
  }

  // An explicit stack, so that a long chain of conditions cannot exhaust the machine's.
  void settle(std::size_t first) {
    stack_.assign(1, first);
    while (!stack_.empty()) {
      const std::size_t at = stack_.back();
      const Place& place = places_[at];
      if (state_[at] == unknown && waits(place)) {
        state_[at] = entered;
        continue;
      }
      if (state_[at] < off) state_[at] = enabled(place) ? on : off;
      stack_.pop_back();
    }
  }

  // Puts what must be known first on the stack.
  bool waits(const Place& place) {
    const std::size_t before = stack_.size();
    const auto need = [&](std::size_t other) {
      if (other != none && state_[other] == unknown) stack_.push_back(other);
    };
    need(place.parent);
    for (const EnableWhen& when : place.item->enable_when) need(number(when.question));
    return stack_.size() > before;
  }

  bool known_on(std::size_t at) const { return at != none && state_[at] == on; }

  bool enabled(const Place& place) const {
    if (place.parent != none && !open(places_[place.parent], *place.item)) return false;
    if (!off_.empty() && off_.count(place.item->link_id) > 0) return false;
    const auto& list = place.item->enable_when;
    if (list.empty()) return true;
    const auto met = [&](const EnableWhen& when) { return condition(when); };
    if (place.item->enable_behavior == EnableBehavior::any) return std::any_of(list.begin(), list.end(), met);
    return std::all_of(list.begin(), list.end(), met);
  }

  // What stands under a question is asked once that is answered; words stand there from the start.
  bool open(const Place& parent, const Item& item) const {
    const Item& above = *parent.item;
    if (state_[static_cast<std::size_t>(&parent - places_.data())] != on) return false;
    return !above.asks() || item.type == ItemType::display || answers_.answered(above.link_id);
  }

  bool condition(const EnableWhen& when) const {
    const bool answered = known_on(number(when.question)) && answers_.answered(when.question);
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
  const form::Numbers& numbers_;
  std::vector<char>& state_;
  const Off& off_;
  std::vector<Place> places_;
  std::vector<std::size_t> stack_;
};

Enabled::Enabled(const Questionnaire& form, const Answers& answers) : form_(form), given_(answers) {
  if (!works_out(form)) {
    settle({});
    return;
  }
  WorkedOut worked = work_out(form, answers);
  worked_ = std::move(worked.answers);
  said_ = std::move(worked.words);
  settle(worked.off);
}

Enabled::Enabled(const Questionnaire& form, const Answers& answers, const Off& off)
    : form_(form), given_(answers) {
  settle(off);
}

void Enabled::settle(const Off& off) {
  std::size_t count = 0;
  each_item(form_.items, [&](const Item&) { ++count; });
  if (count != form_.numbers.size()) own_ = number_all(form_.items);
  Settle(form_, answers(), numbers(), state_, off).all();
}

const std::string& Enabled::words(const Item& item, const std::string& language) const {
  const auto found = said_.find(item.link_id);
  return found == said_.end() ? item.text.in(language) : found->second;
}

bool Enabled::operator()(const std::string& link_id) const {
  const auto found = numbers().find(link_id);
  return found != numbers().end() && found->second < state_.size() && state_[found->second] == on;
}

std::vector<const Item*> Enabled::asking() const {
  std::vector<const Item*> out;
  std::size_t number = 0;
  gather(form_.items, true, number, out);
  return out;
}

void Enabled::gather(const std::vector<Item>& items, bool visible, std::size_t& number,
                     std::vector<const Item*>& out) const {
  for (const Item& item : items) {
    const bool shown = visible && !item.hidden && state_[number] == on;
    ++number;
    if (shown && item.asks() && !item.calculated()) out.push_back(&item);
    if (!item.items.empty()) gather(item.items, shown, number, out);
  }
}

namespace {

std::size_t characters(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

Error fault(const char* word) { return {Code::invalid, word}; }

// FHIR R4 forbids control characters in strings, but for tab and line ends.
bool has_control(const std::string& text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
  });
}

// How long a value is, as maxLength counts it.
std::size_t length_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return characters(*text);
  if (const auto* address = std::get_if<Uri>(&value)) return characters(address->text);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole).size();
  if (const auto* decimal = std::get_if<Decimal>(&value)) return decimal->digits.size();
  return 0;
}

// The item's own unit where it has one, by code or by words.
bool unit_fits(const Item& item, const Coding& unit) {
  if (item.unit.code.empty() && item.unit.display.empty()) return true;
  if (std::find(item.unit_options.begin(), item.unit_options.end(), unit) != item.unit_options.end())
    return true;
  return item.unit.code.empty() ? unit.display == item.unit.display : unit == item.unit;
}

std::int64_t places_of(const Value& value) {
  const auto* decimal = std::get_if<Decimal>(&value);
  const std::size_t point = decimal == nullptr ? std::string::npos : decimal->digits.find('.');
  return point == std::string::npos ? 0 : static_cast<std::int64_t>(decimal->digits.size() - point) - 1;
}

bool offered(const Item& item, const Value& value) {
  return std::any_of(item.options.begin(), item.options.end(),
                     [&](const Option& option) { return form::order(option.value, value) == 0; });
}

Result<> check_value(const Item& item, const Value& value) {
  if (!form::fits(item, value)) return fault("type");
  const auto* amount = std::get_if<Quantity>(&value);
  if (amount != nullptr && !unit_fits(item, amount->unit)) return fault("unit");
  const std::string* text = std::get_if<std::string>(&value);
  if (text != nullptr && text->find_first_not_of(" \t\r\n") == std::string::npos) return fault("empty");
  if (text != nullptr && has_control(*text)) return fault("characters");
  const bool free = item.type == ItemType::open_choice && text != nullptr;
  if (!item.options.empty() && !free && !offered(item, value)) return fault("option");
  constexpr std::int64_t most_without_limit = 10000;
  const auto most = static_cast<std::size_t>(item.max_length.value_or(most_without_limit));
  if (length_of(value) > most) return fault("too-long");
  if (item.min_length && text != nullptr && length_of(value) < static_cast<std::size_t>(*item.min_length))
    return fault("too-short");
  if (item.max_decimal_places && places_of(value) > *item.max_decimal_places) return fault("decimal-places");
  constexpr std::int64_t most_whole = 0x7fffffff;  // FHIR integers have 32 bits
  const auto* whole = std::get_if<std::int64_t>(&value);
  if (whole != nullptr && *whole < -most_whole - 1) return fault("too-small");
  if (whole != nullptr && *whole > most_whole) return fault("too-big");
  if (item.min_value && form::order(value, *item.min_value) < 0) return fault("too-small");
  if (item.max_value && form::order(value, *item.max_value) > 0) return fault("too-big");
  return {};
}

bool repeated(const std::vector<Value>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = i + 1; j < values.size(); ++j) {
      if (form::order(values[i], values[j]) == 0) return true;
    }
  }
  return false;
}

}  // namespace

Result<> check_answer(const Item& item, const Answer& answer) {
  if (!item.asks()) return fault("type");
  if (answer.declined && !answer.values.empty()) return fault("type");
  if (item.required && !answer.declined && answer.values.empty()) return fault("required");
  const std::size_t usual = item.repeats ? std::max<std::size_t>(item.options.size(), 50) : 1;
  const std::size_t most = item.max_occurs ? static_cast<std::size_t>(*item.max_occurs) : usual;
  if (answer.values.size() > most) return fault("too-many");
  const bool given = !answer.values.empty();
  if (given && answer.values.size() < static_cast<std::size_t>(item.min_occurs.value_or(0)))
    return fault("too-few");
  for (const Value& value : answer.values) TRY(check_value(item, value));
  if (!item.options.empty() && repeated(answer.values)) return fault("twice");
  return {};
}

}  // namespace alongside
