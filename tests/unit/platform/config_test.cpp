// Config: what is wrong is named by file, line and key; hostile files end in an error.
#include <platform/config.h>
#include <platform/files.h>

#include <tests/unit/platform/folder.h>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

const std::vector<Setting> known = {{"name", Setting::Kind::text, "none"},
                                    {"screen.width_mm", Setting::Kind::number, 194.0},
                                    {"screen.port", Setting::Kind::integer, std::int64_t{80}},
                                    {"screen.on", Setting::Kind::yes_no, false}};

std::string fault(std::string_view toml) {
  const auto read = Config::parse(toml, "k.toml", known);
  if (read.ok()) return "";
  CHECK(read.error().code == Code::invalid);
  return read.error().what;
}

}  // namespace

TEST_CASE("config refuses unknown, mistyped and missing keys by name and line") {
  const std::vector<Setting> required = {{"name", Setting::Kind::text, {}},
                                         {"port", Setting::Kind::integer, {}}};
  const Config good = Config::parse("name = \"a\"\nport = 80\n", "k.toml", required).take();
  CHECK(good.text("name") == "a");
  CHECK(good.integer("port") == 80);
  CHECK(Config::parse("port = 3\n", "k.toml", required).error().what == "k.toml: key 'name' is missing");
  CHECK(fault("name = \"a\"\nnmae = 1\n") == "k.toml:2: key 'nmae': is not known here; check its spelling");
  CHECK(fault("[screen]\n\n\nwidht_mm = 1\n") ==
        "k.toml:4: key 'screen.widht_mm': is not known here; check its spelling");
  CHECK(fault("[scren]\nwidth_mm = 1\n").starts_with("k.toml:2: key 'scren.width_mm'"));
  CHECK(fault("screen = 3\n").starts_with("k.toml:1: key 'screen'"));
  CHECK(fault("[[screen]]\nport = 1\n").starts_with("k.toml:1: key 'screen'"));
}

TEST_CASE("config: every wrong type is named with what it must be") {
  const std::pair<const char*, const char*> wrong[] = {
      {"name = 3", "key 'name': must be text in quotes"},
      {"name = true", "key 'name': must be text in quotes"},
      {"name = [\"a\"]", "key 'name': must be text in quotes"},
      {"name = 1979-05-27", "key 'name': must be text in quotes"},
      {"screen.port = \"80\"", "key 'screen.port': must be a whole number"},
      {"screen.port = 80.0", "key 'screen.port': must be a whole number"},
      {"screen.port = 07:32:00", "key 'screen.port': must be a whole number"},
      {"screen.width_mm = \"1\"", "key 'screen.width_mm': must be a number"},
      {"screen.width_mm = nan", "key 'screen.width_mm': must be a number"},
      {"screen.width_mm = -inf", "key 'screen.width_mm': must be a number"},
      {"screen.on = 1", "key 'screen.on': must be true or false"},
      {"screen.on = \"true\"", "key 'screen.on': must be true or false"}};
  for (const auto& [line, reason] : wrong) CHECK(fault(line) == std::string("k.toml:1: ") + reason);
  const Config good =
      Config::parse("screen = { width_mm = 7, port = 0x1F, on = true }", "k.toml", known).take();
  CHECK(good.number("screen.width_mm") == 7.0);
  CHECK(good.integer("screen.port") == 31);
  CHECK(good.yes("screen.on"));
  CHECK(good.text("name") == "none");
}

TEST_CASE("config that is not TOML is refused by line: syntax, bytes, repeats, depth, dates cut short") {
  const std::string deep = "name = " + std::string(100'000, '[') + "\n";
  for (const std::string& bad :
       {std::string("name = = 3"), std::string("name = \"a"), std::string("name"), std::string("= 3"),
        std::string("name = \"a\"\nname = \"b\""), std::string("name = \"\xff\""),
        std::string("name = \"a\0b\"", 12), std::string("name = 'a'\0", 11),
        std::string("screen.port = 9223372036854775808"), std::string("name = \"\\ud800\""),
        std::string("\xff\xfe"
                    "n\0a\0",
                    6),
        std::string("name = 1979-05-27T"), std::string("name = 1979-05-27Tx"),
        std::string("name = 1979-02-30"), std::string("name = 07:32:"), deep}) {
    CAPTURE(bad.substr(0, 40));
    CHECK(fault(bad).starts_with("k.toml:"));
  }
  CHECK(fault("name = \"a\"\n\nname = = 3").starts_with("k.toml:3: "));
}

TEST_CASE("config files: empty, with a byte order mark, with CR LF, too large, not there") {
  CHECK(fault("").empty());
  CHECK(fault("# only words\n").empty());
  CHECK(
      Config::parse("\xef\xbb\xbfname = \"a\"\r\n[screen]\r\nport = 1\r\n", "k.toml", known)->text("name") ==
      "a");
  TestFolder folder;
  REQUIRE(write_file(folder / "k.toml", "name = \"a\"").ok());
  CHECK(Config::load(folder / "k.toml", known)->text("name") == "a");
  REQUIRE(write_file(folder / "k.toml", "#" + std::string(1u << 20, 'x')).ok());
  CHECK(Config::load(folder / "k.toml", known).error().what == folder / "k.toml: larger than allowed");
  CHECK(Config::load(folder / "none.toml", known).error().code == Code::missing);
}
