// Tables of codes and their words.
#include <sync/server/console/words.h>

#include <algorithm>
#include <array>
#include <cstddef>

namespace alongside {
namespace {

struct Named {
  const char* code;
  const char* words;
};

template <std::size_t N>
std::string look_up(const std::array<Named, N>& table, const std::string& code) {
  for (const Named& one : table) {
    if (code == one.code) return one.words;
  }
  std::string words = code;
  std::replace(words.begin(), words.end(), '-', ' ');
  if (!words.empty() && words[0] >= 'a' && words[0] <= 'z') words[0] = static_cast<char>(words[0] - 32);
  return words;
}

constexpr std::array<Named, 6> states = {{{"new", "New"},
                                          {"taken", "Taken"},
                                          {"accepted", "Accepted"},
                                          {"referred", "Referred on"},
                                          {"declined", "Declined"},
                                          {"closed", "Closed"}}};
constexpr std::array<Named, 3> kinds = {
    {{"urgent", "Urgent contact"}, {"request", "Support request"}, {"check-in", "Check-in"}}};
constexpr std::array<Named, 6> contact_table = {{{"spoke", "Spoke with him"},
                                                 {"left-message", "Left a message"},
                                                 {"no-answer", "No answer"},
                                                 {"met", "Met him"},
                                                 {"sent", "Sent it"},
                                                 {"wrong-number", "Wrong number or address"}}};
constexpr std::array<Named, 8> close_table = {{{"supported", "He got support here"},
                                               {"joined-group", "He joined a group"},
                                               {"referred-on", "Another service supports him"},
                                               {"no-longer-wanted", "He no longer wants it"},
                                               {"not-reached", "He could not be reached"},
                                               {"moved-away", "He moved away"},
                                               {"duplicate", "It repeats another request"},
                                               {"other", "Another reason (say which in the note)"}}};
constexpr std::array<Named, 5> concerns_table = {
    {{"self", "He is worried that he might hurt himself"},
     {"baby", "He is worried that he might hurt his baby"},
     {"other-person", "He is worried that he might hurt someone"},
     {"not-safe-at-home", "He does not feel safe at home"},
     {"talk-privately", "He wants to talk privately"}}};
constexpr std::array<Named, 8> events_table = {{{"taken", "Taken"},
                                                {"handed-over", "Handed over"},
                                                {"contact", "Contact"},
                                                {"accepted", "Accepted"},
                                                {"declined", "Declined"},
                                                {"referred", "Referred to another service"},
                                                {"closed", "Closed"},
                                                {"reopened", "Opened again"}}};
constexpr std::array<Named, 18> audit_table = {{{"request-viewed", "Opened a request"},
                                                {"reference-searched", "Searched for a reference"},
                                                {"needs-person-viewed", "Opened \"Needs a person\""},
                                                {"needs-person-retried", "Tried an unread visit again"},
                                                {"audit-viewed", "Opened the audit"},
                                                {"sign-in", "Sign-in"},
                                                {"sign-out", "Signed out"},
                                                {"sessions-ended", "Ended all other sessions"},
                                                {"session-ended", "Ended one session"},
                                                {"staff-added", "Added a person"},
                                                {"staff-disabled", "Disabled a person"},
                                                {"staff-enabled", "Enabled a person"},
                                                {"phone-reset", "Set up a new phone"},
                                                {"password-set", "Set a new password"},
                                                {"signed-out", "Ended every session"},
                                                {"taken", "Took a request"},
                                                {"contact", "Recorded a contact"},
                                                {"handed-over", "Handed a request over"}}};
constexpr std::array<Named, 4> kiosk_table = {{{"claimed", "Waiting for approval"},
                                               {"active", "Connected"},
                                               {"suspended", "Suspended"},
                                               {"retired", "Retired"}}};
constexpr std::array<Named, 12> refusals = {
    {{"unsafe-channel", "He did not say that this way of contact is safe. Choose one of those he named."},
     {"not-yours", "A colleague has this request. Ask for it to be handed over to you."},
     {"not-taken", "Take the request first."},
     {"manager-only", "Only a manager can hand a request over."},
     {"stale", "A colleague changed this request while you were writing. Check it, then send again."},
     {"closed", "This request is closed. Open it again first."},
     {"not-contacted", "Write in the note why you close it without a contact."},
     {"outcome-required", "Choose what happened."},
     {"agency-required", "Give the service that you refer him to."},
     {"lawful-basis-required", "Give the reason why his details may be shared."},
     {"no-such-colleague", "Choose a colleague of this hub."},
     {"user-required", "Choose a colleague of this hub."}}};

struct NeedsRule {
  const char* starts;
  const char* why;
  const char* helps;
};
constexpr std::array<NeedsRule, 9> needs_table = {
    {{"no-key", "It was sealed to a key that this server does not hold.",
      "Ask your operator to put the older key back, then try again."},
     {"seal", "The seal does not open: the record was damaged or changed on its way.",
      "Ask your operator to look at the kiosk. If he is known to you, ask him in person."},
     {"padding", "The record is damaged inside its seal.", "Ask your operator to look at the kiosk."},
     {"json", "The record is damaged inside its seal.", "Ask your operator to look at the kiosk."},
     {"bundle", "The record does not have the shape that this server knows.",
      "Ask your operator whether the kiosk runs a newer version, then try again."},
     {"ids", "The record names another kiosk than the one that sent it.",
      "Tell your operator today: somebody may have copied a kiosk."},
     {"form never published", "It answers a form that is not installed on this server.",
      "Ask your operator to install the kiosk's content, then try again."},
     {"urn:", "An answer does not fit its form.", "Ask your operator to check the form, then try again."},
     {"http", "An answer does not fit its form.", "Ask your operator to check the form, then try again."}}};

constexpr const char* months[] = {"January", "February", "March",     "April",   "May",      "June",
                                  "July",    "August",   "September", "October", "November", "December"};

bool iso_date(const std::string& text) {
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return false;
  for (const std::size_t at : {0u, 1u, 2u, 3u, 5u, 6u, 8u, 9u}) {
    if (text[at] < '0' || text[at] > '9') return false;
  }
  return true;
}

std::string day_and_month(const std::string& iso) {
  const int month = (iso[5] - '0') * 10 + (iso[6] - '0');
  const std::string day = iso[8] == '0' ? iso.substr(9, 1) : iso.substr(8, 2);
  return day + " " + months[std::clamp(month, 1, 12) - 1];
}

std::string counted(Time count, const char* one) {
  return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

}  // namespace

std::string spoken_date(const std::string& text) {
  if (text.size() != 10 || !iso_date(text)) return text;
  return day_and_month(text) + " " + text.substr(0, 4);
}

std::string spoken_time(Time at, const std::string& zone) {
  if (at <= 0) return {};
  const std::string iso = iso_local(at, zone);
  if (iso.size() < 16 || !iso_date(iso)) return iso;
  return spoken_date(iso.substr(0, 10)) + ", " + iso.substr(11, 5);
}

std::string near_day(Time at, Time now, const std::string& zone) {
  if (at <= 0) return {};
  const std::string day = iso_local(at, zone).substr(0, 10);
  if (day == iso_local(now, zone).substr(0, 10)) return "Today";
  if (day == iso_local(now + 86400, zone).substr(0, 10)) return "Tomorrow";
  if (day == iso_local(now - 86400, zone).substr(0, 10)) return "Yesterday";
  if (!iso_date(day)) return day;
  const bool this_year = day.compare(0, 4, iso_local(now, zone), 0, 4) == 0;
  return this_year ? day_and_month(day) : spoken_date(day);
}

std::string near_time(Time at, Time now, const std::string& zone) {
  if (at <= 0) return {};
  const std::string iso = iso_local(at, zone);
  return near_day(at, now, zone) + ", " + (iso.size() < 16 ? iso : iso.substr(11, 5));
}

std::string duration_words(Time seconds) {
  const Time s = std::max<Time>(0, seconds);
  if (s < 60) return "Less than a minute";
  if (s < 3600) return counted(s / 60, "minute");
  if (s < 172800) return counted(s / 3600, "hour");
  return counted(s / 86400, "day");
}

std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& one : list) text += (text.empty() ? "" : ", ") + one;
  return text;
}

