// Rings read, and the ring of one kiosk.
#include <sync/content/rings.h>

#include <platform/crypto.h>
#include <platform/json.h>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace alongside {
namespace {

// 0 to 99, the same for one kiosk for ever.
long long share_of(const std::string& device_id) {
  const Digest32 hash = sha256(view("alongside-ring-v1" + device_id));
  return (hash[0] * 256 + hash[1]) % 100;
}

Result<bool> fits(const Json& ring, const std::string& hub, const std::string& device_id) {
  const auto hubs = ring.find("hubs");
  if (hubs != ring.end()) {
    if (!hubs->is_array() || hubs->size() > 1000) return Error{Code::invalid, "rings: hubs must be a list"};
    return std::any_of(hubs->begin(), hubs->end(), [&hub](const Json& one) { return one == hub; });
  }
  if (!ring.contains("of_100")) return true;
  return share_of(device_id) < TRY(need_integer(ring, "of_100"));
}

}  // namespace

bool is_pack_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && name[0] != '.' &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") ==
             name.npos;
}

Result<std::string> pack_of_ring(std::string_view text, const std::string& hub,
                                 const std::string& device_id) {
  const Json file = TRY(parse_json(text, {rings_most_bytes, 8}));
  const auto rings = file.is_object() ? file.find("rings") : file.end();
  if (rings == file.end() || !rings->is_array() || rings->size() > 16)
    return Error{Code::invalid, "rings: must be a list of at most 16"};
  for (const Json& ring : *rings) {
    if (!ring.is_object()) return Error{Code::invalid, "rings: must hold objects"};
    std::string pack = string_or(ring, "pack");
    if (!is_pack_name(pack)) return Error{Code::invalid, "rings: no name of a pack"};
    if (TRY(fits(ring, hub, device_id))) return pack;
  }
  return Error{Code::missing, "rings: none for this kiosk"};
}

}  // namespace alongside
