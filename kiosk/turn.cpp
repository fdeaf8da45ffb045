// The one place where a visit changes: event in, visit and effects out. No clock, no random, no I/O.
#include <kiosk/visit.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>

namespace alongside {
namespace {

// What he typed as an answer of the item's type: a date is typed as day, month, year in digits.
std::optional<Value> typed_value(const Item& item, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const bool digits = text.size() < 10 && text.find_first_not_of("0123456789") == std::string::npos;
  switch (item.type) {
    case ItemType::integer:
      return digits ? std::optional<Value>(std::int64_t{std::stol(text)}) : std::nullopt;
    case ItemType::decimal:
      return digits ? std::optional<Value>(Decimal{text}) : std::nullopt;
    case ItemType::date: {
      if (!digits || text.size() != 8) return std::nullopt;
      const auto date = read_date(text.substr(4) + "-" + text.substr(2, 2) + "-" + text.substr(0, 2));
      return date.ok() ? std::optional<Value>(*date) : std::nullopt;
    }
    default:
      return Value(text);
  }
}

struct Turning {
  Visit visit;
  const Content& content;
  Millis now;
  std::vector<Effect> effects;

  void go(Page page) {
    visit.page = page;
    visit.page_since = now;
    visit.error.clear();
    visit.typed.clear();
    visit.show_answers = false;
  }

  void end(Page page) {
    const std::uint64_t tickets = visit.tickets;
    visit = Visit{};
    visit.tickets = tickets;
    visit.page = page;
    visit.page_since = visit.touched = now;
    effects.push_back(effect::Forget{});
  }

  std::string url_of(const char* meaning) const {
    const PackForm* form = form_with(content.pack, meaning);
    return form ? form->form.url : std::string();
  }

  // Through these forms, one question a page, then to `after`.
  void ask(std::vector<std::string> urls, Page after) {
    visit.queue = std::move(urls);
    visit.after = after;
    visit.changing = false;
    next_form();
  }

  void next_form() {
    while (!visit.queue.empty()) {
      const std::string url = visit.queue.front();
      visit.queue.erase(visit.queue.begin());
      const PackForm* form = content.pack.form(url);
      if (!form) continue;
      if (!visit.answers.count(url)) visit.answers[url] = initial_answers(form->form);
      const auto items = asked_items(visit, content, url);
      if (items.empty()) {
        visit.finished.insert(url);
        continue;
      }
      visit.form = url;
      visit.link = items.front()->link_id;
      go(Page::question);
      return;
    }
    if (visit.urgent_contact)
      save_urgent();
    else
      go(visit.after);
  }

  VisitRecord record(VisitPart part) const {
    VisitRecord made;
    made.facts.visit_id = visit.visit_id;
    made.facts.reference = visit.reference;
    made.facts.hub = content.hub;
    made.facts.language = visit.language;
    made.facts.authored = content.authored;
    made.facts.pack_version = content.pack.version;
    made.facts.consent_version = content.pack.consent_version;
    made.facts.part = part;
    made.facts.contact_asked = visit.contact_asked;
    made.facts.talk_privately = visit.talk_privately;
    made.facts.rehearsal = content.rehearsal;
    made.concerns = visit.concerns;
    for (const PackForm& form : content.pack.forms) {
      const auto found = visit.answers.find(form.form.url);
      if (found == visit.answers.end() || found->second.by_link.empty()) continue;
      const bool contact = form.form.meaning("safe-channels") != nullptr;
      if (part == VisitPart::urgent && !contact) continue;
      if (part == VisitPart::whole && !visit.finished.count(form.form.url)) continue;
      made.responses.push_back(write_response(form.form, found->second, content.authored, visit.language));
    }
    return made;
  }

  // Back to the place from which K16 interrupted him.
  void leave_urgent_form() {
    visit.urgent_contact = false;
    visit.form = visit.resume_form;
    visit.link = visit.resume_link;
    visit.queue = visit.resume_queue;
    visit.after = visit.resume_after;
  }

