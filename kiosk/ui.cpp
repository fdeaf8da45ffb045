// The vocabulary: screens declare, taps of the frame before are answered.
#include <kiosk/ui_state.h>

#include <algorithm>

namespace alongside {

namespace {
constexpr std::string_view isolate = "\u2066", end_isolate = "\u2069";
}

std::string mark_english(std::string_view words) {
  return std::string(isolate) + std::string(words) + std::string(end_isolate);
}

std::string_view english_part(std::string_view words) {
  const std::size_t ends = isolate.size() + end_isolate.size();
  if (words.size() < ends || words.substr(0, isolate.size()) != isolate) return {};
  if (words.find(end_isolate) != words.size() - end_isolate.size()) return {};
  return words.substr(isolate.size(), words.size() - ends);
}

std::string without_marks(std::string words) {
  for (const std::string_view mark : {isolate, end_isolate})
    for (auto at = words.find(mark); at != std::string::npos; at = words.find(mark))
      words.erase(at, mark.size());
  return words;
}

UiItem& Declared::add(NodeRole role, std::string id, std::string_view words) {
  UiItem item;
  item.role = role;
  item.id = id.empty() ? "n" + std::to_string(items.size()) : std::move(id);
  item.words = words;
  item.card = card_;
  item.card_kind = card_kind_;
  items.push_back(std::move(item));
  return items.back();
}

const std::string& Declared::word(std::string_view key) const { return state_.builder.word(key); }

std::string Declared::words(std::string_view key,
                            std::initializer_list<std::pair<std::string_view, std::string>> values) const {
  const std::string_view english = english_part(word(key));
  std::string out(english.empty() ? std::string_view(word(key)) : english);
  const bool rtl = state_.builder.right_to_left() && english.empty();
  for (const auto& [name, value] : values) {
    const std::string hole = "{" + std::string(name) + "}";
    const std::string put = rtl ? "\u2068" + value + "\u2069" : value;
    for (std::size_t at = out.find(hole); at != std::string::npos; at = out.find(hole, at + put.size()))
      out.replace(at, hole.size(), put);
  }
  return english.empty() ? out : mark_english(without_marks(std::move(out)));
}

void Declared::heading(std::string_view words, Picture picture) {
  UiItem& item = add(NodeRole::heading, {}, words);
  item.picture = picture;
  item.hero = picture != Picture::none;
}

void Declared::hero(std::string_view words, std::string_view line) {
  UiItem& item = add(NodeRole::image, "hero", words);
  item.hero = true;
  item.extra = line;
}

void Declared::text(std::string_view words, TextKind kind, Picture picture) {
  UiItem& item = add(NodeRole::text, {}, words);
  item.text = kind;
  item.picture = picture;
}

void Declared::question(std::string_view words, std::string_view why) {
  add(NodeRole::question, {}, words).extra = why;
}

void Declared::error(std::string_view words) {
  UiItem item = add(NodeRole::error, "error", word("error_prefix") + " " + std::string(words));
  items.pop_back();
  items.insert(items.begin(), std::move(item));
}

bool Declared::choice(std::string_view id, std::string_view words, bool chosen, ChoiceKind kind) {
  UiItem& item = add(NodeRole::choice, std::string(id), words);
  item.chosen = chosen;
  item.many = kind == ChoiceKind::many;
  return take(item.id);
}

bool Declared::button(std::string_view id, std::string_view words, ButtonKind kind, Picture picture,
                      std::string_view mark) {
  UiItem& item = add(NodeRole::button, std::string(id), words);
  item.button = kind;
  item.picture = picture;
  item.third = mark;
  return take(item.id);
}

std::optional<int> Declared::grid(std::string_view id, const std::vector<std::string>& words, int chosen,
                                  int columns) {
  std::optional<int> touched;
  const auto most = static_cast<std::size_t>(std::max(1, columns));
  for (std::size_t at = 0; at < words.size(); at += most) {
    UiItem& item = add(NodeRole::choice, std::string(id), {});
    item.columns = static_cast<int>(most);
    item.chosen_index = chosen;
    item.first_index = static_cast<int>(at);
    for (std::size_t i = at; i < std::min(words.size(), at + most); ++i) {
      item.cells.push_back(words[i]);
      if (take(std::string(id) + "." + std::to_string(i))) touched = static_cast<int>(i);
    }
  }
  return touched;
}

void Declared::begin_card(CardKind kind, std::string_view words) {
  card_ = ++cards_;
  card_kind_ = kind;
  add(NodeRole::heading, "card." + std::to_string(cards_), words);
}

void Declared::end_card() { card_ = -1; }

void Declared::helpline(const HelplineView& line) {
  const int before = card_;
  if (before < 0) card_ = ++cards_, card_kind_ = CardKind::plain;
  if (line.number.empty()) {
    add(NodeRole::text, "helpline." + line.id, line.name).text = TextKind::strong;
  } else {
    UiItem& number = add(NodeRole::heading, "helpline." + line.id + ".number", line.number);
    number.extra = line.name;
    number.third = line.spoken.empty() ? line.number : line.spoken;
  }
  const std::string_view hours = english_part(line.hours), about = english_part(line.about);
  const bool both = !line.hours.empty() && !line.about.empty();
  const std::string more = !hours.empty() && !about.empty()
                               ? mark_english(std::string(about) + " · " + std::string(hours))
                               : line.about + (both ? " · " : "") + line.hours;
  if (!more.empty()) add(NodeRole::text, "helpline." + line.id + ".about", more);
  card_ = before;
}

std::optional<std::string> Declared::field(std::string_view id, std::string_view label,
                                           const std::string& value, FieldKind kind, std::size_t most,
                                           std::string_view error) {
  UiItem& item = add(NodeRole::field, std::string(id), label);
  if (take(item.id)) state_.field = item.id;
  const bool choices =  // they would have no room beside the keyboard
      std::any_of(items.begin(), items.end(),
                  [](const UiItem& each) { return each.role == NodeRole::choice; });
  if (state_.field.empty() && state_.auto_field && !state_.closed && !choices) state_.field = item.id;
  std::string now = value;
  item.focused = state_.field == item.id;
  if (item.focused) {
    field_kind = kind;
    if (state_.remove) now = delete_last(now);
    if (!state_.typed.empty()) now = type_into(now, state_.typed, kind, most);
    std::fill(state_.typed.begin(), state_.typed.end(), '\0');
    state_.typed.clear();
    state_.remove = false;
  }
  item.third = error;
  item.extra = now;
  if (state_.hidden) {
    item.extra.clear();
    for (const char c : now)
      if ((static_cast<unsigned char>(c) & 0xc0) != 0x80) item.extra += "\u2022";
  }
  item.chosen = now.empty() || now.back() == ' ';  // a capital comes next
  if (now == value) return std::nullopt;
  return now;
}

bool Declared::row(std::string_view id, std::string_view label, std::string_view value,
                   std::string_view change) {
  UiItem& item = add(NodeRole::row, std::string(id), label);
  item.extra = value;
  item.third = change;
  return take(item.id);
}

void Declared::qr(std::string_view id, std::string_view payload, std::string_view meaning) {
  UiItem& item = add(NodeRole::image, std::string(id), meaning);
  item.extra = payload;
}

bool Declared::skip(std::string_view key) {
  skip_key = key;
  return take("frame.skip");
}

bool Declared::forward(std::string_view key) {
  forward_key = key;
  return take("frame.continue");
}

void Declared::wait(std::string_view words) { waiting = words; }

bool Declared::shows_error() const {
  return std::any_of(items.begin(), items.end(), [](const UiItem& item) {
    return item.role == NodeRole::error || (item.role == NodeRole::field && !item.third.empty());
  });
}

void Declared::show_settings() {
  items.clear();
  skip_key.clear(), forward_key.clear(), waiting.clear();
  card_ = -1;
  heading(word("settings"), Picture::none);
  add(NodeRole::button, "frame.language", word("language")).picture = Picture::language;
  add(NodeRole::button, "frame.text", word("text_size")).picture = Picture::letters;
  for (UiItem& item : items) item.button = ButtonKind::tile;
}

bool Declared::take(std::string_view id) {
  if (state_.activated.empty() || state_.activated != id) return false;
  state_.activated.clear();
  return true;
}

}  // namespace alongside
