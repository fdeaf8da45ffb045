// What a visit knows about itself: its forms, its screen's name, its timers. Pure.
#include <kiosk/visit.h>

#include <algorithm>
#include <functional>
#include <cstdlib>

namespace alongside {

const PackForm* form_with(const Pack& pack, const std::string& meaning) {
  for (const PackForm& form : pack.forms)
    if (form.form.meaning(meaning)) return &form;
  return nullptr;
}

namespace {

bool is_service_form(const PackForm& form) {
  for (const char* meaning : {"birth-year", "topics", "safe-channels", "share-with"})
    if (form.form.meaning(meaning)) return true;
  return false;
}

bool can_raise(const Pack& pack, const PackForm& form) {
  return std::any_of(pack.concern_rules.begin(), pack.concern_rules.end(), [&](const ConcernRule& rule) {
    return rule.questionnaire == form.form.url && !rule.explicit_button;
  });
}

std::string coded(const Answer& answer) {
  if (answer.values.empty()) return {};
  const Coding* coding = std::get_if<Coding>(&answer.values.front());
  return coding ? coding->code : std::string();
}

// A form every question of which stands in another one that he is asked too: nothing is asked twice. What is
// the same question is told by its LOINC code.
bool asked_elsewhere(const PackForm& form, const std::vector<const PackForm*>& others) {
  const auto known = [&](const Item& item) {
    const auto loinc = std::find_if(item.codes.begin(), item.codes.end(),
                                    [](const Coding& code) { return code.system == "http://loinc.org"; });
    if (loinc == item.codes.end()) return false;
    return std::any_of(others.begin(), others.end(), [&](const PackForm* other) {
      const Item* same = other == &form ? nullptr : other->form.find(item.link_id);
      return same != nullptr && same->has_code(loinc->system, loinc->code);
    });
  };
  int asked = 0;
  const std::function<bool(const std::vector<Item>&)> all = [&](const std::vector<Item>& items) {
    return std::all_of(items.begin(), items.end(), [&](const Item& item) {
      asked += item.asks() ? 1 : 0;
      return (!item.asks() || known(item)) && all(item.items);
    });
  };
  return all(form.form.items) && asked > 0;
}

}  // namespace

int Content::year() const { return std::atoi(authored.c_str()); }
std::string Content::today() const { return authored.substr(0, 10); }

bool is_urgent_form(const PackForm& form) {
  return form.form.url.ends_with("urgent-concern") || is_talk_form(form);
}

bool is_talk_form(const PackForm& form) { return form.form.url.ends_with("talk-privately"); }
bool is_check_in(const PackForm& form) { return !is_service_form(form) && !is_urgent_form(form); }
bool asks_support(const PackForm& form) { return form.form.meaning("topics") != nullptr; }

std::vector<const PackForm*> parts(const Visit& visit, const Content& content) {
  std::vector<const PackForm*> found;
  for (const PackForm& form : content.pack.forms) {
    const std::string& url = form.form.url;
    const auto answers = visit.answers.find(url);
    if (answers == visit.answers.end() || answers->second.by_link.empty() || is_talk_form(form)) continue;
    // A worry that he named goes with Send, even where he left the rest of that form.
    const bool raised = !concerns(content.pack.concern_rules, form.form, answers->second).empty();
    if (visit.finished.count(url) || raised) found.push_back(&form);
  }
  const PackForm* about = form_with(content.pack, "role");
  if (visit.role == "worried" && about && !found.empty() && !visit.finished.count(about->form.url))
    found.insert(found.begin(), about);  // staff must know that he speaks of another dad
  return found;
}

std::vector<PartGroup> part_groups(const Visit& visit, const Content& content) {
  std::vector<PartGroup> groups;
  for (const PackForm* form : parts(visit, content)) {
    const bool check_in = is_check_in(*form);
    const auto same = std::find_if(groups.begin(), groups.end(),
                                   [&](const PartGroup& group) { return check_in && group.form == nullptr; });
    if (same != groups.end())
      same->urls.push_back(form->form.url);
    else
      groups.push_back({check_in ? nullptr : form, {form->form.url}});
  }
  return groups;
}

std::vector<std::string> check_ins(const Visit& visit, const Content& content) {
  std::vector<const PackForm*> forms;
  if (visit.under_16) return {};
  const Hub* hub = content.pack.hub(content.hub);
  for (const PackForm& form : content.pack.forms) {
    if (!is_check_in(form)) continue;
    const bool on = form.on || (hub && hub->follow_up_staffed);
    if (!on || (form.sensitive && visit.alone != Alone::yes)) continue;
    const std::int64_t limit = content.pack.offline_withdraw_s;
    const bool long_offline = limit > 0 && content.offline_s > limit;
    if (form.instrument && long_offline && can_raise(content.pack, form)) continue;
    forms.push_back(&form);
  }
  std::vector<std::string> urls;
  for (const PackForm* form : forms)
    if (!asked_elsewhere(*form, forms)) urls.push_back(form->form.url);
  return urls;
}

bool raises_concern(const Pack& pack, const PackForm& form, const Item& item) {
  return std::any_of(pack.concern_rules.begin(), pack.concern_rules.end(), [&](const ConcernRule& rule) {
    return rule.questionnaire == form.form.url && rule.link_id == item.link_id;
  });
}

std::optional<int> youngest_age(const Visit& visit, const Content& content) {
  const PackForm* form = form_with(content.pack, "birth-year");
  if (!form) return std::nullopt;
  const auto found = visit.answers.find(form->form.url);
  if (found == visit.answers.end()) return std::nullopt;
  const Answer* answer = found->second.find(form->form.meaning("birth-year")->link_id);
  if (!answer || answer->values.empty()) return std::nullopt;
  int born = 0;
  if (const auto* number = std::get_if<std::int64_t>(&answer->values.front()))
    born = static_cast<int>(*number);
  if (const auto* date = std::get_if<Date>(&answer->values.front())) born = std::atoi(date->text.c_str());
  if (born <= 1900) return std::nullopt;
  return content.year() - born - 1;
}

bool is_young(const Visit& visit, const Content& content) {
  return youngest_age(visit, content).value_or(18) < 18;
}

bool baby_loss(const Visit& visit, const Content& content) {
  const PackForm* form = form_with(content.pack, "baby-status");
  if (!form) return false;
  const auto found = visit.answers.find(form->form.url);
  if (found == visit.answers.end()) return false;
  const Answer* answer = found->second.find(form->form.meaning("baby-status")->link_id);
  if (!answer) return false;
  const std::string code = coded(*answer);
  return code == "died" || code == "baby-died" || code == "our-baby-died" || code == "loss";
}

std::vector<const Item*> checked_items(const Visit& visit, const Content& content, const std::string& url) {
  const PackForm* form = content.pack.form(url);
  if (!form) return {};
  const auto found = visit.answers.find(url);
  const Answers none;
  const Enabled enabled(form->form, found == visit.answers.end() ? none : found->second);
  std::vector<const Item*> items = enabled.asking();
  std::erase_if(items, [&](const Item* item) { return item->has_code(meaning_system, "role"); });  // K07
  return items;
}

std::vector<const Item*> asked_items(const Visit& visit, const Content& content, const std::string& url) {
  std::vector<const Item*> items = checked_items(visit, content, url);
  std::erase_if(items, [&](const Item* item) {
    if (visit.not_again.count(url + "#" + item->link_id) > 0) return true;
    if (!visit.urgent_contact) return false;
    // K16 asks only for the name, a safe way and the times; a way that needs a number asks for that too.
    for (const char* meaning : {"name-to-use", "safe-channels", "phone", "address", "email", "times"})
      if (item->has_code(meaning_system, meaning)) return false;
    return true;
  });
  return items;
}

std::string screen_name(const Visit& visit, const Content& content) {
  if (visit.choosing_language) return "K02";
  switch (visit.page) {
    case Page::start:
      return "K01";
    case Page::language:
      return "K02";
    case Page::what:
      return "K04";
    case Page::privacy:
    case Page::limits:
      return "K05";
    case Page::alone:
      return "K06";
    case Page::role:
    case Page::kind:
    case Page::staff:
      return "K07";
    case Page::choose:
      return "K10";
    case Page::tips:
      return "K26";
    case Page::intro:
      return "K11";
    case Page::check:
      return "K14";
    case Page::support:
      return "K15";
    case Page::urgent:
      return "K16";
    case Page::send:
      return "K23";
    case Page::done:
      return "K24";
    case Page::left:
      return "K27";
    case Page::problem:
      return "K28";
    case Page::question:
      break;
  }
  const PackForm* form = content.pack.form(visit.form);
  if (!form) return "K12";
  if (form->form.meaning("birth-year")) return "K09";
  const Item* item = form->form.find(visit.link);
  if (item && item->type == ItemType::text) return "K13";
  if (form->form.meaning("topics")) return "K17";
  if (form->form.meaning("safe-channels")) return "K18";
  if (form->form.meaning("share-with")) return "K19";
  return "K12";
}

Millis next_timer(const Visit& visit) {
  // A language, a size or a help page that nobody is left to see goes back to what it was.
  if (visit.page == Page::start) return visit.touched > visit.page_since ? visit.touched + warn_ms : 0;
  if (visit.page == Page::problem) return visit.page_since + warn_ms;
  if (visit.page == Page::done || visit.page == Page::left) return visit.page_since + done_ms;
  const bool urgent = visit.page == Page::urgent && !visit.talk;
  const Millis warn = urgent ? warn_urgent_ms : warn_ms;
  switch (visit.idle) {
    case Idle::awake:
      return visit.touched + (urgent ? warn : cover_ms);
    case Idle::covered:
      return visit.touched + warn;
    case Idle::warned:
      return visit.touched + warn + countdown_ms;
  }
  return 0;
}

}  // namespace alongside
