// Builds what each declared thing shows.
#include <kiosk/ui_parts.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace alongside {

Builder::Builder(const Screen& screen, const Look& look, const Pack& pack, Text& text)
    : screen_(screen), look_(look), pack_(pack), text_(text) {}

double Builder::px(double mm) const { return std::round(mm * screen_.px_per_mm()); }
double Builder::cap_px() const { return cap_mm(look_.size) * screen_.px_per_mm(); }
double Builder::line_px() const { return std::round(cap_px() / 0.714 * 1.362); }
double Builder::control_px() const { return std::max(px(15), line_px() + px(4.4)); }
double Builder::choice_px() const { return roomy() ? std::max(px(20), line_px() + px(6)) : control_px(); }
int Builder::icon_px() const { return static_cast<int>(std::round(cap_px() * 1.35)); }

// A word that a right-to-left language lacks is marked as English.
const std::string& Builder::word(std::string_view key) const {
  const std::string& said = pack_.word(look_.language, std::string(key));
  const auto own = pack_.words.find(look_.language);
  const bool has = own != pack_.words.end() && own->second.count(std::string(key)) > 0;
  if (has || said.empty() || !right_to_left()) return said;
  static std::map<std::string, std::string> marked;  // as many as there are words
  return marked.emplace(said, mark_english(said)).first->second;
}

const TextImage& Builder::words(std::string_view shown, double width, bool bold, double scale,
                                bool frame) const {
  const std::string_view english = english_part(shown);
  TextStyle style;
  style.em_px = cap_px() / 0.714 * scale;
  style.max_width_px = static_cast<int>(width);
  style.language = english.empty() ? look_.language : "en";
  style.bold = bold;
  style.right_to_left = english.empty() && right_to_left();
  style.upright = frame;
  return text_.image(english.empty() ? shown : english, style);
}

double Builder::natural_width(std::string_view label, bool icon, bool frame) const {
  return words(label, 0, true, 1, frame).natural_w + (icon ? icon_px() + px(2) : 0) + 2 * px(3);
}

void move(Shown& s, double x, double y) {
  for (Rect* r : {&s.node.rect_px, &s.node.hit_px}) r->x += x, r->y += y;
  for (Line& line : s.lines) line.x += x, line.y += y;
  for (Shape& shape : s.shapes) shape.rect.x += x, shape.rect.y += y;
  s.icon_x += x, s.icon_y += y, s.end_icon_x += x, s.end_icon_y += y;
}

void mirror(Shown& s, double width) {
  for (Rect* r : {&s.node.rect_px, &s.node.hit_px}) r->x = width - r->x - r->w;
  for (Line& line : s.lines) line.x = width - line.x - line.image->mask.width;
  for (Shape& shape : s.shapes) shape.rect.x = width - shape.rect.x - shape.rect.w;
  s.flipped = true;
  s.icon_x = width - s.icon_x - s.icon_px;
  s.end_icon_x = width - s.end_icon_x - s.end_icon_px;
}

void Builder::set_height(Shown& s, double height) const {
  const double add = std::floor((height - s.node.rect_px.h) / 2);
  for (Line& line : s.lines) line.y += add;
  s.icon_y += add, s.end_icon_y += add;
  s.node.rect_px.h = s.node.hit_px.h = height;
}

Shown Builder::control(const Control& c, double width) const {
  const Theme& t = theme();
  Shown s;
  const bool filled = c.kind == ButtonKind::primary || c.kind == ButtonKind::danger;
  s.fill = c.kind == ButtonKind::primary ? t.action : c.kind == ButtonKind::danger ? t.danger : t.page;
  const unsigned ink = filled ? t.on_action : t.ink;
  s.box = true;
  s.edge = filled ? s.fill : t.ink;
  s.edge_px = std::max(2.0, px(0.5));
  s.icon = c.icon;
  s.icon_px = c.icon == Icon::none ? 0 : icon_px();
  s.icon_colour = ink;
  const double pad = px(c.pad_mm), lead = s.icon_px ? s.icon_px + px(2) : 0, room = width - 2 * pad - lead;
  const TextImage& image = words(c.label, room, true, 1, c.frame);
  const double h = std::max({control_px(), c.least_px, image.natural_h + px(3)});
  const double start = c.centred ? pad + std::max(0.0, std::floor((room - image.natural_w) / 2)) : pad;
  const bool after = c.icon == Icon::forward || c.icon == Icon::more;  // it points on from the words
  s.icon_x = after ? start + image.natural_w + px(2) : start;
  s.icon_y = std::floor((h - s.icon_px) / 2);
  s.lines.push_back({&image, after ? start : start + lead, std::floor((h - image.natural_h) / 2), ink});
  Node& n = s.node;
  n.id = c.id;
  n.role = c.role;
  n.name = n.spoken = c.label;
  n.language = look_.language;
  n.right_to_left = right_to_left();
  n.interactive = true;
  n.rect_px = n.hit_px = {0, 0, width, h};
  n.cap_mm = cap_mm(look_.size);
  n.foreground = ink;
  n.background = s.fill;
  n.natural_w_px = image.natural_w + 2 * pad + lead;
  n.natural_h_px = image.natural_h;
  n.clipped = image.natural_w > room + 1;
  return s;
}

