// The rows of the frame: the bar with the hub's name on top, the way on at the bottom; one row on a low
// screen.
#include <kiosk/ui_state.h>

#include <algorithm>
#include <cmath>

namespace alongside {
namespace {

struct Want {
  std::string id, key;
  Icon icon;
  bool shown = true;
};

const Want back{"frame.back", "back", Icon::back}, leave{"frame.leave_now", "leave_now", Icon::leave},
    help{"frame.help", "help", Icon::help}, skip{"frame.skip", "skip", Icon::skip},
    settings{"frame.settings", "settings", Icon::text},
    language{"frame.language", "language", Icon::language}, size{"frame.text", "text_size", Icon::text};

// Icons fall away before the space beside words does.
constexpr RowTrim full_trim{true, 3}, bare_trim{false, 2};

double need(const Builder& b, std::string_view key, const RowTrim& trim) {
  return b.natural_width(b.word(key), trim.icons, true) - 2 * b.px(3) + 2 * b.px(trim.pad_mm);
}

double total(const Builder& b, const std::vector<Want>& wants, const RowTrim& trim) {
  double sum = 0;
  for (const Want& want : wants) sum += need(b, want.key, trim) + b.gap();
  return sum - b.gap();
}

Shown button(const Builder& b, const Want& want, double width, const RowTrim& trim,
             ButtonKind kind = ButtonKind::plain) {
  Control c{want.id, b.word(want.key), NodeRole::button, trim.icons ? want.icon : Icon::none, kind};
  c.frame = true;
  c.pad_mm = trim.pad_mm;
  return b.control(c, width);
}

double row_width(const Builder& b) { return b.screen().width_px - 2 * b.margin(); }

double forward_need(const Builder& b, const RowTrim& trim) {
  return std::max(need(b, "continue", trim), need(b, "more", trim));
}

std::vector<Want> bottom_fixed(const Builder& b, const FrameRows& rows) {
  std::vector<Want> wants;
  if (b.screen().one_row()) wants = {back, leave};
  wants.push_back(help);
  if (rows.settings) wants.push_back(settings);
  if (rows.skip) wants.push_back(skip);
  return wants;
}

// Icons fall away before words do; below that the words wrap and the row grows.
std::vector<double> widths_of(const Builder& b, const std::vector<Want>& wants, double room,
                              const RowTrim& trim) {
  std::vector<double> widths;
  const double most = total(b, wants, trim), gaps = b.gap() * static_cast<double>(wants.size() - 1);
  const double scale = most > room ? (room - gaps) / (most - gaps) : 1;
  for (const Want& want : wants) widths.push_back(std::floor(need(b, want.key, trim) * scale));
  return widths;
}

double height_of(const Builder& b, const std::vector<Want>& wants, const std::vector<double>& widths,
                 const RowTrim& trim) {
  double h = b.control_px();
  for (std::size_t i = 0; i < wants.size(); ++i)
    h = std::max(h, button(b, wants[i], widths[i], trim).node.rect_px.h);
  return h;
}

RowTrim tools_trim(const Builder& b) {
  return total(b, {language, size}, full_trim) <= row_width(b) ? full_trim : bare_trim;
}

// What stands between Back and Leave now, and their trim: they give way to the hub's name.
struct TopRow {
  RowTrim trim = bare_trim;
  std::vector<double> sides;
  double height = 0;
  const TextImage* title = nullptr;  // on one line or two; none: it does not fit
  double room = 0;
};

TopRow top_row(const Builder& b, const std::string& words) {
  const double width = row_width(b);
  const auto row = [&](const RowTrim& trim) {
    TopRow made;
    made.trim = trim;
    made.sides = widths_of(b, {back, leave}, width, trim);
    made.height = height_of(b, {back, leave}, made.sides, trim);
    made.room = width - made.sides[0] - made.sides[1] - 2 * b.gap();
    return made;
  };
  for (const RowTrim& trim : {full_trim, RowTrim{true, 2}, bare_trim}) {
    if (words.empty() || total(b, {back, leave}, trim) > width) continue;
    TopRow made = row(trim);
    const TextImage& beside = b.words(words, std::max(made.room, b.px(10)), true, 1, true);
    if (beside.natural_w > made.room || beside.natural_h > made.height + b.px(5.5)) continue;
    made.title = &beside;
    return made;
  }
  return row(total(b, {back, leave}, full_trim) <= width ? full_trim : bare_trim);
}

Shown strip(const Builder& b, const std::string& id, const std::string& name, const Rect& at, unsigned fill,
            unsigned ink) {
  Shown s;
  s.box = true;
  s.fill = s.edge = fill;
  s.radius_px = 0;
  s.node.id = id;
  s.node.role = NodeRole::card;
  s.node.name = s.node.spoken = name;
  s.node.language = b.look().language;
  s.node.right_to_left = b.right_to_left();
  s.node.rect_px = s.node.hit_px = at;
  s.node.foreground = ink;
  s.node.background = fill;
  return s;
}

Shown label(const Builder& b, const std::string& id, const std::string& words, const TextImage& image,
            double x, double y, unsigned ink, unsigned fill) {
  Shown s;
  s.lines.push_back({&image, 0, 0, ink});
  s.node.id = id;
  s.node.name = s.node.spoken = words;
  s.node.language = b.look().language;
  s.node.right_to_left = b.right_to_left();
  s.node.rect_px = s.node.hit_px = {0, 0, 1.0 * image.natural_w, 1.0 * image.natural_h};
  s.node.cap_mm = cap_mm(b.look().size);
  s.node.foreground = ink;
  s.node.background = fill;
  s.node.natural_w_px = image.natural_w;
  s.node.natural_h_px = image.natural_h;
  move(s, x, y);
  return s;
}

// The word TEST in a band of its own colours, in the margin above the content.
// `x` below 0: in the middle.
void draw_notice(const Builder& b, const std::string& notice, double x, double y, double h,
                 std::vector<Shown>& out) {
  const Theme& t = b.theme();
  const double scale = std::min(1.0, h / b.line_px());
  const TextImage& image = b.words(notice, 0, true, scale, true);
  const double w = image.natural_w + b.px(6);
  if (x < 0) x = std::floor((b.screen().width_px - w) / 2);
  const bool two_colours =
      b.look().contrast == Contrast::high_light || b.look().contrast == Contrast::high_dark;
  const unsigned ink = two_colours ? t.ink : t.focus_edge, fill = two_colours ? t.page : t.focus_band;
  Shown s = label(b, "frame.notice", notice, image, x, y, ink, fill);
  s.box = true;
  s.fill = fill;
  s.edge = ink;
  s.edge_px = std::max(1.0, b.px(0.3));
  s.radius_px = b.px(0.8);
  s.node.role = NodeRole::status;
  s.node.rect_px = s.node.hit_px = {x, y, w, h};
  s.node.cap_mm *= scale;
  s.lines[0].x = x + b.px(3);
  s.lines[0].y = y + std::floor((h - image.natural_h) / 2);
  out.push_back(std::move(s));
}

// The hub's name between Back and Leave now; where it does not fit there in lines of its own, on a tall
// screen and at the smaller sizes on others.
struct Title {
  const TextImage* image = nullptr;  // none: hidden
  double above = 0;                  // the height of its own lines
  double x = 0;                      // its middle, when it stands beside the buttons
};

Title title_of(const Builder& b, const TopRow& row, const std::string& words) {
  Title t;
  if (words.empty()) return t;
  if (row.title) {
    t.image = row.title;
    t.x = b.margin() + row.sides[0] + b.gap() + std::floor(row.room / 2);
    return t;
  }
  const double width = row_width(b);
  const TextImage& own = b.words(words, width, true, 1, true);
  const bool small = b.look().size == Size::S || b.look().size == Size::M;
  if ((!b.roomy() && !small) || own.natural_w > width || own.lines > 2) return t;
  t.image = &own;
  t.above = own.natural_h + b.px(1);
  return t;
}

// Where neither Back nor Leave now stands the name has the whole bar, and is larger.
void draw_title(const Builder& b, const PageFrame& frame, const Title& title, double bar,
                std::vector<Shown>& out) {
  const Theme& t = b.theme();
  const double full = b.screen().width_px, width = row_width(b);
  const TextImage* image = title.image;
  double scale = 1, x = title.x, y = b.px(2);
  if (!frame.back && !frame.leave_now) {
    const TextImage& line = b.words(frame.title, 0, true, 1, true);
    scale = std::clamp(std::min((bar - b.px(6.5)) / line.natural_h, width * 0.98 / line.natural_w), 1.0, 1.5);
    image = &b.words(frame.title, width, true, scale, true);
    if (image->natural_h > bar || image->natural_w > width) image = title.image;
    x = std::floor(full / 2);
  }
  if (!image) return;
  const bool own = title.above > 0 && image == title.image;
  if (own) x = std::floor(full / 2);
  if (!own) y = std::floor((bar - image->natural_h) / 2);
  out.push_back(label(b, "frame.title", frame.title, *image, x - std::floor(image->natural_w / 2.0), y,
                      t.on_action, t.action));
  out.back().node.cap_mm *= image == title.image ? 1 : scale;
}

void draw_top(const Builder& b, const PageFrame& frame, std::vector<Shown>& out) {
  const Theme& t = b.theme();
  const double full = b.screen().width_px, width = row_width(b), m = b.margin();
  const TopRow top = top_row(b, frame.title);
  const double row = top.height;
  const Title title = title_of(b, top, frame.title);
  const double above = title.above, bar = above + row + 2 * b.px(3);
  out.push_back(strip(b, "frame.bar", frame.title, {0, 0, full, bar}, t.action, t.on_action));
  const auto& sides = top.sides;
  draw_title(b, frame, title, bar, out);
  RowTrim trim = top.trim;
  const auto put = [&](const Want& want, double x, double y, double w, double h) {
    Shown s = button(b, want, w, trim);
    b.set_height(s, h);
    move(s, x, y);
    out.push_back(std::move(s));
  };
  if (frame.back) put(back, m, above + b.px(3), sides[0], row);
  if (frame.leave_now) put(leave, m + width - sides[1], above + b.px(3), sides[1], row);
  const double y = bar + b.gap();
  const double shelf = row + 2 * b.gap();
  out.push_back(strip(b, "frame.shelf", frame.title, {0, bar, full, shelf}, t.panel, t.ink));
  const double line = std::max(1.0, b.px(0.4));
  out.back().shapes.push_back({{0, bar + shelf - line, full, line}, 0, t.ink});
  trim = tools_trim(b);
  const auto tools = widths_of(b, {language, size}, width, trim);
  const double h = height_of(b, {language, size}, tools, trim);
  if (frame.tools) put(language, m + width - tools[0] - b.gap() - tools[1], y, tools[0], h);
  if (frame.tools) put(size, m + width - tools[1], y, tools[1], h);
  if (frame.notice.empty()) return;
  const double mark = std::min(h, b.line_px());
  const double need_mark = b.words(frame.notice, 0, true, 1, true).natural_w + b.px(6) + b.px(2.54);
  if (need_mark + tools[0] + b.gap() + tools[1] <= width)
    draw_notice(b, frame.notice, b.margin(), y + std::floor((h - mark) / 2), mark, out);
  else
    draw_notice(b, frame.notice, -1, 0, b.px(3), out);
}

Want forward_want(const Declared& d, const RowState& state) {
  if (state.more) return {"frame.more", "more", Icon::more};
  if (state.typing) return {"key.done", "key_done", Icon::tick};
  return {"frame.continue", d.forward_key.empty() ? "continue" : d.forward_key, Icon::forward};
}

void draw_waiting(const Builder& b, const std::string& words, const Rect& at, std::vector<Shown>& out) {
  Control c{"frame.wait", words, NodeRole::status};
  c.frame = true;
  Shown s = b.control(c, at.w);
  s.node.interactive = false;
  s.edge = s.fill = s.node.background = b.theme().selected;
  s.node.foreground = s.lines[0].colour = b.theme().ink;
  b.set_height(s, std::max(at.h, s.node.rect_px.h));
  move(s, at.x, at.y + at.h - s.node.rect_px.h);
  out.push_back(std::move(s));
}

}  // namespace

FrameRows plan_rows(const Builder& b, const std::string& title) {
  FrameRows rows;
  const bool low = b.screen().one_row();
  const double width = row_width(b);
  const auto fits = [&] {
    return total(b, bottom_fixed(b, rows), rows.trim) + b.gap() + forward_need(b, rows.trim) <= width;
  };
  rows.trim = full_trim;
  if (!fits()) rows.trim = bare_trim;
  const RowTrim plain = rows.trim;
  rows.skip = true;
  for (double pad = 2; !fits() && pad > 1.15; pad -= 0.1) rows.trim = {false, pad};
  rows.skip = fits();
  if (!rows.skip) rows.trim = plain;
  rows.settings = low;
  if (low) rows.settings = fits();
  std::vector<Want> all = bottom_fixed(b, rows);
  all.push_back(
      {"", need(b, "more", rows.trim) > need(b, "continue", rows.trim) ? "more" : "continue", Icon::forward});
  const auto widths = widths_of(b, all, width, rows.trim);
  double used = 0;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) used += widths[i] + b.gap();
  rows.forward_w = width - used;
  rows.row_h = height_of(b, all, widths, rows.trim);
  const double inset = low ? b.gap() : b.px(4);
  rows.row_y = b.screen().height_px - inset - rows.row_h;
  rows.bottom = rows.row_y - (low ? b.gap() : b.px(8));
  rows.top = b.margin();
  if (!low) {
    const RowTrim trim = tools_trim(b);
    const TopRow top = top_row(b, title);
    const auto tools = widths_of(b, {language, size}, width, trim);
    rows.top = title_of(b, top, title).above + top.height + 2 * b.px(3) + b.gap() +
               height_of(b, {language, size}, tools, trim) + b.px(b.roomy() ? 8 : 4);
  }
  return rows;
}

