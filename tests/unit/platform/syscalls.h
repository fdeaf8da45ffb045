// Watches this program's fsync, fdatasync and rename, and can let one of them fail.
#pragma once

#include <string>
#include <vector>

namespace alongside {

// While one lives, every call is noted as "fsync NAME", "fdatasync NAME" or "rename NAME" (last part of the
// path).
class Watch {
 public:
  explicit Watch(int fail_at = 0);  // the n-th call from now on fails with EIO; 0: none
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;
  std::vector<std::string> calls() const;
};

}  // namespace alongside
