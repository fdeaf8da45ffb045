// K01 to K07: from the start to who he is.
#include <kiosk/screen_table.h>

namespace alongside {
namespace {

const char* stop_word(Stop stop) {
  switch (stop) {
    case Stop::none:
      return "";
    case Stop::disk:
      return "out_disk";
    case Stop::keys:
      return "out_keys";
    case Stop::too_old:
      return "out_old";
    case Stop::suspended:
      return "out_suspended";
    case Stop::not_enrolled:
      return "out_keys";
  }
  return "";
}

}  // namespace

void draw_start(Ui& ui, const Scene& scene) {
  ui.heading(ui.word("attract_title"));
  if (scene.link.stop != Stop::none) {
    ui.text(ui.word("out_title"), TextKind::strong);
    ui.text(ui.word(stop_word(scene.link.stop)));
    draw_desk(ui, scene);
    return;
  }
  ui.text(ui.word("attract_text"));
  if (ui.button("start", ui.word("start"), ButtonKind::primary)) scene.start = true;
}

void draw_language(Ui& ui, const Scene& scene) {
  ui.heading(ui.word("choose_language"));
  for (const std::string& tag : scene.content.pack.languages) {
    const auto name = scene.content.pack.language_names.find(tag);
    const bool known = name != scene.content.pack.language_names.end();
    if (ui.button("lang-" + tag, known ? name->second : tag, ButtonKind::tile)) scene.pick("lang-" + tag);
  }
}

void draw_what(Ui& ui, const Scene& scene) {
  draw_lines(ui, scene, "what-this-is");
  if (ui.forward()) scene.forward();
}

void draw_privacy(Ui& ui, const Scene& scene) {
  draw_lines(ui, scene, "privacy");
  if (ui.button("not-today", ui.word("not_today"))) scene.pick("not-today");
  if (ui.button("understand", ui.word("understand"), ButtonKind::primary)) scene.pick("understand");
}

void draw_alone(Ui& ui, const Scene& scene) {
  ui.question(ui.word("alone_question"), ui.word("alone_why"));
  const auto tile = [&](const char* id, const char* key) {
    if (ui.button(id, ui.word(key), ButtonKind::tile)) scene.pick(id);
  };
  tile("alone-yes", "alone_yes");
  tile("alone-no", "alone_with");
  tile("alone-not-said", "alone_not_say");
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
  draw_lines(ui, scene, "not-for-you");
  draw_desk(ui, scene);
  if (ui.forward("start_again")) scene.forward();
}

void draw_staff(Ui& ui, const Scene& scene) {
  if (scene.visit.under_16)
    draw_lines(ui, scene, "under-16");
  else
    ui.heading(ui.word("out_desk"));
  draw_desk(ui, scene);
  if (scene.visit.under_16) draw_helplines(ui, scene, "young");
  if (ui.forward()) scene.forward();
}

}  // namespace alongside
