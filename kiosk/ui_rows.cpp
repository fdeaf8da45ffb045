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

double pad_mm(bool icons) { return icons ? 3 : 2; }

double need(const Builder& b, std::string_view key, bool icons) {
  return b.natural_width(b.word(key), icons, true) - 2 * b.px(3) + 2 * b.px(pad_mm(icons));
}

double total(const Builder& b, const std::vector<Want>& wants, bool icons) {
  double sum = 0;
  for (const Want& want : wants) sum += need(b, want.key, icons) + b.gap();
  return sum - b.gap();
}

Shown button(const Builder& b, const Want& want, double width, bool icons,
             ButtonKind kind = ButtonKind::plain) {
  Control c{want.id, b.word(want.key), NodeRole::button, icons ? want.icon : Icon::none, kind};
  c.frame = true;
  c.pad_mm = pad_mm(icons);
  return b.control(c, width);
}

double row_width(const Builder& b) { return b.screen().width_px - 2 * b.margin(); }

double forward_need(const Builder& b, bool icons) {
  return std::max(need(b, "continue", icons), need(b, "more", icons));
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
std::vector<double> widths_of(const Builder& b, const std::vector<Want>& wants, double room, bool icons) {
  std::vector<double> widths;
  const double most = total(b, wants, icons), gaps = b.gap() * static_cast<double>(wants.size() - 1);
  const double scale = most > room ? (room - gaps) / (most - gaps) : 1;
  for (const Want& want : wants) widths.push_back(std::floor(need(b, want.key, icons) * scale));
  return widths;
}

double height_of(const Builder& b, const std::vector<Want>& wants, const std::vector<double>& widths,
                 bool icons) {
  double h = b.control_px();
  for (std::size_t i = 0; i < wants.size(); ++i)
    h = std::max(h, button(b, wants[i], widths[i], icons).node.rect_px.h);
  return h;
}

bool top_icons(const Builder& b) {
  return total(b, {back, leave}, true) <= row_width(b) && total(b, {language, size}, true) <= row_width(b);
}

double top_row_height(const Builder& b) {
  const bool icons = top_icons(b);
  return height_of(b, {back, leave}, widths_of(b, {back, leave}, row_width(b), icons), icons);
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

// The title between Back and Leave now; where it has no room there, in a line of its own on a tall screen.
double title_line(const Builder& b, const std::string& words) {
  if (words.empty() || !b.roomy()) return 0;
  const auto sides = widths_of(b, {back, leave}, row_width(b), top_icons(b));
  const TextImage& title = b.words(words, 0, true, 1, true);
  const bool beside = title.natural_w <= row_width(b) - 2 * (std::max(sides[0], sides[1]) + b.px(3));
  return beside || title.natural_w > row_width(b) ? 0 : title.natural_h + b.px(1);
}

void draw_top(const Builder& b, const PageFrame& frame, std::vector<Shown>& out) {
  const Theme& t = b.theme();
  const double full = b.screen().width_px, width = row_width(b), m = b.margin(), row = top_row_height(b);
  const bool icons = top_icons(b);
  const double above = title_line(b, frame.title), bar = above + row + 2 * b.px(3);
  out.push_back(strip(b, "frame.bar", frame.title, {0, 0, full, bar}, t.action, t.on_action));
  const auto sides = widths_of(b, {back, leave}, width, icons);
  const TextImage& title = b.words(frame.title, 0, true, 1, true);
  const double side = frame.back || frame.leave_now ? std::max(sides[0], sides[1]) + b.px(3) : 0;
  const double title_y = above > 0 ? b.px(2) : std::floor((bar - title.natural_h) / 2);
  if (!frame.title.empty() && (above > 0 || title.natural_w <= width - 2 * side))
    out.push_back(label(b, "frame.title", frame.title, title, std::floor((full - title.natural_w) / 2),
                        title_y, t.on_action, t.action));
  const auto put = [&](const Want& want, double x, double y, double w, double h) {
    Shown s = button(b, want, w, icons);
    b.set_height(s, h);
    move(s, x, y);
    out.push_back(std::move(s));
  };
  if (frame.back) put(back, m, above + b.px(3), sides[0], row);
  if (frame.leave_now) put(leave, m + width - sides[1], above + b.px(3), sides[1], row);
  const double y = bar + b.gap();
  const double shelf = top_row_height(b) + 2 * b.gap();
  out.push_back(strip(b, "frame.shelf", frame.title, {0, bar, full, shelf}, t.panel, t.ink));
  const double line = std::max(1.0, b.px(0.4));
  out.back().shapes.push_back({{0, bar + shelf - line, full, line}, 0, t.ink});
  const auto tools = widths_of(b, {language, size}, width, icons);
  const double h = height_of(b, {language, size}, tools, icons);
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
    return total(b, bottom_fixed(b, rows), rows.icons) + b.gap() + forward_need(b, rows.icons) <= width;
  };
  rows.icons = true;
  rows.icons = fits();
  rows.skip = true;
  rows.skip = fits();
  rows.settings = low;
  if (low) rows.settings = fits();
  std::vector<Want> all = bottom_fixed(b, rows);
  all.push_back({"", need(b, "more", rows.icons) > need(b, "continue", rows.icons) ? "more" : "continue",
                 Icon::forward});
  const auto widths = widths_of(b, all, width, rows.icons);
  double used = 0;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) used += widths[i] + b.gap();
  rows.forward_w = width - used;
  rows.row_h = height_of(b, all, widths, rows.icons);
  const double inset = low ? b.gap() : b.px(4);
  rows.row_y = b.screen().height_px - inset - rows.row_h;
  rows.bottom = rows.row_y - (low ? b.gap() : b.px(8));
  rows.top = b.margin();
  if (!low) {
    const bool icons = top_icons(b);
    const auto tools = widths_of(b, {language, size}, width, icons);
    rows.top = title_line(b, title) + top_row_height(b) + 2 * b.px(3) + b.gap() +
               height_of(b, {language, size}, tools, icons) + b.px(b.roomy() ? 8 : 4);
  }
  return rows;
}

