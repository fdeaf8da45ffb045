// Page to screen, one line each, and the parts that several screens share.
#include <kiosk/screen_table.h>

#include <algorithm>

namespace alongside {

PageFrame page_frame(const Visit& visit, const Content& content, bool test) {
  PageFrame frame;
  frame.screen = screen_name(visit, content);
  frame.key = visit.form + "#" + visit.link + (visit.help ? "#help" : "");
  const Hub* hub = content.pack.hub(content.hub);
  frame.title = hub ? hub->name.in(visit.language) : std::string();
  const Page page = visit.page;
  const bool ends = page == Page::start || page == Page::done || page == Page::left || page == Page::problem;
  frame.back = !ends && page != Page::urgent && page != Page::choose;
  if (visit.help) frame.back = true;
  frame.leave_now = !ends && page != Page::language && page != Page::what;
  frame.sensitive =
      page == Page::question || page == Page::check || page == Page::support || page == Page::send;
  frame.notice = test ? "TEST" : "";
  return frame;
}

void draw_page(Ui& ui, const Scene& scene) {
  if (scene.visit.idle == Idle::covered) return draw_cover(ui, scene);
  if (scene.visit.idle == Idle::warned) return draw_warning(ui, scene);
  if (scene.visit.help) return draw_help(ui, scene);
  switch (scene.visit.page) {
    case Page::start:
      return draw_start(ui, scene);
    case Page::language:
      return draw_language(ui, scene);
    case Page::what:
      return draw_what(ui, scene);
    case Page::privacy:
      return draw_privacy(ui, scene);
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

void draw_lines(Ui& ui, const Scene& scene, const std::string& id) {
  const PageText* page = scene.content.pack.page(id);
  if (!page) return;
  ui.heading(scene.in(page->heading));
  for (const Words& line : page->lines) ui.text(scene.in(line));
}

void draw_helplines(Ui& ui, const Scene& scene, const std::string& tag) {
  for (const Helpline& line : scene.content.pack.helplines) {
    if (std::find(line.tags.begin(), line.tags.end(), tag) == line.tags.end()) continue;
    ui.helpline({line.id, scene.in(line.name), line.display, line.spoken, scene.in(line.hours),
                 scene.in(line.about)});
  }
}

void draw_desk(Ui& ui, const Scene& scene) {
  const Hub* hub = scene.content.pack.hub(scene.content.hub);
  ui.begin_card(CardKind::plain, ui.word("out_desk"));
  if (hub) ui.text(scene.in(hub->desk_sentence));
  if (!scene.content.open_now) ui.text(ui.word("urgent_closed"));
  if (hub && !hub->phone.empty()) ui.text(hub->phone, TextKind::strong);
  ui.end_card();
}

std::string answer_words(const Item& item, const Answer& answer, const Scene& scene, const Ui& ui) {
  if (answer.declined) return ui.word("decline");
  std::string words;
  for (const Value& value : answer.values) {
    if (!words.empty()) words += ", ";
    const auto option = std::find_if(item.options.begin(), item.options.end(),
                                     [&](const Option& each) { return each.value == value; });
    if (option != item.options.end())
      words += scene.in(option->text);
    else if (const auto* yes = std::get_if<bool>(&value))
      words += ui.word(*yes ? "yes" : "no");
    else if (const auto* number = std::get_if<std::int64_t>(&value))
      words += std::to_string(*number);
    else if (const auto* decimal = std::get_if<Decimal>(&value))
      words += decimal->digits;
    else if (const auto* date = std::get_if<Date>(&value))
      words += date->text;
    else if (const auto* text = std::get_if<std::string>(&value))
      words += *text;
    else if (const auto* coding = std::get_if<Coding>(&value))
      words += coding->display;
  }
  return words.empty() ? ui.word("not_provided") : words;
}

}  // namespace alongside
