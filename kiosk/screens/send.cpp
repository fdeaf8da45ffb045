// K14, K23 and K24: check, send, done.
#include <kiosk/screen_table.h>
#include <sync/record/reference.h>

namespace alongside {

void draw_check(Ui& ui, const Scene& scene) {
  const PackForm* form = scene.content.pack.form(scene.visit.form);
  ui.heading(ui.word("check_title"));
  ui.text(ui.word("not_sent"));
  const auto answers = scene.visit.answers.find(scene.visit.form);
  for (const Item* item : asked_items(scene.visit, scene.content, scene.visit.form)) {
    const Answer* answer =
        answers == scene.visit.answers.end() ? nullptr : answers->second.find(item->link_id);
    const std::string given = answer ? answer_words(*item, *answer, scene, ui) : ui.word("not_provided");
    const bool hide = form && form->sensitive && !scene.visit.show_answers;
    if (ui.row("change-" + item->link_id, scene.in(item->text), hide ? "•••••" : given, ui.word("change")))
      scene.pick("change-" + item->link_id);
  }
  if (form && form->sensitive && !scene.visit.show_answers && ui.button("show", ui.word("show_answers")))
    scene.pick("show");
  if (ui.forward()) scene.forward();
}

void draw_send(Ui& ui, const Scene& scene) {
  ui.heading(ui.word("send_title"));
  if (scene.visit.sending == Sending::failed) {
    ui.error(ui.word("problem_saved"));
    draw_desk(ui, scene);
  }
  ui.text(ui.word("parts"));
  for (const PackForm& form : scene.content.pack.forms)
    if (scene.visit.finished.count(form.form.url) > 0) ui.text(scene.in(form.form.title), TextKind::strong);
  ui.text(ui.words("reference_is", {{"reference", show_reference(scene.visit.reference)}}));
  if (scene.visit.sending == Sending::saving) {
    ui.wait(ui.word("saving"));
  } else if (ui.button("send", ui.word(scene.visit.sending == Sending::failed ? "try_again" : "send"),
                       ButtonKind::primary)) {
    scene.pick("send");
  }
}

// One wording and one layout on every route: nothing here shows what he asked for.
void draw_done(Ui& ui, const Scene& scene) {
  ui.heading(ui.word("done_title"));
  ui.text(ui.words("reference_is", {{"reference", show_reference(scene.visit.reference)}}), TextKind::strong);
  ui.text(ui.word("reference_keep"));
  ui.qr("reference", show_reference(scene.visit.reference), ui.word("done_qr"));
  if (ui.button("have-it", ui.word("done_button"), ButtonKind::primary)) scene.pick("have-it");
}

}  // namespace alongside
