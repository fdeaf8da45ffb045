// The rules of journeys.md section 18, over one frame.
#include "tree_check.h"

#include <kiosk/theme.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

namespace alongside {
namespace {

bool overlap(const Rect& a, const Rect& b, double by) {
  return a.x + by < b.x + b.w && b.x + by < a.x + a.w && a.y + by < b.y + b.h && b.y + by < a.y + a.h;
}

std::string at(const Rect& r) {
  char text[80];
  std::snprintf(text, sizeof text, " (%.0f,%.0f %.0fx%.0f)", r.x, r.y, r.w, r.h);
  return text;
}

bool is_key(const Node& n) { return n.role == NodeRole::key; }
// Panels and pages lie under what they hold.
bool ground(const Node& n) { return n.role == NodeRole::page || n.role == NodeRole::card; }

void check_words(const Node& n, const Screen& screen, double least, std::vector<std::string>& out) {
  const Rect& r = n.rect_px;
  if (n.name.empty() || n.spoken.empty()) out.push_back("no name: " + n.id);
  if (n.id.empty()) out.push_back("no id: " + n.name);
  if (r.x < 0 || r.y < 0 || r.x + r.w > screen.width_px + 0.5 || r.y + r.h > screen.height_px + 0.5)
    out.push_back("off the screen: " + n.id + at(r));
  if (n.clipped) out.push_back("clipped: " + n.id + at(r));
  if (n.natural_w_px > r.w + 1 || n.natural_h_px > r.h + 1) out.push_back("overflow: " + n.id + at(r));
  if (contrast_ratio(n.foreground, n.background) < least) out.push_back("contrast: " + n.id);
}

// A pixel is allowed for rounding.
void check_target(const Node& n, const Screen& screen, std::vector<std::string>& out) {
  const double mm = screen.px_per_mm();
  const double least = (is_key(n) ? 12.7 : 15.0) * mm - 1;
  if (n.hit_px.w < least || n.hit_px.h < least) out.push_back("small target: " + n.id + at(n.hit_px));
  const Rect &h = n.hit_px, &r = n.rect_px;
  if (r.x < h.x - 0.5 || r.y < h.y - 0.5 || r.x + r.w > h.x + h.w + 0.5 || r.y + r.h > h.y + h.h + 0.5)
    out.push_back("hit smaller than seen: " + n.id);
}

double distance(const Rect& a, const Rect& b) {
  const double dx = std::max(a.x - b.x - b.w, b.x - a.x - a.w);
  const double dy = std::max(a.y - b.y - b.h, b.y - a.y - a.h);
  return std::max(dx, dy);
}

void check_pair(const Node& a, const Node& b, const Screen& screen, std::vector<std::string>& out) {
  if (ground(a) || ground(b) || a.parent == b.id || b.parent == a.id) return;
  if (overlap(a.rect_px, b.rect_px, 1)) out.push_back("overlap: " + a.id + " and " + b.id + at(b.rect_px));
  if (!a.interactive || !b.interactive) return;
  if (distance(a.hit_px, b.hit_px) < 2.54 * screen.px_per_mm() - 1)
    out.push_back("too close: " + a.id + " and " + b.id + at(b.hit_px));
}

}  // namespace

std::vector<std::string> faults_of(const std::vector<Node>& tree, const Screen& screen, double least) {
  std::vector<std::string> out;
  std::set<std::string> ids;
  for (const Node& n : tree) {
    if (!ids.insert(n.id).second) out.push_back("same id twice: " + n.id);
    check_words(n, screen, least, out);
    if (n.interactive) check_target(n, screen, out);
  }
  for (std::size_t i = 0; i < tree.size(); ++i)
    for (std::size_t j = i + 1; j < tree.size(); ++j) check_pair(tree[i], tree[j], screen, out);
  return out;
}

// Background: the commonest colour. Foreground: the colour furthest from it with twenty pixels or more.
std::vector<std::string> pixel_faults(const std::vector<Node>& tree, const Pixels& pixels, double least) {
  std::vector<std::string> out;
  for (const Node& n : tree) {
    if (ground(n) || n.role == NodeRole::image || n.natural_h_px <= 0) continue;
    std::map<std::uint32_t, int> colours;
    const auto edge = [](double v, int most) { return std::clamp(static_cast<int>(v), 0, most); };
    const int x1 = edge(n.rect_px.x + n.rect_px.w, pixels.width);
    const int y1 = edge(n.rect_px.y + n.rect_px.h, pixels.height);
    for (int y = edge(n.rect_px.y, pixels.height); y < y1; ++y)
      for (int x = edge(n.rect_px.x, pixels.width); x < x1; ++x)
        ++colours[pixels.data[static_cast<std::size_t>(y) * static_cast<std::size_t>(pixels.width) +
                              static_cast<std::size_t>(x)] &
                  0xffffffu];
    const auto common = std::max_element(colours.begin(), colours.end(),
                                         [](const auto& a, const auto& b) { return a.second < b.second; });
    double seen = 1;
    for (const auto& [colour, count] : colours)
      if (count >= 20) seen = std::max(seen, contrast_ratio(colour, common->first));
    const double declared = contrast_ratio(n.foreground, n.background);
    if (seen < least || seen < 0.8 * declared)
      out.push_back("pixels stand out " + std::to_string(seen) + ", declared " + std::to_string(declared) +
                    ": " + n.id);
  }
  return out;
}

}  // namespace alongside
