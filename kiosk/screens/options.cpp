// The options of a question: yes and no, one of several, several, and 0 to 10.
#include <kiosk/screen_table.h>

#include <algorithm>

namespace alongside {
namespace {

bool hidden_topic(const Option& option, const Scene& scene) {
  const Coding* coding = std::get_if<Coding>(&option.value);
  if (!coding || !baby_loss(scene.visit, scene.content)) return false;
  const auto& topics = scene.content.pack.topics;
  const auto ends = [&](const Topic& topic) { return topic.baby_related && topic.code == coding->code; };
  return std::any_of(topics.begin(), topics.end(), ends);
}

std::string option_code(const Option& option) {
  if (const Coding* coding = std::get_if<Coding>(&option.value)) return coding->code;
  if (const auto* number = std::get_if<std::int64_t>(&option.value)) return std::to_string(*number);
  return option.text.text;
}

void toggle(const Item& item, Answer answer, const Value& value, const Scene& scene) {
  const auto found = std::find(answer.values.begin(), answer.values.end(), value);
  if (!item.repeats)
    answer.values = {value};
  else if (found != answer.values.end())
    answer.values.erase(found);
  else
    answer.values.push_back(value);
  answer.declined = false;
  scene.out.push_back(event::Fill{item.link_id, answer});
}

bool is_nought_to_ten(const Item& item) {
  if (item.options.size() != 11 || item.repeats) return false;
  int next = 0;
  for (const Option& option : item.options)
    if (option_code(option) != std::to_string(next++)) return false;
  return true;
}

}  // namespace

void draw_options(Ui& ui, const Item& item, const Answer& answer, const Scene& scene) {
  if (item.type == ItemType::boolean) {
    for (const bool yes : {true, false}) {
      const bool picked = !answer.values.empty() && answer.values.front() == Value(yes);
      if (ui.choice(yes ? "option-yes" : "option-no", ui.word(yes ? "yes" : "no"), picked))
        toggle(item, answer, Value(yes), scene);
    }
    return;
  }
  const auto chosen = [&](const Value& value) {
    return std::find(answer.values.begin(), answer.values.end(), value) != answer.values.end();
  };
  if (is_nought_to_ten(item)) {
    std::vector<std::string> words;
    int at = -1;
    for (std::size_t i = 0; i < item.options.size(); ++i) {
      words.push_back(scene.in(item.options[i].text));
      if (chosen(item.options[i].value)) at = static_cast<int>(i);
    }
    if (const auto touched = ui.grid("option", words, at, 6))
      toggle(item, answer, item.options[static_cast<std::size_t>(*touched)].value, scene);
    return;
  }
  const ChoiceKind kind = item.repeats ? ChoiceKind::many : ChoiceKind::one;
  for (const Option& option : item.options) {
    if (hidden_topic(option, scene)) continue;
    if (ui.choice("option-" + option_code(option), option_words(item, option, scene), chosen(option.value),
                  kind))
      toggle(item, answer, option.value, scene);
  }
}

}  // namespace alongside
