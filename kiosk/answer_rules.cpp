// What a typed or chosen answer must be, beyond what the form itself says. Pure.
#include <kiosk/visit.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace alongside {
namespace {

bool means(const Item& item, const char* meaning) { return item.has_code(meaning_system, meaning); }

bool all_digits(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

// Digits with at most one point, which stands between digits.
bool decimal_fits(const std::string& text) {
  const auto point = text.find('.');
  if (point == std::string::npos) return text.size() < 10 && all_digits(text);
  return text.size() < 12 && all_digits(text.substr(0, point)) && all_digits(text.substr(point + 1));
}

std::optional<std::int64_t> day_number(const std::string& date) {
  if (date.size() < 7) return std::nullopt;
  const int day = date.size() == 10 ? std::atoi(date.c_str() + 8) : 15;
  const std::chrono::year_month_day ymd{std::chrono::year{std::atoi(date.c_str())},
                                        std::chrono::month{static_cast<unsigned>(std::atoi(&date[5]))},
                                        std::chrono::day{static_cast<unsigned>(day)}};
  if (!ymd.ok()) return std::nullopt;
  return std::chrono::sys_days{ymd}.time_since_epoch().count();
}

std::string phone_fault(const std::string& typed, PhoneRule rule) {
  const auto read = uk_phone(typed, rule);
  if (read.ok()) return {};
  if (read.error().what == "too short") return "phone_short";
  return read.error().what == "too long" ? "phone_long" : "phone_shape";
}

bool email_fits(const std::string& typed) {
  const auto at = typed.find('@');
  if (at == std::string::npos || at == 0 || typed.find('@', at + 1) != std::string::npos) return false;
  const auto dot = typed.find('.', at);
  return dot != std::string::npos && dot > at + 1 && dot + 1 < typed.size() &&
         typed.find(' ') == std::string::npos;
}

// A9 A99 A9A AA9 AA99 AA9A, in either case.
bool outward_fits(const std::string& typed) {
  std::string shape;
  for (const char c : typed) {
    if (c == ' ') continue;
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    shape += letter ? 'A' : c >= '0' && c <= '9' ? '9' : '?';
  }
  constexpr const char* shapes[] = {"A9", "A99", "A9A", "AA9", "AA99", "AA9A"};
  return std::any_of(std::begin(shapes), std::end(shapes), [&](const char* s) { return shape == s; });
}

std::string year_fault(const std::string& typed, int this_year) {
  if (typed.size() != 4 || !all_digits(typed)) return "year_shape";
  const int year = std::atoi(typed.c_str());
  return year < this_year - 110 || year > this_year ? "year_range" : "";
}

std::string date_fault(const Item& item, const Answer* answer, const std::string& today) {
  const Date* date = answer && !answer->values.empty() ? std::get_if<Date>(&answer->values.front()) : nullptr;
  if (date == nullptr) return "date_shape";
  const auto at = day_number(date->text), now = day_number(today);
  if (!at || !now) return {};
  const std::int64_t ahead = *at - *now;
  if (means(item, "due-date")) return ahead < -45 || ahead > 320 ? "date_range" : "";
  const std::int64_t ahead_most = date->text.size() == 10 ? 0 : 16;  // a month counts from its middle
  if (means(item, "baby-birth-date")) return ahead > ahead_most || ahead < -366 * 18 ? "date_range" : "";
  return {};
}

std::string nothing_given(const Item& item) {
  if (means(item, "phone")) return "phone_needed";
  if (means(item, "email")) return "email_needed";
  if (means(item, "address")) return "address_needed";
  if (means(item, "topics")) return "needs_topic";
  if (means(item, "safe-channels")) return "needs_channel";
  if (means(item, "share-with")) return "needs_share";
  if (needed(item)) return "error_needed";
  if (means(item, "name-to-use")) return "name_needed";
  const bool choose = !item.options.empty() || item.type == ItemType::boolean;
  return choose ? "choose_or_skip" : "error_type_or_skip";
}

}  // namespace

bool needed(const Item& item) {
  if (item.required) return true;
  for (const char* meaning : {"phone", "email", "address", "share-with"})
    if (means(item, meaning)) return true;
  return false;
}

bool may_decline(const Item& item) {
  const auto silence = [](const Option& option) {
    const Coding* coding = std::get_if<Coding>(&option.value);
    return coding && (coding->code == "rather-not-say" || coding->code == "prefer-not-to-say");
  };
  return !needed(item) && !item.options.empty() && !item.repeats &&
         std::none_of(item.options.begin(), item.options.end(), silence);
}

bool below_nought(const Item& item) {
  const auto* least = item.min_value ? std::get_if<std::int64_t>(&*item.min_value) : nullptr;
  return least != nullptr && *least < 0;
}

std::string own_words_of(const Answer& answer) {
  for (const Value& value : answer.values)
    if (const auto* words = std::get_if<std::string>(&value)) return *words;
  return {};
}

bool asks_date(const Item& item) { return item.type == ItemType::date || item.type == ItemType::date_time; }

std::optional<Value> typed_value(const Item& item, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const bool digits = text.size() < 10 && all_digits(text);
  switch (item.type) {
    case ItemType::integer: {
      const bool below = text[0] == '-' && below_nought(item);
      if (!digits && !(below && text.size() < 11 && all_digits(text.substr(1)))) return std::nullopt;
      return Value(std::int64_t{std::stol(text)});
    }
    case ItemType::decimal:
      return decimal_fits(text) ? std::optional<Value>(Decimal{text}) : std::nullopt;
    case ItemType::quantity:
      return decimal_fits(text) ? std::optional<Value>(Quantity{{text}, item.unit}) : std::nullopt;
    case ItemType::time: {
      if (text.size() != 4 || !all_digits(text)) return std::nullopt;
      const auto time = read_time(text.substr(0, 2) + ":" + text.substr(2) + ":00");
      return time.ok() ? std::optional<Value>(*time) : std::nullopt;
    }
    case ItemType::url:
      return text.find(' ') == std::string::npos ? std::optional<Value>(Uri{text}) : std::nullopt;
    case ItemType::date_time:
    case ItemType::date: {
      if (!digits || (text.size() != 8 && text.size() != 6)) return std::nullopt;
      const std::string day = text.size() == 8 ? "-" + text.substr(0, 2) : "";
      const std::string rest = text.substr(text.size() - 6);
      const auto date = read_date(rest.substr(2) + "-" + rest.substr(0, 2) + day);
      if (!date.ok()) return std::nullopt;
      return item.type == ItemType::date ? Value(*date) : Value(DateTime{date->text});
    }
    default:
      if (text.find_first_not_of(' ') == std::string::npos) return std::nullopt;
      return Value(text);
  }
}

std::string answer_fault(const Item& item, const Answer* answer, const std::string& typed,
                         const Content& content) {
  if (answer && answer->declined) return {};
  const bool given = answer && !answer->values.empty();
  const bool spaces = typed.find_first_not_of(' ') == std::string::npos;
  if (!given && spaces) return nothing_given(item);
  if (!given && asks_date(item)) return "date_shape";
  if (!given && item.type == ItemType::time) return "time_shape";
  if (item.type == ItemType::date) return date_fault(item, answer, content.today());
  const std::string* words = given ? std::get_if<std::string>(&answer->values.front()) : nullptr;
  const std::string said = words ? *words : typed;
  if (means(item, "birth-year")) {
    const auto* year = given ? std::get_if<std::int64_t>(&answer->values.front()) : nullptr;
    return year_fault(year ? std::to_string(*year) : typed, content.year());
  }
  if (!given) return item.type == ItemType::integer ? "number_shape" : "error_check_answer";
  if (means(item, "phone")) return phone_fault(said, content.phones);
  if (means(item, "email") && !email_fits(said)) return "email_shape";
  if (means(item, "postcode-outward") && !outward_fits(said)) return "postcode_shape";
  const auto checked = check_answer(item, *answer);
  if (checked.ok()) return {};
  return item.type == ItemType::integer ? "number_shape" : "error_check_answer";
}

}  // namespace alongside
