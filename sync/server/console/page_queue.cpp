// The queue: urgent first, then by the time to answer, never the topic.
#include <sync/record/reference.h>
#include <sync/server/console/page.h>
#include <sync/server/console/words.h>
#include <sync/server/work/kiosks.h>
#include <sync/server/work/requests.h>

#include <algorithm>
#include <cctype>

namespace alongside {
namespace {

using Choice = std::pair<std::string, std::string>;

const std::vector<Choice>& state_choices() {
  static const std::vector<Choice> list = {{"open", "All open"},
                                           {"new", state_words("new")},
                                           {"taken", state_words("taken")},
                                           {"accepted", state_words("accepted")},
                                           {"referred", state_words("referred")},
                                           {"declined", state_words("declined")},
                                           {"closed", state_words("closed")}};
  return list;
}
const std::vector<Choice>& whose_choices() {
  static const std::vector<Choice> list = {{"", "Everybody's"}, {"mine", "Mine"}, {"nobody", "Nobody's yet"}};
  return list;
}
const std::vector<Choice>& kind_choices() {
  static const std::vector<Choice> list = {{"", "All kinds"},
                                           {"urgent", kind_words("urgent")},
                                           {"request", kind_words("request")},
                                           {"check-in", kind_words("check-in")}};
  return list;
}

Json choices(const std::vector<Choice>& list, const std::string& chosen) {
  Json out = Json::array();
  for (const auto& [value, words] : list) {
    out.push_back({{"value", value}, {"words", words}, {"chosen", value == chosen}});
  }
  return out;
}

std::string one_of(const std::vector<Choice>& list, const std::string& asked) {
  const bool known =
      std::any_of(list.begin(), list.end(), [&](const Choice& one) { return one.first == asked; });
  return known ? asked : list.front().first;
}

std::vector<Choice> hub_choices(const PageCall& call, const Scope& scope) {
  std::vector<Choice> list = {{"", "All my hubs"}};
  for (const std::string& hub : scope.hubs()) list.emplace_back(hub, hub_name(call.pack, hub));
  return list;
}

std::string reference_of(const std::string& typed) {
  const auto read = read_reference(typed.substr(0, 40));
  if (read.ok()) return *read;
  std::string reference;
  for (const char c : typed.substr(0, 40)) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      reference += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
  }
  return reference;
}

std::string due_words(const PageCall& call, const QueueLine& line) {
  if (line.state == "closed") return "Closed";
  if (line.contacted_at == 0 && line.due_at >= no_due) return "No target";
  if (line.contacted_at == 0) return near_time(line.due_at, call.now, call.site.zone);
  if (line.next_at > 0) return "Next contact: " + near_day(line.next_at, call.now, call.site.zone);
  return "Answered";
}

Json line_data(const PageCall& call, const QueueLine& line) {
  const bool overdue = line.overdue(call.now);
  const bool unopened = line.opened_at == 0;
  return {{"id", line.id},
          {"reference", show_reference(line.reference)},
          {"hub", hub_name(call.pack, line.hub)},
          {"kind", kind_words(line.kind)},
          {"state", state_words(line.state)},
          {"owner", line.owner.empty() ? std::string("Nobody yet") : line.owner},
          {"urgent", line.urgent},
          {"manager", line.concern},
          {"rehearsal", line.rehearsal},
          {"unopened", unopened},
          {"overdue", overdue},
          {"tags_any", line.urgent || line.concern || line.rehearsal || overdue || unopened},
          {"age", duration_words(call.now - line.made_at)},
          {"due", due_words(call, line)}};
}

QueueFilter filter_of(const PageCall& call, const std::vector<Choice>& hubs) {
  QueueFilter filter;
  filter.state = one_of(state_choices(), field(call.query, "state"));
  filter.whose = one_of(whose_choices(), field(call.query, "whose"));
  filter.kind = one_of(kind_choices(), field(call.query, "kind"));
  filter.hub = one_of(hubs, field(call.query, "hub"));
  filter.reference = reference_of(field(call.query, "reference"));
  filter.page = static_cast<int>(std::clamp<std::int64_t>(number_field(call.query, "page"), 1, 100000));
  return filter;
}

std::string address(const QueueFilter& filter, int page, bool reload) {
  return "/queue?state=" + filter.state + "&whose=" + filter.whose + "&kind=" + filter.kind +
         "&hub=" + filter.hub + "&reference=" + filter.reference + "&page=" + std::to_string(page) +
         (reload ? "" : "&reload=off");
}

Json silent_kiosks(const PageCall& call, const Scope& scope) {
  Json out = Json::array();
  const auto kiosks = list_kiosks(call.inbox, scope);
  if (!kiosks.ok()) return out;
  for (const KioskLine& kiosk : *kiosks) {
    if (!silent(kiosk, call.now)) continue;
    std::string since = near_time(kiosk.last_seen, call.now, call.site.zone);
    if (!since.empty()) since[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(since[0])));
    out.push_back(
        {{"hub", hub_name(call.pack, kiosk.hub)}, {"since", since.empty() ? "it was set up" : since}});
  }
  return out;
}

