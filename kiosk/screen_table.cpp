// Page to screen, one line each, and the parts that several screens share.
#include <kiosk/screen_table.h>

#include <algorithm>

namespace alongside {

PageFrame page_frame(const Visit& visit, const Content& content, const std::string& notice) {
  PageFrame frame;
  frame.screen = screen_name(visit, content);
  frame.key = visit.form + "#" + visit.link + (visit.help ? "#help" : "");
  const Hub* hub = content.pack.hub(content.hub);
  frame.title = hub ? hub->name.in(visit.language) : std::string();
  const Page page = visit.page;
  const bool ends = page == Page::start || page == Page::done || page == Page::left || page == Page::problem;
  frame.back = !ends && page != Page::urgent && page != Page::choose;
  if (visit.help || visit.choosing_language) frame.back = true;
  frame.leave_now = !ends && page != Page::language && page != Page::what;
  frame.sensitive = page == Page::question || page == Page::check || page == Page::support ||
                    page == Page::send || (page == Page::urgent && visit.talk);
  frame.notice = notice;
  frame.help_page = visit.help;
  return frame;
}

void draw_page(Ui& ui, const Scene& scene) {
  if (scene.visit.idle == Idle::covered) return draw_cover(ui, scene);
  if (scene.visit.idle == Idle::warned) return draw_warning(ui, scene);
  if (scene.visit.help) return draw_help(ui, scene);
  if (scene.visit.choosing_language) return draw_language(ui, scene);
  switch (scene.visit.page) {
    case Page::start:
      return draw_start(ui, scene);
    case Page::language:
      return draw_language(ui, scene);
    case Page::what:
      return draw_what(ui, scene);
    case Page::privacy:
      return draw_privacy(ui, scene);
    case Page::limits:
      return draw_limits(ui, scene);
    case Page::alone:
      return draw_alone(ui, scene);
    case Page::role:
      return draw_role(ui, scene);
    case Page::kind:
      return draw_kind(ui, scene);
    case Page::staff:
      return draw_staff(ui, scene);
    case Page::choose:
      return draw_choose(ui, scene);
    case Page::intro:
      return draw_intro(ui, scene);
    case Page::tips:
      return draw_tips(ui, scene);
    case Page::question:
      return draw_question(ui, scene);
    case Page::check:
      return draw_check(ui, scene);
    case Page::support:
      return draw_support(ui, scene);
    case Page::urgent:
      return draw_urgent(ui, scene);
    case Page::send:
      return draw_send(ui, scene);
    case Page::done:
      return draw_done(ui, scene);
    case Page::left:
      return draw_left(ui, scene);
    case Page::problem:
      return draw_problem(ui, scene);
  }
}

std::string Scene::word(const std::string& key) const {
  const std::string& language = visit.language;
  const auto own = content.pack.words.find(language);
  const bool has = own != content.pack.words.end() && own->second.count(key) > 0;
  const std::string& said = content.pack.word(language, key);
  return has || !Pack::right_to_left(language) ? said : mark_english(said);
}

std::string Scene::in(const Item& item, const Enabled& on) const {
  const std::string& said = on.words(item, visit.language);
  const bool own = said.empty() || item.text.has(visit.language) || !Pack::right_to_left(visit.language);
  return own ? said : mark_english(said);
}

std::string Scene::in(const Words& words) const {
  const std::string& language = visit.language;
  const std::string& said = words.in(language);
  if (said.empty() || !Pack::right_to_left(language) || words.has(language)) return said;
  return mark_english(said);
}

bool draw_english_heading(Ui& ui, const Scene& scene, const PageText& page) {
  const std::string& language = scene.visit.language;
  if (language == "en" || page.heading.has(language)) return false;
  ui.heading(ui.word("draft_heading"));
  return true;
}

void draw_lines(Ui& ui, const Scene& scene, const std::string& id, Picture picture) {
  const PageText* page = scene.content.pack.page(id);
  if (!page) return;
  const std::string heading = scene.in(page->heading);
  if (draw_english_heading(ui, scene, *page))
    ui.text(heading, TextKind::strong);
  else
    ui.heading(heading, picture);
  for (const Words& line : page->lines) ui.text(scene.in(line));
}

void draw_helplines(Ui& ui, const Scene& scene, const std::vector<std::string>& tags) {
  for (const Helpline& line : scene.content.pack.helplines) {
    const bool wanted = std::any_of(line.tags.begin(), line.tags.end(), [&](const std::string& tag) {
      return std::find(tags.begin(), tags.end(), tag) != tags.end();
    });
    if (!wanted) continue;
    const bool latin = std::any_of(line.display.begin(), line.display.end(),
                                   [](char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; });
    const bool english = latin && Pack::right_to_left(scene.visit.language);  // "Text SHOUT to 85258"
    ui.helpline({line.id, scene.in(line.name), english ? mark_english(line.display) : line.display,
                 line.spoken, scene.in(line.hours), scene.in(line.about)});
  }
}

std::string day_alone(const DayTime& time, const Said& said) {
  const std::string weekday_key = "weekday_" + std::to_string(time.weekday);
  const std::string month_key = "month_" + std::to_string(time.month);
  if (time.days == 0) return said("today");
  if (time.days == 1) return said("tomorrow");
  if (time.days < 7) return said(weekday_key);
  return said(weekday_key) + " " + std::to_string(time.day) + " " + said(month_key);
}

std::string day_words(const Ui& ui, const DayTime& time) {
  const std::string day = day_alone(time, [&](const std::string& key) { return ui.word(key); });
  return ui.words("at_time", {{"day", day}, {"time", time.clock}});
}

void draw_desk(Ui& ui, const Scene& scene) {
  const Hub* hub = scene.content.pack.hub(scene.content.hub);
  const HubTimes& times = scene.content.times;
  ui.begin_card(CardKind::plain, ui.word(times.open_now ? "out_desk" : "desk_closed"));
  if (hub && times.open_now) ui.text(scene.in(hub->desk_sentence));
  if (times.opens) ui.text(ui.words("urgent_next", {{"time", day_words(ui, *times.opens)}}));
  if (hub && !hub->phone.empty()) ui.text(hub->phone, TextKind::strong);
  ui.end_card();
}

// "27 September 2027", "September 2027" or "2027" of a FHIR date; a time of day stays behind it.
std::string date_words(const Ui& ui, const std::string& text) {
  std::string words = text.substr(0, 4);
  if (text.size() >= 7) {
    const std::string month = "month_" + std::to_string(std::stoi(text.substr(5, 2)));
    words = ui.word(month) + " " + words;
  }
  if (text.size() >= 10) words = std::to_string(std::stoi(text.substr(8, 2))) + " " + words;
  if (text.size() >= 16) words += ", " + text.substr(11, 5);
  return words;
}

std::string option_words(const Item& item, const Option& option, const Scene& scene) {
  const Coding* coding = std::get_if<Coding>(&option.value);
  if (coding && baby_loss(scene.visit, scene.content))
    for (const ConcernRule& rule : scene.content.pack.concern_rules)
      if (rule.link_id == item.link_id && rule.code == coding->code && !rule.after_loss.text.empty())
        return scene.in(rule.after_loss);
  return scene.in(option.text);
}

std::string answer_words(const Item& item, const Answer& answer, const Scene& scene, const Ui& ui) {
  if (answer.declined) return ui.word("decline");
  std::string words;
  for (const Value& value : answer.values) {
    if (!words.empty()) words += ", ";
    const auto option = std::find_if(item.options.begin(), item.options.end(),
                                     [&](const Option& each) { return each.value == value; });
    if (option != item.options.end())
      words += option_words(item, *option, scene);
    else if (const auto* yes = std::get_if<bool>(&value))
      words += ui.word(*yes ? "yes" : "no");
    else
      words += asks_date(item) ? date_words(ui, text_of(value)) : text_of(value);
  }
  return words.empty() ? ui.word("not_provided") : words;
}

}  // namespace alongside
