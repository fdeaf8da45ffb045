// The values that an answer can have, as FHIR R4 has them. Pure.
#pragma once

#include <platform/result.h>

#include <cstdint>
#include <string>
#include <variant>

namespace alongside {

struct Coding {
  std::string system;
  std::string code;
  std::string display;
  // Same system and code; the display does not matter (FHIR Coding).
  bool operator==(const Coding& other) const { return system == other.system && code == other.code; }
};

// FHIR decimal keeps its digits ("1.50"); compared as a number.
struct Decimal {
  std::string digits;  // -?[0-9]+(.[0-9]+)? or as JSON writes a number
  double number() const;
  bool operator==(const Decimal& other) const { return number() == other.number(); }
};

// FHIR date: YYYY, YYYY-MM or YYYY-MM-DD.
struct Date {
  std::string text;
  bool operator==(const Date&) const = default;
};
// invalid: not a calendar date (29 Feb of a common year, month 13, year outside 1–9999).
Result<Date> read_date(const std::string& text);

// hh:mm:ss, with a fraction at most.
struct ClockTime {
  std::string text;
  bool operator==(const ClockTime&) const = default;
};
Result<ClockTime> read_time(const std::string& text);
// A FHIR date, or date and time with its zone.
struct DateTime {
  std::string text;
  bool operator==(const DateTime&) const = default;
};
Result<DateTime> read_date_time(const std::string& text);
struct Uri {
  std::string text;
  bool operator==(const Uri&) const = default;
};
struct Quantity {
  Decimal amount;
  Coding unit;  // its words in `display`
  bool operator==(const Quantity&) const = default;
};

using Value =
    std::variant<bool, std::int64_t, Decimal, Date, std::string, Coding, ClockTime, DateTime, Uri, Quantity>;
// In words for staff: a coding by its display, yes or no in English, an amount with its unit.
std::string text_of(const Value& value);

}  // namespace alongside
