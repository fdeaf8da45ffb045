// UK telephone numbers follow the official rule.
#include <platform/phone.h>

#include <doctest/doctest.h>

using namespace alongside;

TEST_CASE("UK telephone numbers") {
  CHECK(uk_phone("(0808) 157-0192").take() == "+448081570192");
  CHECK(uk_phone("+44 (0)808 157 0192").take() == "+448081570192");
  CHECK(uk_phone("07700 900982", PhoneRule::demo).take() == "+447700900982");
  CHECK_FALSE(uk_phone("07700 900982").ok());
  CHECK(uk_phone("0808").error().what == "too short");
  CHECK_FALSE(uk_phone("01534 440000").ok());  // Jersey: the official rule refuses it
  CHECK_FALSE(uk_phone("0808157019!").ok());
  CHECK_FALSE(uk_phone("").ok());
  CHECK_FALSE(uk_phone(std::string(100000, '7')).ok());
  CHECK(helpline_number("999"));
  CHECK(helpline_number("116123"));
  CHECK(helpline_number("08082000247"));
  CHECK_FALSE(helpline_number("12"));
}
