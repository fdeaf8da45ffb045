// Frame rows, paging and positions.
#include <kiosk/ui_state.h>

#include <platform/painter_qr.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <set>

namespace alongside {
namespace {

// How close things stand. Pages that it takes to be fewer may stand closer, two beside each other.
struct Density {
  bool tight = false;
  int lines_beside = 1;  // of what may stand beside another
  double spread = 0;     // more between parts, on a tall page that has room
  bool repeats = true;   // a heading that is no question stands again on the pages that follow
};

struct Piece {
  std::vector<Shown> shown;
  double height = 0;
  int card = -1;
  CardKind kind = CardKind::plain;
  NodeRole role = NodeRole::text;
  bool title = false;  // never the last of a page
  bool grows = false;  // takes room that the page leaves
  bool heads = false;  // the heading or question, once more
  const UiItem* hero = nullptr;
};

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
  p.role = item.role;
  p.title = item.role == NodeRole::heading && item.third.empty();
  p.grows = item.card < 0 && (item.role == NodeRole::choice ||
                              (item.role == NodeRole::button && item.button != ButtonKind::primary));
  p.hero = item.hero ? &item : nullptr;
  const double inset = item.card >= 0 ? b.px(6) : 0;
  p.height = b.build(item, width - inset - (item.card >= 0 ? b.px(4) : 0), p.shown);
  if (item.role == NodeRole::image && !item.hero) {
    const Mask* mask = qr_of(item.extra, static_cast<int>(std::min(width, b.px(b.roomy() ? 52 : 40))));
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
  s.edge = p.kind == CardKind::emergency ? t.danger : p.kind == CardKind::urgent ? t.caution : t.info;
  s.edge_px = std::max(2.0, b.px(0.5));
  s.bar_px = b.px(2);
  s.node.id = "card." + std::to_string(p.card) + ".panel";
  s.node.role = NodeRole::card;
  s.node.name = s.node.spoken = p.shown[0].node.name;
  s.node.rect_px = s.node.hit_px = {x, 0, width, 0};
  s.node.foreground = t.ink;
  s.node.background = s.fill;
  return s;
}

// Two short ones side by side, equally high.
Piece pair_of(const Builder& b, const UiItem& one, const UiItem& two, double width) {
  const double half = std::floor((width - b.gap()) / 2);
  Piece p = piece_of(b, one, half);
  Piece q = piece_of(b, two, half);
  const double h = std::max(p.height, q.height);
  b.set_height(p.shown[0], h);
  b.set_height(q.shown[0], h);
  move(q.shown[0], half + b.gap(), 0);
  p.shown.push_back(std::move(q.shown[0]));
  p.height = h;
  return p;
}

void add_pieces(const Builder& b, const UiItem& item, double width, double room, std::vector<Piece>& pieces) {
  for (const UiItem& part : b.split(item, width - b.px(10), room - b.px(8)))
    pieces.push_back(piece_of(b, part, width));
  if (item.hero) pieces.back().hero = &item;
}

// Pieces in order. A run of choices or tiles goes in two columns when every one of it is short.
std::vector<Piece> pieces_of(const Builder& b, const std::vector<UiItem>& items, double width, double room,
                             const Density& density) {
  std::vector<Piece> pieces;
  for (std::size_t i = 0; i < items.size();) {
    const auto like = [&](const UiItem& o) {
      const bool tiles = o.button == ButtonKind::tile || items[i].button == ButtonKind::tile;
      const bool buttons = o.role == NodeRole::button && b.screen().one_row() && !tiles;
      return o.role == items[i].role && (o.button == items[i].button || buttons) && o.card == items[i].card;
    };
    std::size_t end = i, misfits = 0;
    const int lines = b.screen().one_row() ? density.lines_beside : 2;
    bool last = true;
    for (; end < items.size() && like(items[end]); ++end) {
      last = b.fits_half(items[end], width, lines);
      misfits += last ? 0 : 1;
    }
    const bool odd_end = (end - i) % 2 == 1;  // stands across the whole width
    const bool halves = items[i].card < 0 && (misfits == 0 || (misfits == 1 && !last && odd_end));
    if (halves && end - i > 1) {
      const bool plain = items[i].role == NodeRole::button && items[i].button != ButtonKind::tile;
      if (plain && odd_end) pieces.push_back(piece_of(b, items[i++], width));  // the last two stay together
      for (; i + 1 < end; i += 2) pieces.push_back(pair_of(b, items[i], items[i + 1], width));
      if (i < end) pieces.push_back(piece_of(b, items[i++], width));
      continue;
    }
    for (; i < end; ++i) add_pieces(b, items[i], width, room, pieces);
  }
  return pieces;
}

double gap_before(const Builder& b, const Piece& before, const Piece& next, const Density& density) {
  const bool low = b.screen().one_row() || density.tight, same_card = before.card == next.card;
  if (same_card && next.card >= 0) return b.px(low ? 1 : 2);
  if (!same_card) return b.px(low ? 2.54 : 6) + density.spread;
  const auto targets = [](const Piece& p) {
    return p.role == NodeRole::choice || p.role == NodeRole::button || p.role == NodeRole::field;
  };
  if (targets(before) && targets(next)) return b.px(low ? 2.54 : 4);
  if (targets(next)) return b.px(low ? 2.54 : b.roomy() ? 8 : 4) + density.spread;
  return b.px(low ? 2.54 : b.roomy() ? 6 : 4) + density.spread;
}

double card_inset(const Builder& b, const Piece& p) { return p.card >= 0 ? b.px(3) : 0; }

double used_by(const Builder& b, const std::vector<Piece>& page, const Density& density) {
  double used = 0;
  for (std::size_t i = 0; i < page.size(); ++i) {
    const bool first = i == 0 || page[i - 1].card != page[i].card;
    const bool last = i + 1 == page.size() || page[i + 1].card != page[i].card;
    used += page[i].height + (first ? card_inset(b, page[i]) : 0) + (last ? card_inset(b, page[i]) : 0);
    if (i > 0) used += gap_before(b, page[i - 1], page[i], density);
  }
  return used;
}

// The question or heading of a page in short form, which stands again on the pages that follow it; none where
// it would take more than a fifth of their room.
std::optional<Piece> short_heading(const Builder& b, const std::vector<UiItem>& items, double width,
                                   double room, const Density& density) {
  const auto heads = [](const UiItem& item) {
    return item.card < 0 && (item.role == NodeRole::question || item.role == NodeRole::heading);
  };
  const auto found = std::find_if(items.begin(), items.end(), heads);
  if (found == items.end() || (!density.repeats && found->role == NodeRole::heading)) return {};
  UiItem plain = *found;
  plain.hero = false;
  plain.picture = Picture::none;
  Piece head = piece_of(b, plain, width);
  if (head.height > room / 5) return {};
  head.heads = true;
  return head;
}

using Pages = std::vector<std::vector<Piece>>;

Pages pages_of(const Builder& b, const std::vector<UiItem>& items, double width, double room,
               const Density& density) {
  Pages pages(1);
  const std::optional<Piece> head = short_heading(b, items, width, room, density);
  for (Piece& p : pieces_of(b, items, width, room, density)) {
    pages.back().push_back(std::move(p));
    if (pages.back().size() == 1 || used_by(b, pages.back(), density) <= room) continue;
    std::vector<Piece> next;
    next.push_back(std::move(pages.back().back()));
    pages.back().pop_back();
    const int card = next.front().card;
    const bool keeps_more = std::any_of(pages.back().begin(), pages.back().end(),
                                        [&](const Piece& each) { return each.card != card && !each.title; });
    const auto whole = [&] {  // a card that began here and fits a page of its own
      return card >= 0 && pages.back().back().card == card && keeps_more;
    };
    while (pages.back().size() > 1 && (pages.back().back().title || whole())) {
      next.insert(next.begin(), std::move(pages.back().back()));
      pages.back().pop_back();
    }
    if (head && !next.front().title) {
      next.insert(next.begin(), *head);
      if (used_by(b, next, density) > room) next.erase(next.begin());
    }
    pages.push_back(std::move(next));
  }
  return pages;
}

// Skip alone on the last page takes the choice before it along.
void keep_company(const Builder& b, Pages& pages, double room, const Density& density) {
  if (pages.size() < 2) return;
  auto &last = pages.back(), &before = pages[pages.size() - 2];
  const auto alone = [](const Piece& p) { return p.shown.front().node.id == "frame.skip"; };
  if (last.empty() || !alone(last.back()) || before.size() < 3) return;
  const bool only = last.size() == 1 || (last.size() == 2 && last.front().heads);
  if (!only) return;
  last.insert(last.end() - 1, std::move(before.back()));
  before.pop_back();
  if (used_by(b, last, density) <= room) return;
  before.push_back(std::move(last[last.size() - 2]));
  last.erase(last.end() - 2);
}

// What pages are made of: as declared, with smaller headings, and without hints. Pieces point into it.
struct Versions {
  std::vector<UiItem> full, small, bare;
};

Versions versions_of(const std::vector<UiItem>& items) {
  Versions v;
  v.full = items;
  for (UiItem item : items) {
    item.small = true;
    v.small.push_back(item);
    if (item.card >= 0 || item.text != TextKind::hint) v.bare.push_back(std::move(item));
  }
  return v;
}

// The pages of the fewest, and of those the widest.
Pages fewest_pages(const Builder& b, const Versions& items, double width, double room, Density& density) {
  Pages best = pages_of(b, items.full, width, room, density);
  const auto try_closer = [&](const Density& closer, const std::vector<UiItem>& what) {
    if (best.size() == 1) return;
    Pages pages = pages_of(b, what, width, room, closer);
    if (pages.size() >= best.size()) return;
    best = std::move(pages);
    density = closer;
  };
  try_closer({true, 2, 0, true}, items.full);
  try_closer({true, 2, 0, true}, items.small);
  try_closer({true, 2, 0, false}, items.small);
  if (b.screen().one_row()) try_closer({true, 2, 0, true}, items.bare);
  if (b.screen().one_row()) try_closer({true, 2, 0, false}, items.bare);
  keep_company(b, best, room, density);
  return best;
}

// The room that a page leaves goes to its picture, then to what can be touched.
void use_room(const Builder& b, std::vector<Piece>& page, double width, double room, Density& density) {
  const auto targets = std::count_if(page.begin(), page.end(), [](const Piece& p) { return p.grows; });
  for (Piece& p : page) {
    if (!p.hero) continue;
    const double spare = std::max(0.0, room - used_by(b, page, density));
    const bool shares = targets > 1 && p.hero->picture != Picture::none;
    p.shown.clear();
    p.height = b.build(*p.hero, width, p.shown, shares ? std::floor(spare * 0.6) : spare);
  }
  if (b.screen().one_row()) return;
  if (targets > 0) {
    const double spare = room - used_by(b, page, density);
    const double each =
        std::max(0.0, std::floor(std::min(spare / static_cast<double>(targets), b.px(b.roomy() ? 14 : 8))));
    for (Piece& p : page) {
      if (!p.grows || each < 1) continue;
      p.height += each;
      for (Shown& s : p.shown) b.set_height(s, s.node.rect_px.h + each);
    }
  }
  if (!b.roomy() || page.size() < 2) return;
  const double spare = room - used_by(b, page, density);
  density.spread =
      std::max(0.0, std::floor(std::min(b.px(4), spare * 0.5 / static_cast<double>(page.size() - 1))));
}

void place(const Builder& b, std::vector<Piece>& page, double x, double y, double width,
           const Density& density, std::vector<Shown>& out) {
  std::size_t panel = 0;
  for (std::size_t i = 0; i < page.size(); ++i) {
    Piece& p = page[i];
    if (i > 0) y += gap_before(b, page[i - 1], p, density);
    const bool inside = p.card >= 0;
    if (inside && (i == 0 || page[i - 1].card != p.card)) {
      panel = out.size();
      out.push_back(card_behind(b, p, x, width));
      out[panel].node.rect_px.y = y;
      y += card_inset(b, p);
    }
    for (Shown& s : p.shown) {
      move(s, x, y);
      if (inside) s.node.parent = out[panel].node.id;
      out.push_back(std::move(s));
    }
    y += p.height;
    if (!inside) continue;
    if (i + 1 == page.size() || page[i + 1].card != p.card) y += card_inset(b, p);
    out[panel].node.rect_px.h = y - out[panel].node.rect_px.y;
    out[panel].node.hit_px = out[panel].node.rect_px;
  }
}

bool english(const Shown& s) { return !english_part(s.node.name).empty(); }

// Whatever is in English across the whole column keeps its side, and so does a card of which a part is.
// Choices do where the question is in English too; elsewhere their side is that of the screen's language.
void mirror_all(std::vector<Shown>& all, const std::vector<UiItem>& items, double x, double column,
                double full) {
  const bool asked = std::any_of(items.begin(), items.end(), [](const UiItem& item) {
    return item.role == NodeRole::question && !english_part(item.words).empty();
  });
  std::set<std::string> cards;
  for (const Shown& s : all)
    if (english(s) && s.node.parent.rfind("card.", 0) == 0) cards.insert(s.node.parent);
  for (Shown& s : all) {
    const bool words = s.node.role == NodeRole::text || s.node.role == NodeRole::heading ||
                       s.node.role == NodeRole::question || (asked && s.node.role == NodeRole::choice);
    const bool wide = s.node.rect_px.x < x + column * 0.1 && s.node.rect_px.w > column * 0.85;
    const bool number = s.node.role == NodeRole::heading && s.icon != Icon::none;
    const bool card = cards.count(s.node.parent) > 0;
    const bool kept = cards.count(s.node.id) > 0 || (words && wide && english(s)) ||
                      (words && card && (english(s) || number || !wide));
    if (!kept) mirror(s, full);
  }
}

UiItem button_item(std::string id, const std::string& words, ButtonKind kind) {
  UiItem item;
  item.role = NodeRole::button;
  item.id = std::move(id);
  item.words = words;
  item.button = kind;
  return item;
}

// What the rows have no place for stands at the end of the content.
std::vector<UiItem> with_row_items(const Builder& b, const FrameRows& rows, const PageFrame& frame,
                                   const Declared& d, RowState& state) {
  std::vector<UiItem> items = d.items;
  if (b.screen().one_row() && frame.help_page && frame.tools && !rows.settings) {
    items.push_back(button_item("frame.language", b.word("language"), ButtonKind::tile));
    items.back().picture = Picture::language;
    items.push_back(button_item("frame.text", b.word("text_size"), ButtonKind::tile));
    items.back().picture = Picture::letters;
  }
  if (!d.forward_key.empty() && d.waiting.empty() &&
      forward_width(b, rows, b.word(d.forward_key), !d.skip_key.empty()) <= 0) {
    state.forward_inside = true;
    items.push_back(button_item("frame.continue", b.word(d.forward_key), ButtonKind::primary));
  }
  if (!d.skip_key.empty() && !rows.skip)
    items.push_back(button_item("frame.skip", b.word(d.skip_key), ButtonKind::plain));
  return items;
}

double column_px(const Builder& b) {
  const double inset = b.roomy() ? b.px(8) : 0;
  return std::min(b.screen().width_px - 2 * (b.margin() + inset), std::floor(b.cap_px() / 0.714 * 0.52 * 66));
}

// In a mirrored page the keys stand on the other side, but as they are on every keyboard: 1 2 3, Q W E.
void move_across(std::vector<Shown>& keys, double full) {
  double left = full, right = 0;
  for (const Shown& key : keys) {
    left = std::min(left, key.node.rect_px.x);
    right = std::max(right, key.node.rect_px.x + key.node.rect_px.w);
  }
  for (Shown& key : keys) move(key, full - right - left, 0);
}

// The keyboard under its field. Where label and field do not fit above it, the line of entry stands alone.
std::vector<Shown> typing(const Builder& b, const Declared& d, const UiState& s, double x, double width,
                          double top, double bottom, std::vector<UiItem>& items, double& keys_h) {
  const auto at = std::find_if(items.begin(), items.end(), [](const UiItem& i) { return i.focused; });
  if (at == items.end()) return {};
  UiItem field = *at;
  const bool first =
      field.chosen && (d.field_kind == FieldKind::name || d.field_kind == FieldKind::free_text);
  const bool capitals = d.field_kind == FieldKind::postcode || d.field_kind == FieldKind::code;
  const KeyboardWanted wanted{d.field_kind, (first || capitals) != s.shift, s.digits, s.hidden,
                              b.screen().one_row()};
  auto keys = b.keyboard(wanted, x, width, keys_h);
  for (Shown& key : keys) move(key, 0, bottom - keys_h);
  std::vector<Shown> scratch;
  const double room = bottom - top - keys_h - b.gap();
  const auto fits = [&](const std::vector<UiItem>& some) {
    double used = 0;
    for (const UiItem& item : some) used += b.build(item, width, scratch) + b.px(b.roomy() ? 8 : 4);
    return used <= room;
  };
  if (fits(items)) return keys;
  std::vector<UiItem> asked;
  for (const UiItem& item : items)
    if (item.role == NodeRole::question || item.focused) asked.push_back(item);
  for (UiItem& item : asked)
    if (item.role == NodeRole::question)
      item.extra.clear();  // why it is asked stands on the page without keys
  items = {field};
  if (!wanted.low && fits(asked)) {
    items = std::move(asked);
    return keys;
  }
  if (!wanted.low && b.build(field, width, scratch) <= room) return keys;
  items[0].cells = {field.words};
  items[0].words.clear();
  items[0].third.clear();
  return keys;
}

}  // namespace

std::vector<Shown> lay_out(const Builder& b, const PageFrame& frame, const Declared& d, const UiState& state,
                           int& page) {
  std::vector<Shown> out;
  const double full = b.screen().width_px;
  const double width = column_px(b), x = std::floor((full - width) / 2);
  const FrameRows rows = plan_rows(b, frame.title);
  RowState row;
  std::vector<UiItem> items = with_row_items(b, rows, frame, d, row);
  draw_top_rows(b, frame, out);
  double keys_h = 0;
  std::vector<Shown> keys = typing(b, d, state, x, width, rows.top, rows.bottom, items, keys_h);
  row.typing = !keys.empty() && b.screen().one_row();
  const double room = rows.bottom - rows.top - (keys.empty() ? 0 : keys_h + b.gap());
  double column = width;
  if (row.typing) column -= b.entry_keys(d.field_kind, x + width, rows.top, b.control_px(), keys);
  Density density;
  const Versions versions = versions_of(items);
  auto pages = fewest_pages(b, versions, column, room, density);
  page = std::clamp(page, 0, static_cast<int>(pages.size()) - 1);
  auto& shown_page = pages[static_cast<std::size_t>(page)];
  if (keys.empty()) use_room(b, shown_page, column, room, density);
  place(b, shown_page, x, rows.top, column, density, out);
  row.more = page + 1 < static_cast<int>(pages.size());
  const auto bottom_row = static_cast<std::ptrdiff_t>(out.size());
  draw_bottom_row(b, rows, frame, d, row, out);
  if (b.right_to_left()) {
    mirror_all(out, d.items, x, column, full);
    move_across(keys, full);
  }
  out.insert(out.begin() + bottom_row, std::make_move_iterator(keys.begin()),
             std::make_move_iterator(keys.end()));
  return out;
}

}  // namespace alongside
