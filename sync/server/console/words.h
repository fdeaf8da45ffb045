// Codes of the case database put into plain words for the console's pages.
#pragma once

#include <platform/clock.h>
#include <sync/record/pack.h>
#include <sync/record/request.h>

#include <string>
#include <vector>

namespace alongside {

// "25 November 2026, 09:30" in the zone; empty for no time.
std::string spoken_time(Time at, const std::string& zone);
// "Today, 17:00", "Tomorrow, 17:00", "27 November, 17:00"; with the year when it is another.
std::string near_time(Time at, Time now, const std::string& zone);
std::string near_day(Time at, Time now, const std::string& zone);
std::string spoken_date(const std::string& iso_date);  // "1 December 2026"; other texts stay as they are
std::string duration_words(Time seconds);              // "12 minutes", "3 hours", "2 days"
std::string joined(const std::vector<std::string>& list);

std::string hub_name(const Pack& pack, const std::string& hub);
std::string state_words(const std::string& state);
std::string kind_words(const std::string& kind);
std::string role_words(Role role);
std::string channel_words(Channel channel);
std::string contact_outcome_words(const std::string& code);
std::string close_outcome_words(const std::string& code);
std::string concern_words(const std::string& kind);
// A row of the history: what was done, from its kind and detail.
std::string event_words(const std::string& kind, const std::string& detail);
std::string audit_words(const std::string& action);
std::string kiosk_state_words(const std::string& state);
// decide()'s refusals and those of the store, for the person at the form.
std::string refusal_words(const std::string& what, const std::string& owner);

struct NeedsWords {
  std::string why;
  std::string helps;
};
NeedsWords needs_words(const std::string& reason);

}  // namespace alongside
