// The semantic tree as JSON.
#include <kiosk/ui_frame.h>

#include <nlohmann/json.hpp>

#include <cstdio>

namespace alongside {
namespace {

const char* role_name(NodeRole role) {
  constexpr const char* names[] = {"page", "heading", "text", "question", "choice", "button", "field",
                                   "key",  "card",    "row",  "error",    "image",  "status"};
  return names[static_cast<int>(role)];
}

Json rect_json(const Rect& r, double scale) { return {r.x / scale, r.y / scale, r.w / scale, r.h / scale}; }

std::string hex(unsigned rgb) {
  char out[8];
  std::snprintf(out, sizeof out, "#%06x", rgb & 0xffffffu);
  return out;
}

}  // namespace

Json tree_json(const std::vector<Node>& tree, const Screen& screen) {
  Json out = Json::array();
  for (const Node& n : tree)
    out.push_back(
        {{"id", n.id},
         {"role", role_name(n.role)},
         {"name", n.name},
         {"spoken", n.spoken},
         {"clip", n.id},
         {"lang", n.language},
         {"dir", n.right_to_left ? "rtl" : "ltr"},
         {"value", n.value},
         {"state", {{"focus", n.focused}, {"selected", n.selected}, {"error", n.error}, {"disabled", false}}},
         {"rect_px", rect_json(n.rect_px, 1)},
         {"hit_px", rect_json(n.hit_px, 1)},
         {"rect_mm", rect_json(n.rect_px, screen.px_per_mm())},
         {"cap_mm", n.cap_mm},
         {"fg", hex(n.foreground)},
         {"bg", hex(n.background)},
         {"natural_w", n.natural_w_px},
         {"natural_h", n.natural_h_px},
         {"clipped", n.clipped},
         {"sensitive", n.sensitive},
         {"parent", n.parent},
         {"order", n.order}});
  return out;
}

}  // namespace alongside
