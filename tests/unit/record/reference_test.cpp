// The father's reference: what a person mistypes is found, what he may write another way is read.
#include <sync/record/reference.h>

#include <doctest/doctest.h>

#include <random>
#include <set>

using namespace alongside;

namespace {

constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string reference_of(std::mt19937& random) {
  Bytes five(5);
  for (std::uint8_t& byte : five) byte = static_cast<std::uint8_t>(random() & 0xFF);
  return make_reference(five);
}

}  // namespace

TEST_CASE("reference: every single wrong character and every swap of neighbours is found") {
  std::mt19937 random(1);
  std::size_t tried = 0;
  std::size_t accepted = 0;
  for (int i = 0; i < 200; ++i) {
    const std::string good = reference_of(random);
    REQUIRE(read_reference(good).ok());
    for (std::size_t at = 0; at < 8; ++at) {
      for (const char digit : digits) {
        std::string wrong = good;
        wrong[at] = digit;
        if (wrong == good) continue;
        ++tried;
        accepted += read_reference(wrong).ok();
      }
      std::string swapped = good;
      if (at < 7) std::swap(swapped[at], swapped[at + 1]);
      if (swapped == good) continue;
      ++tried;
      accepted += read_reference(swapped).ok();
    }
  }
  CHECK(accepted == 0);
  CHECK(tried > 200 * 8 * 31);
}

TEST_CASE("reference: 8 characters, as random as its 35 bits, shown in two halves") {
  std::mt19937 random(2);
  std::set<std::string> seen;
  for (int i = 0; i < 10000; ++i) {
    const std::string one = reference_of(random);
    REQUIRE(one.size() == 8);
    REQUIRE(one.find_first_not_of(digits.substr(0, 31)) == std::string::npos);
    seen.insert(one);
  }
  CHECK(seen.size() == 10000);
  CHECK(make_reference(Bytes(5, 0)) == "00000000");
  CHECK(show_reference("ABCDEFGH") == "ABCD-EFGH");
  CHECK(show_reference("ABC") == "ABC");
}

TEST_CASE("reference: read in lower case, with hyphen and spaces, and with letters that look like digits") {
  std::mt19937 random(3);
  std::string good;
  while (good.find('0') == std::string::npos || good.find('1') == std::string::npos)
    good = reference_of(random);
  std::string lower = show_reference(good);
  for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  CHECK(*read_reference(lower) == good);
  std::string alike = " " + good + " ";
  for (char& c : alike) c = c == '0' ? 'O' : c == '1' ? 'l' : c;
  CHECK(*read_reference(alike) == good);
}

TEST_CASE("reference: what cannot be one is refused") {
  for (const std::string& wrong :
       {std::string(), std::string("0000000"), std::string("000000000"), std::string("ZZZZZZZZ"),
        std::string("0000000U"), std::string("0000000\0", 8), std::string("\xD9\xA0") + "0000000",
        std::string(100000, '0')}) {
    CHECK_FALSE(read_reference(wrong).ok());
  }
}
