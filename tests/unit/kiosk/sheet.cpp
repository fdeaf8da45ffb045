// Puts frames side by side.
#include "sheet.h"

#include <platform/text.h>

#include <algorithm>
#include <cmath>

namespace alongside {
namespace {

constexpr int gap = 10, label = 22;

void copy(Pixels& to, const Pixels& from, int x0, int y0) {
  for (int y = 0; y < from.height; ++y)
    std::copy_n(from.data.begin() + static_cast<std::ptrdiff_t>(y) * from.width, from.width,
                to.data.begin() + static_cast<std::ptrdiff_t>(y0 + y) * to.width + x0);
}

void write(Pixels& to, const Mask& mask, int x0, int y0, int most) {
  for (int y = 0; y < std::min(mask.height, label); ++y)
    for (int x = 0; x < std::min(mask.width, most); ++x) {
      const auto at =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(mask.width) + static_cast<std::size_t>(x);
      const std::uint32_t grey = 255u - mask.alpha[at];
      std::uint32_t& pixel = to.data[static_cast<std::size_t>(y0 + y) * static_cast<std::size_t>(to.width) +
                                     static_cast<std::size_t>(x0 + x)];
      pixel = std::min(pixel & 0xffu, grey) * 0x010101u;
    }
}

}  // namespace

Pixels smaller(const Pixels& picture, int width) {
  Pixels out;
  out.width = std::min(width, picture.width);
  out.height = std::max(1, picture.height * out.width / picture.width);
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x) {
      const int x1 = x * picture.width / out.width, x2 = (x + 1) * picture.width / out.width;
      const int y1 = y * picture.height / out.height, y2 = (y + 1) * picture.height / out.height;
      std::uint32_t red = 0, green = 0, blue = 0;
      for (int v = y1; v < y2; ++v)
        for (int u = x1; u < x2; ++u) {
          const std::uint32_t pixel =
              picture.data[static_cast<std::size_t>(v) * static_cast<std::size_t>(picture.width) +
                           static_cast<std::size_t>(u)];
          red += (pixel >> 16) & 255u, green += (pixel >> 8) & 255u, blue += pixel & 255u;
        }
      const auto count = static_cast<std::uint32_t>((x2 - x1) * (y2 - y1));
      out.data.push_back(((red / count) << 16) | ((green / count) << 8) | (blue / count));
    }
  return out;
}

void Sheet::add(const Pixels& frame, const std::string& name) {
  const int width = tile_px_ > 0 ? tile_px_ : frame.width > frame.height ? 320 : 200;
  tiles_.push_back({smaller(frame, width), name});
}

Pixels Sheet::made() const {
  Pixels out;
  if (tiles_.empty()) return out;
  const int w = tiles_[0].pixels.width + gap, h = tiles_[0].pixels.height + gap + label;
  const int count = static_cast<int>(tiles_.size());
  const int columns = std::clamp(static_cast<int>(std::ceil(std::sqrt(1.3 * count * h / w))), 1, count);
  const int rows = (count + columns - 1) / columns;
  out.width = columns * w + gap;
  out.height = rows * h + gap;
  out.data.assign(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height), 0xc8c8c8u);
  Text text(1u << 20);
  TextStyle style;
  style.em_px = 14;
  for (int i = 0; i < count; ++i) {
    const Tile& tile = tiles_[static_cast<std::size_t>(i)];
    const int x = gap + (i % columns) * w, y = gap + (i / columns) * h;
    write(out, text.image(tile.name, style).mask, x, y, w - gap);
    copy(out, tile.pixels, x, y + label);
  }
  return out;
}

}  // namespace alongside
