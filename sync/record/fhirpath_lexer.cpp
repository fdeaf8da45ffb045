// Splits a FHIRPath expression into words, numbers, texts and signs.
#include <sync/record/fhirpath_lexer.h>

#include <sync/record/fhirpath_parts.h>

#include <array>
#include <charconv>

namespace alongside::path {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool starts_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool in_name(char c) { return starts_name(c) || is_digit(c); }

void put_utf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Result<std::vector<Token>> all() {
    while (true) {
      TRY(skip_blank());
      if (at_ >= text_.size()) break;
      TRY(next());
    }
    out_.push_back({TokenKind::end, "", at_});
    return std::move(out_);
  }

 private:
  char now(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  Error fail(const std::string& what) const { return wrong(what + " at byte " + std::to_string(at_)); }
  void put(TokenKind kind, std::string text, std::size_t at) { out_.push_back({kind, std::move(text), at}); }

  Result<> skip_blank() {
    while (at_ < text_.size()) {
      if (now() == ' ' || now() == '\t' || now() == '\n' || now() == '\r') {
        ++at_;
      } else if (now() == '/' && now(1) == '/') {
        while (at_ < text_.size() && now() != '\n') ++at_;
      } else if (now() == '/' && now(1) == '*') {
        const std::size_t end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return fail("a comment without end");
        at_ = end + 2;
      } else {
        break;
      }
    }
    return {};
  }

  Result<> next() {
    const char c = now();
    const std::size_t from = at_;
    if (starts_name(c)) {
      put(TokenKind::name, name(), from);
    } else if (is_digit(c)) {
      put(TokenKind::number, number(), from);
    } else if (c == '\'') {
      put(TokenKind::text, TRY(quoted('\'')), from);
    } else if (c == '`') {
      put(TokenKind::quoted_name, TRY(quoted('`')), from);
    } else if (c == '@') {
      ++at_;
      put(TokenKind::moment, moment(), from);
    } else if (c == '$') {
      ++at_;
      put(TokenKind::dollar, name(), from);
    } else if (c == '%') {
      ++at_;
      put(TokenKind::variable, TRY(variable()), from);
    } else {
      TRY(symbol());
    }
    return {};
  }

  std::string name() {
    const std::size_t from = at_;
    while (in_name(now())) ++at_;
    return std::string(text_.substr(from, at_ - from));
  }

  // A point belongs to a number only before a digit: 1.exists() is a call.
  std::string number() {
    const std::size_t from = at_;
    while (is_digit(now())) ++at_;
    if (now() == '.' && is_digit(now(1))) {
      ++at_;
      while (is_digit(now())) ++at_;
    }
    return std::string(text_.substr(from, at_ - from));
  }

  std::string moment() {
    const std::size_t from = at_;
    const bool clock = now() == 'T';
    while (is_digit(now()) || now() == 'T' || now() == ':' || now() == '-' ||
           (now() == '.' && is_digit(now(1))) || (now() == '+' && !clock) || now() == 'Z')
      ++at_;
    return std::string(text_.substr(from, at_ - from));
  }

  // SDC writes names with hyphens: %has-fever. A minus that is meant has blanks around it.
  Result<std::string> variable() {
    if (now() == '`') return quoted('`');
    if (now() == '\'') return quoted('\'');
    const std::size_t from = at_;
    while (in_name(now()) || (now() == '-' && at_ > from && in_name(now(1)))) ++at_;
    if (at_ == from) return fail("a variable without a name");
    return std::string(text_.substr(from, at_ - from));
  }

  Result<std::string> quoted(char mark) {
    ++at_;
    std::string out;
    while (now() != mark) {
      if (at_ >= text_.size()) return fail("a text without end");
      if (now() == '\\') {
        TRY(escape(out));
      } else {
        out += text_[at_++];
      }
    }
    ++at_;
    return out;
  }

  Result<> escape(std::string& out) {
    constexpr std::string_view letters = "'\"`\\/fnrt";
    constexpr std::string_view meant = "'\"`\\/\f\n\r\t";
    const char c = now(1);
    const std::size_t which = c == '\0' ? std::string_view::npos : letters.find(c);
    if (which != std::string_view::npos) {
      out += meant[which];
      at_ += 2;
      return {};
    }
    unsigned code = 0;
    if (c != 'u' || at_ + 6 > text_.size()) return fail("an unknown escape");
    const char* from = text_.data() + at_ + 2;
    const auto read = std::from_chars(from, from + 4, code, 16);
    if (read.ptr != from + 4 || (code >= 0xD800 && code < 0xE000)) return fail("an unknown escape");
    put_utf8(out, code);
    at_ += 6;
    return {};
  }

  Result<> symbol() {
    for (const char* two : {"<=", ">=", "!=", "!~"}) {
      if (text_.substr(at_, 2) != two) continue;
      put(TokenKind::symbol, two, at_);
      at_ += 2;
      return {};
    }
    constexpr std::string_view known = ".[](),+-*/&|<>=~{}";
    if (known.find(now()) == std::string_view::npos) return fail("an unknown character");
    put(TokenKind::symbol, std::string(1, now()), at_);
    ++at_;
    return {};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> out_;
};

}  // namespace

Result<std::vector<Token>> tokens_of(std::string_view text) { return Lexer(text).all(); }

}  // namespace alongside::path
