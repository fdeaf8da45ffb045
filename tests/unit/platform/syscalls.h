// Watches this program's fsync, fdatasync, rename and unlink, and can let them fail or end the program.
#pragma once

#include <string>
#include <vector>

namespace alongside {

// once: that call fails with EIO. always: it and all after it. end: the program ends there, as if killed.
enum class Fault { once, always, end };

// While one lives, every call is noted as "fsync NAME", "fdatasync NAME", "rename NAME" or "unlink NAME"
// (last part of the path).
class Watch {
 public:
  explicit Watch(int fail_at = 0, Fault fault = Fault::once);  // from the n-th call on; 0: none
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  std::vector<std::string> calls() const;
};

}  // namespace alongside