  void save_urgent() {
    leave_urgent_form();
    visit.contact_asked = true;
    visit.sending = Sending::saving;
    effects.push_back(effect::SaveUrgent{record(VisitPart::urgent), ++visit.tickets});
    const std::string url = url_of("safe-channels");
    const auto given = visit.answers.find(url);
    if (given != visit.answers.end())
      for (const auto& [link, answer] : given->second.by_link) visit.asked_on_urgent.insert(url + "#" + link);
    go(Page::urgent);
  }

  // Answers of the form at hand may raise a concern: K16 comes at once.
  bool raise() {
    const PackForm* form = content.pack.form(visit.form);
    if (!form) return false;
    bool fresh = false;
    std::erase_if(visit.concerns, [&](const Concern& concern) {
      const auto& rules = content.pack.concern_rules;
      return std::any_of(rules.begin(), rules.end(), [&](const ConcernRule& rule) {
        return rule.id == concern.rule && rule.questionnaire == visit.form;
      });
    });
    for (const Concern& concern :
         concerns(content.pack.concern_rules, form->form, visit.answers[visit.form])) {
      visit.concerns.push_back(concern);
      fresh |= visit.urgent_seen.insert(concern.rule).second;
    }
    return fresh;
  }

  void show_urgent(Page after) {
    visit.after_urgent = after;
    go(Page::urgent);
  }

  bool is_under_16() const {
    const PackForm* form = form_with(content.pack, "birth-year");
    if (!form) return false;
    const auto found = visit.answers.find(form->form.url);
    if (found == visit.answers.end()) return false;
    const Answer* answer = found->second.find(form->form.meaning("birth-year")->link_id);
    if (!answer || answer->values.empty()) return false;
    int born = 0;
    if (const auto* number = std::get_if<std::int64_t>(&answer->values.front()))
      born = static_cast<int>(*number);
    if (const auto* date = std::get_if<Date>(&answer->values.front())) born = std::atoi(date->text.c_str());
    return born > 1900 && content.year - born - 1 < 16;
  }

  // From the item at hand to the next asked one, or out of the form.
  void step() {
    visit.error.clear();
    const std::string link = visit.link;
    if (raise()) {
      advance(link);
      show_urgent(visit.page);  // he goes on with whatever came next once he says that he is safe
      return;
    }
    advance(link);
  }

  void advance(const std::string& link) {
    if (!visit.under_16 && is_under_16()) {
      visit.under_16 = true;
      visit.finished.insert(visit.form);
      go(Page::staff);
      return;
    }
    if (visit.changing) {
      visit.changing = false;
      go(Page::check);
      return;
    }
    const auto items = asked_items(visit, content, visit.form);
    const auto at =
        std::find_if(items.begin(), items.end(), [&](const Item* i) { return i->link_id == link; });
    if (at != items.end() && at + 1 != items.end()) {
      visit.link = (*(at + 1))->link_id;
      go(Page::question);
      return;
    }
    visit.finished.insert(visit.form);
    if (visit.urgent_contact || visit.queue.size() > 0)
      next_form();
    else
      go(Page::check);
  }

  void forward() {
    if (visit.page != Page::question) {
      switch (visit.page) {
        case Page::what:
          go(Page::privacy);
          break;
        case Page::intro:
          ask(check_ins(visit, content), Page::support);
          break;
        case Page::check:
          go(visit.after);
          break;
        case Page::support:
        case Page::tips:
          go(Page::choose);
          break;
        case Page::staff:
          go(Page::choose);
          break;
        case Page::left:
        case Page::done:
        case Page::kind:
        case Page::problem:
          end(Page::start);
          break;
        default:
          break;
      }
      return;
    }
    const PackForm* form = content.pack.form(visit.form);
    const Item* item = form ? form->form.find(visit.link) : nullptr;
    if (!item) return;
    Answers& answers = visit.answers[visit.form];
    const Answer* answer = answers.find(visit.link);
    const bool given = answer && (answer->declined || !answer->values.empty());
    if (!given && !visit.typed.empty()) {
      visit.error = "error_check_answer";
      return;
    }
    if (!given) {
      const bool choose = item->type == ItemType::choice || item->type == ItemType::boolean;
      visit.error = choose ? "choose_or_skip" : "error_type_or_skip";
      return;
    }
    if (!answer->declined && !check_answer(*item, *answer).ok()) {
      visit.error = "error_check_answer";
      return;
    }
    step();
  }