Shown Builder::plain(const UiItem& item, std::string_view shown, double width, bool bold, double scale,
                     unsigned colour) const {
  const TextImage& image = words(shown, width, bold, scale);
  Shown s;
  s.lines.push_back({&image, 0, 0, colour});
  Node& n = s.node;
  n.id = item.id;
  n.role = item.role;
  n.name = n.spoken = shown;
  n.language = look_.language;
  n.right_to_left = right_to_left();
  n.rect_px = n.hit_px = {0, 0, width, 1.0 * image.natural_h};
  n.cap_mm = cap_mm(look_.size) * scale;
  n.foreground = colour;
  n.background = theme().page;
  n.natural_w_px = image.natural_w;
  n.natural_h_px = image.natural_h;
  n.clipped = image.natural_w > width + 1;
  return s;
}

// A short question of a tall screen is as large as a heading.
double Builder::question_scale(const UiItem& item, double width) const {
  return roomy() && words(item.words, width, true, 1.25).lines <= 3 ? 1.25 : 1.0;
}

double Builder::words_item(const UiItem& item, double width, std::vector<Shown>& out) const {
  const Theme& t = theme();
  if (item.role == NodeRole::error || item.text == TextKind::good) {
    const bool bad = item.role == NodeRole::error;
    Shown s = plain(item, item.words, width - px(10), true, 1, bad ? t.danger : t.action);
    const double h = s.node.rect_px.h + px(6);
    s.lines[0].x = px(6);
    s.lines[0].y = px(3);
    s.node.rect_px = s.node.hit_px = {0, 0, width, h};
    s.node.background = s.fill = bad ? t.danger_fill : t.good_fill;
    s.node.error = bad;
    s.box = true;
    s.edge = s.lines[0].colour;
    s.edge_px = std::max(2.0, px(0.5));
    s.bar_px = px(2);
    out.push_back(std::move(s));
    return h;
  }
  if (item.role == NodeRole::heading && !item.third.empty()) return number_item(item, width, out);
  if (item.role == NodeRole::text && item.picture != Picture::none) {
    const double lead = icon_px() + px(3);
    Shown s = plain(item, item.words, width - lead, false, 1.0, t.ink);
    s.icon = icon_of(item.picture);
    s.icon_px = icon_px();
    s.icon_colour = t.ink;
    s.icon_y = std::floor((s.node.rect_px.h - s.icon_px) / 2);
    s.lines[0].x = lead;
    s.node.rect_px.w = s.node.hit_px.w = width;
    out.push_back(std::move(s));
    return out.back().node.rect_px.h;
  }
  const bool heading = item.role == NodeRole::heading, question = item.role == NodeRole::question;
  const bool bold = heading || question || item.text == TextKind::strong;
  const bool hint = item.text == TextKind::hint || item.text == TextKind::small_print;
  const double scale = item.small ? 1.0 : heading ? 1.25 : question ? question_scale(item, width) : 1.0;
  out.push_back(plain(item, item.words, width, bold, scale, hint ? t.hint : t.ink));
  double h = out.back().node.rect_px.h;
  if (question && !item.extra.empty()) {
    UiItem why = item;
    why.id += ".why";
    why.role = NodeRole::text;
    Shown s = plain(why, item.extra, width, false, 1, t.hint);
    move(s, 0, h + px(2.54));
    h = s.node.rect_px.y + s.node.rect_px.h;
    out.push_back(std::move(s));
  }
  return h;
}