std::string hub_name(const Pack& pack, const std::string& hub) {
  const Hub* found = pack.hub(hub);
  return found == nullptr ? hub : found->name.in("en");
}

std::string state_words(const std::string& state) { return look_up(states, state); }
std::string kind_words(const std::string& kind) { return look_up(kinds, kind); }
std::string contact_outcome_words(const std::string& code) { return look_up(contact_table, code); }
std::string close_outcome_words(const std::string& code) { return look_up(close_table, code); }
std::string concern_words(const std::string& kind) { return look_up(concerns_table, kind); }
std::string kiosk_state_words(const std::string& state) { return look_up(kiosk_table, state); }

std::string audit_words(const std::string& action) {
  for (const Named& one : audit_table) {
    if (action == one.code) return one.words;
  }
  return look_up(events_table, action);
}

std::string role_words(Role role) {
  if (role == Role::manager) return "Manager";
  return role == Role::admin ? "Administrator" : "Worker";
}

std::string channel_words(Channel channel) {
  switch (channel) {
    case Channel::call:
      return "Phone call";
    case Channel::text:
      return "Text message";
    case Channel::post:
      return "Letter";
    case Channel::in_person:
      return "In person at the hub";
    case Channel::email:
      return "Email";
  }
  return {};
}

std::string event_words(const std::string& kind, const std::string& detail) {
  const std::string what = look_up(events_table, kind);
  if (detail.empty()) return what;
  if (kind == "handed-over") return "Handed over to " + detail;
  if (kind == "closed") return what + ": " + close_outcome_words(detail);
  if (kind == "referred") return what + ". Why his details may be shared: " + detail;
  if (kind != "contact") return what;
  const std::size_t colon = std::min(detail.find(':'), detail.size());
  const auto channel = channel_of(detail.substr(0, colon));
  const std::string way = channel.ok() ? channel_words(*channel) : detail.substr(0, colon);
  return way + ": " + contact_outcome_words(detail.substr(std::min(colon + 1, detail.size())));
}

std::string refusal_words(const std::string& what, const std::string& owner) {
  if (what.rfind("clash:", 0) == 0) return owner + " has this request already.";
  if (what == "reason-required") return "Give a reason.";
  if (what == "next-in-the-past") return "The next contact must be today or later.";
  if (what == "too-long:reason") return "The reason is too long. Use 500 characters or fewer.";
  if (what.rfind("too-long:", 0) == 0) return "The text is too long. Use 2,000 characters or fewer.";
  for (const Named& one : refusals) {
    if (what == one.code) return one.words;
  }
  if (what.rfind("not-when-", 0) == 0) {
    return "That is not possible while the request is " + state_words(what.substr(9)) + ".";
  }
  return "That is not possible with this request now.";
}

NeedsWords needs_words(const std::string& reason) {
  for (const NeedsRule& rule : needs_table) {
    if (reason.rfind(rule.starts, 0) == 0) return {rule.why, rule.helps};
  }
  return {"It could not be read.", "Try again. If it fails once more, tell your operator."};
}

}  // namespace alongside