double forward_width(const Builder& b, const FrameRows& rows, std::string_view words, bool skip) {
  const double own = b.natural_width(words, rows.trim.icons, true) - 2 * b.px(3) + 2 * b.px(rows.trim.pad_mm);
  const double most = rows.forward_w + (rows.skip && !skip ? need(b, "skip", rows.trim) + b.gap() : 0);
  return own <= rows.forward_w ? rows.forward_w : own <= most ? most : 0;
}

void draw_top_rows(const Builder& b, const PageFrame& frame, std::vector<Shown>& out) {
  if (!b.screen().one_row()) return draw_top(b, frame, out);
  if (!frame.notice.empty()) draw_notice(b, frame.notice, -1, 0, b.margin(), out);
}

void draw_bottom_row(const Builder& b, const FrameRows& rows, const PageFrame& frame, const Declared& d,
                     const RowState& state, std::vector<Shown>& drawn) {
  const Theme& t = b.theme();
  const double full = b.screen().width_px;
  const bool low = b.screen().one_row();
  const double strip_y = rows.row_y - (low ? std::floor(b.gap() / 2) : b.px(4));
  drawn.push_back(strip(b, "frame.foot", frame.title, {0, strip_y, full, b.screen().height_px - strip_y},
                        t.panel, t.ink));
  drawn.back().shapes.push_back({{0, strip_y, full, std::max(1.0, b.px(0.4))}, 0, t.ink});
  std::vector<Want> fixed = bottom_fixed(b, rows);
  const auto widths = widths_of(b, fixed, row_width(b) - rows.forward_w - b.gap(), rows.trim);
  double x = b.margin();
  for (std::size_t i = 0; i < fixed.size(); ++i) {
    Want want = fixed[i];
    if (want.id == "frame.skip" && !d.skip_key.empty()) want.key = d.skip_key;
    const bool shown = want.id == "frame.back"        ? frame.back
                       : want.id == "frame.leave_now" ? frame.leave_now
                       : want.id == "frame.help"      ? frame.help
                       : want.id == "frame.settings"  ? frame.tools
                                                      : !d.skip_key.empty() && !state.more && !state.typing;
    Shown s = button(b, want, widths[i], rows.trim);
    b.set_height(s, rows.row_h);
    move(s, x, rows.row_y);
    x += widths[i] + b.gap();
    if (shown) drawn.push_back(std::move(s));
  }
  const std::string& said = !d.waiting.empty() ? d.waiting : b.word(forward_want(d, state).key);
  const double wide = std::max(rows.forward_w, forward_width(b, rows, said, !d.skip_key.empty()));
  const Rect place{b.margin() + row_width(b) - wide, rows.row_y, wide, rows.row_h};
  const bool on = state.more || state.typing || (!d.forward_key.empty() && !state.forward_inside);
  if (!d.waiting.empty() && !state.more) {
    draw_waiting(b, d.waiting, place, drawn);
  } else if (on) {
    Shown s = button(b, forward_want(d, state), place.w, rows.trim, ButtonKind::primary);
    b.set_height(s, place.h);
    move(s, place.x, place.y);
    drawn.push_back(std::move(s));
  }
}

}  // namespace alongside
