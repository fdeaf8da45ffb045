// Config in TOML 1.0: typed keys, defaults, and unknown keys refused by name and line.
#pragma once

#include <platform/result.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace alongside {

// A key such as "screen.width_mm" with its kind and default; no default = required.
struct Setting {
  enum class Kind { text, integer, number, yes_no };
  std::string key;
  Kind kind;
  std::optional<std::variant<std::string, std::int64_t, double, bool>> otherwise;
};

class Config {
 public:
  // invalid: syntax, wrong type, unknown or missing key; `what` says "FILE:LINE: key 'x': reason".
  static Result<Config> parse(std::string_view toml, const std::string& file_name,
                              const std::vector<Setting>& known);
  // missing: no such file; invalid as above, or over 1 MiB.
  static Result<Config> load(const std::string& file, const std::vector<Setting>& known);
  // Asking for a key that was not in `known` aborts.
  const std::string& text(const std::string& key) const;
  std::int64_t integer(const std::string& key) const;
  double number(const std::string& key) const;
  bool yes(const std::string& key) const;

 private:
  std::map<std::string, std::variant<std::string, std::int64_t, double, bool>> values_;
};

}  // namespace alongside
