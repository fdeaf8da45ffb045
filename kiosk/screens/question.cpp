// K09, K12, K13, K17, K18, K19: one question of a form, whatever its type.
#include <kiosk/screen_table.h>

#include <algorithm>

namespace alongside {
namespace {

// What comes before a question: the display item before it in its group, else the words of the group or
// question it stands under.
bool stem(const std::vector<Item>& items, const std::string& link, const Enabled& on, const Scene& scene,
          std::string& words) {
  std::string before;
  for (const Item& item : items) {
    const bool shown = item.type == ItemType::display && !item.hidden && on(item.link_id);
    if (shown) before = scene.in(item, on);
    const bool here = item.link_id == link;
    if (!here && (item.items.empty() || !stem(item.items, link, on, scene, words))) continue;
    if (words.empty()) words = !before.empty() || here ? before : scene.in(item, on);
    return true;
  }
  return false;
}

// Pictures that a form may ask for beside its words, by the words' linkId: a display has no code (que-3).
Picture picture_of(const Item& item) {
  constexpr std::pair<const char*, Picture> known[] = {{"picture-spirits", Picture::spirits},
                                                       {"picture-bottle", Picture::bottle},
                                                       {"picture-wine", Picture::wine},
                                                       {"picture-pint", Picture::pint}};
  for (const auto& [code, picture] : known)
    if (item.in_form() == code) return picture;
  return Picture::none;
}

// Words that stand under the question: help, limits, units.
void draw_beside(Ui& ui, const Item& item, const Enabled& on, const Scene& scene) {
  for (const Item& child : item.items) {
    const bool shown = child.type == ItemType::display && !child.hidden && on(child.link_id);
    if (shown) ui.text(scene.in(child, on), TextKind::body, picture_of(child));
  }
}

// An instrument of another language is told as such before its first question; what is ours and about danger
// stands in English under one heading of his language.
void draw_in_english(Ui& ui, const PackForm& form, const Item& item, const Scene& scene) {
  const std::string& language = scene.visit.language;
  if (language == "en" || item.text.text.empty() || item.text.has(language)) return;
  const auto asked = asked_items(scene.visit, scene.content, scene.visit.form);
  const bool first = asked.empty() || asked.front() == &item;
  if (form.instrument && first) ui.text(ui.word("english_only"), TextKind::hint);
  if (!form.instrument && raises_concern(scene.content.pack, form, item))
    ui.text(ui.word("draft_heading"), TextKind::hint);
}

}  // namespace

void draw_question(Ui& ui, const Scene& scene) {
  const PackForm* form = scene.content.pack.form(scene.visit.form);
  const Item* item = form ? form->form.find(scene.visit.link) : nullptr;
  if (!item) return;
  const bool chosen = !item->options.empty() || item->type == ItemType::boolean;
  if (chosen && !scene.visit.error.empty()) ui.error(error_words(ui, scene));
  const auto answers = scene.visit.answers.find(scene.visit.form);
  const Answers none;
  const Enabled on(form->form, answers == scene.visit.answers.end() ? none : answers->second);
  std::string before;
  stem(form->form.items, item->link_id, on, scene, before);
  const bool first = is_check_in(*form);  // an instrument keeps its published order
  draw_in_english(ui, *form, *item, scene);
  if (first && !before.empty()) ui.text(before);
  std::string asks = item->adds ? ui.word("add_another") : scene.in(*item, on);
  if (const std::string number = scene.in(item->prefix); !number.empty()) asks = number + " " + asks;
  ui.question(asks, first ? std::string() : before);
  draw_beside(ui, *item, on, scene);
  const Answer* found = answers == scene.visit.answers.end() ? nullptr : answers->second.find(item->link_id);
  const Answer answer = found && scene.visit.blank != item->link_id ? *found : Answer{};
  if (!item->options.empty() || item->type == ItemType::boolean) {
    draw_options(ui, *item, answer, scene);
    const bool own_words = answer.values.empty() || item->repeats || !own_words_of(answer).empty();
    if (item->type == ItemType::open_choice && own_words) draw_field(ui, *item, answer, scene);
  } else {
    draw_field(ui, *item, answer, scene);
  }
  if (may_decline(*item) && ui.choice("prefer-not-to-say", ui.word("decline"), answer.declined))
    scene.out.push_back(event::Fill{item->link_id, Answer{{}, true}});
  if (!needed(*item) && ui.skip()) scene.out.push_back(event::Skip{});
  if (ui.forward()) scene.forward();
}

}  // namespace alongside