std::string empty_words(const QueueFilter& filter) {
  if (!filter.reference.empty()) return "No request at your hubs has this reference.";
  if (filter.state != "open" || !filter.whose.empty() || !filter.kind.empty() || !filter.hub.empty()) {
    return "No request fits what you chose.";
  }
  return "Nothing is open. New requests appear here by themselves.";
}

void add_filter(Page& page, const QueueFilter& filter, const std::vector<Choice>& hubs) {
  page.data["states"] = choices(state_choices(), filter.state);
  page.data["whose"] = choices(whose_choices(), filter.whose);
  page.data["kinds"] = choices(kind_choices(), filter.kind);
  page.data["hubs"] = choices(hubs, filter.hub);
  page.data["hubs_any"] = hubs.size() > 2;
  page.data["reference"] = filter.reference;
}

}  // namespace

Result<Page> queue_page(const PageCall& call, const Scope& scope) {
  const std::vector<Choice> hubs = hub_choices(call, scope);
  const QueueFilter filter = filter_of(call, hubs);
  const Queue queue = TRY(list_queue(call.db, scope, filter, call.now));
  const bool reload = field(call.query, "reload") != "off";
  Page page;
  page.name = "queue";
  page.reload_s = reload ? 60 : 0;
  page.title = std::to_string(queue.urgent) + " urgent, " + std::to_string(queue.overdue) + " overdue: Queue";
  Json lines = Json::array();
  for (const QueueLine& line : queue.lines) lines.push_back(line_data(call, line));
  const std::int64_t needs = TRY(count_needs_person(call.db, scope));
  page.data = {{"lines", lines},
               {"any", !queue.lines.empty()},
               {"empty", queue.lines.empty() ? empty_words(filter) : std::string()},
               {"urgent_count", std::to_string(queue.urgent)},
               {"urgent_any", queue.urgent > 0},
               {"overdue_count", std::to_string(queue.overdue)},
               {"overdue_any", queue.overdue > 0},
               {"unopened_count", std::to_string(queue.unopened)},
               {"open_count", std::to_string(queue.open)},
               {"needs_person", needs > 0 ? std::to_string(needs) : std::string()},
               {"silent", silent_kiosks(call, scope)},
               {"updated", iso_local(call.now, call.site.zone).substr(11, 5)},
               {"reloading", reload},
               {"hold", address(filter, filter.page, false)},
               {"go_on", address(filter, filter.page, true)},
               {"number", std::to_string(filter.page)},
               {"paged", queue.more || filter.page > 1},
               {"next", queue.more ? address(filter, filter.page + 1, reload) : std::string()},
               {"before", filter.page > 1 ? address(filter, filter.page - 1, reload) : std::string()}};
  add_filter(page, filter, hubs);
  return page;
}

}  // namespace alongside
