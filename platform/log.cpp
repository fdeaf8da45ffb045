// One line an event: time, level, name, key=value.
#include <platform/log.h>

#include <platform/clock.h>

#include <cstdio>
#include <mutex>

namespace alongside {
namespace {

std::mutex guard;
std::FILE* file = nullptr;

const char* name_of(Level level) {
  switch (level) {
    case Level::info:
      return "info";
    case Level::warning:
      return "warning";
    case Level::alarm:
      return "alarm";
  }
  return "info";
}

}  // namespace

Word Word::of(const Error& error) {
  Word word;
  word.text_ = error.what.substr(0, 300);
  for (char& c : word.text_) {
    if (c < 0x20 || c > 0x7e || c == '"') c = '?';
  }
  return word;
}

Word Word::id(std::string_view hex_or_name) {
  Word word;
  word.text_ = hex_or_name.substr(0, 64);
  for (char& c : word.text_) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!plain && std::string_view("-_.:/").find(c) == std::string_view::npos) c = '?';
  }
  return word;
}

void log(Level level, Word event, std::initializer_list<Field> fields) {
  std::string line = iso_utc(now_s()) + ' ' + name_of(level) + ' ' + std::string(event.text());
  for (const Field& field : fields) {
    line += ' ' + std::string(field.name.text()) + '=';
    if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
      line += std::to_string(*number);
    } else {
      line += '"' + std::string(std::get<Word>(field.value).text()) + '"';
    }
  }
  line += '\n';
  const std::lock_guard<std::mutex> lock(guard);
  std::FILE* to = file != nullptr ? file : stderr;
  std::fwrite(line.data(), 1, line.size(), to);
  std::fflush(to);
}

void log_to(const std::string& path) {
  const std::lock_guard<std::mutex> lock(guard);
  if (file != nullptr) std::fclose(file);
  file = path.empty() ? nullptr : std::fopen(path.c_str(), "ae");
}

}  // namespace alongside
