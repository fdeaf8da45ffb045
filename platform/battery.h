// How full the machine's battery is.
#pragma once

#include <string>

namespace alongside {

// Percent of the fullest battery in `folder` (sysfs ABI, /sys/class/power_supply); -1: no battery.
int battery_percent(const std::string& folder = "/sys/class/power_supply");

}  // namespace alongside
