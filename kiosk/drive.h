// What the automation socket may ask of the kiosk: one JSON object a line, one answer a line.
#pragma once

#include <kiosk/kiosk.h>

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>

namespace alongside {

// What the window was given, for measuring from outside.
struct Presented {
  int frames = 0;
  Millis first = 0;  // on the machine's monotonic clock

  void frame(bool changed, Millis now) {
    if (changed && frames++ == 0) first = now;
  }
};

// {"do":"show","screen":"K12","item":"…","language":"en","size":"M","contrast":"standard"}: each part may be
//   left out; a screen is reached with made-up answers, and what they would send is not sent.
// {"do":"facts"}: how many frames changed the window, and when the first one did.
// {"do":"tree"}: screen, look and the semantic tree.
// {"do":"touch","x":1,"y":2,"phase":"down|move|up"}
// {"do":"shot","file":"…"}: PNG of what the window shows.
// {"do":"wait"}: answered when nothing moves and nothing is being saved, or after 10 seconds with idle false.
class Drive {
 public:
  Drive(Kiosk& kiosk, const Presented& presented) : kiosk_(kiosk), presented_(presented) {}
  // Empty: not yet; ask due() after the next frame.
  std::optional<std::string> take(const std::string& line, Millis now, Time clock);
  std::optional<std::string> due(Millis now);
  bool waiting() const { return waiting_until_ > 0; }

 private:
  Json answer(const Json& asked, Millis now, Time clock);
  Json show(const Json& asked, Millis now, Time clock);
  Json touch(const Json& asked, Millis now);
  Kiosk& kiosk_;
  const Presented& presented_;
  Millis waiting_until_ = 0;
};

}  // namespace alongside
