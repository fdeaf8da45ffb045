// The one place where a visit changes: event in, visit and effects out. No clock, no random, no I/O.
#include <kiosk/turning.h>

#include <algorithm>

namespace alongside {

void Turning::go(Page page) {
  visit.page = page;
  visit.page_since = now;
  visit.error.clear();
  visit.typed.clear();
  visit.blank.clear();
  visit.show_answers = false;
}

void Turning::end(Page page) {
  const std::uint64_t tickets = visit.tickets;
  visit = Visit{};
  visit.tickets = tickets;
  visit.page = page;
  visit.page_since = visit.touched = now;
  effects.push_back(effect::Forget{});
}

std::string Turning::url_of(const char* meaning) const {
  const PackForm* form = form_with(content.pack, meaning);
  return form ? form->form.url : std::string();
}

void Turning::forward() {
  switch (visit.page) {
    case Page::question:
      return forward_question();
    case Page::what:
    case Page::limits:
      return go(Page::privacy);
    case Page::intro:
      return ask(check_ins(visit, content), Page::support);
    case Page::check:
      return go(visit.after);
    case Page::support:
    case Page::tips:
      return go(Page::choose);
    case Page::staff:
      return visit.under_16 ? end(Page::start) : go(Page::role);
    case Page::left:
    case Page::done:
    case Page::kind:
    case Page::problem:
      return end(Page::start);
    default:
      return;
  }
}

void Turning::back() {
  switch (visit.page) {
    case Page::language:
      return end(Page::start);
    case Page::what:
      return go(Page::language);
    case Page::privacy:
      return go(Page::what);
    case Page::limits:
    case Page::alone:
      return go(Page::privacy);
    case Page::role:
      return go(Page::alone);
    case Page::kind:
      return go(Page::role);
    case Page::staff: {
      if (!visit.under_16) return go(Page::role);
      visit.under_16 = false;  // a year typed wrong can be put right
      const PackForm* form = form_with(content.pack, "birth-year");
      visit.run = {form->form.url};
      visit.after = Page::choose;
      return arrive(form->form.url, form->form.meaning("birth-year")->link_id);
    }
    case Page::intro:
    case Page::tips:
    case Page::support:
    case Page::check:
      return go(Page::choose);
    case Page::send:
      if (visit.sending != Sending::saving) go(Page::choose);
      return;
    case Page::question:
      return back_question();
    default:
      return;
  }
}

void Turning::pick_role(const std::string& id) {
  if (id == "role-woman" || id == "role-other") return go(Page::kind);
  if (id == "role-staff") return go(Page::staff);
  if (id.rfind("role-", 0) != 0) return;
  visit.role = id.substr(5);
  if (const PackForm* form = form_with(content.pack, "role")) {
    const Item* item = form->form.meaning("role");
    for (const Option& option : item->options)
      if (const Coding* coding = std::get_if<Coding>(&option.value); coding && coding->code == visit.role)
        visit.answers[form->form.url].by_link[item->link_id] = Answer{{option.value}, false};
  }
  const std::string about = url_of("birth-year");
  if (visit.role == "worried" || about.empty()) return go(Page::choose);
  ask({about}, Page::choose);
}

void Turning::pick_choice(const std::string& id) {
  if (id == "check-in") {
    if (!check_ins(visit, content).empty()) go(Page::intro);
  } else if (id == "ask-support") {
    ask({url_of("topics"), url_of("safe-channels"), url_of("share-with")}, Page::send);
  } else if (id == "tips" || id == "bereavement") {
    go(Page::tips);
  } else if (id == "urgent" || id == "talk-privately") {
    const bool talk = id == "talk-privately";
    const Page after = visit.under_16 ? Page::staff : Page::choose;
    visit.talk_about.clear();
    for (const PackForm& form : content.pack.forms)
      if (talk ? is_talk_form(form) : is_urgent_form(form) && !is_talk_form(form))
        return ask({form.form.url}, after);
    show_urgent(after, talk);
  } else if (id == "finish") {
    if (!parts(visit, content).empty()) return go(Page::send);
    visit.urgent_sent ? thank() : end(Page::left);
  }
}

void Turning::pick(const std::string& id) {
  const Page page = visit.page;
  if (page == Page::language && id.rfind("lang-", 0) == 0) {
    visit.language = id.substr(5);
    go(Page::what);
  } else if (page == Page::privacy && id == "understand") {
    go(Page::alone);
  } else if (page == Page::privacy && id == "tell-more") {
    go(Page::limits);
  } else if (page == Page::privacy && id == "not-today") {
    end(Page::start);
  } else if (page == Page::alone && id.rfind("alone-", 0) == 0) {
    visit.alone = id == "alone-yes" ? Alone::yes : id == "alone-no" ? Alone::companioned : Alone::not_said;
    go(Page::role);
  } else if (page == Page::role) {
    pick_role(id);
  } else if (page == Page::choose || (page == Page::support && id == "ask-support") ||
             (page == Page::staff && visit.under_16 && id == "urgent")) {
    pick_choice(id);
  } else if (page == Page::urgent && id == "ask-hub") {
    ask_hub();
  } else if (page == Page::urgent && id == "safe-go-on") {
    visit.after_urgent == Page::question ? arrive(visit.form, visit.link) : go(visit.after_urgent);
  } else if (page == Page::check && id == "show") {
    visit.show_answers = true;
  } else if (page == Page::check && id.rfind("change-", 0) == 0) {
    for (const std::string& url : visit.run)
      for (const Item* item : checked_items(visit, content, url))
        if (item->link_id == id.substr(7)) {
          visit.changing = true;
          return arrive(url, item->link_id);
        }
  } else if (page == Page::send && id == "send") {
    send();
  } else if (page == Page::send && id.rfind("part-", 0) == 0 && visit.sending != Sending::saving) {
    for (const PartGroup& group : part_groups(visit, content)) {
      if (group.urls.front() != id.substr(5)) continue;
      visit.run = group.urls;
      visit.after = Page::send;
      return go(Page::check);
    }
  } else if ((page == Page::done && id == "have-it") || id == "start-again") {
    end(Page::start);
  }
}

void Turning::tick() {
  const Millis due = next_timer(visit);
  if (due == 0 || now < due) return;
  const bool still = visit.page == Page::start || visit.page == Page::done || visit.page == Page::left ||
                     visit.page == Page::problem;
  if (still || visit.idle == Idle::warned) return end(Page::start);
  const bool covers = visit.idle == Idle::awake && !(visit.page == Page::urgent && !visit.talk);
  visit.idle = covers ? Idle::covered : Idle::warned;
}

// K02 over any page: nothing of the visit changes but its words.
void Turning::choose_language(const Happening& what) {
  const auto* picked = std::get_if<event::Pick>(&what);
  if (picked && picked->id.rfind("lang-", 0) == 0) visit.language = picked->id.substr(5);
  if (picked || std::holds_alternative<event::Back>(what)) visit.choosing_language = false;
}

namespace {

void happen(Turning& at, const Happening& what) {
  Visit& visit = at.visit;
  if (visit.choosing_language && !std::holds_alternative<event::Help>(what)) return at.choose_language(what);
  if (const auto* begin = std::get_if<event::Begin>(&what)) {
    if (visit.page != Page::start || !at.content.out.empty()) return;
    visit.visit_id = begin->visit_id;
    visit.reference = begin->reference;
    at.go(Page::language);
  } else if (const auto* pick = std::get_if<event::Pick>(&what)) {
    at.pick(pick->id);
  } else if (const auto* fill = std::get_if<event::Fill>(&what)) {
    at.fill(fill->link, fill->answer);
  } else if (const auto* type = std::get_if<event::Type>(&what)) {
    at.type(type->link, type->text);
  } else if (std::holds_alternative<event::Continue>(what)) {
    at.forward();
  } else if (std::holds_alternative<event::Skip>(what)) {
    at.skip(false);
  } else if (std::holds_alternative<event::Decline>(what)) {
    at.skip(true);
  } else if (std::holds_alternative<event::Back>(what)) {
    at.back();
  } else if (const auto* help = std::get_if<event::Help>(&what)) {
    visit.help = help->open;
    visit.choosing_language = false;
  } else if (std::holds_alternative<event::Language>(what)) {
    visit.choosing_language = visit.page != Page::language;
    visit.help = false;
  }
}

}  // namespace

Turned turn(Visit visit, const Event& event, const Content& content) {
  Turning at{std::move(visit), content, event.now, {}};
  if (std::holds_alternative<event::Tick>(event.what)) {
    at.tick();
  } else if (const auto* outcome = std::get_if<event::SavedOutcome>(&event.what)) {
    at.saved(*outcome);
  } else if (std::holds_alternative<event::LeaveNow>(event.what)) {
    at.end(Page::left);
  } else {
    // The touch that lifts the cover or answers the warning does nothing else.
    const bool hidden = at.visit.idle != Idle::awake;
    at.visit.idle = Idle::awake;
    at.visit.touched = event.now;
    if (!hidden) happen(at, event.what);
  }
  return {std::move(at.visit), std::move(at.effects)};
}

}  // namespace alongside
