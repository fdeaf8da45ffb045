// Buttons of the content, tiles with pictures, and the hero of the first page.
#include <kiosk/ui_parts.h>

#include <algorithm>
#include <cmath>

namespace alongside {

Icon icon_of(Picture picture) {
  switch (picture) {
    case Picture::none:
      return Icon::none;
    case Picture::check_in:
      return Icon::list;
    case Picture::talk:
      return Icon::talk;
    case Picture::baby:
      return Icon::baby;
    case Picture::urgent:
      return Icon::alert;
    case Picture::privacy:
      return Icon::lock;
    case Picture::finish:
      return Icon::tick;
    case Picture::person:
      return Icon::person;
    case Picture::people:
      return Icon::people;
    case Picture::language:
      return Icon::language;
    case Picture::tips:
      return Icon::bulb;
    case Picture::clock:
      return Icon::clock;
    case Picture::send:
      return Icon::send;
    case Picture::letters:
      return Icon::text;
    case Picture::spirits:
      return Icon::spirits;
    case Picture::bottle:
      return Icon::bottle;
    case Picture::wine:
      return Icon::wine;
    case Picture::pint:
      return Icon::pint;
  }
  return Icon::none;
}

namespace {

// A flat drawing in hundredths of the panel: a father with his baby in his arm. Parts stand apart by a rim of
// the ground's colour, so that it holds in two colours too.
struct Drawing {
  const Rect panel;
  double unit;
  unsigned ground;
  std::vector<Shape>& shapes;

