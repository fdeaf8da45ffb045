// K14, K23 and K24: check, send, done.
#include <kiosk/screen_table.h>
#include <sync/record/reference.h>

namespace alongside {

void draw_check(Ui& ui, const Scene& scene) {
  ui.heading(ui.word("check_title"), Picture::check_in);
  ui.text(ui.word("not_sent"));
  if (!scene.visit.show_answers && ui.button("show", ui.word("show_answers"))) scene.pick("show");
  for (const std::string& url : scene.visit.run) {
    const PackForm* form = scene.content.pack.form(url);
    const auto answers = scene.visit.answers.find(url);
    if (!form || answers == scene.visit.answers.end()) continue;
    const Enabled on(form->form, answers->second);
    for (const Item* item : checked_items(scene.visit, scene.content, url)) {
      const Answer* answer = answers->second.find(item->link_id);
      const std::string given = answer ? answer_words(*item, *answer, scene, ui) : ui.word("not_provided");
      const bool hide = answer && !scene.visit.show_answers;
      const std::string& asked = item->adds ? ui.word("add_another") : on.words(*item, scene.visit.language);
      if (ui.row("change-" + item->link_id, asked, hide ? "•••••" : given, ui.word("change")))
        scene.pick("change-" + item->link_id);
    }
    if (!form->form.copyright.text.empty()) ui.text(scene.in(form->form.copyright), TextKind::small_print);
  }
  if (ui.forward()) scene.forward();
}

void draw_send(Ui& ui, const Scene& scene) {
  const bool failed = scene.visit.sending == Sending::failed;
  bool asks = scene.visit.urgent_sent;
  ui.heading(ui.word("send_title"), Picture::send);
  if (failed) {
    ui.error(ui.word("problem_saved"));
    draw_desk(ui, scene);
  }
  ui.text(ui.word("parts"));
  for (const PartGroup& group : part_groups(scene.visit, scene.content)) {
    const std::string title = group.form ? scene.in(group.form->form.title) : ui.word("checkin_title");
    asks = asks || (group.form && asks_support(*group.form));
    const std::string id = "part-" + group.urls.front();
    if (ui.row(id, title, "", ui.word("change"))) scene.pick(id);
  }
  ui.text(ui.words("reference_is", {{"reference", show_reference(scene.visit.reference)}}));
  const char* act = failed ? "try_again" : asks ? "send" : "send_answers";
  if (scene.visit.sending == Sending::saving)
    ui.wait(ui.word("saving"));
  else if (ui.button("send", ui.word(act), ButtonKind::primary))
    scene.pick("send");
}

// One wording and one layout on every route: nothing here shows what he asked for.
void draw_done(Ui& ui, const Scene& scene) {
  const HubTimes& times = scene.content.times;
  ui.heading(ui.word("done_title"), Picture::finish);
  ui.text(ui.words("reference_is", {{"reference", show_reference(scene.visit.reference)}}), TextKind::strong);
  ui.text(ui.word("reference_keep"));
  if (times.done_by)
    ui.text(ui.words("done_if_asked", {{"time", day_words(ui, *times.done_by)}}));
  else
    ui.text(ui.word("done_if_asked_no_time"));
  if (times.leaves_by)
    ui.text(ui.words("done_leaves", {{"time", times.leaves_by->clock}}));
  else
    ui.text(ui.word("done_leaves_unknown"));
  if (const PageText* next = scene.content.pack.page("what-happens-next"))
    for (const Words& line : next->lines) ui.text(scene.in(line));
  ui.qr("reference", show_reference(scene.visit.reference), ui.word("done_qr"));
  if (ui.button("have-it", ui.word("done_button"), ButtonKind::primary)) scene.pick("have-it");
}

}  // namespace alongside
