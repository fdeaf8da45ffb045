// Config names what is wrong by key and line; phone numbers follow the official rule.
#include <platform/config.h>
#include <platform/phone.h>

#include <doctest/doctest.h>

using namespace alongside;

TEST_CASE("config refuses unknown, mistyped and missing keys by name and line") {
  const std::vector<Setting> known = {{"name", Setting::Kind::text, {}},
                                      {"screen.width_mm", Setting::Kind::number, 194.0},
                                      {"port", Setting::Kind::integer, std::int64_t{80}}};
  const Config good = Config::parse("name = \"a\"\n[screen]\nwidth_mm = 200\n", "k.toml", known).take();
  CHECK(good.text("name") == "a");
  CHECK(good.number("screen.width_mm") == 200.0);
  CHECK(good.integer("port") == 80);
  CHECK(Config::parse("name = \"a\"\nnmae = 1\n", "k.toml", known).error().what ==
        "k.toml:2: key 'nmae': is not known here; check its spelling");
  CHECK(Config::parse("name = 3\n", "k.toml", known).error().what ==
        "k.toml:1: key 'name': must be text in quotes");
  CHECK(Config::parse("port = 3\n", "k.toml", known).error().what == "k.toml: key 'name' is missing");
  CHECK(Config::parse("name = = 3\n", "k.toml", known).error().code == Code::invalid);
}

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
