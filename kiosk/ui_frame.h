// The other side of Ui, for the app only: one frame from touches in to pixels and tree out.
#pragma once

#include <kiosk/ui.h>
#include <platform/painter.h>

#include <functional>

namespace alongside {

struct Touch {
  enum class Phase { down, move, up };
  Phase phase = Phase::down;
  double x_px = 0, y_px = 0;
  long finger = 0;
};

enum class Key { left, right, up, down, enter, escape, help, language, backspace, other };

class UiFrame {
 public:
  // The pack and its words outlive it.
  static Result<std::unique_ptr<UiFrame>> open(const Screen& screen, const Pack& pack);
  virtual ~UiFrame() = default;

  virtual void set_look(const Look& look) = 0;
  virtual const Look& look() const = 0;
  virtual void set_dim(bool dim) = 0;  // nobody is here: the screen is darkened
  virtual void touch(const Touch& touch, Millis now) = 0;
  virtual void key(Key key, std::string_view typed, Millis now) = 0;  // attached keyboard; `typed` is UTF-8

  // Calls `draw` with the vocabulary, lays out, draws into the frame's pixels. Answers what the frame's own
  // controls meant. `resolve` = true: deliver the pending tap to this call.
  virtual FrameTouch run(const PageFrame& frame, const std::function<void(Ui&)>& draw) = 0;
  // Covers everything: idle cover, and the page that replaces answers at once.
  virtual const std::vector<Node>& tree() const = 0;
  // What the last run drew, and where it differs from what the window shows: every run since presented().
  virtual const Pixels& pixels() const = 0;
  virtual const std::vector<PixelRect>& changed() const = 0;
  virtual void presented() = 0;
  virtual void repaint_all() = 0;                // the window was uncovered
  virtual bool wants_another_frame() const = 0;  // a press state or a caret still changes
  virtual void forget() = 0;  // drops typed text, pages, focus and every cached word of the visit
};

Json tree_json(const std::vector<Node>& tree, const Screen& screen);  // journeys.md section 18

}  // namespace alongside
