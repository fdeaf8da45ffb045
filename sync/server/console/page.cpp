// Forms read, and the pages that say what went wrong.
#include <sync/server/console/page.h>

#include <algorithm>

namespace alongside {
namespace {

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

Result<std::string> unescape(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      plain += ' ';
    } else if (text[i] == '%') {
      const int high = i + 2 < text.size() ? digit_of(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? digit_of(text[i + 2]) : -1;
      if (high < 0 || low < 0 || high * 16 + low == 0) return Error{Code::invalid, "a broken escape"};
      plain += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::size_t follow_bytes(unsigned char first) {
  if (first < 0x80) return 0;
  if (first >= 0xC2 && first <= 0xDF) return 1;
  if (first >= 0xE0 && first <= 0xEF) return 2;
  return first >= 0xF0 && first <= 0xF4 ? 3 : 4;
}

// Longer than need be, half of a UTF-16 pair, or over U+10FFFF: told by the second byte (RFC 3629 section 4).
bool second_fits(unsigned char first, unsigned char second) {
  if (first == 0xE0) return second >= 0xA0;
  if (first == 0xED) return second <= 0x9F;
  if (first == 0xF0) return second >= 0x90;
  return first != 0xF4 || second <= 0x8F;
}

bool is_utf8(const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    const std::size_t more = follow_bytes(first);
    if (more > 3 || at + more >= text.size()) return false;
    if (more > 0 && !second_fits(first, static_cast<unsigned char>(text[at + 1]))) return false;
    for (std::size_t i = 1; i <= more; ++i) {
      if ((static_cast<unsigned char>(text[at + i]) & 0xC0) != 0x80) return false;
    }
    at += more + 1;
  }
  return true;
}

std::string plain_lines(const std::string& text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\r') {
      if (at + 1 >= text.size() || text[at + 1] != '\n') out += '\n';
    } else {
      out += text[at];
    }
  }
  return out;
}

}  // namespace

Result<Fields> read_fields(std::string_view encoded) {
  Fields fields;
  if (encoded.size() > (64u << 10)) return Error{Code::invalid, "too long"};
  while (!encoded.empty()) {
    const std::string_view part = encoded.substr(0, encoded.find('&'));
    encoded.remove_prefix(std::min(encoded.size(), part.size() + 1));
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::string name = TRY(unescape(part.substr(0, equals)));
    const std::string value = TRY(unescape(part.substr(std::min(part.size(), equals + 1))));
    if (!is_utf8(name) || !is_utf8(value)) return Error{Code::invalid, "not UTF-8"};
    if (fields.size() >= 64 || !fields.emplace(name, plain_lines(value)).second) {
      return Error{Code::invalid, "a name twice or too many fields"};
    }
  }
  return fields;
}

std::string field(const Fields& fields, const std::string& name) {
  const auto found = fields.find(name);
  return found == fields.end() ? std::string() : found->second;
}

std::int64_t number_field(const Fields& fields, const std::string& name) {
  const std::string text = field(fields, name);
  if (text.empty() || text.size() > 12) return -1;
  std::int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

Page problem_page(int status, const std::string& heading, const std::string& sentence) {
  Page page;
  page.status = status;
  page.name = "problem";
  page.title = heading;
  page.data = {
      {"heading", heading}, {"sentence", sentence}, {"back", "/"}, {"back_words", "Go to the start"}};
  return page;
}

void keep_typed(Page& page, const Fields& form) {
  Json kept = Json::array();
  const char* const typed[][2] = {
      {"note", "Your note"}, {"agency", "The service"}, {"basis", "Why it may be shared"}};
  for (const auto& one : typed) {
    const std::string text = field(form, one[0]);
    if (!text.empty()) kept.push_back({{"label", one[1]}, {"text", text}});
  }
  page.data["kept"] = kept;
}

}  // namespace alongside
