// One request: how it is safe to contact him, his own words, his answers, what was done, and what can be done
// next.
#include <sync/record/person.h>
#include <sync/server/console/page.h>
#include <sync/server/work/requests.h>

namespace alongside {
namespace {

std::string joined(const std::vector<std::string>& list) {
  std::string text;
  for (const std::string& one : list) text += (text.empty() ? "" : ", ") + one;
  return text;
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
      return "He will come in";
    case Channel::email:
      return "Email";
  }
  return {};
}

Json contact_data(const SafeContact& contact) {
  std::vector<std::string> channels;
  bool come_in_only = !contact.channels.empty();
  for (const Channel channel : contact.channels) {
    channels.push_back(channel_words(channel));
    come_in_only = come_in_only && channel == Channel::in_person;
  }
  std::string message = "He did not say: leave none";
  if (contact.leave_message == "yes") message = "Yes, a message is fine";
  if (contact.leave_message == "no") message = "No. Leave no message";
  return {{"channels", joined(channels)},   {"none", channels.empty()},   {"come_in_only", come_in_only},
          {"phone", contact.phone},         {"address", contact.address}, {"email", contact.email},
          {"times", joined(contact.times)}, {"message", message},         {"who", contact.who_may_answer},
          {"phrase", contact.code_phrase}};
}

Json answers_data(const Person& person) {
  Json answers = Json::array();
  for (const AnswerLine& line : person.answers) {
    answers.push_back(
        {{"question", line.question},
         {"form", line.form_title},
         {"answer", line.declined ? std::string("He chose not to say") : joined(line.answers)}});
  }
  return answers;
}

Json person_data(const Person& person) {
  return {{"name", person.name_to_use.empty() ? std::string("No name given") : person.name_to_use},
          {"role", person.role},
          {"due", person.due_date},
          {"born", person.baby_birth_date},
          {"postcode", person.postcode_outward},
          {"languages", joined(person.languages)},
          {"interpreter", person.interpreter},
          {"access", joined(person.access_needs)},
          {"topics", joined(person.topics)},
          {"own_words", person.own_words},
          {"how_soon", person.how_soon},
          {"share",
           person.share_with.empty() ? std::string("Nobody outside the hub") : joined(person.share_with)}};
}

Json history_data(const PageCall& call, const RequestView& view) {
  Json events = Json::array();
  for (const EventLine& event : view.events) {
    events.push_back({{"at", spoken_time(event.at, call.site.zone)},
                      {"actor", event.actor},
                      {"kind", event.kind},
                      {"detail", event.detail},
                      {"note", event.note}});
  }
  return events;
}

Json codes(const std::vector<std::string>& list) {
  Json out = Json::array();
  for (const std::string& code : list) {
    std::string words = code;
    for (char& c : words) c = c == '-' ? ' ' : c;
    out.push_back({{"value", code}, {"words", words}});
  }
  return out;
}

std::string refusal_words(const std::string& what) {
  if (what == "unsafe-channel")
    return "He did not say this way of contact is safe. Use one from the box above.";
  if (what == "not-yours") return "Take the request first, or ask a manager to hand it over.";
  if (what.rfind("clash:", 0) == 0) return "A colleague has this request already. The page now shows who.";
  if (what == "stale")
    return "A colleague changed this request while you were typing. Check it and send again.";
  if (what == "closed") return "This request is closed. Reopen it first.";
  if (what == "not-contacted") return "Record a contact attempt before you close it.";
  if (what == "reason-required") return "Give a reason.";
  if (what.rfind("too-long:", 0) == 0) return "The text is too long. Shorten it and send again.";
  if (what == "no-such-colleague") return "Choose a colleague from this hub.";
  return "That is not possible with this request: " + what + ".";
}

Result<Page> show_request(const PageCall& call, const Scope& scope, const std::string& error) {
  const RequestView view = TRY(view_request(call.db, scope, call.id, call.now));
  const int year = static_cast<int>(std::strtol(iso_utc(call.now).c_str(), nullptr, 10));
  const Person person = gather_person(call.pack, view.visits, year);
  const bool closed = view.request.state == RequestState::closed;
  const bool mine = view.request.owner == scope.user_id();
  // His answers would tell the concern: until he is the worker's, only the manager reads them.
  const bool answers_shown = !view.line.concern || view.concern_shown;
  Page page;
  page.name = "request";
  page.title = (error.empty() ? "" : "Error: ") + std::string("Request ") + view.line.reference;
  page.status = error.empty() ? 200 : 422;
  Json concerns = Json::array();
  for (const ConcernLine& line : view.concerns)
    concerns.push_back({{"kind", line.kind}, {"rule", line.rule}});
  Json others = Json::array();
  for (const Colleague& one : TRY(colleagues_at(call.db, scope, view.request.hub))) {
    others.push_back({{"value", one.id}, {"words", one.name}});
  }
  Json channels = Json::array();
  for (const Channel c : {Channel::call, Channel::text, Channel::post, Channel::in_person, Channel::email}) {
    channels.push_back({{"value", name_of(c)}, {"words", channel_words(c)}});
  }
  page.data = {{"id", view.request.id},
               {"reference", view.line.reference},
               {"error", error},
               {"hub", hub_name(call.pack, view.request.hub)},
               {"state", state_words(view.line.state)},
               {"owner", view.line.owner.empty() ? std::string("Nobody yet") : view.line.owner},
               {"received", spoken_time(view.line.made_at, call.site.zone)},
               {"target", spoken_time(view.line.due_at, call.site.zone)},
               {"overdue", !closed && view.line.due_at < call.now},
               {"urgent", view.line.urgent},
               {"rehearsal", view.line.rehearsal},
               {"baby_loss", view.baby_loss},
               {"young", view.young_father},
               {"concern", view.line.concern},
               {"concerns", concerns},
               {"person", person_data(person)},
               {"contact", contact_data(person.contact)},
               {"answers", answers_shown ? answers_data(person) : Json::array()},
               {"answers_kept", !answers_shown},
               {"events", history_data(call, view)},
               {"version", std::to_string(view.request.version)},
               {"typed", field(call.form, "note")},
               {"closed", closed},
               {"open", !closed},
               {"can_take", !closed && !mine},
               {"manager", scope.role() == Role::manager && !closed},
               {"colleagues", others},
               {"all_channels", channels},
               {"contact_outcomes", codes(contact_outcomes())},
               {"close_outcomes", codes(close_outcomes())}};
  return page;
}

Result<Action> action_of(const Fields& form) {
  const std::string& what = field(form, "do");
  const std::string& note = field(form, "note");
  if (what == "take") return Action{Take{}};
  if (what == "hand-over") return Action{HandOver{field(form, "to")}};
  if (what == "contact") {
    return Action{RecordContact{TRY(channel_of(field(form, "channel"))), field(form, "outcome"), 0, note}};
  }
  if (what == "accept") return Action{Accept{note}};
  if (what == "decline") return Action{Decline{note}};
  if (what == "refer") return Action{Refer{field(form, "agency"), field(form, "basis"), note}};
  if (what == "close") return Action{Close{field(form, "outcome"), note}};
  if (what == "reopen") return Action{Reopen{note}};
  return Error{Code::invalid, "choose what to do"};
}

}  // namespace

Result<Page> request_page(const PageCall& call, const Scope& scope) { return show_request(call, scope, {}); }

Result<Page> act_page(const PageCall& call, const Scope& scope) {
  const auto action = action_of(call.form);
  if (!action.ok()) return show_request(call, scope, "Choose an answer for each part of the form.");
  const auto done =
      act_on_request(call.db, scope, call.id, *action, number_field(call.form, "version"), call.now);
  if (!done.ok()) {
    const Code code = done.error().code;
    if (code == Code::refused || code == Code::invalid) {
      return show_request(call, scope, refusal_words(done.error().what));
    }
    return done.error();
  }
  Page page;
  page.go_to = "/request/" + call.id;
  return page;
}

}  // namespace alongside
