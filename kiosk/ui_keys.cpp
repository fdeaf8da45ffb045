// The on-screen keyboard as it is drawn: keys of 15 millimetres, 12.7 on a low screen.
#include <kiosk/ui_parts.h>

#include <algorithm>
#include <cmath>

namespace alongside {
namespace {

double weight_of(const std::vector<KeyCap>& row) {
  double sum = 0;
  for (const KeyCap& cap : row) sum += cap.weight;
  return sum;
}

// A row of keys at y. `units` columns share the width; wide keys take the gaps between them too.
void draw_keys(const Builder& keys, const Builder& letters, const Builder& words,
               const std::vector<KeyCap>& row, double units, const Rect& at, std::vector<Shown>& out) {
  const double unit = (at.w - keys.gap() * (units - 1)) / units;
  double x = at.x;
  for (const KeyCap& cap : row) {
    const double w = std::floor(unit * cap.weight + keys.gap() * (cap.weight - 1));
    if (cap.id == "key.gap") {
      x += w + keys.gap();
      continue;
    }
    Control c{cap.id, cap.is_key ? words.word(cap.words) : cap.words, NodeRole::key};
    c.frame = true;
    c.pad_mm = 0.8;
    c.kind = cap.id == "key.done" ? ButtonKind::primary : ButtonKind::plain;
    Shown s = (cap.is_key ? keys : letters).control(c, w);
    if (!cap.spoken.empty()) s.node.spoken = words.word(cap.spoken);
    if (c.kind == ButtonKind::plain) s.fill = s.node.background = words.theme().panel;
    keys.set_height(s, at.h);
    move(s, x, at.y);
    x += w + keys.gap();
    out.push_back(std::move(s));
  }
}

}  // namespace

double Builder::entry_keys(FieldKind kind, double right, double y, double height,
                           std::vector<Shown>& out) const {
  const auto caps = alongside::entry_keys(kind);
  if (caps.empty() || !screen_.one_row()) return 0;
  Look small = look_;
  small.size = Size::S;
  const Builder keys(screen_, small, pack_, text_);
  double unit = px(15);
  for (const KeyCap& cap : caps)
    unit = std::max(unit, keys.words(word(cap.words), 0, true, 1, true).natural_w + px(2.5));
  const auto count = static_cast<double>(caps.size());
  const double width = unit * count + gap() * (count - 1);
  draw_keys(keys, keys, *this, caps, count, {right - width, y, width, height}, out);
  return width + gap();
}

std::vector<Shown> Builder::keyboard(const KeyboardWanted& wanted, double x, double width,
                                     double& height) const {
  std::vector<Shown> out;
  Look small = look_;
  small.size = Size::S;
  const Builder keys(screen_, small, pack_, text_);
  Look medium = look_;
  medium.size = look_.size == Size::S || !roomy() ? Size::S : Size::M;
  const Builder letters(screen_, medium, pack_, text_);
  const bool pad = digits_only(wanted.kind) && !wanted.low;
  if (pad && width > px(120)) x += std::floor((width - px(120)) / 2), width = px(120);
  const KeyRows rows = keyboard_rows(wanted, width / screen_.px_per_mm());
  const double h = px(wanted.low ? 12.7 : roomy() ? 19 : 15);
  double most = 1, y = 0;
  for (const auto& row : rows)
    if (pad || !row.front().is_key) most = std::max(most, weight_of(row));
  for (const auto& row : rows) {
    const bool functions = !pad && row.front().is_key;
    draw_keys(keys, letters, *this, row, functions ? weight_of(row) : most, {x, y, width, h}, out);
    y += h + gap();
  }
  height = y - gap();
  return out;
}

}  // namespace alongside
