// Frame rows, paging and positions.
#include <kiosk/ui_state.h>

#include <platform/painter_qr.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace alongside {
namespace {

struct Piece {
  std::vector<Shown> shown;
  double height = 0;
  int card = -1;
  CardKind kind = CardKind::plain;
  bool title = false;  // never the last of a page
};

struct Want {
  std::string id, key;
  Icon icon;
  ButtonKind kind = ButtonKind::plain;
  bool shown = true;
};

// Buttons in rows; a hidden one keeps its place. Answers the height used.
double rows_of(const Builder& b, const std::vector<Want>& wants, double y, std::vector<Shown>& out,
               bool spread) {
  const double width = b.screen().width_px - 2 * b.margin();
  std::vector<std::vector<const Want*>> rows(1);
  double used = 0;
  for (const Want& want : wants) {
    const double need = b.natural_width(b.word(want.key));
    if (!rows.back().empty() && used + b.gap() + need > width) rows.emplace_back(), used = 0;
    used += (rows.back().empty() ? 0 : b.gap()) + need;
    rows.back().push_back(&want);
  }
  const double top = y;
  for (const auto& row : rows) {
    double total = 0, h = 0;
    for (const Want* want : row) total += b.natural_width(b.word(want->key));
    const auto n = static_cast<double>(row.size());
    const double spare = std::max(0.0, width - total - b.gap() * (n - 1));
    double x = b.margin();
    for (const Want* want : row) {
      const double add = spread ? 0 : std::floor(spare / n);
      const double w = std::min(width, b.natural_width(b.word(want->key)) + add);
      Shown s = b.control(want->id, b.word(want->key), NodeRole::button, want->icon, want->kind, w, true);
      h = std::max(h, s.node.rect_px.h);
      if (spread && n > 1 && want == row.back()) x = b.margin() + width - w;
      move(s, x, y);
      x += w + b.gap();
      if (want->shown) out.push_back(std::move(s));
    }
    y += h + b.gap();
  }
  return y - top - b.gap();
}

double top_rows(const Builder& b, const PageFrame& frame, std::vector<Shown>& out) {
  const double width = b.screen().width_px - 2 * b.margin();
  double y = b.margin();
  const double side = b.natural_width(b.word("back")) + b.natural_width(b.word("leave_now")) + 2 * b.px(4);
  const TextImage& title = b.words(frame.title, 0, true);
  if (!frame.title.empty() && title.natural_w < width - side) {
    Shown s;
    const double x = b.margin() + b.natural_width(b.word("back")) + b.px(4);
    s.lines.push_back({&title, 0, 0, b.theme().ink});
    s.node.id = "frame.title";
    s.node.name = s.node.spoken = frame.title;
    s.node.language = b.look().language;
    s.node.right_to_left = b.right_to_left();
    s.node.rect_px = s.node.hit_px = {0, 0, 1.0 * title.natural_w, 1.0 * title.natural_h};
    s.node.cap_mm = cap_mm(b.look().size);
    s.node.foreground = b.theme().ink;
    s.node.background = b.theme().page;
    s.node.natural_w_px = title.natural_w;
    s.node.natural_h_px = title.natural_h;
    move(s, x, y + std::floor((b.control_px() - title.natural_h) / 2));
    out.push_back(std::move(s));
  }
  y += rows_of(b,
               {{"frame.back", "back", Icon::back, ButtonKind::plain, frame.back},
                {"frame.leave_now", "leave_now", Icon::leave, ButtonKind::plain, frame.leave_now}},
               y, out, true);
  y += b.gap();
  y += rows_of(b,
               {{"frame.language", "language", Icon::language, ButtonKind::plain, frame.tools},
                {"frame.text", "text_size", Icon::text, ButtonKind::plain, frame.tools}},
               y, out, false);
  return y;
}

double bottom_height(const Builder& b) {
  std::vector<Shown> scratch;
  return rows_of(b, {{"", "help", Icon::help}, {"", "skip", Icon::skip}, {"", "continue", Icon::forward}}, 0,
                 scratch, false);
}

std::vector<Want> bottom_wants(const PageFrame& frame, const Declared& d, bool more) {
  const std::string forward = d.forward_key.empty() ? "continue" : d.forward_key;
  return {{"frame.help", "help", Icon::help, ButtonKind::plain, frame.help},
          {"frame.skip", d.skip_key.empty() ? "skip" : d.skip_key, Icon::skip, ButtonKind::plain,
           !d.skip_key.empty() && !more},
          {more ? "frame.more" : "frame.continue", more ? "more" : forward, more ? Icon::more : Icon::forward,
           ButtonKind::primary, more || (!d.forward_key.empty() && d.waiting.empty())}};
}

const Mask* qr_of(const std::string& payload, int size) {
  static std::map<int, std::pair<std::string, Mask>> made;  // one a size: the last payload only
  auto& [held, mask] = made[size];
  if (held != payload || mask.alpha.empty()) {
    auto fresh = qr_mask(payload, size);
    if (!fresh) return nullptr;
    held = payload;
    mask = fresh.take();
  }
  return &mask;
}

Piece piece_of(const Builder& b, const UiItem& item, double width) {
  Piece p;
  p.card = item.card;
  p.kind = item.card_kind;
  p.title = item.role == NodeRole::heading;
  const double inset = item.card >= 0 ? b.px(6) : 0;
  p.height = b.build(item, width - inset - (item.card >= 0 ? b.px(4) : 0), p.shown);
  if (item.role == NodeRole::heading && !item.third.empty()) p.shown[0].node.spoken = item.third;
  if (item.role == NodeRole::image) {
    const Mask* mask = qr_of(item.extra, static_cast<int>(std::min(width, b.px(40))));
    if (mask) {
      Shown& s = p.shown[0];
      s.picture = mask;
      s.icon_px = mask->width;
      s.icon_y = s.node.rect_px.h;
      p.height += mask->height;
      s.node.rect_px.h = s.node.hit_px.h = p.height;
    }
  }
  for (Shown& s : p.shown) move(s, inset, 0);
  if (item.card < 0) return p;
  const Theme& t = b.theme();
  const unsigned fill = item.card_kind == CardKind::emergency ? t.danger_fill
                        : item.card_kind == CardKind::urgent  ? t.caution_fill
                                                              : t.panel;
  for (Shown& s : p.shown)
    if (!s.box) s.node.background = fill;
  return p;
}

Shown card_behind(const Builder& b, const Piece& p, double x, double width) {
  const Theme& t = b.theme();
  Shown s;
  s.box = true;
  s.fill = p.kind == CardKind::emergency ? t.danger_fill
           : p.kind == CardKind::urgent  ? t.caution_fill
                                         : t.panel;
  s.edge = p.kind == CardKind::emergency ? t.danger : p.kind == CardKind::urgent ? t.caution : t.ink;
  s.edge_px = std::max(2.0, b.px(0.5));
  s.bar_px = p.kind == CardKind::plain ? 0 : b.px(2);
  s.node.id = "card." + std::to_string(p.card) + ".panel";
  s.node.role = NodeRole::card;
  s.node.name = s.node.spoken = p.shown[0].node.name;
  s.node.rect_px = s.node.hit_px = {x, 0, width, 0};
  s.node.foreground = t.ink;
  s.node.background = s.fill;
  return s;
}

std::vector<std::vector<Piece>> pages_of(const Builder& b, const std::vector<UiItem>& items, double width,
                                         double room) {
  std::vector<std::vector<Piece>> pages(1);
  double used = 0;
  for (const UiItem& whole : items)
    for (const UiItem& item : b.split(whole, width - b.px(10), room - b.px(8))) {
      Piece p = piece_of(b, item, width);
      const double need = p.height + b.px(4) + (p.card >= 0 ? b.px(2) : 0);
      if (used + need > room + b.px(4) && !pages.back().empty()) {
        std::vector<Piece> next;
        if (pages.back().size() > 1 && pages.back().back().title) {
          next.push_back(std::move(pages.back().back()));
          pages.back().pop_back();
        }
        used = next.empty() ? 0 : next[0].height + b.px(4);
        pages.push_back(std::move(next));
      }
      used += need;
      pages.back().push_back(std::move(p));
    }
  return pages;
}

void place(const Builder& b, std::vector<Piece>& page, double x, double y, double width,
           std::vector<Shown>& out) {
  std::size_t panel = 0;
  int card = -1;
  for (Piece& p : page) {
    if (p.card != card && card >= 0) y += b.px(2);
    if (p.card >= 0 && p.card != card) {
      panel = out.size();
      out.push_back(card_behind(b, p, x, width));
      out[panel].node.rect_px.y = y;
      y += b.px(2);
    }
    card = p.card;
    for (Shown& s : p.shown) {
      move(s, x, y);
      if (card >= 0) s.node.parent = out[panel].node.id;
      out.push_back(std::move(s));
    }
    y += p.height;
    if (card >= 0) out[panel].node.rect_px.h = y + b.px(2) - out[panel].node.rect_px.y;
    if (card >= 0) out[panel].node.hit_px = out[panel].node.rect_px;
    y += b.px(4);
  }
}

}  // namespace

