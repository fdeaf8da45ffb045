// Tests of bytes and TRY.
#include <platform/bytes.h>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

Result<std::size_t> bytes_in(std::string_view hex) { return TRY(from_hex(hex)).size(); }

}  // namespace

TEST_CASE("TRY gives the value or hands on the error") {
  CHECK(bytes_in("00ff").value() == 2);
  REQUIRE_FALSE(bytes_in("0").ok());
  CHECK(bytes_in("0").error().code == Code::invalid);
}

TEST_CASE("text forms of bytes are strict and come back the same") {
  CHECK(to_hex(view("\x01\xff")) == "01ff");
  CHECK_FALSE(from_hex("0g").ok());
  CHECK(to_base64(view("fo")) == "Zm8=");
  CHECK(text_of(from_base64("Zm8=").value()) == "fo");
  CHECK_FALSE(from_base64("Zm8").ok());
  CHECK_FALSE(from_base64("Zm 8=").ok());
  CHECK(to_base64url(view("\xfb\xff")) == "-_8");
  CHECK(normal_crockford("o1-il").value() == "0111");
  CHECK_FALSE(normal_crockford("u").ok());
}