  void block(double x, double y, double w, double h, double radius, unsigned fill) const {
    const double cx = panel.x + panel.w / 2, top = panel.y + panel.h - 100 * unit;
    const Rect r{std::round(cx + x * unit), std::round(top + y * unit), std::round(w * unit),
                 std::round(h * unit)};
    shapes.push_back({r, radius * unit, fill});
  }
  void apart(double x, double y, double w, double h, double radius, unsigned fill) const {
    block(x - 2, y - 2, w + 4, h + 4, radius + 2, ground);
    block(x, y, w, h, radius, fill);
  }
};

void draw_father(const Drawing& d, unsigned father, unsigned baby) {
  d.block(-15, 10, 30, 30, 15, father);  // his head
  d.block(-31, 44, 62, 48, 26, father);  // shoulders
  d.block(-31, 66, 62, 34, 0, father);
  d.apart(-19, 60, 42, 19, 9.5, baby);    // the blanket
  d.apart(-25, 54, 19, 19, 9.5, baby);    // the baby's head
  d.apart(-18, 74, 48, 11, 5.5, father);  // his arm
}

}  // namespace

double Builder::button_item(const UiItem& item, double width, std::vector<Shown>& out) const {
  const bool primary = item.button == ButtonKind::primary;
  Control c{item.id, item.words, NodeRole::button};
  c.icon = item.button == ButtonKind::danger ? Icon::alert
           : item.id == "frame.skip"         ? Icon::skip
           : primary                         ? Icon::forward
                                             : Icon::none;
  c.kind = item.button;
  c.least_px = primary && !screen_.one_row() ? px(roomy() ? 24 : 20) : choice_px();
  Shown s = control(c, width);
  out.push_back(std::move(s));
  return out.back().node.rect_px.h;
}

double Builder::tile_item(const UiItem& item, double width, std::vector<Shown>& out) const {
  const Theme& t = theme();
  Control c{item.id, item.words, NodeRole::button, icon_of(item.picture), ButtonKind::plain, false};
  const double end = icon_px() + px(4.5);
  c.least_px = choice_px();
  Shown s = control(c, width - end);
  s.fill = s.node.background = t.panel;
  s.bar_px = px(1.5);
  const double lead = px(2.5);
  for (Line& line : s.lines) line.x += lead;
  s.icon_x += lead;
  s.icon_colour = t.action;
  s.node.rect_px.w = s.node.hit_px.w = width;
  s.end_icon = Icon::forward;
  s.end_icon_px = icon_px();
  s.end_icon_x = width - px(3) - s.end_icon_px;
  s.end_icon_y = std::floor((s.node.rect_px.h - s.end_icon_px) / 2);
  if (!item.third.empty()) {
    const TextImage& mark = words(item.third, 0, true);
    const double h = std::max(s.node.rect_px.h, s.lines[0].image->natural_h + mark.natural_h + px(5));
    s.lines[0].y = std::floor((h - s.lines[0].image->natural_h - mark.natural_h) / 2);
    s.lines.push_back({&mark, s.lines[0].x, s.lines[0].y + s.lines[0].image->natural_h, t.action});
    s.icon_y = s.end_icon_y = std::floor((h - s.icon_px) / 2);
    s.end_icon = Icon::tick;
    s.fill = s.node.background = t.good_fill;
    s.node.value = item.third;
    s.node.rect_px.h = s.node.hit_px.h = h;
  }
  out.push_back(std::move(s));
  return out.back().node.rect_px.h;
}

bool Builder::fits_half(const UiItem& item, double width, int lines) const {
  if (!item.cells.empty() || item.hero) return false;
  const double half = std::floor((width - gap()) / 2);
  if (item.role == NodeRole::choice) {
    const double mark = words(word("chosen"), 0, true).natural_w + px(4);
    const TextImage& image = words(item.words, half - mark - 2 * px(3) - icon_px() - px(2), true);
    return screen_.one_row() && mark < half * 0.4 && image.lines <= lines &&
           image.natural_w <= half - mark - 2 * px(3) - icon_px() - px(2);
  }
  if (item.role != NodeRole::button) return false;
  if (item.button != ButtonKind::tile) {
    const bool icon = item.button == ButtonKind::primary || item.id == "frame.skip";
    return screen_.one_row() && natural_width(item.words, icon) <= half;
  }
  if (item.picture == Picture::none && !screen_.one_row()) return false;
  const double room = half - 2 * px(3) - 2 * icon_px() - px(6.5);
  const TextImage& image = words(item.words, room, true);
  return room > px(30) && image.natural_w <= room && image.lines <= lines;
}

// A soft band with the picture in a disc beside the page's title; only the title where there is no room.
double Builder::masthead_item(const UiItem& item, double width, double spare, std::vector<Shown>& out) const {
  const Theme& t = theme();
  const double pad = px(6), scale = item.small ? 1.0 : roomy() ? 1.5 : 1.25;
  UiItem title = item;
  title.hero = false;
  Shown plain_title = plain(title, item.words, width, true, scale, t.ink);
  const double base = plain_title.node.rect_px.h;
  const double h = std::floor(std::min(base + spare, px(roomy() ? 84 : 44)));
  const double disc = std::min(h - 2 * pad, px(roomy() ? 50 : 30));
  if (!screen_.one_row() && spare > 0 && disc >= px(18)) {
    Shown beside = plain(title, item.words, width - disc - 3 * pad, true, scale, t.ink);
    if (beside.node.rect_px.h + pad <= h && !beside.node.clipped) {
      Shown band;
      band.box = true;
      band.fill = band.edge = band.node.background = t.good_fill;
      band.bar_px = 0;
      band.radius_px = px(3);
      band.node.id = item.id + ".band";
      band.node.role = NodeRole::card;
      band.node.name = band.node.spoken = item.words;
      band.node.foreground = t.ink;
      band.node.rect_px = band.node.hit_px = {0, 0, width, h};
      const Rect at{pad, std::floor((h - disc) / 2), disc, disc};
      band.shapes.push_back({at, disc / 2, t.action});
      band.icon = icon_of(item.picture);
      band.icon_px = static_cast<int>(disc * 0.56);
      band.icon_x = at.x + std::floor((disc - band.icon_px) / 2);
      band.icon_y = at.y + std::floor((disc - band.icon_px) / 2);
      band.icon_colour = t.on_action;
      beside.node.background = t.good_fill;
      beside.node.parent = band.node.id;
      move(beside, disc + 2 * pad, std::floor((h - beside.node.rect_px.h) / 2));
      out.push_back(std::move(band));
      out.push_back(std::move(beside));
      return h;
    }
  }
  out.push_back(std::move(plain_title));
  return base;
}

double Builder::hero_item(const UiItem& item, double width, double spare, std::vector<Shown>& out) const {
  const Theme& t = theme();
  const double least = -px(8), most = std::min(width * 0.75, px(130));
  const double h = std::floor(std::min(most, least + spare));
  UiItem words_of = item;
  double y = 0;
  if (h >= px(20)) {
    Shown s;
    s.box = true;
    s.fill = t.good_fill;
    s.edge = t.good_fill;
    s.radius_px = px(3);
    s.node.id = "hero.picture";
    s.node.role = NodeRole::image;
    s.node.name = s.node.spoken = item.words;
    s.node.rect_px = s.node.hit_px = {0, 0, width, h};
    s.node.foreground = t.ink;
    s.node.background = s.fill;
    const Drawing d{{0, 0, width, h}, std::min(h / 100, width / 90), t.good_fill, s.shapes};
    const bool two_colours = t.caution_fill == t.page;
    draw_father(d, t.action, two_colours ? t.page : t.focus_band);
    out.push_back(std::move(s));
    y = h + px(8);
  }
  words_of.role = NodeRole::heading;
  Shown title = plain(words_of, item.words, width, true, item.small ? 1.0 : roomy() ? 1.5 : 1.25, t.ink);
  move(title, 0, y);
  y += title.node.rect_px.h;
  out.push_back(std::move(title));
  if (!item.extra.empty()) {
    words_of.role = NodeRole::text;
    words_of.id += ".line";
    Shown line = plain(words_of, item.extra, width, false, 1, t.hint);
    move(line, 0, y + px(3));
    y += line.node.rect_px.h + px(3);
    out.push_back(std::move(line));
  }
  return y;
}

}  // namespace alongside
