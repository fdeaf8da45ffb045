// A day in words: near days by name, days a week off with their date, so that no Monday is the wrong one.
#include <kiosk/screen_table.h>

#include <doctest/doctest.h>

using namespace alongside;

TEST_CASE("a day a week off is said with its date, in whatever language is spoken") {
  const Said key = [](const std::string& asked) { return asked; };
  const auto said = [&](int days) { return day_alone(DayTime{days, 1, "10:00", 4, 1}, key); };
  CHECK(said(0) == "today");
  CHECK(said(1) == "tomorrow");
  CHECK(said(6) == "weekday_1");
  CHECK(said(7) == "weekday_1 4 month_1");
}
