// Drives the real window from a test: a UNIX socket with JSON lines, answered from the main loop.
#pragma once

#include <platform/result.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace alongside {

class Automation {
 public:
  // Listens at `path`; a line that arrives calls `wake` from the socket's thread.
  static Result<std::unique_ptr<Automation>> listen(const std::string& path, std::function<void()> wake);
  virtual ~Automation() = default;
  virtual std::optional<std::string> take_line() = 0;  // main loop
  virtual void answer(const std::string& line) = 0;    // main loop: one answer a line
};

}  // namespace alongside
