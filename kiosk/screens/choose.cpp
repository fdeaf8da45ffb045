// K10, K11, K15 and the tips: what he may do here, and what helps.
#include <kiosk/screen_table.h>

#include <algorithm>

namespace alongside {
namespace {

std::string done_mark(const Ui& ui, const Scene& scene, const std::string& url) {
  return scene.visit.finished.count(url) > 0 ? " – " + ui.word("done") : std::string();
}

}  // namespace

void draw_choose(Ui& ui, const Scene& scene) {
  ui.heading(ui.word("choose_title"));
  const auto checks = check_ins(scene.visit, scene.content);
  const std::string first = checks.empty() ? std::string() : checks.front();
  const PackForm* support = form_with(scene.content.pack, "topics");
  const std::string support_url = support ? support->form.url : std::string();
  const auto tile = [&](const char* id, const char* key, const std::string& mark) {
    if (ui.button(id, ui.word(key) + mark, ButtonKind::tile)) scene.pick(id);
  };
  if (!checks.empty()) tile("check-in", "choose_checkin", done_mark(ui, scene, first));
  tile("ask-support", "choose_support", done_mark(ui, scene, support_url));
  if (!baby_loss(scene.visit, scene.content)) tile("tips", "choose_crying", "");
  tile("urgent", "choose_urgent", "");
  tile("talk-privately", "choose_private", "");
  if (ui.button("finish", ui.word("choose_finish"), ButtonKind::primary)) scene.pick("finish");
}

void draw_intro(Ui& ui, const Scene& scene) {
  ui.heading(ui.word("checkin_title"));
  std::size_t count = 0;
  for (const std::string& url : check_ins(scene.visit, scene.content))
    count += asked_items(scene.visit, scene.content, url).size();
  ui.text(ui.words("checkin_count", {{"count", std::to_string(count)}}));
  ui.text(ui.word("checkin_text"));
  if (ui.forward()) scene.forward();
}

void draw_tips(Ui& ui, const Scene& scene) {
  draw_lines(ui, scene, "crying");
  draw_helplines(ui, scene, "crying");
  if (ui.forward()) scene.forward();
}

void draw_support(Ui& ui, const Scene& scene) {
  ui.heading(ui.word("support_title"));
  const bool loss = baby_loss(scene.visit, scene.content);
  if (loss) draw_helplines(ui, scene, "bereavement");
  int shown = 0;
  for (const Service& service : scene.content.pack.services) {
    if (shown == 3 || (service.bereavement != loss)) continue;
    ui.begin_card(CardKind::plain, scene.in(service.name));
    ui.text(scene.in(service.about));
    if (!service.phone.empty()) ui.text(service.phone, TextKind::strong);
    ui.end_card();
    ++shown;
  }
  if (ui.button("ask-support", ui.word("choose_support"))) scene.pick("ask-support");
  if (ui.forward()) scene.forward();
}

}  // namespace alongside
