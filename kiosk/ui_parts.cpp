// Builds what each declared thing shows.
#include <kiosk/ui_parts.h>

#include <algorithm>
#include <cmath>

namespace alongside {

Builder::Builder(const Screen& screen, const Look& look, const Pack& pack, Text& text)
    : screen_(screen), look_(look), pack_(pack), text_(text) {}

double Builder::px(double mm) const { return std::round(mm * screen_.px_per_mm()); }
double Builder::cap_px() const { return cap_mm(look_.size) * screen_.px_per_mm(); }
double Builder::line_px() const { return std::round(cap_px() / 0.714 * 1.362); }
double Builder::control_px() const { return std::max(px(15), line_px() + px(4.4)); }
const std::string& Builder::word(std::string_view key) const {
  return pack_.word(look_.language, std::string(key));
}

const TextImage& Builder::words(std::string_view shown, double width, bool bold, double scale) const {
  TextStyle style;
  style.em_px = cap_px() / 0.714 * scale;
  style.max_width_px = static_cast<int>(width);
  style.language = look_.language;
  style.bold = bold;
  style.right_to_left = right_to_left();
  return text_.image(shown, style);
}

double Builder::natural_width(std::string_view label) const {
  return words(label, 0, true).natural_w + std::round(cap_px() * 1.35) + px(2) + 2 * px(3);
}

void move(Shown& s, double x, double y) {
  for (Rect* r : {&s.node.rect_px, &s.node.hit_px}) r->x += x, r->y += y;
  for (Line& line : s.lines) line.x += x, line.y += y;
  s.icon_x += x, s.icon_y += y, s.end_icon_x += x;
}

void mirror(Shown& s, double width) {
  for (Rect* r : {&s.node.rect_px, &s.node.hit_px}) r->x = width - r->x - r->w;
  for (Line& line : s.lines) line.x = width - line.x - line.image->mask.width;
  s.icon_x = width - s.icon_x - s.icon_px;
  s.end_icon_x = width - s.end_icon_x - s.icon_px;
}

Shown Builder::control(const std::string& id, std::string_view label, NodeRole role, Icon icon,
                       ButtonKind kind, double width, bool centred) const {
  const Theme& t = theme();
  Shown s;
  const bool filled = kind == ButtonKind::primary || kind == ButtonKind::danger;
  s.fill = kind == ButtonKind::primary ? t.action : kind == ButtonKind::danger ? t.danger : t.page;
  const unsigned ink = filled ? t.on_action : t.ink;
  s.box = true;
  s.edge = filled ? s.fill : t.ink;
  s.edge_px = std::max(2.0, px(0.5));
  s.icon = icon;
  s.icon_px = icon == Icon::none ? 0 : static_cast<int>(std::round(cap_px() * 1.35));
  s.icon_colour = ink;
  const double pad = px(3), lead = s.icon_px ? s.icon_px + px(2) : 0, room = width - 2 * pad - lead;
  const TextImage& image = words(label, room, true);
  const double h = std::max(control_px(), image.natural_h + px(4.4));
  const double start = centred ? pad + std::max(0.0, std::floor((room - image.natural_w) / 2)) : pad;
  s.icon_x = start;
  s.icon_y = std::floor((h - s.icon_px) / 2);
  s.lines.push_back({&image, start + lead, std::floor((h - image.natural_h) / 2), ink});
  Node& n = s.node;
  n.id = id;
  n.role = role;
  n.name = n.spoken = label;
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
  const bool heading = item.role == NodeRole::heading, question = item.role == NodeRole::question;
  const bool bold = heading || question || item.text == TextKind::strong;
  const bool hint = item.text == TextKind::hint || item.text == TextKind::small_print;
  out.push_back(plain(item, item.words, width, bold, heading ? 1.25 : 1.0, hint ? t.hint : t.ink));
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

double Builder::choice_item(const UiItem& item, double width, std::vector<Shown>& out) const {
  const Theme& t = theme();
  const std::string& chosen = word("chosen");
  const double need = words(chosen, 0, true).natural_w + px(4);
  const bool beside = need < width * 0.3;
  const double side = beside ? need : 0;
  Shown s = control(item.id, item.words, NodeRole::choice, Icon::box, ButtonKind::plain, width - side, false);
  s.icon = item.chosen ? Icon::tick : item.many ? Icon::box : Icon::ring;
  s.node.rect_px.w = s.node.hit_px.w = width;
  s.node.natural_w_px += side;
  s.node.selected = item.chosen;
  if (item.chosen) {
    const TextImage& mark = words(chosen, 0, true);
    s.fill = s.node.background = t.selected;
    s.edge_px = std::max(4.0, px(1.0));
    s.icon_colour = t.info;
    s.edge = t.info;
    double h = s.node.rect_px.h;
    if (beside) {
      s.lines.push_back({&mark, width - need + px(1), std::floor((h - mark.natural_h) / 2), t.info});
    } else {
      s.lines.push_back({&mark, s.lines[0].x, h - px(2.2), t.info});
      h += mark.natural_h;
    }
    s.node.rect_px.h = s.node.hit_px.h = h;
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
    Shown s = control(item.id + "." + std::to_string(index), item.cells[i], NodeRole::choice, Icon::none,
                      ButtonKind::plain, w, true);
    if (index == item.chosen_index) {
      const TextImage& mark = words(word("chosen"), 0, true, 0.75);
      s.node.selected = true;
      s.fill = s.node.background = t.selected;
      s.edge = t.info;
      s.edge_px = std::max(4.0, px(1.0));
      if (mark.natural_w + px(2) < w) {
        s.lines.push_back({&mark, std::floor((w - mark.natural_w) / 2), s.node.rect_px.h - px(3), t.info});
        s.node.rect_px.h = s.node.hit_px.h = s.node.rect_px.h + mark.natural_h - px(2);
      }
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
  Shown s = control(item.id, item.extra + (item.focused ? "|" : ""), NodeRole::field, Icon::none,
                    ButtonKind::plain, width, false);
  s.node.name = s.node.spoken = item.cells.empty() ? item.words : item.cells[0];
  s.node.value = item.extra;
  s.node.error = !item.third.empty();
  s.node.focused = item.focused;
  s.edge = item.third.empty() ? t.ink : t.danger;
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
  Shown change =
      control(item.id, item.third, NodeRole::button, Icon::change, ButtonKind::plain, change_w, true);
  change.node.spoken = item.third + ": " + item.words;
  const double ch = change.node.rect_px.h;
  move(change, beside ? width - change_w : 0, beside ? 0 : y + gap());
  out.push_back(std::move(change));
  return beside ? std::max(y, ch) : y + gap() + ch;
}

double Builder::build(const UiItem& item, double width, std::vector<Shown>& out) const {
  switch (item.role) {
    case NodeRole::choice:
      return item.cells.empty() ? choice_item(item, width, out) : grid_item(item, width, out);
    case NodeRole::field:
      return field_item(item, width, out);
    case NodeRole::row:
      return row_item(item, width, out);
    case NodeRole::button: {
      const bool tile = item.button == ButtonKind::tile;
      const Icon icon = item.button == ButtonKind::danger ? Icon::alert : Icon::forward;
      Shown s = control(item.id, item.words, NodeRole::button, icon, item.button, width, !tile);
      if (tile) s.fill = s.node.background = theme().panel;
      out.push_back(std::move(s));
      return out.back().node.rect_px.h;
    }
    default:
      return words_item(item, width, out);
  }
}

std::vector<UiItem> Builder::split(const UiItem& item, double width, double height) const {
  std::vector<Shown> shown;
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

std::vector<Shown> Builder::keyboard(FieldKind kind, bool shift, bool digits, double x, double width,
                                     double& height) const {
  std::vector<Shown> out;
  Look small = look_;
  small.size = Size::S;
  const Builder keys(screen_, small, pack_, text_);
  const KeyRows rows = keyboard_rows(kind, shift, digits, width / screen_.px_per_mm());
  const double h = px(screen_.one_row() ? 12.7 : 15);
  std::size_t most = 1;
  for (const auto& row : rows)
    if (!row.front().is_key) most = std::max(most, row.size());
  double y = 0;
  for (const auto& row : rows) {
    const bool functions = row.front().is_key;
    const double n = static_cast<double>(functions ? row.size() : most);
    const double w = std::floor((width - gap() * (n - 1)) / n);
    double at = x;
    for (const KeyCap& cap : row) {
      Shown s = keys.control(cap.id, cap.is_key ? word(cap.words) : cap.words, NodeRole::key, Icon::none,
                             ButtonKind::plain, w, true);
      s.fill = s.node.background = theme().panel;
      s.lines[0].y += std::floor((h - s.node.rect_px.h) / 2);
      s.node.rect_px.h = s.node.hit_px.h = h;
      move(s, at, y);
      at += w + gap();
      out.push_back(std::move(s));
    }
    y += h + gap();
  }
  height = y - gap();
  return out;
}

}  // namespace alongside