// The name of a helpline with its number, beside each other where they fit.
double Builder::number_item(const UiItem& item, double width, std::vector<Shown>& out) const {
  const Theme& t = theme();
  const double lead = icon_px() + px(3), scale = item.small ? 1.0 : 1.25;
  UiItem called = item;
  called.role = NodeRole::text;
  called.id.resize(called.id.size() - std::string_view(".number").size());
  Shown name = plain(called, item.extra, width, true, 1, t.ink);
  Shown s = plain(item, item.words, width - lead, true, scale, t.ink);
  const double name_w = name.node.natural_w_px, number_w = s.node.natural_w_px + lead;
  const bool one_line = name.lines[0].image->lines == 1 && s.lines[0].image->lines == 1;
  const bool beside = one_line && name_w + px(8) + number_w <= width;
  const double h = s.node.rect_px.h;
  s.icon = Icon::phone;
  s.icon_px = icon_px();
  s.icon_colour = t.ink;
  s.icon_y = std::floor((h - s.icon_px) / 2);
  s.lines[0].x = lead;
  s.node.rect_px.w = s.node.hit_px.w = beside ? number_w : width;
  s.node.spoken = item.third;
  const double name_h = name.node.rect_px.h;
  if (beside) name.node.rect_px.w = name.node.hit_px.w = name_w;
  move(name, 0, beside ? std::floor((h - name_h) / 2) : 0);
  move(s, beside ? width - number_w : 0, beside ? 0 : name_h + px(1));
  out.push_back(std::move(name));
  out.push_back(std::move(s));
  return beside ? h : name_h + px(1) + h;
}

double Builder::choice_item(const UiItem& item, double width, std::vector<Shown>& out) const {
  const Theme& t = theme();
  const std::string& chosen = word("chosen");
  const TextImage& mark = words(chosen, 0, true);
  const double need = mark.natural_w + px(4);
  Control c{item.id, item.words, NodeRole::choice, Icon::box, ButtonKind::plain, false};
  c.least_px = choice_px();
  Shown s = control(c, width - need);
  const bool beside = need < width * 0.4 && !s.node.clipped;
  const double side = beside ? need : 0;
  if (!beside) {  // under the words: the place is kept, so that nothing moves when he chooses
    s = control(c, width);
    s.node.rect_px.h += mark.natural_h;
  }
  s.node.hit_px.h = s.node.rect_px.h;
  s.icon = item.chosen ? Icon::tick : item.many ? Icon::box : Icon::ring;
  s.node.rect_px.w = s.node.hit_px.w = width;
  s.node.natural_w_px += side;
  s.node.selected = item.chosen;
  if (item.chosen) {
    s.fill = s.node.background = t.selected;
    s.edge_px = std::max(4.0, px(1.0));
    s.icon_colour = t.info;
    s.edge = t.info;
    const double h = s.node.rect_px.h;
    if (beside)
      s.lines.push_back({&mark, width - need + px(1), std::floor((h - mark.natural_h) / 2), t.info});
    else
      s.lines.push_back({&mark, s.lines[0].x, h - mark.natural_h - px(1.5), t.info});
  }
  const double h = s.node.rect_px.h;
  out.push_back(std::move(s));
  return h;
}

double Builder::grid_item(const UiItem& item, double width, std::vector<Shown>& out) const {
  const Theme& t = theme();
  const double w = std::floor((width - gap() * (item.columns - 1)) / item.columns);
  double h = 0;
  for (std::size_t i = 0; i < item.cells.size(); ++i) {
    const int index = item.first_index + static_cast<int>(i);
    Control c{item.id + "." + std::to_string(index), item.cells[i], NodeRole::choice};
    c.pad_mm = 1;
    c.least_px = choice_px();
    Shown s = control(c, w);
    if (index == item.chosen_index) {
      s.node.selected = true;
      s.fill = s.node.background = t.selected;
      s.edge = t.info;
      s.edge_px = std::max(4.0, px(1.0));
      const double tick = icon_px(), right = s.lines[0].x + s.lines[0].image->natural_w;
      if (right + tick + px(2) < w) {
        s.end_icon = Icon::tick;
        s.end_icon_px = icon_px();
        s.end_icon_x = w - tick - px(1.5);
        s.end_icon_y = std::floor((s.node.rect_px.h - tick) / 2);
        s.icon_colour = t.info;
      }
      s.node.value = word("chosen");
    }
    move(s, static_cast<double>(i) * (w + gap()), 0);
    h = std::max(h, s.node.rect_px.h);
    out.push_back(std::move(s));
  }
  for (Shown& s : out) s.node.rect_px.h = s.node.hit_px.h = h;
  return h;
}

