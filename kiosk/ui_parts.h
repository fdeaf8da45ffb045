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
  Picture picture = Picture::none;
  bool chosen = false, many = false, error = false, focused = false, hero = false;
  bool small = false;  // a heading no larger than a question, to save a page
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

// A filled rounded rectangle; a disc when the radius is half of it.
struct Shape {
  Rect rect;
  double radius = 0;
  unsigned colour = 0;
};

// A node and how it looks. Positions are of a left-to-right page until mirror().
struct Shown {
  Node node;
  std::vector<Line> lines;
  std::vector<Shape> shapes;  // over the box, under the words
  bool box = false;
  unsigned fill = 0, edge = 0;
  double edge_px = 0, bar_px = 0, radius_px = -1;  // below 0: the usual corner
  Icon icon = Icon::none, end_icon = Icon::none;
  double icon_x = 0, icon_y = 0, end_icon_x = 0, end_icon_y = 0;
  int icon_px = 0, end_icon_px = 0;
  unsigned icon_colour = 0;
  const Mask* picture = nullptr;
  bool flipped = false;  // stands on a right-to-left page
};

// What a control is made of.
struct Control {
  std::string id;
  std::string label;
  NodeRole role = NodeRole::button;
  Icon icon = Icon::none;
  ButtonKind kind = ButtonKind::plain;
  bool centred = true;
  bool frame = false;  // words of the frame and keys: the upright face of the script
  double pad_mm = 3;
  double least_px = 0;  // height, when more than the usual
};

Icon icon_of(Picture picture);

// Measures and builds; knows the screen, the look and the cache of words.
class Builder {
 public:
  Builder(const Screen& screen, const Look& look, const Pack& pack, Text& text);
  double px(double mm) const;
  double cap_px() const;
  double line_px() const;
  double control_px() const;  // of the frame
  double choice_px() const;   // of the content: larger on a tall screen
  bool roomy() const { return screen_.height_mm >= 250; }
  double margin() const { return px(4); }
  double gap() const { return px(2.54); }
  const std::string& word(std::string_view key) const;
  const TextImage& words(std::string_view shown, double width, bool bold, double scale = 1,
                         bool frame = false) const;
  Shown control(const Control& wanted, double width) const;
  void set_height(Shown& shown, double height) const;  // its words stay in the middle
  double natural_width(std::string_view label, bool icon = true, bool frame = false) const;
  // The things an item shows at (0, 0), and its height. A hero takes `spare`.
  double build(const UiItem& item, double width, std::vector<Shown>& out, double spare = 0) const;
  // Short enough to stand beside another in half the width.
  bool fits_half(const UiItem& item, double width, int lines) const;
  std::vector<UiItem> split(const UiItem& item, double width, double height) const;
  std::vector<Shown> keyboard(const KeyboardWanted& wanted, double x, double width, double& height) const;
  // Space and Delete at the end of a low screen's line of entry; `height` is that line's. Answers their
  // width.
  double entry_keys(FieldKind kind, double right, double y, double height, std::vector<Shown>& out) const;
  const Theme& theme() const { return theme_of(look_.contrast); }
  bool right_to_left() const { return Pack::right_to_left(look_.language); }
  const Screen& screen() const { return screen_; }
  const Look& look() const { return look_; }
  Shown plain(const UiItem& item, std::string_view shown, double width, bool bold, double scale,
              unsigned colour) const;

 private:
  double question_scale(const UiItem& item, double width) const;
  std::vector<UiItem> split_row(const UiItem& item, double width, double height) const;
  double words_item(const UiItem& item, double width, std::vector<Shown>& out) const;
  double number_item(const UiItem& item, double width, std::vector<Shown>& out) const;
  double choice_item(const UiItem& item, double width, std::vector<Shown>& out) const;
  double grid_item(const UiItem& item, double width, std::vector<Shown>& out) const;
  double field_item(const UiItem& item, double width, std::vector<Shown>& out) const;
  double row_item(const UiItem& item, double width, std::vector<Shown>& out) const;
  double button_item(const UiItem& item, double width, std::vector<Shown>& out) const;
  double tile_item(const UiItem& item, double width, std::vector<Shown>& out) const;
  double masthead_item(const UiItem& item, double width, double spare, std::vector<Shown>& out) const;
  double hero_item(const UiItem& item, double width, double spare, std::vector<Shown>& out) const;
  int icon_px() const;

  const Screen& screen_;
  const Look& look_;
  const Pack& pack_;
  Text& text_;
};

void move(Shown& shown, double x, double y);
void mirror(Shown& shown, double width);

// Where the content of a page stands between the rows of the frame, and what those rows hold. The same on
// every page of one look.
struct RowTrim {
  bool icons = true;
  double pad_mm = 3;
};
struct FrameRows {
  double top = 0, bottom = 0;  // of the content
  double row_y = 0, row_h = 0;
  RowTrim trim;                         // of the bottom row
  bool skip = false, settings = false;  // have a place in the row
  double forward_w = 0;
};
class Declared;
FrameRows plan_rows(const Builder& builder, const std::string& title);
// Of the way on with these words: wider where nothing can be skipped; 0: they do not fit the row.
double forward_width(const Builder& b, const FrameRows& rows, std::string_view words, bool skip);
struct RowState {
  bool more = false;            // pages remain
  bool typing = false;          // the keyboard has the page
  bool forward_inside = false;  // the forward button stands in the content
};
void draw_top_rows(const Builder& builder, const PageFrame& frame, std::vector<Shown>& out);
void draw_bottom_row(const Builder& builder, const FrameRows& rows, const PageFrame& frame,
                     const Declared& declared, const RowState& state, std::vector<Shown>& out);

}  // namespace alongside
