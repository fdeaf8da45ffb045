// The values that an answer can have: calendar and clock, their order, their words, and which item takes
// which.
#include <sync/record/questionnaire_parts.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>

namespace alongside {

double Decimal::number() const {
  double out = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return out;
}

namespace {

// Every '0' of the shape stands for a digit, every other character for itself.
bool shaped(std::string_view text, std::string_view shape) {
  return text.size() == shape.size() &&
         std::equal(text.begin(), text.end(), shape.begin(),
                    [](char c, char wanted) { return wanted == '0' ? c >= '0' && c <= '9' : c == wanted; });
}

int number_at(std::string_view text, std::size_t at, std::size_t length) {
  int out = 0;
  std::from_chars(text.data() + at, text.data() + at + length, out);
  return out;
}

bool calendar_date(std::string_view text) {
  const bool day = shaped(text, "0000-00-00");
  if (!day && !shaped(text, "0000-00") && !shaped(text, "0000")) return false;
  if (number_at(text, 0, 4) == 0) return false;
  if (text.size() == 4) return true;
  const std::chrono::year_month_day date{
      std::chrono::year{number_at(text, 0, 4)},
      std::chrono::month{static_cast<unsigned>(number_at(text, 5, 2))},
      std::chrono::day{static_cast<unsigned>(day ? number_at(text, 8, 2) : 1)}};
  return date.ok();
}

// hh:mm:ss with an optional fraction; FHIR allows second 60.
bool clock_time(std::string_view text) {
  if (text.size() < 8 || !shaped(text.substr(0, 8), "00:00:00")) return false;
  if (number_at(text, 0, 2) > 23 || number_at(text, 3, 2) > 59 || number_at(text, 6, 2) > 60) return false;
  const std::string_view fraction = text.substr(8);
  if (fraction.empty()) return true;
  return fraction.size() > 1 && fraction.size() <= 10 && fraction[0] == '.' &&
         fraction.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

bool zone_fits(std::string_view zone) {
  if (zone == "Z") return true;
  if (!shaped(zone, "+00:00") && !shaped(zone, "-00:00")) return false;
  return number_at(zone, 1, 2) <= 14 && number_at(zone, 4, 2) <= 59;
}

constexpr std::size_t date_length = 10;

std::size_t zone_at(std::string_view text) { return text.find_first_of("Z+-", date_length + 1); }

}  // namespace

Result<Date> read_date(const std::string& text) {
  if (!calendar_date(text)) return Error{Code::invalid, "not a date"};
  return Date{text};
}

Result<ClockTime> read_time(const std::string& text) {
  if (!clock_time(text)) return Error{Code::invalid, "not a time"};
  return ClockTime{text};
}

Result<DateTime> read_date_time(const std::string& text) {
  const std::string_view all(text);
  if (calendar_date(all)) return DateTime{text};
  const Error bad{Code::invalid, "not a date and time"};
  if (all.size() <= date_length || all[date_length] != 'T') return bad;
  const std::size_t zone = zone_at(all);
  if (zone == std::string_view::npos) return bad;
  const std::string_view clock = all.substr(date_length + 1, zone - date_length - 1);
  if (!calendar_date(all.substr(0, date_length)) || !clock_time(clock) || !zone_fits(all.substr(zone)))
    return bad;
  return DateTime{text};
}

std::string text_of(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "Yes" : "No";
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* decimal = std::get_if<Decimal>(&value)) return decimal->digits;
  if (const auto* date = std::get_if<Date>(&value)) return date->text;
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* time = std::get_if<ClockTime>(&value)) return time->text.substr(0, 5);
  if (const auto* moment = std::get_if<DateTime>(&value)) return moment->text;
  if (const auto* address = std::get_if<Uri>(&value)) return address->text;
  if (const auto* amount = std::get_if<Quantity>(&value)) {
    const std::string& unit = amount->unit.display.empty() ? amount->unit.code : amount->unit.display;
    return unit.empty() ? amount->amount.digits : amount->amount.digits + " " + unit;
  }
  const auto* coding = std::get_if<Coding>(&value);
  if (coding == nullptr) return {};
  return coding->display.empty() ? coding->code : coding->display;
}

namespace form {
namespace {

std::optional<double> number_of(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* decimal = std::get_if<Decimal>(&value)) return decimal->number();
  return std::nullopt;
}

const std::string* words_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text;
  if (const auto* address = std::get_if<Uri>(&value)) return &address->text;
  return nullptr;
}

