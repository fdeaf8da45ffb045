// The queue: urgent first, age against target, never the topic. And the visits that need a person.
#include <sync/server/console/page.h>
#include <sync/server/work/requests.h>

#include <algorithm>
#include <cctype>

namespace alongside {
namespace {

Json choices(const std::vector<std::pair<std::string, std::string>>& list, const std::string& chosen) {
  Json out = Json::array();
  for (const auto& [value, words] : list) {
    out.push_back({{"value", value}, {"words", words}, {"chosen", value == chosen}});
  }
  return out;
}

std::string age_words(Time seconds) {
  const Time s = std::max<Time>(0, seconds);
  if (s < 3600) return std::to_string(s / 60) + " min";
  if (s < 172800) return std::to_string(s / 3600) + " h";
  return std::to_string(s / 86400) + " days";
}

std::string reference_of(const std::string& typed) {
  std::string reference;
  for (const char c : typed.substr(0, 40)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      reference += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
  }
  return reference;
}

std::string kind_words(const std::string& kind) {
  if (kind == "urgent") return "Urgent contact";
  return kind == "request" ? "Support request" : "Check-in";
}

Json line_data(const PageCall& call, const QueueLine& line) {
  const bool closed = line.state == "closed";
  return {{"id", line.id},
          {"reference", line.reference},
          {"hub", hub_name(call.pack, line.hub)},
          {"kind", kind_words(line.kind)},
          {"state", state_words(line.state)},
          {"owner", line.owner.empty() ? std::string("Nobody yet") : line.owner},
          {"urgent", line.urgent},
          {"manager", line.concern},
          {"rehearsal", line.rehearsal},
          {"age", age_words(call.now - line.made_at)},
          {"due", spoken_time(line.due_at, call.site.zone)},
          {"overdue", !closed && line.due_at < call.now}};
}

}  // namespace

Result<Page> queue_page(const PageCall& call, const Scope& scope) {
  QueueFilter filter;
  filter.state = field(call.query, "state").empty() ? "open" : field(call.query, "state");
  if (filter.state != "open" && !request_state(filter.state).ok()) filter.state = "open";
  filter.whose = field(call.query, "whose");
  filter.kind = field(call.query, "kind");
  filter.reference = reference_of(field(call.query, "reference"));
  filter.page = static_cast<int>(std::clamp<std::int64_t>(number_field(call.query, "page"), 1, 100000));
  if (filter.whose != "mine" && filter.whose != "nobody") filter.whose.clear();
  if (filter.kind != "urgent" && filter.kind != "request" && filter.kind != "check-in") filter.kind.clear();
  const Queue queue = TRY(list_queue(call.db, scope, filter, call.now));
  Page page;
  page.name = "queue";
  page.reload_s = 60;
  page.title = std::to_string(queue.urgent) + " urgent, " + std::to_string(queue.overdue) + " overdue: Queue";
  Json lines = Json::array();
  for (const QueueLine& line : queue.lines) lines.push_back(line_data(call, line));
  const std::string keep =
      "/queue?state=" + filter.state + "&whose=" + filter.whose + "&kind=" + filter.kind + "&page=";
  page.data = {
      {"lines", lines},
      {"empty", queue.lines.empty()},
      {"urgent_count", std::to_string(queue.urgent)},
      {"overdue_count", std::to_string(queue.overdue)},
      {"updated", iso_local(call.now, call.site.zone).substr(11, 5)},
      {"reference", filter.reference},
      {"next", queue.more ? keep + std::to_string(filter.page + 1) : std::string()},
      {"before", filter.page > 1 ? keep + std::to_string(filter.page - 1) : std::string()},
      {"states", choices({{"open", "All open"},
                          {"new", "New"},
                          {"taken", "Taken"},
                          {"accepted", "Accepted"},
                          {"referred", "Referred on"},
                          {"declined", "Declined"},
                          {"closed", "Closed"}},
                         filter.state)},
      {"whose", choices({{"", "Everybody's"}, {"mine", "Mine"}, {"nobody", "Nobody's yet"}}, filter.whose)},
      {"kinds", choices({{"", "All kinds"},
                         {"urgent", "Urgent contact"},
                         {"request", "Support request"},
                         {"check-in", "Check-in"}},
                        filter.kind)}};
  return page;
}

Result<Page> needs_person_page(const PageCall& call, const Scope& scope) {
  Page page;
  page.name = "needs_person";
  page.title = "Needs a person";
  Json lines = Json::array();
  for (const NeedsPersonLine& line : TRY(list_needs_person(call.db, scope))) {
    lines.push_back({{"kiosk", line.device_id.substr(0, 8)},
                     {"hub", hub_name(call.pack, line.hub)},
                     {"received", spoken_time(line.received_at, call.site.zone)},
                     {"reason", line.reason},
                     {"tries", std::to_string(line.tries)}});
  }
  page.data = {{"empty", lines.empty()}, {"lines", lines}};
  return page;
}

}  // namespace alongside
