// Tells the service manager that the program still turns, so that a hung one is started again.
#pragma once

#include <platform/clock.h>

#include <string>

namespace alongside {

// sd_notify(3): "WATCHDOG=1" as a datagram to NOTIFY_SOCKET, at half of WATCHDOG_USEC at the latest. Does
// nothing where no service manager asked for it.
class Watchdog {
 public:
  static Watchdog from_environment();
  Watchdog(std::string socket, Millis every_ms) : socket_(std::move(socket)), every_ms_(every_ms) {}

  void beat(Millis now);
  // Milliseconds until the next beat; below 0: none is wanted.
  Millis wait_ms(Millis now) const;

 private:
  std::string socket_;  // a path, or '@' and an abstract name
  Millis every_ms_ = 0;
  Millis next_ = 0;
};

}  // namespace alongside