// Dates are compared by the part that both have: 2024 and 2024-05 are neither before nor after each other.
std::partial_ordering order_of_dates(std::string_view one, std::string_view other) {
  const std::size_t length = std::min(one.size(), other.size());
  const int order = one.substr(0, length).compare(other.substr(0, length));
  if (order != 0) return order < 0 ? std::partial_ordering::less : std::partial_ordering::greater;
  return one.size() == other.size() ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
}

// Seconds since 1970, where the text has a time and so a zone.
std::optional<double> instant(std::string_view text) {
  if (text.size() <= date_length) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{number_at(text, 0, 4)},
                                         std::chrono::month{static_cast<unsigned>(number_at(text, 5, 2))},
                                         std::chrono::day{static_cast<unsigned>(number_at(text, 8, 2))}};
  const std::size_t zone = zone_at(text);
  double seconds = 0;
  std::from_chars(text.data() + 17, text.data() + zone, seconds);
  double offset = 0;
  if (text[zone] != 'Z') offset = number_at(text, zone + 1, 2) * 3600.0 + number_at(text, zone + 4, 2) * 60.0;
  if (text[zone] == '-') offset = -offset;
  const auto days = static_cast<double>(std::chrono::sys_days{date}.time_since_epoch().count());
  return days * 86400 + number_at(text, 11, 2) * 3600.0 + number_at(text, 14, 2) * 60.0 + seconds - offset;
}

std::partial_ordering order_of_moments(const std::string& one, const std::string& other) {
  const auto a = instant(one);
  const auto b = instant(other);
  if (a && b) return *a <=> *b;
  return order_of_dates(std::string_view(one).substr(0, date_length),
                        std::string_view(other).substr(0, date_length)) == 0 &&
                 (a.has_value() || b.has_value())
             ? std::partial_ordering::unordered
             : order_of_dates(std::string_view(one).substr(0, date_length),
                              std::string_view(other).substr(0, date_length));
}

// Units are not converted: only amounts of the same unit have an order.
std::partial_ordering order_of_amounts(const Quantity& one, const Quantity& other) {
  return one.unit == other.unit ? one.amount.number() <=> other.amount.number()
                                : std::partial_ordering::unordered;
}

}  // namespace

std::partial_ordering order(const Value& one, const Value& other) {
  const auto a = number_of(one);
  const auto b = number_of(other);
  if (a && b) return *a <=> *b;
  const std::string* words = words_of(one);
  const std::string* others = words_of(other);
  if (words != nullptr && others != nullptr) return *words <=> *others;
  if (one.index() != other.index()) return std::partial_ordering::unordered;
  if (const auto* date = std::get_if<Date>(&one))
    return order_of_dates(date->text, std::get<Date>(other).text);
  if (const auto* time = std::get_if<ClockTime>(&one)) return time->text <=> std::get<ClockTime>(other).text;
  if (const auto* moment = std::get_if<DateTime>(&one))
    return order_of_moments(moment->text, std::get<DateTime>(other).text);
  if (const auto* amount = std::get_if<Quantity>(&one))
    return order_of_amounts(*amount, std::get<Quantity>(other));
  return one == other ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
}

bool fits(const Item& item, const Value& value) {
  switch (item.type) {
    case ItemType::boolean:
      return std::holds_alternative<bool>(value);
    case ItemType::integer:
      return std::holds_alternative<std::int64_t>(value);
    case ItemType::decimal:
      return number_of(value).has_value();
    case ItemType::date:
      return std::holds_alternative<Date>(value);
    case ItemType::time:
      return std::holds_alternative<ClockTime>(value);
    case ItemType::date_time:
      return std::holds_alternative<DateTime>(value);
    case ItemType::quantity:
      return std::holds_alternative<Quantity>(value);
    case ItemType::url:
      return std::holds_alternative<Uri>(value);
    case ItemType::string:
    case ItemType::text:
      return std::holds_alternative<std::string>(value);
    case ItemType::choice:
    case ItemType::open_choice:
      return std::holds_alternative<Coding>(value) || std::holds_alternative<std::string>(value) ||
             std::holds_alternative<std::int64_t>(value) || std::holds_alternative<Date>(value) ||
             std::holds_alternative<ClockTime>(value);
    case ItemType::group:
    case ItemType::display:
      return false;
  }
  return false;
}

}  // namespace form
}  // namespace alongside
