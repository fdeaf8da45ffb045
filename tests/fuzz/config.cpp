// Fuzz target: config in TOML. What is refused names the file; what is accepted gives every known key.
#include <tests/fuzz/target.h>

#include <platform/config.h>

using namespace alongside;

FUZZ_TARGET(config) {
  static const std::vector<Setting> known = {{"name", Setting::Kind::text, "none"},
                                             {"screen.width_mm", Setting::Kind::number, 194.0},
                                             {"screen.port", Setting::Kind::integer, std::int64_t{80}},
                                             {"a.b.c", Setting::Kind::yes_no, false}};
  const Result<Config> read = Config::parse(input, "k.toml", known);
  if (!read.ok()) return must(read.error().code == Code::invalid && read.error().what.starts_with("k.toml:"));
  must(read->text("name").size() <= input.size() * 4 + 4);
  static_cast<void>(read->number("screen.width_mm"));
  static_cast<void>(read->integer("screen.port"));
  static_cast<void>(read->yes("a.b.c"));
}
