// Which pack a kiosk shows: the rings of rings/current.json, signed online. Pure.
#pragma once

#include <platform/result.h>

#include <string>
#include <string_view>

namespace alongside {

inline constexpr std::size_t rings_most_bytes = 64u << 10;

// {"rings": [{"name", "pack", "hubs": […]} | {"name", "pack", "of_100": N} | {"name", "pack"}]}: the first
// that fits. Named hubs, then a share of the kiosks by a hash of their id, then all. missing: no ring fits.
Result<std::string> pack_of_ring(std::string_view text, const std::string& hub, const std::string& device_id);
bool is_pack_name(std::string_view name);  // letters, digits, point and hyphen; it begins with no point

}  // namespace alongside
