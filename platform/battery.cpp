// Batteries as Linux lists them.
#include <platform/battery.h>
#include <platform/files.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <system_error>

namespace alongside {

int battery_percent(const std::string& folder) {
  int most = -1;
  std::error_code none;
  for (const auto& each : std::filesystem::directory_iterator(folder, none)) {
    const auto type = read_file(each.path() / "type", 64);
    const auto capacity = read_file(each.path() / "capacity", 64);
    if (type.ok() && capacity.ok() && type->rfind("Battery", 0) == 0)
      most = std::max(most, std::clamp(std::atoi(capacity->c_str()), 0, 100));
  }
  return most;
}

}  // namespace alongside
