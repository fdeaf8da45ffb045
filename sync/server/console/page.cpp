// Forms read, times and codes put into words for the console's pages.
#include <sync/server/console/page.h>

#include <sync/record/request.h>

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
    if (fields.size() >= 64 || !fields.emplace(name, value).second) {
      return Error{Code::invalid, "a name twice or too many fields"};
    }
  }
  return fields;
}

std::string spoken_time(Time at, const std::string& zone) {
  static const char* const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                       "July",    "August",   "September", "October", "November", "December"};
  if (at <= 0) return {};
  if (at >= no_due) return "No target";
  const std::string iso = iso_local(at, zone);
  if (iso.size() < 16) return iso;
  const int month = (iso[5] - '0') * 10 + (iso[6] - '0');
  const std::string day = iso[8] == '0' ? iso.substr(9, 1) : iso.substr(8, 2);
  return day + " " + months[std::clamp(month, 1, 12) - 1] + " " + iso.substr(0, 4) + ", " + iso.substr(11, 5);
}

std::string hub_name(const Pack& pack, const std::string& hub) {
  const Hub* found = pack.hub(hub);
  return found == nullptr ? hub : found->name.in("en");
}

std::string state_words(const std::string& state) {
  if (state == "new") return "New";
  if (state == "taken") return "Taken";
  if (state == "accepted") return "Accepted";
  if (state == "referred") return "Referred on";
  if (state == "declined") return "Declined";
  if (state == "closed") return "Closed";
  return state;
}

const std::string& field(const Fields& fields, const std::string& name) {
  static const std::string none;
  const auto found = fields.find(name);
  return found == fields.end() ? none : found->second;
}

std::int64_t number_field(const Fields& fields, const std::string& name) {
  const std::string& text = field(fields, name);
  if (text.empty() || text.size() > 12) return -1;
  std::int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

Page problem_page(int status, const std::string& heading, const std::string& sentence,
                  const std::string& typed) {
  Page page;
  page.status = status;
  page.name = "problem";
  page.title = heading;
  page.data = {{"heading", heading}, {"sentence", sentence}, {"typed", typed}};
  return page;
}

}  // namespace alongside
