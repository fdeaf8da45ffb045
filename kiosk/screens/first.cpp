// K01 to K07: from the start to who he is.
#include <kiosk/screen_table.h>

namespace alongside {
void draw_start(Ui& ui, const Scene& scene) {
  if (!scene.content.out.empty()) {
    ui.heading(ui.word("out_title"), Picture::clock);
    ui.text(ui.word(scene.content.out));
    if (const PageText* page = scene.content.pack.page("out-of-service"))
      for (const Words& line : page->lines) ui.text(scene.in(line));
    draw_desk(ui, scene);
    return;
  }
  ui.hero(ui.word("attract_title"), ui.word("attract_text"));
  if (ui.button("start", ui.word("start"), ButtonKind::primary)) scene.start = true;
}

void draw_language(Ui& ui, const Scene& scene) {
  ui.heading(ui.word("choose_language"), Picture::language);
  for (const std::string& tag : scene.content.pack.languages) {
    if (is_draft(scene.content.pack, tag) && !scene.content.drafts) continue;
    const auto name = scene.content.pack.language_names.find(tag);
    const bool known = name != scene.content.pack.language_names.end();
    if (ui.button("lang-" + tag, known ? name->second : tag, ButtonKind::tile)) scene.pick("lang-" + tag);
  }
}

void draw_what(Ui& ui, const Scene& scene) {
  draw_lines(ui, scene, "what-this-is", Picture::clock);
  if (ui.forward()) scene.forward();
}

void draw_privacy(Ui& ui, const Scene& scene) {
  draw_lines(ui, scene, "privacy", Picture::privacy);
  if (ui.button("tell-more", ui.word("tell_me_more"))) scene.pick("tell-more");
  if (ui.button("not-today", ui.word("not_today"))) scene.pick("not-today");
  if (ui.button("understand", ui.word("understand"), ButtonKind::primary)) scene.pick("understand");
}

void draw_limits(Ui& ui, const Scene& scene) {
  draw_lines(ui, scene, "limits", Picture::privacy);
  if (ui.forward()) scene.forward();
}

void draw_alone(Ui& ui, const Scene& scene) {
  ui.question(ui.word("alone_question"), ui.word("alone_why"));
  const auto tile = [&](const char* id, const char* key, Picture picture) {
    if (ui.button(id, ui.word(key), ButtonKind::tile, picture)) scene.pick(id);
  };
  tile("alone-yes", "alone_yes", Picture::person);
  tile("alone-no", "alone_with", Picture::people);
  tile("alone-not-said", "alone_not_say", Picture::privacy);
}

void draw_role(Ui& ui, const Scene& scene) {
  ui.question(ui.word("who_title"));
  const PackForm* form = form_with(scene.content.pack, "role");
  const Item* item = form ? form->form.meaning("role") : nullptr;
  for (const Option& option : item ? item->options : std::vector<Option>{})
    if (const Coding* coding = std::get_if<Coding>(&option.value)) {
      const std::string id = "role-" + coding->code;
      if (ui.button(id, scene.in(option.text), ButtonKind::tile)) scene.pick(id);
    }
  if (ui.button("role-staff", ui.word("staff_help"), ButtonKind::tile)) scene.pick("role-staff");
}

void draw_kind(Ui& ui, const Scene& scene) {
  draw_lines(ui, scene, "not-for-you", Picture::people);
  draw_desk(ui, scene);
  if (ui.forward("start_again")) scene.forward();
}

void draw_staff(Ui& ui, const Scene& scene) {
  if (!scene.visit.under_16) {
    ui.heading(ui.word("staff_route"), Picture::talk);
    draw_desk(ui, scene);
    if (ui.forward()) scene.forward();
    return;
  }
  draw_lines(ui, scene, "under-16", Picture::talk);
  draw_desk(ui, scene);
  draw_helplines(ui, scene, {"young"});
  if (ui.button("urgent", ui.word("choose_urgent"), ButtonKind::tile)) scene.pick("urgent");
  if (ui.forward("start_again")) scene.forward();
}

}  // namespace alongside
