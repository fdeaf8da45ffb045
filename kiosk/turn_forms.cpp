// Turns inside the forms: from question to question, what is kept and what is taken back.
#include <kiosk/turning.h>
#include <sync/record/formulas.h>

#include <algorithm>
#include <cstdlib>

namespace alongside {
namespace {

const Item* item_at(const Visit& visit, const Content& content) {
  const PackForm* form = content.pack.form(visit.form);
  return form ? form->form.find(visit.link) : nullptr;
}

// "I do not agree to any" and "I will come in" stand alone.
bool alone(const Value& value) {
  const Coding* coding = std::get_if<Coding>(&value);
  return coding && (coding->code == "none" || coding->code == "come-in");
}

}  // namespace

void Turning::ask(const std::vector<std::string>& urls, Page after) {
  visit.run.clear();
  for (const std::string& url : urls)
    if (content.pack.form(url)) visit.run.push_back(url);
  visit.after = after;
  visit.changing = false;
  open_form(0);
}

// Never asked twice: the name of "About you" stands in every form that wants one, until he changes it there.
void Turning::carry_name() {
  const PackForm* about = form_with(content.pack, "birth-year");
  const Item* from = about ? about->form.meaning("name-to-use") : nullptr;
  const auto told = about ? visit.answers.find(about->form.url) : visit.answers.end();
  if (!from || told == visit.answers.end()) return;
  const Answer* name = told->second.find(from->link_id);
  for (const PackForm& form : content.pack.forms) {
    const Item* to = form.form.meaning("name-to-use");
    const std::string place = to ? form.form.url + "#" + to->link_id : std::string();
    if (!to || visit.carried.count(place) == 0) continue;
    auto& answers = visit.answers[form.form.url].by_link;
    if (name && !name->values.empty()) {
      answers[to->link_id] = *name;
      visit.not_again.insert(place);
    } else if (visit.not_again.erase(place) > 0) {
      answers.erase(to->link_id);
    }
  }
}

std::size_t Turning::form_at() const {
  const auto at = std::find(visit.run.begin(), visit.run.end(), visit.form);
  return static_cast<std::size_t>(at - visit.run.begin());
}

void Turning::open_form(std::size_t at) {
  for (; at < visit.run.size(); ++at) {
    const std::string& url = visit.run[at];
    const PackForm& form = *content.pack.form(url);
    if (!visit.answers.count(url)) {
      visit.answers[url] = initial_answers(form.form, content.authored);
      const Item* name = form.form.meaning("name-to-use");
      if (name && !form.form.meaning("birth-year")) visit.carried.insert(url + "#" + name->link_id);
      carry_name();
    }
    const auto items = asked_items(visit, content, url);
    if (!items.empty()) return arrive(url, items.front()->link_id);
  }
  finish_run();
}

void Turning::finish_run() {
  if (visit.urgent_contact) return save_urgent();
  const bool urgent = visit.run.size() == 1 && is_urgent_form(*content.pack.form(visit.run.front()));
  for (const std::string& url : visit.run) visit.finished.insert(url);
  go(urgent ? visit.after : Page::check);
}

void Turning::arrive(const std::string& form, const std::string& link, bool blank) {
  go(Page::question);
  visit.form = form;
  visit.link = link;
  const Answer* answer = visit.answers[form].find(link);
  visit.arrived = answer ? *answer : Answer{};
  if (blank) visit.blank = link;
}

void Turning::put(const std::string& link, const Answer& answer) {
  auto& answers = visit.answers[visit.form].by_link;
  if (answer.values.empty() && !answer.declined)
    answers.erase(link);
  else
    answers[link] = answer;
}

bool Turning::raise() {
  std::set<std::string> seen;
  bool fresh = false;
  visit.concerns.clear();
  for (const PackForm& form : content.pack.forms) {
    const auto found = visit.answers.find(form.form.url);
    if (found == visit.answers.end() || is_talk_form(form)) continue;
    for (const Concern& concern : concerns(content.pack.concern_rules, form.form, found->second)) {
      visit.concerns.push_back(concern);
      seen.insert(concern.rule);
      fresh |= visit.urgent_seen.count(concern.rule) == 0;
    }
  }
  visit.urgent_seen = std::move(seen);
  return fresh;
}

// What he chose there decides the lines he is shown; it is neither kept nor sent.
void Turning::after_talk() {
  const Answer* answer = visit.answers[visit.form].find(visit.link);
  const Coding* coding =
      answer && !answer->values.empty() ? std::get_if<Coding>(&answer->values.front()) : nullptr;
  const std::string about = coding ? coding->code : std::string();
  visit.answers.erase(visit.form);
  visit.arrived = Answer{};
  if (about.empty()) return go(visit.after);
  visit.talk_about = about;
  show_urgent(visit.after, true);
}

void Turning::step() {
  const PackForm* form = content.pack.form(visit.form);
  if (form && is_talk_form(*form)) return after_talk();
  const bool fresh = raise();
  advance(visit.link);
  if (fresh) show_urgent(visit.page, false);  // he goes on with what came next once he says that he is safe
}

void Turning::advance(const std::string& link) {
  visit.carried.erase(visit.form + "#" + link);  // he has answered it here
  carry_name();
  visit.under_16 = youngest_age(visit, content).value_or(16) < 16;
  if (visit.under_16 && form_with(content.pack, "birth-year")->form.url == visit.form) {
    visit.changing = false;
    return go(Page::staff);
  }
  const auto items = asked_items(visit, content, visit.form);
  if (visit.changing) {
    for (const Item* item : items)  // a way to reach him that he only chose now needs its number
      if (needed(*item) && !visit.answers[visit.form].answered(item->link_id))
        return arrive(visit.form, item->link_id);
    visit.changing = false;
    return go(Page::check);
  }
  const auto at = std::find_if(items.begin(), items.end(), [&](const Item* i) { return i->link_id == link; });
  if (at != items.end() && at + 1 != items.end()) return arrive(visit.form, (*(at + 1))->link_id);
  if (visit.after != Page::send && !visit.urgent_contact) visit.finished.insert(visit.form);
  open_form(form_at() + 1);
}

void Turning::forward_question() {
  const Item* item = item_at(visit, content);
  if (!item) return;
  const Answer* answer = visit.answers[visit.form].find(visit.link);
  visit.error = answer_fault(*item, answer, visit.typed, content);
  if (visit.error.empty() && !breaks_constraint()) step();
}

// The item's own constraints; on the last item those of the whole form, which the server would refuse.
bool Turning::breaks_constraint() {
  const PackForm* form = content.pack.form(visit.form);
  if (form == nullptr || !works_out(form->form)) return false;
  const auto items = asked_items(visit, content, visit.form);
  const bool last = items.empty() || items.back()->link_id == visit.link;
  const Formula* broken =
      broken_constraint(form->form, visit.answers[visit.form], last ? std::string() : visit.link);
  if (broken == nullptr) return false;
  visit.error = said_by_form;
  visit.error_said = broken->human;
  return true;
}

void Turning::skip(bool declined) {
  const Item* item = visit.page == Page::question ? item_at(visit, content) : nullptr;
  if (!item) return;
  if (needed(*item)) {
    visit.error = answer_fault(*item, nullptr, {}, content);
    return;
  }
  put(visit.link, Answer{{}, declined});
  if (!breaks_constraint()) step();
}

void Turning::type(const std::string& link, const std::string& text) {
  const Item* item = item_at(visit, content);
  if (visit.page != Page::question || !item || link != visit.link) return;
  visit.error.clear();
  visit.blank.clear();
  visit.typed = text;
  const auto value = typed_value(*item, text);
  Answer answer;
  if (item->type == ItemType::open_choice && item->repeats) {  // what he chose stays beside his own words
    if (const Answer* before = visit.answers[visit.form].find(link)) answer.values = before->values;
    std::erase_if(answer.values, [](const Value& each) { return std::holds_alternative<std::string>(each); });
  }
  if (value) answer.values.push_back(*value);
  put(link, answer);
}

void Turning::fill(const std::string& link, Answer answer) {
  if (visit.page != Page::question || link != visit.link) return;
  visit.error.clear();
  visit.blank.clear();
  if (own_words_of(answer).empty()) visit.typed.clear();
  if (answer.values.size() > 1) {
    const Value last = answer.values.back();
    std::erase_if(answer.values, [&](const Value& value) { return alone(last) != alone(value); });
  }
  put(link, answer);
}

// Nothing he only touched on this page is kept, but a worry that he named is not lost by going back.
void Turning::back_question() {
  const Answer* touched = visit.answers[visit.form].find(visit.link);
  const PackForm* form = content.pack.form(visit.form);
  const bool talk = form && is_talk_form(*form);
  const bool changed = touched && *touched != visit.arrived;
  const bool fresh = changed && !talk && raise();
  if (!fresh) {
    put(visit.link, visit.arrived);
    raise();
  }
  const auto items = asked_items(visit, content, visit.form);
  const auto at =
      std::find_if(items.begin(), items.end(), [&](const Item* i) { return i->link_id == visit.link; });
  if (visit.changing) {
    visit.changing = false;
    go(Page::check);
  } else if (at != items.end() && at != items.begin()) {
    arrive(visit.form, (*(at - 1))->link_id, true);
  } else if (form_at() > 0 && form_at() < visit.run.size()) {
    const std::string before = visit.run[form_at() - 1];
    const auto earlier = asked_items(visit, content, before);
    if (earlier.empty()) return go(Page::choose);
    arrive(before, earlier.back()->link_id, true);
  } else if (visit.urgent_contact) {
    leave_urgent_form();
    go(Page::urgent);
  } else {
    if (talk) visit.answers.erase(visit.form);
    const bool about = visit.form == url_of("birth-year");
    go(about ? Page::role : visit.under_16 ? Page::staff : Page::choose);
  }
  if (fresh) show_urgent(visit.page, false);
}

}  // namespace alongside
