// Turns that save: what a record holds, K16 "Ask the hub to contact me", and Send.
#include <kiosk/turning.h>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace alongside {
namespace {

// One neutral concern, whatever he chose: the request says only that he wants to talk privately.
std::vector<Concern> talk_concern(const Pack& pack) {
  for (const bool any : {false, true})
    for (const ConcernRule& rule : pack.concern_rules)
      if (rule.kind == ConcernKind::talk_privately && (any || rule.code == "just-talk"))
        return {Concern{rule.id, rule.kind}};
  return {};
}

}  // namespace

VisitRecord Turning::record(VisitPart part) const {
  VisitRecord made;
  made.facts.visit_id = visit.visit_id;
  made.facts.reference = visit.reference;
  made.facts.hub = content.hub;
  made.facts.language = visit.language;
  made.facts.authored = content.authored;
  made.facts.pack_version = content.pack.version;
  made.facts.consent_version = content.pack.consent_version;
  made.facts.part = part;
  const bool urgent = part == VisitPart::urgent;
  const std::string support = url_of("topics");
  made.facts.contact_asked = urgent || visit.urgent_sending == Sending::failed || visit.urgent_sent ||
                             visit.finished.count(support) > 0;
  made.facts.talk_privately = visit.urgent_for_talk;
  made.facts.rehearsal = content.rehearsal;
  made.concerns = urgent && visit.urgent_for_talk ? talk_concern(content.pack) : visit.concerns;
  for (const PackForm* form : parts(visit, content)) {
    if (urgent && !form->form.meaning("safe-channels")) continue;
    const Answers& answers = visit.answers.at(form->form.url);
    made.responses.push_back(write_response(form->form, answers, content.authored, visit.language));
  }
  return made;
}

// Back to the place from which K16 interrupted him.
void Turning::leave_urgent_form() {
  visit.urgent_contact = false;
  visit.form = visit.resume_form;
  visit.link = visit.resume_link;
  visit.run = visit.resume_run;
  visit.after = visit.resume_after;
}

void Turning::save_urgent() {
  const std::string url = url_of("safe-channels");
  for (const Item* item : asked_items(visit, content, url))  // skipped ones too: nothing is asked twice
    if (visit.urgent_contact) visit.not_again.insert(url + "#" + item->link_id);
  if (visit.urgent_contact) leave_urgent_form();
  visit.finished.insert(url);
  visit.urgent_sending = Sending::saving;
  visit.urgent_ticket = ++visit.tickets;
  effects.push_back(effect::SaveUrgent{record(VisitPart::urgent), visit.urgent_ticket});
  go(Page::urgent);
}

void Turning::ask_hub() {
  if (visit.urgent_sent || visit.urgent_sending == Sending::saving) return;
  if (visit.urgent_sending == Sending::failed) return save_urgent();  // he said it all already
  visit.resume_form = visit.form;
  visit.resume_link = visit.link;
  visit.resume_run = visit.run;
  visit.resume_after = visit.after;
  visit.urgent_contact = true;
  visit.urgent_for_talk = visit.talk;
  ask({url_of("safe-channels")}, visit.after);
}

void Turning::show_urgent(Page after, bool talk) {
  visit.after_urgent = after;
  visit.talk = talk;
  go(Page::urgent);
}

void Turning::send() {
  if (visit.sending == Sending::saving) return;
  visit.sending = Sending::saving;
  visit.send_ticket = ++visit.tickets;
  effects.push_back(effect::Send{record(VisitPart::whole), visit.send_ticket});
}

void Turning::saved(const event::SavedOutcome& outcome) {
  if (outcome.ticket == visit.urgent_ticket && visit.urgent_sending == Sending::saving) {
    visit.urgent_sending = outcome.ok ? Sending::no : Sending::failed;
    visit.urgent_sent = outcome.ok;
  }
  if (outcome.ticket != visit.send_ticket || visit.sending != Sending::saving) return;
  visit.sending = outcome.ok ? Sending::no : Sending::failed;
  if (!outcome.ok) return;
  thank();
}

// All he asked for is sealed and on the disk: nothing of it is needed here any more.
void Turning::thank() {
  Visit rest;
  rest.language = visit.language;
  rest.reference = visit.reference;
  rest.tickets = visit.tickets;
  rest.touched = visit.touched;
  visit = std::move(rest);
  effects.push_back(effect::Forget{false});
  go(Page::done);
}

}  // namespace alongside
