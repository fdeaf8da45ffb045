// One request: how it is safe to contact him, his own words, what he needs, his answers and what was done.
#include <sync/server/console/page_request.h>

#include <sync/record/person.h>
#include <sync/record/reference.h>
#include <sync/server/console/words.h>
#include <sync/server/work/requests.h>

#include <algorithm>

namespace alongside {
namespace {

void add_row(Json& rows, const char* label, const std::string& value) {
  if (!value.empty()) rows.push_back({{"label", label}, {"value", value}});
}

std::string message_words(const std::string& code) {
  if (code == "yes") return "Yes";
  return code == "no" ? "No, leave none" : "He did not say: leave none";
}

std::vector<std::string> safe_ways(const SafeContact& contact) {
  std::vector<std::string> ways;
  for (const Channel channel : contact.channels) {
    if (channel != Channel::in_person) ways.push_back(channel_words(channel));
  }
  return ways;
}

void add_contact(Page& page, const Person& person) {
  const SafeContact& contact = person.contact;
  const std::vector<std::string> ways = safe_ways(contact);
  const bool comes_in = std::find(contact.channels.begin(), contact.channels.end(), Channel::in_person) !=
                        contact.channels.end();
  Json rows = Json::array();
  add_row(rows, "Name to use", person.name_to_use);
  if (!ways.empty()) {
    add_row(rows, "Safe ways", joined(ways));
    add_row(rows, "Phone", contact.phone);
    add_row(rows, "Email", contact.email);
    add_row(rows, "Address", contact.address);
    add_row(rows, "Best times", joined(contact.times));
    add_row(rows, "Leave a message?", message_words(contact.leave_message));
    add_row(rows, "Who may answer", contact.who_may_answer);
    add_row(rows, "Say this first, so that he knows it is you", contact.code_phrase);
  }
  page.data["contact"] = rows;
  page.data["contact_never"] = ways.empty();
  page.data["contact_head"] = ways.empty() ? "Do not contact him" : "Contact him only like this";
  if (ways.empty()) {
    page.data["contact_sentence"] = comes_in
                                        ? "He will come in to the hub himself. Greet him by the name he gave."
                                        : "He named no safe way to contact him.";
  }
  std::string remind = ways.empty() ? "Do not contact him. Write down only what happened when he came in."
                                    : "Safe for him: " + joined(ways) + ".";
  if (!ways.empty() && !contact.times.empty()) remind += " " + joined(contact.times) + ".";
  if (!ways.empty() && contact.leave_message != "yes") remind += " Leave no message.";
  page.data["remind"] = remind;
}

std::string share_words(const Person& person) {
  return person.share_with.empty() ? "Nobody outside the hub" : joined(person.share_with);
}

void add_needs(Page& page, const PageCall& call, const RequestView& view, const Person& person) {
  const std::string& zone = call.site.zone;
  Json rows = Json::array();
  add_row(rows, "Wants help with", joined(person.topics));
  add_row(rows, "How soon", person.how_soon);
  add_row(rows, "Who he is", person.role);
  if (!view.baby_loss) {
    add_row(rows, "Baby due", spoken_date(person.due_date));
    add_row(rows, "Baby born", spoken_date(person.baby_birth_date));
  }
  if (!person.youngest_age && !view.age_given) add_row(rows, "Age", "Not given");
  add_row(rows, "Area", person.postcode_outward);
  add_row(rows, "Languages", joined(person.languages));
  if (person.interpreter) add_row(rows, "Interpreter", "Yes, he needs one");
  add_row(rows, "Access needs", joined(person.access_needs));
  add_row(rows, "May be shared with", share_words(person));
  add_row(rows, "Hub", hub_name(call.pack, view.request.hub));
  add_row(rows, "Received", near_time(view.line.made_at, call.now, zone));
  if (view.line.state != "closed" && view.line.due_at < no_due) {
    add_row(rows, "Answer by", near_time(view.line.due_at, call.now, zone));
  }
  if (view.line.next_at > 0) add_row(rows, "Next contact", near_day(view.line.next_at, call.now, zone));
  page.data["needs"] = rows;
  page.data["share"] = share_words(person);
  if (person.under_16) {
    page.data["age_words"] =
        "He may be under 16. Follow the council's route for children before you contact him.";
  } else if (view.young_father) {
    page.data["age_words"] = "Young father: he may be 16 or 17. Childline, 0800 1111, is there for him too.";
  }
}

// His answers would tell the concern: until the request is the worker's, only the manager reads them.
void add_answers(Page& page, const RequestView& view, const Person& person) {
  const bool shown = !view.line.concern || view.concern_shown;
  page.data["answers_kept"] = !shown;
  Json forms = Json::array();
  for (const AnswerLine& line : shown ? person.answers : std::vector<AnswerLine>{}) {
    if (forms.empty() || forms.back()["title"] != line.form_title) {
      forms.push_back({{"title", line.form_title}, {"answers", Json::array()}});
    }
    forms.back()["answers"].push_back(
        {{"question", line.question},
         {"answer", line.declined ? std::string("He chose not to say") : spoken_date(joined(line.answers))}});
  }
  page.data["forms"] = forms;
}

void add_history(Page& page, const PageCall& call, const RequestView& view) {
  Json events = Json::array();
  for (auto event = view.events.rbegin(); event != view.events.rend(); ++event) {
    events.push_back({{"at", near_time(event->at, call.now, call.site.zone)},
                      {"actor", event->actor},
                      {"what", event_words(event->kind, event->detail)},
                      {"note", event->note}});
  }
  page.data["events"] = events;
  Json concerns = Json::array();
  for (const ConcernLine& line : view.concerns) {
    const Json words = {{"words", concern_words(line.kind)}};
    if (std::find(concerns.begin(), concerns.end(), words) == concerns.end()) concerns.push_back(words);
  }
  page.data["concern"] = view.line.concern;
  page.data["concern_kept"] = !view.concern_shown;
  page.data["concerns"] = concerns;
  page.data["concerns_any"] = !concerns.empty();
}

Json codes(const std::vector<std::string>& list, std::string (*words)(const std::string&),
           const std::string& chosen) {
  Json out = Json::array();
  for (const std::string& code : list) {
    out.push_back({{"value", code}, {"words", words(code)}, {"chosen", code == chosen}});
  }
  return out;
}

// What the form holds: after a fault his own typing, else nothing.
Json form_data(const PageCall& call, const FormFault& fault, const char* act) {
  const bool again = fault.at == act;
  Json data = {{"open", again},
               {"fault", again ? fault.sentence : std::string()},
               {"note", again ? field(call.form, "note") : std::string()}};
  for (const char* name : {"agency", "basis"}) data[name] = again ? field(call.form, name) : std::string();
  return data;
}

Json contact_form(const PageCall& call, const RequestView& view, const FormFault& fault, bool alone) {
  Json data = form_data(call, fault, "contact");
  const bool again = fault.at == "contact";
  if (alone && fault.at.empty()) data["open"] = true;
  Json channels = Json::array();
  std::vector<Channel> ways = view.request.safe_channels;
  if (std::find(ways.begin(), ways.end(), Channel::in_person) == ways.end())
    ways.push_back(Channel::in_person);
  for (const Channel channel : ways) {
    channels.push_back({{"value", name_of(channel)},
                        {"words", channel_words(channel)},
                        {"chosen", again && field(call.form, "channel") == name_of(channel)}});
  }
  data["channels"] = channels;
  data["outcomes"] =
      codes(contact_outcomes(), contact_outcome_words, again ? field(call.form, "outcome") : std::string());
  const std::string week = iso_local(call.now + Time{7} * 86400, call.site.zone).substr(0, 10);
  data["next_example"] = week.substr(8, 2) + " " + week.substr(5, 2) + " " + week.substr(0, 4);
  for (const char* part : {"day", "month", "year"}) {
    data[std::string("next_") + part] = again ? field(call.form, std::string("next-") + part) : std::string();
  }
  return data;
}

std::string with_words(const RequestView& view, bool mine) {
  if (view.line.state == "closed") return "This request is closed.";
  if (view.request.owner.empty()) return "Nobody has this request yet.";
  if (mine) return "You have this request.";
  return view.line.owner + " has this request. Only " + view.line.owner + " or a manager can change it.";
}

Result<> add_acts(Page& page, const PageCall& call, const Scope& scope, const RequestView& view,
                  const FormFault& fault) {
  const bool mine = view.request.owner == scope.user_id();
  const bool manager = scope.role() == Role::manager;
  const RequestState state = view.request.state;
  const bool fresh = state == RequestState::fresh;
  const bool over = state == RequestState::closed || state == RequestState::declined;
  const bool acts = (mine || manager) && !fresh;
  page.data["with_words"] = with_words(view, mine);
  page.data["can_take"] = fresh && view.request.owner.empty();
  if (acts && !over) {
    page.data["contact_act"] = contact_form(call, view, fault, true);
    if (state != RequestState::accepted) page.data["accept_act"] = form_data(call, fault, "accept");
    page.data["refer_act"] = form_data(call, fault, "refer");
    page.data["decline_act"] = form_data(call, fault, "decline");
  }
  if (acts && state != RequestState::closed) {
    Json close = form_data(call, fault, "close");
    close["outcomes"] =
        codes(close_outcomes(), close_outcome_words, fault.at == "close" ? field(call.form, "outcome") : "");
    close["hint"] = state == RequestState::taken ? "Say why it is closed. Up to 2,000 characters"
                                                 : "Optional, up to 2,000 characters";
    page.data["close_act"] = close;
  }
  if (over && (mine || manager || view.request.owner.empty())) {
    page.data["reopen_act"] = form_data(call, fault, "reopen");
  }
  if (manager && !over) {
    Json hand_over = form_data(call, fault, "hand-over");
    hand_over["colleagues"] = Json::array();
    for (const Colleague& one : TRY(colleagues_at(call.db, scope, view.request.hub))) {
      if (one.id == view.request.owner) continue;
      hand_over["colleagues"].push_back({{"value", one.id}, {"words", one.name}});
    }
    if (!hand_over["colleagues"].empty()) page.data["hand_over_act"] = hand_over;
  }
  page.data["acts_any"] = acts || page.data.contains("reopen_act") || page.data.contains("hand_over_act");
  return {};
}

std::string unreadable_words(const PageCall& call, const RequestView& view) {
  if (view.unreadable > 0) return "The record of it in the database is damaged. Tell your operator today.";
  for (const VisitRecord& visit : view.visits) {
    for (const Json& response : visit.responses) {
      const auto name = response_form(response);
      const PackForm* form = name.ok() ? call.pack.form(*name) : nullptr;
      if (form == nullptr || !read_response(form->form, response).ok()) {
        return "Some answers were given on a form that is no longer installed. Tell your operator.";
      }
    }
  }
  return {};
}

const char* done_words(const std::string& kind) {
  if (kind == "take") return "You have this request now.";
  if (kind == "contact") return "The contact is recorded.";
  if (kind == "accept") return "The request is accepted. Contact him in a way that is safe for him.";
  if (kind == "decline") return "The request is declined.";
  if (kind == "refer") return "The referral is recorded.";
  if (kind == "close") return "The request is closed.";
  if (kind == "hand-over") return "The request is handed over.";
  return kind == "reopen" ? "The request is open again." : "";
}

}  // namespace

Result<Page> show_request(const PageCall& call, const Scope& scope, const FormFault& fault) {
  const RequestView view = TRY(view_request(call.db, scope, call.id, call.now));
  const int year = static_cast<int>(std::strtol(iso_local(call.now, call.site.zone).c_str(), nullptr, 10));
  const Person person = gather_person(call.pack, view.visits, year);
  const std::string reference = show_reference(view.line.reference);
  Page page;
  page.name = "request";
  page.title = (fault.sentence.empty() ? "" : "Error: ") + std::string("Request ") + reference;
  page.status = fault.sentence.empty() ? 200 : 422;
  page.data = {{"id", view.request.id},
               {"reference", reference},
               {"name", person.name_to_use.empty() ? std::string("No name given") : person.name_to_use},
               {"error", fault.sentence},
               {"error_at", fault.at.empty() ? std::string("acts") : "do-" + fault.at},
               {"done", fault.sentence.empty() ? done_words(field(call.query, "done")) : ""},
               {"hub", hub_name(call.pack, view.request.hub)},
               {"state", state_words(view.line.state)},
               {"received", near_time(view.line.made_at, call.now, call.site.zone)},
               {"overdue", view.line.overdue(call.now)},
               {"urgent", view.line.urgent},
               {"rehearsal", view.line.rehearsal},
               {"baby_loss", view.baby_loss},
               {"own_words", person.own_words},
               {"unreadable", unreadable_words(call, view)},
               {"version", std::to_string(view.request.version)}};
  add_contact(page, person);
  add_needs(page, call, view, person);
  add_answers(page, view, person);
  add_history(page, call, view);
  TRY(add_acts(page, call, scope, view, fault));
  return page;
}

Result<Page> request_page(const PageCall& call, const Scope& scope) { return show_request(call, scope, {}); }

}  // namespace alongside
