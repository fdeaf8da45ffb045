// K10, K11, K15 and the tips: what he may do here, and what helps.
#include <kiosk/screen_table.h>

#include <algorithm>

namespace alongside {
namespace {

std::string done_mark(const Ui& ui, const Scene& scene, const std::string& url) {
  return scene.visit.finished.count(url) > 0 ? ui.word("done") : std::string();
}

}  // namespace

void draw_choose(Ui& ui, const Scene& scene) {
  ui.heading(ui.word("choose_title"));
  ui.text(ui.word("choose_text"), TextKind::hint);
  const auto checks = check_ins(scene.visit, scene.content);
  const std::string first = checks.empty() ? std::string() : checks.front();
  const PackForm* support = form_with(scene.content.pack, "topics");
  const std::string support_url = support ? support->form.url : std::string();
  const auto tile = [&](const char* id, const char* key, Picture picture, const std::string& mark = {}) {
    if (ui.button(id, ui.word(key), ButtonKind::tile, picture, mark)) scene.pick(id);
  };
  if (!checks.empty()) tile("check-in", "choose_checkin", Picture::check_in, done_mark(ui, scene, first));
  tile("ask-support", "choose_support", Picture::talk, done_mark(ui, scene, support_url));
  if (baby_loss(scene.visit, scene.content))
    tile("bereavement", "choose_bereavement", Picture::people);
  else
    tile("tips", "choose_crying", Picture::baby);
  tile("urgent", "choose_urgent", Picture::urgent);
  tile("talk-privately", "choose_private", Picture::privacy);
  if (ui.button("finish", ui.word("choose_finish"), ButtonKind::primary)) scene.pick("finish");
}

void draw_intro(Ui& ui, const Scene& scene) {
  ui.heading(ui.word("checkin_title"), Picture::check_in);
  std::size_t count = 0;
  for (const std::string& url : check_ins(scene.visit, scene.content))
    count += asked_items(scene.visit, scene.content, url).size();
  ui.text(ui.words("checkin_count", {{"count", std::to_string(count)}}));
  ui.text(ui.word("checkin_text"));
  if (ui.forward()) scene.forward();
}

void draw_tips(Ui& ui, const Scene& scene) {
  const bool loss = baby_loss(scene.visit, scene.content);
  draw_lines(ui, scene, loss ? "bereavement" : "crying", loss ? Picture::people : Picture::baby);
  if (!loss) draw_lines(ui, scene, "take-a-break");
  draw_helplines(ui, scene, {loss ? "bereavement" : "crying"});
  if (ui.forward()) scene.forward();
}

namespace {

// The topics that he said are on his mind, as code and words.
std::vector<std::pair<std::string, std::string>> going_topics(const Scene& scene) {
  std::vector<std::pair<std::string, std::string>> found;
  const PackForm* form = form_with(scene.content.pack, "going-topics");
  const auto answers = form ? scene.visit.answers.find(form->form.url) : scene.visit.answers.end();
  if (answers == scene.visit.answers.end()) return found;
  const Item* item = form->form.meaning("going-topics");
  const Answer* answer = answers->second.find(item->link_id);
  for (const Value& value : answer ? answer->values : std::vector<Value>{})
    for (const Option& option : item->options)
      if (const Coding* coding = std::get_if<Coding>(&value); coding && option.value == value)
        found.emplace_back(coding->code, scene.in(option.text));
  return found;
}

void draw_service(Ui& ui, const Service& service, const std::string& because, const Scene& scene) {
  ui.begin_card(CardKind::plain, scene.in(service.name));
  ui.text(scene.in(service.about));
  if (!because.empty()) ui.text(ui.words("because", {{"topic", because}}), TextKind::hint);
  if (!service.phone.empty()) ui.text(service.phone, TextKind::strong);
  ui.end_card();
}

}  // namespace

// At most three services. With someone beside him, or where he is not sure, only the general offer.
void draw_support(Ui& ui, const Scene& scene) {
  ui.heading(ui.word("support_title"), Picture::people);
  const bool loss = baby_loss(scene.visit, scene.content);
  if (loss) draw_helplines(ui, scene, {"bereavement"});
  auto topics = going_topics(scene);
  if (scene.visit.alone != Alone::yes) topics.clear();
  int shown = 0;
  for (const Service& service : scene.content.pack.services) {
    if (shown == 3) break;
    if (service.bereavement != loss) continue;
    const auto match = std::find_if(topics.begin(), topics.end(), [&](const auto& topic) {
      return std::find(service.topics.begin(), service.topics.end(), topic.first) != service.topics.end();
    });
    if (!loss && match == topics.end()) continue;
    draw_service(ui, service, match == topics.end() ? std::string() : match->second, scene);
    ++shown;
  }
  if (shown == 0) ui.text(ui.word("support_none"));
  if (ui.button("ask-support", ui.word("choose_support"))) scene.pick("ask-support");
  if (ui.forward()) scene.forward();
}

}  // namespace alongside
