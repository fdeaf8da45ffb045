// The kiosk's window: events in, changed pixels out.
#pragma once

#include <platform/clock.h>
#include <platform/painter.h>

#include <memory>
#include <optional>
#include <string>

namespace alongside {

struct WindowOptions {
  std::string title = "Alongside";
  bool fullscreen = true;
  int width = 1080, height = 1920;  // when not full screen
};

struct WindowEvent {
  enum class Kind { down, move, up, key, text, exposed, woken, quit };
  Kind kind = Kind::woken;
  double x_px = 0, y_px = 0;
  long finger = 0;
  std::string text;  // key: "left", "right", "up", "down", "enter", "escape", "help", "language",
                     // "backspace"; text: UTF-8
};

class Window {
 public:
  static Result<std::unique_ptr<Window>> open(const WindowOptions& options);
  virtual ~Window() = default;
  virtual int width() const = 0;
  virtual int height() const = 0;
  virtual std::string driver() const = 0;
  // The next event, or nothing after the time-out; below 0 waits for ever.
  virtual std::optional<WindowEvent> wait(Millis timeout) = 0;
  virtual void wake() = 0;  // from any thread: wait() answers `woken`
  virtual Result<> present(const Pixels& pixels, const std::vector<PixelRect>& changed) = 0;
};

}  // namespace alongside
