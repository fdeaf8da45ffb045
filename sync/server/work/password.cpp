// What a member of staff may choose as a password: length, and nothing that is tried first.
#include <sync/server/work/password.h>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace alongside {

extern const std::string_view common_password_lines;  // made at build from a package's list, one a line

namespace {

constexpr std::size_t shortest = 12;
constexpr std::size_t longest = 1000;
constexpr std::size_t passphrase = 20;  // from here a password may be built of common words
constexpr std::size_t common_shortest = 4;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

const std::unordered_set<std::string>& common_passwords() {
  static const std::unordered_set<std::string> words = [] {
    std::unordered_set<std::string> made{"alongside", "familyhub"};
    for (std::string_view rest = common_password_lines; !rest.empty();) {
      const auto end = std::min(rest.find('\n'), rest.size());
      if (end >= common_shortest) made.insert(lower(std::string(rest.substr(0, end))));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return made;
  }();
  return words;
}

// Whether the text can be cut into common passwords, digits and signs, and nothing else.
bool only_common(const std::string& low) {
  std::vector<bool> reached(low.size() + 1, false);
  reached[0] = true;
  for (std::size_t from = 0; from < low.size(); ++from) {
    if (!reached[from]) continue;
    if (std::isalpha(static_cast<unsigned char>(low[from])) == 0 && (low[from] & 0x80) == 0)
      reached[from + 1] = true;
    for (std::size_t end = from + common_shortest; end <= low.size(); ++end) {
      if (common_passwords().contains(low.substr(from, end - from))) reached[end] = true;
    }
  }
  return reached[low.size()];
}

}  // namespace

Result<> password_fits(const std::string& password, const std::string& sign_in) {
  if (password.size() < shortest) return Error{Code::invalid, "the password needs 12 characters or more"};
  if (password.size() > longest)
    return Error{Code::invalid, "the password may have 1,000 characters at most"};
  if (password.find('\0') != std::string::npos)
    return Error{Code::invalid, "the password holds a NUL character"};
  const std::string low = lower(password);
  if (std::all_of(low.begin(), low.end(), [&](char c) { return c == low.front(); })) {
    return Error{Code::invalid, "the password is one character repeated"};
  }
  if (low.size() < passphrase && (only_common(low) || low.find("alongside") != std::string::npos)) {
    return Error{Code::invalid,
                 "the password is too easy to guess: it is made of common passwords. Use three random words"};
  }
  if (!sign_in.empty() && low.find(lower(sign_in)) != std::string::npos) {
    return Error{Code::invalid, "the password holds the sign-in name"};
  }
  return {};
}

}  // namespace alongside
