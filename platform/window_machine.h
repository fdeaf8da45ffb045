// What this machine has for a kiosk: display, touch and sound, as SDL finds them. Opens no window.
#pragma once

#include <platform/result.h>

#include <string>

namespace alongside {

struct Machine {
  std::string driver;  // of the display: "x11", "wayland", "kmsdrm", "dummy"
  int width_px = 0, height_px = 0;
  int touch_screens = 0;
  int sound_outputs = 0;
};

// refused: no display.
Result<Machine> look_at_machine();

}  // namespace alongside
