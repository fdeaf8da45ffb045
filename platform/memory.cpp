// Freed blocks and dead stack are overwritten.
#include <platform/crypto.h>
#include <platform/memory.h>

#include <array>
#include <cstdlib>

#include <unistd.h>

namespace alongside {

const std::vector<std::pair<std::string, std::string>>& wiping_environment() {
  static const std::vector<std::pair<std::string, std::string>> list = {
      {"GLIBC_TUNABLES", "glibc.malloc.tcache_count=0:glibc.malloc.perturb=90"},
      {"G_SLICE", "always-malloc"}};
  return list;
}

void run_with_wiping(char** arguments) {
  bool set = true;
  for (const auto& [name, value] : wiping_environment()) {
    const char* found = std::getenv(name.c_str());
    if (found != nullptr && value == found) continue;
    set = false;
    if (::setenv(name.c_str(), value.c_str(), 1) != 0) return;
  }
  if (!set) ::execv("/proc/self/exe", arguments);  // when it cannot, we go on without
}

__attribute__((noinline)) void wipe_dead_stack() {
  std::array<unsigned char, 256 * 1024> below;
  wipe(below.data(), below.size());
}

}  // namespace alongside
