// Pixels on the CPU: draws Dear ImGui's draw data and repaints only the cells that changed.
#pragma once

#include <platform/result.h>

#include <cstdint>
#include <string>
#include <vector>

struct ImDrawData;

namespace alongside {

struct PixelRect {
  int x = 0, y = 0, w = 0, h = 0;
};

// 0x00RRGGBB, rows from the top, no padding.
struct Pixels {
  int width = 0, height = 0;
  std::vector<std::uint32_t> data;
};

// An 8-bit alpha picture: words, an icon or a rounded corner. Draw commands name it by its address as texture
// id.
struct Mask {
  std::uint64_t id = 0;  // unique in the process: equal ids mean equal pictures
  int width = 0, height = 0;
  std::vector<std::uint8_t> alpha;
};

std::uint64_t next_mask_id();
const Mask& corner_mask(int radius_px);  // the top left quarter of a disc
struct Stroke {
  double x1, y1, x2, y2;
};
Mask stroke_mask(const std::vector<Stroke>& strokes, double grid, double width, int size_px);

class Painter {
 public:
  Painter(int width, int height);
  // Every command must be an axis-aligned quad: a plain fill (texture of the atlas) or a Mask.
  const std::vector<PixelRect>& paint(const ImDrawData& draw, const void* atlas);
  const Pixels& pixels() const { return pixels_; }
  const std::vector<PixelRect>& changed() const { return changed_; }
  void repaint_all();  // the next paint repaints every cell
  void wipe();         // fills with black at once

 private:
  struct Quad {
    int x0, y0, x1, y1;
    double u0, v0, u1, v1;
    std::uint32_t colour;  // 0xAARRGGBB
    const Mask* mask;
    std::uint64_t mask_id;  // holds when the mask is gone
    bool same_as(const Quad& other) const;
  };
  PixelRect difference() const;  // from the quads before; everything where they cannot be compared
  void collect(const ImDrawData& draw, const void* atlas);
  void hash_cells(std::vector<std::uint64_t>& out) const;
  void add_changed(const PixelRect& cells, const PixelRect& most);
  void draw_quad(const Quad& quad, const PixelRect& clip);

  Pixels pixels_;
  int columns_, rows_;
  std::vector<Quad> quads_, before_;
  std::vector<std::uint64_t> cells_;
  std::vector<PixelRect> changed_;
};

Result<> save_png(const Pixels& pixels, const std::string& path);

}  // namespace alongside
