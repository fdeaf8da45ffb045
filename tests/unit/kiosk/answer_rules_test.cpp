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

TEST_CASE("typed: whole numbers as large as the form allows, below 0 only where it does") {
  Item item;
  item.type = ItemType::integer;
  const auto number = [&](const char* text) {
    const auto value = typed_value(item, text);
    return value ? text_of(*value) : std::string();
  };
  CHECK(number("123456789") == "123456789");
  CHECK(number("1234567890") == "");
  CHECK(number("-5") == "");
  item.min_value = Value(std::int64_t{-20});
  CHECK(below_nought(item));
  CHECK(number("-5") == "-5");
  CHECK(number("--5") == "");
  CHECK(number("-") == "");
}

TEST_CASE("a baby's birth date lies in the past; a month alone may be this one") {
  Pack pack;
  const Content content{pack, "", "2026-11-25T09:30:00+00:00"};
  Item item;
  item.type = ItemType::date;
  item.codes = {Coding{meaning_system, "baby-birth-date", ""}};
  const auto fault = [&](const char* text) {
    const Answer answer{{*typed_value(item, text)}, false};
    return answer_fault(item, &answer, text, content);
  };
  CHECK(fault("25112026") == "");
  CHECK(fault("26112026") == "date_range");
  CHECK(fault("112026") == "");
  CHECK(fault("122026") == "date_range");
}