  void type(const std::string& link, const std::string& text) {
    const PackForm* form = content.pack.form(visit.form);
    const Item* item = form ? form->form.find(link) : nullptr;
    if (visit.page != Page::question || !item) return;
    visit.error.clear();
    visit.typed = text;
    const auto value = typed_value(*item, text);
    if (value)
      visit.answers[visit.form].by_link[link] = Answer{{*value}, false};
    else
      visit.answers[visit.form].by_link.erase(link);
  }

  void skip(bool declined) {
    if (visit.page != Page::question) return;
    const PackForm* form = content.pack.form(visit.form);
    const Item* item = form ? form->form.find(visit.link) : nullptr;
    if (!item) return;
    if (item->required) {
      visit.error = "error_needed";
      return;
    }
    visit.answers[visit.form].by_link.erase(visit.link);
    if (declined) visit.answers[visit.form].by_link[visit.link].declined = true;
    step();
  }

  void back() {
    switch (visit.page) {
      case Page::language:
        end(Page::start);
        return;
      case Page::what:
        go(Page::language);
        return;
      case Page::privacy:
        go(Page::what);
        return;
      case Page::alone:
        go(Page::privacy);
        return;
      case Page::role:
        go(Page::alone);
        return;
      case Page::kind:
      case Page::staff:
        go(visit.under_16 ? Page::choose : Page::role);
        return;
      case Page::intro:
      case Page::tips:
      case Page::support:
      case Page::check:
        go(Page::choose);
        return;
      case Page::send:
        if (visit.sending != Sending::saving) go(Page::choose);
        return;
      case Page::question:
        break;
      default:
        return;
    }
    if (visit.changing) {
      visit.changing = false;
      go(Page::check);
      return;
    }
    const auto items = asked_items(visit, content, visit.form);
    const auto at =
        std::find_if(items.begin(), items.end(), [&](const Item* i) { return i->link_id == visit.link; });
    if (at != items.end() && at != items.begin()) {
      visit.link = (*(at - 1))->link_id;
      visit.answers[visit.form].by_link.erase(visit.link);  // shown blank to who stands behind him
      go(Page::question);
    } else if (visit.urgent_contact) {
      leave_urgent_form();
      go(Page::urgent);
    } else {
      go(visit.finished.count(url_of("birth-year")) ? Page::choose : Page::role);
    }
  }