double Builder::field_item(const UiItem& item, double width, std::vector<Shown>& out) const {
  const Theme& t = theme();
  UiItem label = item;
  label.role = NodeRole::text;
  label.id += ".label";
  double y = 0;
  if (!item.words.empty()) {
    out.push_back(plain(label, item.words, width, true, 1, t.ink));
    y = out.back().node.rect_px.h + px(1.5);
  }
  if (!item.third.empty()) {
    UiItem wrong = item;
    wrong.role = NodeRole::error;
    wrong.id += ".error";
    Shown s = plain(wrong, item.third, width, true, 1, t.danger);
    s.node.error = true;
    move(s, 0, y);
    y += s.node.rect_px.h + px(1.5);
    out.push_back(std::move(s));
  }
  Control c{item.id, item.extra + (item.focused ? "|" : ""), NodeRole::field, Icon::none, ButtonKind::plain,
            false};
  Shown s = control(c, width);
  s.node.name = s.node.spoken = item.cells.empty() ? item.words : item.cells[0];
  s.node.value = item.extra;
  s.node.error = !item.third.empty();
  s.node.focused = item.focused;
  s.edge = item.third.empty() ? (item.focused ? t.info : t.ink) : t.danger;
  if (item.focused) s.edge_px = std::max(4.0, px(1.0));
  move(s, 0, y);
  const double h = y + s.node.rect_px.h;
  out.push_back(std::move(s));
  return h;
}

double Builder::row_item(const UiItem& item, double width, std::vector<Shown>& out) const {
  const double change_w = std::min(width, natural_width(item.third));
  const bool beside = change_w < width * 0.4;
  const double room = beside ? width - change_w - gap() : width;
  UiItem part = item;
  part.role = NodeRole::row;
  part.id += ".label";
  out.push_back(plain(part, item.words, room, true, 1, theme().ink));
  double y = out.back().node.rect_px.h;
  part.id = item.id + ".value";
  Shown value = plain(part, item.extra, room, false, 1, theme().ink);
  move(value, 0, y);
  y += value.node.rect_px.h;
  out.push_back(std::move(value));
  Shown change = control({item.id, item.third, NodeRole::button, Icon::change}, change_w);
  change.node.spoken = item.third + ": " + item.words;
  const double ch = change.node.rect_px.h;
  move(change, beside ? width - change_w : 0, beside ? 0 : y + gap());
  const double h = beside ? std::max(y, ch) : y + gap() + ch;
  out.back().shapes.push_back({{0, h + px(2), width, std::max(1.0, px(0.3))}, 0, theme().ink});
  out.push_back(std::move(change));
  return h + px(2.3);
}

double Builder::build(const UiItem& item, double width, std::vector<Shown>& out, double spare) const {
  if (item.hero)
    return item.picture == Picture::none ? hero_item(item, width, spare, out)
                                         : masthead_item(item, width, spare, out);
  switch (item.role) {
    case NodeRole::choice:
      return item.cells.empty() ? choice_item(item, width, out) : grid_item(item, width, out);
    case NodeRole::field:
      return field_item(item, width, out);
    case NodeRole::row:
      return row_item(item, width, out);
    case NodeRole::button:
      return item.button == ButtonKind::tile ? tile_item(item, width, out) : button_item(item, width, out);
    default:
      return words_item(item, width, out);
  }
}

// A long answer goes on under its row, on the next pages.
std::vector<UiItem> Builder::split_row(const UiItem& item, double width, double height) const {
  std::vector<Shown> shown;
  UiItem row = item, rest = item;
  while (build(row, width, shown) > height) {
    const auto space = row.extra.find_last_of(' ');
    if (space == std::string::npos) break;
    row.extra.resize(space);
    shown.clear();
  }
  if (row.extra.size() == item.extra.size()) return {item};
  rest.role = NodeRole::text;
  rest.text = TextKind::body;
  rest.id += ".rest";
  rest.words = item.extra.substr(row.extra.size() + 1);
  rest.extra.clear();
  std::vector<UiItem> parts{row};
  for (UiItem& part : split(rest, width, height)) parts.push_back(std::move(part));
  return parts;
}

std::vector<UiItem> Builder::split(const UiItem& item, double width, double height) const {
  std::vector<Shown> shown;
  if (item.role == NodeRole::row) return split_row(item, width, height);
  const bool wordy =
      item.role == NodeRole::text || item.role == NodeRole::question || item.role == NodeRole::heading;
  if (!wordy || build(item, width, shown) <= height) return {item};
  std::vector<UiItem> parts;
  UiItem left = item;
  left.extra.clear();
  while (!left.words.empty()) {
    UiItem part = left;
    part.id = item.id + (parts.empty() ? "" : "." + std::to_string(parts.size()));
    shown.clear();
    while (build(part, width, shown) > height) {
      const auto space = part.words.find_last_of(' ');
      if (space == std::string::npos) break;
      part.words.resize(space);
      shown.clear();
    }
    const std::size_t used = std::min(left.words.size(), part.words.size() + 1);
    left.words.erase(0, used);
    parts.push_back(std::move(part));
  }
  if (!item.extra.empty()) {
    UiItem why = item;
    why.role = NodeRole::text;
    why.text = TextKind::hint;
    why.id += ".why";
    why.words = item.extra;
    why.extra.clear();
    for (UiItem& part : split(why, width, height)) parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace alongside
