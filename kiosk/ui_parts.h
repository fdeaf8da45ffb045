// Inside the Ui: what screens declared, and what is shown. Not for screens.
#pragma once

#include <kiosk/keyboard.h>
#include <kiosk/theme.h>
#include <kiosk/ui_frame.h>
#include <platform/text.h>

#include <string>
#include <vector>

namespace alongside {

// One declared thing.
struct UiItem {
  NodeRole role = NodeRole::text;
  std::string id, words, extra, third;
  TextKind text = TextKind::body;
  ButtonKind button = ButtonKind::plain;
  bool chosen = false, many = false, error = false, focused = false;
  int columns = 1, chosen_index = -1, first_index = 0;
  std::vector<std::string> cells;
  int card = -1;
  CardKind card_kind = CardKind::plain;
};

struct Line {
  const TextImage* image = nullptr;
  double x = 0, y = 0;
  unsigned colour = 0;
};

// A node and how it looks. Positions are of a left-to-right page until mirror().
struct Shown {
  Node node;
  std::vector<Line> lines;
  bool box = false;
  unsigned fill = 0, edge = 0;
  double edge_px = 0, bar_px = 0;
  Icon icon = Icon::none, end_icon = Icon::none;
  double icon_x = 0, icon_y = 0, end_icon_x = 0;
  int icon_px = 0;
  unsigned icon_colour = 0;
  const Mask* picture = nullptr;
};

// Measures and builds; knows the screen, the look and the cache of words.
class Builder {
 public:
  Builder(const Screen& screen, const Look& look, const Pack& pack, Text& text);
  double px(double mm) const;
  double cap_px() const;
  double line_px() const;
  double control_px() const;
  double margin() const { return px(4); }
  double gap() const { return px(2.54); }
  const std::string& word(std::string_view key) const;
  const TextImage& words(std::string_view shown, double width, bool bold, double scale = 1) const;
  Shown control(const std::string& id, std::string_view label, NodeRole role, Icon icon, ButtonKind kind,
                double width, bool centred) const;
  double natural_width(std::string_view label) const;  // of a control with an icon
  // The things an item shows at (0, 0), and its height.
  double build(const UiItem& item, double width, std::vector<Shown>& out) const;
  std::vector<UiItem> split(const UiItem& item, double width, double height) const;
  std::vector<Shown> keyboard(FieldKind kind, bool shift, bool digits, double x, double width,
                              double& height) const;
  const Theme& theme() const { return theme_of(look_.contrast); }
  bool right_to_left() const { return Pack::right_to_left(look_.language); }
  const Screen& screen() const { return screen_; }
  const Look& look() const { return look_; }

 private:
  double words_item(const UiItem& item, double width, std::vector<Shown>& out) const;
  double choice_item(const UiItem& item, double width, std::vector<Shown>& out) const;
  double grid_item(const UiItem& item, double width, std::vector<Shown>& out) const;
  double field_item(const UiItem& item, double width, std::vector<Shown>& out) const;
  double row_item(const UiItem& item, double width, std::vector<Shown>& out) const;
  Shown plain(const UiItem& item, std::string_view shown, double width, bool bold, double scale,
              unsigned colour) const;

  const Screen& screen_;
  const Look& look_;
  const Pack& pack_;
  Text& text_;
};

void move(Shown& shown, double x, double y);
void mirror(Shown& shown, double width);

}  // namespace alongside
