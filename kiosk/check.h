// alongside-kiosk --check: is everything right on this machine, and what to do next where it is not.
#pragma once

#include <kiosk/layout.h>
#include <platform/clock.h>
#include <platform/http.h>
#include <platform/window_machine.h>
#include <sync/record/pack.h>

#include <string>
#include <vector>

namespace alongside {

struct CheckLine {
  std::string name;  // "screen", "rotation", "touch", "sound", "disk", "clock", "server", "keys", "pack"
  bool right = false;
  std::string said;
  std::string next;  // what to do; empty: nothing
};

struct CheckFacts {
  Screen screen;
  Result<Machine> machine = Error{Code::refused, "no display"};
  bool fullscreen = true;
  std::string data_folder;
  std::string hub;
  Result<Pack> pack = Error{Code::missing, "no pack"};
  Transport* transport = nullptr;
  std::string server_url;
  Time now = 0;
};

// One line each, in this order, whatever fails.
std::vector<CheckLine> check_kiosk(const CheckFacts& facts);
// "disk: right, 1,200 MB free" or "disk: WRONG, …. Next: …."
std::string check_text(const CheckLine& line);

}  // namespace alongside
