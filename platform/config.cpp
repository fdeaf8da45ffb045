// Config over toml++: every key is known, typed, and named with its line when it is not.
#include <platform/config.h>

#include <platform/files.h>

namespace alongside {
namespace {

struct TomlFault {};
constexpr void toml_must(bool holds) {
  if (!holds) throw TomlFault();
}

}  // namespace
}  // namespace alongside

// The library asserts where hostile text can lead it (a date followed by T and no digit): its assertions stay
// on in every build and end in an error, not in the end of the program.
#undef NDEBUG
#define TOML_ASSERT(condition) alongside::toml_must(static_cast<bool>(condition))
#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <cstdlib>

namespace alongside {
namespace {

using Held = std::variant<std::string, std::int64_t, double, bool>;

std::string at(const std::string& file, const toml::node& node, const std::string& key,
               const std::string& reason) {
  return file + ":" + std::to_string(node.source().begin.line) + ": key '" + key + "': " + reason;
}

const Setting* known_as(const std::vector<Setting>& known, const std::string& key) {
  for (const Setting& setting : known) {
    if (setting.key == key) return &setting;
  }
  return nullptr;
}

Result<Held> typed(const toml::node& node, const Setting& setting, const std::string& file) {
  switch (setting.kind) {
    case Setting::Kind::text:
      if (const auto* text = node.as_string()) return Held{text->get()};
      return Error{Code::invalid, at(file, node, setting.key, "must be text in quotes")};
    case Setting::Kind::integer:
      if (const auto* number = node.as_integer()) return Held{number->get()};
      return Error{Code::invalid, at(file, node, setting.key, "must be a whole number")};
    case Setting::Kind::number:
      if (const auto* number = node.as_floating_point()) return Held{number->get()};
      if (const auto* number = node.as_integer()) return Held{static_cast<double>(number->get())};
      return Error{Code::invalid, at(file, node, setting.key, "must be a number")};
    case Setting::Kind::yes_no:
      if (const auto* yes = node.as_boolean()) return Held{yes->get()};
      return Error{Code::invalid, at(file, node, setting.key, "must be true or false")};
  }
  return Error{Code::invalid, setting.key};
}

Result<> gather(const toml::table& table, const std::string& prefix, const std::vector<Setting>& known,
                const std::string& file, std::map<std::string, Held>& values) {
  for (const auto& [name, node] : table) {
    const std::string key = prefix + std::string(name.str());
    if (const auto* inner = node.as_table()) {
      TRY(gather(*inner, key + ".", known, file, values));
      continue;
    }
    const Setting* setting = known_as(known, key);
    if (setting == nullptr)
      return Error{Code::invalid, at(file, node, key, "is not known here; check its spelling")};
    values[key] = TRY(typed(node, *setting, file));
  }
  return {};
}

Result<> read_toml(std::string_view text, const std::vector<Setting>& known, const std::string& file,
                   std::map<std::string, Held>& values) {
  try {
    const toml::parse_result parsed = toml::parse(text);
    if (parsed) return gather(parsed.table(), "", known, file, values);
    const auto line = parsed.error().source().begin.line;
    return Error{Code::invalid,
                 file + ":" + std::to_string(line) + ": " + std::string(parsed.error().description())};
  } catch (const TomlFault&) {
    return Error{Code::invalid, file + ":1: not TOML that can be read here"};
  }
}

}  // namespace

Result<Config> Config::parse(std::string_view text, const std::string& file,
                             const std::vector<Setting>& known) {
  Config config;
  TRY(read_toml(text, known, file, config.values_));
  for (const Setting& setting : known) {
    if (config.values_.count(setting.key) > 0) continue;
    if (!setting.otherwise) return Error{Code::invalid, file + ": key '" + setting.key + "' is missing"};
    config.values_[setting.key] = *setting.otherwise;
  }
  return config;
}

Result<Config> Config::load(const std::string& file, const std::vector<Setting>& known) {
  const std::string text = TRY(read_file(file, 1u << 20));
  return parse(text, file, known);
}

namespace {

template <class T>
const T& held(const std::map<std::string, Held>& values, const std::string& key) {
  const auto found = values.find(key);
  if (found == values.end() || !std::holds_alternative<T>(found->second)) std::abort();
  return std::get<T>(found->second);
}

}  // namespace

const std::string& Config::text(const std::string& key) const { return held<std::string>(values_, key); }
std::int64_t Config::integer(const std::string& key) const { return held<std::int64_t>(values_, key); }
double Config::number(const std::string& key) const { return held<double>(values_, key); }
bool Config::yes(const std::string& key) const { return held<bool>(values_, key); }

}  // namespace alongside