  void pick(const std::string& id);
  void pick_role(const std::string& id);
  void pick_choice(const std::string& id);
  void pick_urgent(const std::string& id);
  void tick();
};

void Turning::pick_role(const std::string& id) {
  if (id == "role-woman" || id == "role-other") return go(Page::kind);
  if (id == "role-staff") return go(Page::staff);
  visit.role = id.substr(std::min<std::size_t>(5, id.size()));
  if (const PackForm* form = form_with(content.pack, "role")) {
    const Item* item = form->form.meaning("role");
    for (const Option& option : item->options)
      if (const Coding* coding = std::get_if<Coding>(&option.value); coding && coding->code == visit.role)
        visit.answers[form->form.url].by_link[item->link_id] = Answer{{option.value}, false};
  }
  const std::string register_url = url_of("birth-year");
  if (visit.role == "worried" || register_url.empty()) return go(Page::choose);
  ask({register_url}, Page::choose);
}

void Turning::pick_choice(const std::string& id) {
  if (id == "check-in") {
    go(check_ins(visit, content).empty() ? Page::staff : Page::intro);
  } else if (id == "ask-support") {
    visit.contact_asked = true;
    ask({url_of("topics"), url_of("safe-channels"), url_of("share-with")}, Page::send);
  } else if (id == "tips") {
    go(Page::tips);
  } else if (id == "urgent") {
    for (const PackForm& form : content.pack.forms)
      if (form.form.url.ends_with("urgent-concern")) return ask({form.form.url}, Page::choose);
    show_urgent(Page::choose);
  } else if (id == "talk-privately") {
    visit.talk_privately = true;
    show_urgent(Page::choose);
  } else if (id == "finish") {
    go(Page::send);
  }
}

void Turning::pick_urgent(const std::string& id) {
  if (id == "ask-hub" && !visit.urgent_sent && visit.sending != Sending::saving) {
    visit.resume_form = visit.form;
    visit.resume_link = visit.link;
    visit.resume_queue = visit.queue;
    visit.resume_after = visit.after;
    visit.urgent_contact = true;
    ask({url_of("safe-channels")}, visit.after);
  } else if (id == "safe-go-on") {
    go(visit.after_urgent);
  }
}

void Turning::pick(const std::string& id) {
  if (visit.page == Page::language && id.rfind("lang-", 0) == 0) {
    visit.language = id.substr(5);
    go(Page::what);
  } else if (visit.page == Page::privacy && id == "understand") {
    go(Page::alone);
  } else if (visit.page == Page::privacy && id == "not-today") {
    end(Page::start);
  } else if (visit.page == Page::alone && id.rfind("alone-", 0) == 0) {
    visit.alone = id == "alone-yes" ? Alone::yes : id == "alone-no" ? Alone::companioned : Alone::not_said;
    go(Page::role);
  } else if (visit.page == Page::role) {
    pick_role(id);
  } else if (visit.page == Page::choose) {
    pick_choice(id);
  } else if (visit.page == Page::urgent) {
    pick_urgent(id);
  } else if (visit.page == Page::support && id == "ask-support") {
    pick_choice(id);
  } else if (visit.page == Page::check && id == "show") {
    visit.show_answers = true;
  } else if (visit.page == Page::check && id.rfind("change-", 0) == 0) {
    visit.link = id.substr(7);
    go(Page::question);
    visit.changing = true;
  } else if (visit.page == Page::send && id == "send" && visit.sending != Sending::saving) {
    visit.sending = Sending::saving;
    effects.push_back(effect::Send{record(VisitPart::whole), ++visit.tickets});
  } else if (id == "have-it" || id == "start-again") {
    end(Page::start);
  }
}

void Turning::tick() {
  const Millis due = next_timer(visit);
  if (due == 0 || now < due) return;
  if (visit.page == Page::done || visit.page == Page::left) return end(Page::start);
  if (visit.idle == Idle::warned) return end(Page::start);
  visit.idle = visit.idle == Idle::awake && visit.page != Page::urgent ? Idle::covered : Idle::warned;
}

void saved(Turning& at, const event::SavedOutcome& outcome) {
  if (outcome.ticket != at.visit.tickets || at.visit.sending != Sending::saving) return;
  at.visit.sending = outcome.ok ? Sending::no : Sending::failed;
  if (at.visit.page == Page::send && outcome.ok) at.go(Page::done);
  if (at.visit.page == Page::urgent && outcome.ok) at.visit.urgent_sent = true;
}

void happen(Turning& at, const Happening& what) {
  Visit& visit = at.visit;
  if (const auto* begin = std::get_if<event::Begin>(&what)) {
    if (visit.page != Page::start || !at.content.can_take_visits) return;
    visit.visit_id = begin->visit_id;
    visit.reference = begin->reference;
    at.go(Page::language);
  } else if (const auto* pick = std::get_if<event::Pick>(&what)) {
    at.pick(pick->id);
  } else if (const auto* fill = std::get_if<event::Fill>(&what)) {
    if (visit.page != Page::question) return;
    visit.error.clear();
    if (fill->answer.values.empty() && !fill->answer.declined)
      visit.answers[visit.form].by_link.erase(fill->link);
    else
      visit.answers[visit.form].by_link[fill->link] = fill->answer;
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
  }
}

}  // namespace
Turned turn(Visit visit, const Event& event, const Content& content) {
  Turning at{std::move(visit), content, event.now, {}};
  if (std::holds_alternative<event::Tick>(event.what)) {
    at.tick();
  } else if (const auto* outcome = std::get_if<event::SavedOutcome>(&event.what)) {
    saved(at, *outcome);
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
