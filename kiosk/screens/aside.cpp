// Beside the visit: the Help page, K27 after Leave now, K28, the cover and "more time?".
#include <kiosk/screen_table.h>

namespace alongside {

void draw_help(Ui& ui, const Scene& scene) {
  const PageText* page = scene.content.pack.page("help");
  ui.begin_card(CardKind::emergency, page ? scene.in(page->heading) : ui.word("help"));
  for (const Words& line : page ? page->lines : std::vector<Words>{})
    ui.text(scene.in(line), TextKind::strong);
  ui.end_card();
  if (is_young(scene.visit, scene.content))
    draw_helplines(ui, scene, {"urgent", "young"});
  else
    draw_helplines(ui, scene, {"urgent"});
  draw_desk(ui, scene);
  if (ui.forward("continue")) scene.out.push_back(event::Help{false});
}

// Neutral: the hub's name, and nothing of a visit.
void draw_left(Ui& ui, const Scene& scene) {
  const Hub* hub = scene.content.pack.hub(scene.content.hub);
  const PageText* page = scene.content.pack.page("leave-now");
  ui.heading(hub ? scene.in(hub->name) : ui.word("leave_title"), Picture::people);
  if (page)
    for (const Words& line : page->lines) ui.text(scene.in(line));
  if (ui.forward("start_again")) scene.forward();
}

void draw_problem(Ui& ui, const Scene& scene) {
  draw_lines(ui, scene, "problem", Picture::urgent);
  draw_desk(ui, scene);
  if (ui.forward("start_again")) scene.forward();
}

void draw_cover(Ui& ui, const Scene& scene) {
  ui.heading(ui.word("cover_title"), Picture::privacy);
  if (ui.button("come-back", ui.word("cover_back"), ButtonKind::primary))
    scene.out.push_back(event::Touched{});
}

void draw_warning(Ui& ui, const Scene& scene) {
  ui.heading(ui.word("warning_title"), Picture::clock);
  ui.text(ui.word("warning_plain"));
  if (ui.button("more-time", ui.word("more_time"), ButtonKind::primary))
    scene.out.push_back(event::Touched{});
}

}  // namespace alongside
