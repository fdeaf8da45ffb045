// K16, the Help page, K27 and K28: what is shown at once and needs no network.
#include <kiosk/screen_table.h>

namespace alongside {

void draw_urgent(Ui& ui, const Scene& scene) {
  const PageText* page = scene.content.pack.page("urgent");
  ui.begin_card(CardKind::emergency, page ? scene.in(page->heading) : ui.word("choose_urgent"));
  if (page)
    for (const Words& line : page->lines) ui.text(scene.in(line));
  ui.end_card();
  draw_helplines(ui, scene, "urgent");
  if (scene.visit.talk_privately) draw_helplines(ui, scene, "abuse");
  draw_desk(ui, scene);
  ui.text(ui.word("nobody_watching"));
  if (scene.visit.sending == Sending::saving) {
    ui.wait(ui.word("saving"));
  } else if (scene.visit.urgent_sent) {
    ui.text(ui.word("urgent_sent"), TextKind::good);
  } else {
    if (scene.visit.sending == Sending::failed) ui.text(ui.word("problem_saved"), TextKind::strong);
    if (ui.button("ask-hub", ui.word("urgent_ask"), ButtonKind::primary)) scene.pick("ask-hub");
  }
  if (ui.forward("urgent_go_on")) scene.pick("safe-go-on");
}

void draw_help(Ui& ui, const Scene& scene) {
  ui.heading(ui.word("help"));
  draw_helplines(ui, scene, "urgent");
  draw_desk(ui, scene);
  if (ui.forward("continue")) scene.out.push_back(event::Help{false});
}

void draw_left(Ui& ui, const Scene& scene) {
  const Hub* hub = scene.content.pack.hub(scene.content.hub);
  ui.heading(hub ? scene.in(hub->name) : ui.word("leave_title"));
  ui.text(ui.word("leave_title"));
  if (ui.forward("start_again")) scene.forward();
}

void draw_problem(Ui& ui, const Scene& scene) {
  ui.heading(ui.word("problem_title"));
  ui.text(ui.word("problem_desk"));
  draw_desk(ui, scene);
  if (ui.forward("start_again")) scene.forward();
}

void draw_cover(Ui& ui, const Scene& scene) {
  ui.heading(ui.word("cover_title"));
  if (ui.button("come-back", ui.word("cover_back"), ButtonKind::primary))
    scene.out.push_back(event::Touched{});
}

void draw_warning(Ui& ui, const Scene& scene) {
  ui.heading(ui.word("warning_title"));
  ui.text(ui.word("warning_plain"));
  if (ui.button("more-time", ui.word("more_time"), ButtonKind::primary))
    scene.out.push_back(event::Touched{});
}

}  // namespace alongside