std::vector<Shown> lay_out(const Builder& b, const PageFrame& frame, const Declared& d, const UiState& state,
                           int& page) {
  std::vector<Shown> out;
  const double full = b.screen().width_px, height = b.screen().height_px;
  const double width = std::min(full - 2 * b.margin(), b.px(200)), x = std::floor((full - width) / 2);
  double top = b.margin(), bottom = height - b.margin() - bottom_height(b);
  std::vector<Want> row;
  if (b.screen().one_row()) {
    row = {{"frame.back", "back", Icon::back, ButtonKind::plain, frame.back},
           {"frame.leave_now", "leave_now", Icon::leave, ButtonKind::plain, frame.leave_now}};
    std::vector<Shown> scratch;
    std::vector<Want> all = row;
    for (const Want& want : bottom_wants(frame, d, false)) all.push_back(want);
    bottom = height - b.margin() - rows_of(b, all, 0, scratch, false);
  } else {
    top = top_rows(b, frame, out) + b.px(4);
  }
  std::vector<UiItem> items = d.items;
  double keys_h = 0;
  std::vector<Shown> keys;
  const auto typing = std::find_if(items.begin(), items.end(), [](const UiItem& i) { return i.focused; });
  if (typing != items.end()) {
    keys = b.keyboard(d.field_kind, state.shift, state.digits, x, width, keys_h);
    std::vector<Shown> scratch;
    const UiItem field = *typing;
    if (b.build(field, width, scratch) > bottom - top - keys_h - b.px(8)) {
      items = {field};
      items[0].cells = {field.words};
      items[0].words.clear();
    }
  }
  const double room = bottom - top - b.px(4) - (keys.empty() ? 0 : keys_h + b.px(4));
  auto pages = pages_of(b, items, width, room);
  page = std::clamp(page, 0, static_cast<int>(pages.size()) - 1);
  place(b, pages[static_cast<std::size_t>(page)], x, top, width, out);
  for (Shown& s : keys) {
    move(s, 0, bottom - b.px(4) - keys_h);
    out.push_back(std::move(s));
  }
  const bool more = page + 1 < static_cast<int>(pages.size());
  for (const Want& want : bottom_wants(frame, d, more)) row.push_back(want);
  rows_of(b, row, bottom, out, false);
  if (b.right_to_left())
    for (Shown& s : out) mirror(s, full);
  return out;
}

}  // namespace alongside
