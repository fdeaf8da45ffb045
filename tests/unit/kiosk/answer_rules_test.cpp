// What he types on the kiosk's keys as an answer of each type.
#include <kiosk/visit.h>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

std::string typed(ItemType type, const char* text) {
  Item item;
  item.type = type;
  item.unit = {"u", "kg", "kg"};
  const auto value = typed_value(item, text);
  return value ? text_of(*value) : "";
}

}  // namespace

TEST_CASE("typed: numbers, decimals, times, dates, amounts and addresses") {
  CHECK(typed(ItemType::integer, "12") == "12");
  CHECK(typed(ItemType::integer, "1.5") == "");
  CHECK(typed(ItemType::decimal, "1.50") == "1.50");
  for (const char* bad : {"1.", ".5", "1.2.3", "1,5", "a", "-1"}) CHECK(typed(ItemType::decimal, bad) == "");
  CHECK(typed(ItemType::quantity, "80.5") == "80.5 kg");
  CHECK(typed(ItemType::time, "0930") == "09:30");
  CHECK(typed(ItemType::time, "2530") == "");
  CHECK(typed(ItemType::time, "930") == "");
  CHECK(typed(ItemType::date, "25112026") == "2026-11-25");
  CHECK(typed(ItemType::date_time, "25112026") == "2026-11-25");
  CHECK(typed(ItemType::date_time, "32112026") == "");
  CHECK(typed(ItemType::url, "https://a.org") == "https://a.org");
  CHECK(typed(ItemType::url, "a b") == "");
}
