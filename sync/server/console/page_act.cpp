// An act on a request: the form read, decided, stored; refused, the page comes back with what was typed.
#include <sync/server/console/page_request.h>
#include <sync/server/console/words.h>
#include <sync/server/work/requests.h>

#include <chrono>

namespace alongside {
namespace {

constexpr Time day_s = 86400;

// The end of the day agreed, in the site's zone; 0 when none was typed. invalid: no such day, past, or over a
// year ahead.
Result<Time> next_contact(const PageCall& call) {
  const std::string day = field(call.form, "next-day");
  const std::string month = field(call.form, "next-month");
  const std::string year = field(call.form, "next-year");
  if (day.empty() && month.empty() && year.empty()) return Time{0};
  const std::int64_t d = number_field(call.form, "next-day");
  const std::int64_t m = number_field(call.form, "next-month");
  const std::int64_t y = number_field(call.form, "next-year");
  const Error wrong{Code::invalid, "next-date"};
  if (d < 1 || d > 31 || m < 1 || m > 12 || y < 2000 || y > 9999) return wrong;
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(y)},
                                         std::chrono::month{static_cast<unsigned>(m)},
                                         std::chrono::day{static_cast<unsigned>(d)}};
  if (!date.ok()) return wrong;
  const Time midnight = Time{std::chrono::sys_days{date}.time_since_epoch().count()} * day_s;
  const Time end = midnight + day_s - 60;
  const Time at = end - utc_offset_s(end, call.site.zone);
  if (at < call.now || at > call.now + 366 * day_s) return wrong;
  return at;
}

Result<Action> action_of(const PageCall& call) {
  const Fields& form = call.form;
  const std::string what = field(form, "do");
  const std::string note = field(form, "note");
  if (what == "take") return Action{Take{}};
  if (what == "hand-over") return Action{HandOver{field(form, "to")}};
  if (what == "contact") {
    const auto channel = channel_of(field(form, "channel"));
    if (!channel.ok()) return Error{Code::invalid, "channel-required"};
    const Time next = TRY(next_contact(call));
    return Action{RecordContact{*channel, field(form, "outcome"), next, note}};
  }
  if (what == "accept") return Action{Accept{note}};
  if (what == "decline") return Action{Decline{note}};
  if (what == "refer") return Action{Refer{field(form, "agency"), field(form, "basis"), note}};
  if (what == "close") return Action{Close{field(form, "outcome"), note}};
  if (what == "reopen") return Action{Reopen{note}};
  return Error{Code::invalid, "unknown-act"};
}

const char* event_of(const std::string& what) {
  static constexpr const char* table[][2] = {
      {"take", "taken"},       {"hand-over", "handed-over"}, {"contact", "contact"}, {"accept", "accepted"},
      {"decline", "declined"}, {"refer", "referred"},        {"close", "closed"},    {"reopen", "reopened"}};
  for (const auto& row : table) {
    if (what == row[0]) return row[1];
  }
  return "";
}

Page saved(const PageCall& call) {
  Page page;
  page.go_to = "/request/" + call.id + "?done=" + field(call.form, "do");
  return page;
}

std::string sentence_of(const Error& error, const std::string& what, const std::string& owner) {
  if (error.what == "next-date") {
    return "The next contact must be a real day, from today to one year ahead.";
  }
  if (error.what == "outcome-required" && what == "close") return "Choose how it ended.";
  if (error.what == "channel-required") return "Choose how you were in contact.";
  if (error.what == "unknown-act") return "Choose what to do.";
  return refusal_words(error.what, owner);
}

Result<Page> refused(const PageCall& call, const Scope& scope, const Error& error) {
  std::string owner = "A colleague";
  const std::string clash = "clash:";
  if (error.what.rfind(clash, 0) == 0) {
    const auto row = TRY(call.db.row("select name from staff where id=$1", error.what.substr(clash.size())));
    if (row) owner = row->text(0);
  }
  const std::string what = field(call.form, "do");
  const bool has_form = *event_of(what) != 0 && what != "take";
  auto page = show_request(call, scope, {sentence_of(error, what, owner), has_form ? what : std::string()});
  if (!page.ok()) return page;
  // The form he typed into may no longer be on the page: then his words stand above it.
  std::string form_name = what + "_act";
  for (char& c : form_name) c = c == '-' ? '_' : c;
  if (!page->data.contains(form_name)) {
    page->data["error_at"] = "acts";
    keep_typed(*page, call.form);
  }
  return page;
}

}  // namespace

Result<Page> act_page(const PageCall& call, const Scope& scope) {
  const auto action = action_of(call);
  if (!action.ok()) return refused(call, scope, action.error());
  const std::int64_t version = number_field(call.form, "version");
  const auto done = act_on_request(call.db, scope, call.id, *action, version, call.now);
  if (done.ok()) return saved(call);
  const Error error = done.error();
  if (error.code != Code::refused && error.code != Code::invalid) return error;
  const char* kind = event_of(field(call.form, "do"));
  if (TRY(just_done(call.db, scope, call.id, kind, field(call.form, "note"), version, call.now))) {
    return saved(call);
  }
  return refused(call, scope, error);
}

}  // namespace alongside