bool fits_forward(const Builder& b, const FrameRows& rows, std::string_view key) {
  return need(b, key, rows.icons) <= rows.forward_w;
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
  const auto widths = widths_of(b, fixed, row_width(b) - rows.forward_w - b.gap(), rows.icons);
  double x = b.margin();
  for (std::size_t i = 0; i < fixed.size(); ++i) {
    Want want = fixed[i];
    if (want.id == "frame.skip" && !d.skip_key.empty()) want.key = d.skip_key;
    const bool shown = want.id == "frame.back"        ? frame.back
                       : want.id == "frame.leave_now" ? frame.leave_now
                       : want.id == "frame.help"      ? frame.help
                       : want.id == "frame.settings"  ? frame.tools
                                                      : !d.skip_key.empty() && !state.more && !state.typing;
    Shown s = button(b, want, widths[i], rows.icons);
    b.set_height(s, rows.row_h);
    move(s, x, rows.row_y);
    x += widths[i] + b.gap();
    if (shown) drawn.push_back(std::move(s));
  }
  const Rect place{b.margin() + row_width(b) - rows.forward_w, rows.row_y, rows.forward_w, rows.row_h};
  const bool on = state.more || state.typing || (!d.forward_key.empty() && !state.forward_inside);
  if (!d.waiting.empty() && !state.more) {
    draw_waiting(b, d.waiting, place, drawn);
  } else if (on) {
    Shown s = button(b, forward_want(d, state), place.w, rows.icons, ButtonKind::primary);
    b.set_height(s, place.h);
    move(s, place.x, place.y);
    drawn.push_back(std::move(s));
  }
}

}  // namespace alongside
