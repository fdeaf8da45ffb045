// The log: events by name with numbers and ids only. There is no way to log free text of a father: the only
// argument types are numbers and Word, which is made from literals, ids (hex) and Error::what.
#pragma once

#include <platform/result.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace alongside {

class Word {
 public:
  template <std::size_t N>
  constexpr Word(const char (&literal)[N]) : text_(literal, N - 1) {}
  template <std::size_t N>
  Word(char (&buffer)[N]) = delete;    // text made at run time
  static Word of(const Error& error);  // its `what`: 300 bytes at most, printable ASCII, the rest becomes '?'
  static Word id(
      std::string_view hex_or_name);  // letters, digits and -_.:/ only, 64 at most; the rest becomes '?'
  std::string_view text() const { return text_; }

 private:
  Word() = default;
  std::string text_;
};

struct Field {
  Word name;
  std::variant<std::int64_t, Word> value;
};

enum class Level { info, warning, alarm };
void log(Level level, Word event, std::initializer_list<Field> fields = {});
void log_to(const std::string& file);  // empty: standard error, the default

}  // namespace alongside
