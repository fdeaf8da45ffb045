// K16: urgent help, shown at once and without a network.
#include <kiosk/screen_table.h>

namespace alongside {

namespace {

bool worried_about(const Scene& scene, ConcernKind kind) {
  for (const Concern& concern : scene.visit.concerns)
    if (concern.kind == kind) return true;
  return false;
}

// Which lines help with what he told us; for one who talks privately only those for his choice.
void draw_urgent_lines(Ui& ui, const Scene& scene) {
  const std::string& about = scene.visit.talk_about;
  std::vector<std::string> tags;
  if (scene.visit.talk) {
    if (about != "my-behaviour") tags.push_back("abuse");
    if (about != "hurting-me") tags.push_back("own-behaviour");
  } else {
    tags.push_back("urgent");
    if (worried_about(scene, ConcernKind::baby)) tags.push_back("child");
    if (worried_about(scene, ConcernKind::not_safe_at_home)) tags.push_back("abuse");
    if (worried_about(scene, ConcernKind::other_person)) tags.push_back("own-behaviour");
  }
  if (is_young(scene.visit, scene.content)) tags.push_back("young");
  draw_helplines(ui, scene, tags);
}

// In English the time is English too.
std::string urgent_when(const Ui& ui, const Scene& scene, const DayTime& by) {
  if (english_part(ui.word("urgent_when")).empty())
    return ui.words("urgent_when", {{"time", day_words(ui, by)}});
  const std::string english = "en";
  const auto said = [&](const std::string& key) { return scene.content.pack.word(english, key); };
  const std::string day = day_alone(by, said);
  std::string time = said("at_time");
  for (const auto& [hole, value] : {std::pair<std::string, std::string>{"{day}", day}, {"{time}", by.clock}})
    if (const auto at = time.find(hole); at != std::string::npos) time.replace(at, hole.size(), value);
  return ui.words("urgent_when", {{"time", time}});
}

// How far the message is, in place of the button that sends it.
void draw_ask_hub(Ui& ui, const Scene& scene) {
  const Visit& visit = scene.visit;
  if (visit.urgent_sending == Sending::saving) return ui.wait(ui.word("saving"));
  if (visit.urgent_sent) {
    const auto& by = scene.content.times.urgent_by;
    ui.text(ui.word("urgent_sent"), TextKind::good);
    ui.text(by ? urgent_when(ui, scene, *by) : ui.word("urgent_no_time"), TextKind::strong);
    return;
  }
  const bool failed = visit.urgent_sending == Sending::failed;
  if (failed) ui.error(ui.word("problem_saved"));
  if (ui.button("ask-hub", ui.word(failed ? "try_again" : "urgent_ask"), ButtonKind::primary))
    scene.pick("ask-hub");
}

}  // namespace

void draw_urgent(Ui& ui, const Scene& scene) {
  const PageText* page = scene.content.pack.page(scene.visit.talk ? "talk-privately" : "urgent");
  const CardKind kind = scene.visit.talk ? CardKind::urgent : CardKind::emergency;
  if (page) draw_english_heading(ui, scene, *page);
  ui.begin_card(kind, page ? scene.in(page->heading) : ui.word("choose_urgent"));
  if (page)
    for (const Words& line : page->lines) {
      const std::string words = scene.in(line);
      ui.text(words, words.find("999") == std::string::npos ? TextKind::body : TextKind::strong);
    }
  if (!scene.visit.talk)
    ui.text(scene.word(scene.content.times.open_now ? "urgent_open" : "urgent_closed"), TextKind::strong);
  ui.end_card();
  if (scene.visit.urgent_sent || scene.visit.urgent_sending != Sending::no) draw_ask_hub(ui, scene);
  draw_urgent_lines(ui, scene);
  draw_desk(ui, scene);
  if (!scene.visit.urgent_sent && scene.visit.urgent_sending == Sending::no) draw_ask_hub(ui, scene);
  if (ui.forward(scene.visit.talk ? "continue" : "urgent_go_on")) scene.pick("safe-go-on");
}

}  // namespace alongside
