// Draws quads of fills and alpha masks into pixels, cell by cell.
#include <platform/painter.h>

#include <imgui.h>
#include <stb_image_write.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>

namespace alongside {
namespace {

constexpr int cell_px = 32;

std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  hash ^= value + 0x9e3779b97f4a7c15ull + (hash << 6) + (hash >> 2);
  return hash * 0xff51afd7ed558ccdull;
}

std::uint32_t blend(std::uint32_t under, std::uint32_t over, unsigned alpha) {
  const unsigned rest = 255 - alpha;
  const auto channel = [&](unsigned shift) {
    const unsigned sum = ((over >> shift) & 255u) * alpha + ((under >> shift) & 255u) * rest;
    return ((sum + 127u) / 255u) << shift;
  };
  return channel(16) | channel(8) | channel(0);
}

double distance(const Stroke& s, double x, double y) {
  const double dx = s.x2 - s.x1, dy = s.y2 - s.y1, length = dx * dx + dy * dy;
  const double t = length > 0 ? std::clamp(((x - s.x1) * dx + (y - s.y1) * dy) / length, 0.0, 1.0) : 0.0;
  return std::hypot(x - s.x1 - t * dx, y - s.y1 - t * dy);
}

std::uint8_t coverage(double value) {
  return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 1.0) * 255.0));
}

std::uint32_t argb(ImU32 c) { return (c & 0xff00ff00u) | ((c & 0xffu) << 16) | ((c >> 16) & 0xffu); }

int whole(float value) { return static_cast<int>(std::lround(value)); }

}  // namespace

std::uint64_t next_mask_id() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

const Mask& corner_mask(int radius) {
  static std::map<int, Mask> corners;
  const auto found = corners.find(radius);
  if (found != corners.end()) return found->second;
  Mask mask{next_mask_id(), radius, radius, {}};
  for (int y = 0; y < radius; ++y)
    for (int x = 0; x < radius; ++x)
      mask.alpha.push_back(coverage(radius + 0.5 - std::hypot(radius - x - 0.5, radius - y - 0.5)));
  return corners.emplace(radius, std::move(mask)).first->second;
}

Mask stroke_mask(const std::vector<Stroke>& strokes, double grid, double width, int size) {
  Mask mask{next_mask_id(), size, size, {}};
  const double scale = size / grid;
  for (int y = 0; y < size; ++y)
    for (int x = 0; x < size; ++x) {
      double nearest = 1e9;
      for (const Stroke& s : strokes)
        nearest = std::min(nearest, distance(s, (x + 0.5) / scale, (y + 0.5) / scale));
      mask.alpha.push_back(coverage((width / 2 - nearest) * scale + 0.5));
    }
  return mask;
}

Painter::Painter(int width, int height)
    : pixels_{width, height, {}},
      columns_((width + cell_px - 1) / cell_px),
      rows_((height + cell_px - 1) / cell_px) {
  pixels_.data.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), 0);
}

void Painter::repaint_all() {
  cells_.clear();
  before_.clear();
}

void Painter::wipe() {
  std::fill(pixels_.data.begin(), pixels_.data.end(), 0u);
  repaint_all();
}

void Painter::collect(const ImDrawData& draw, const void* atlas) {
  std::swap(before_, quads_);
  quads_.clear();
  for (int l = 0; l < draw.CmdListsCount; ++l) {
    const ImDrawList& list = *draw.CmdLists[l];
    for (const ImDrawCmd& command : list.CmdBuffer) {
      for (unsigned i = 0; i + 5 < command.ElemCount; i += 6) {
        const int at = static_cast<int>(command.IdxOffset + i);
        const auto vertex = [&](int k) -> const ImDrawVert& {
          return list.VtxBuffer[static_cast<int>(command.VtxOffset + list.IdxBuffer[at + k])];
        };
        const ImDrawVert &a = vertex(0), &c = vertex(2);
        const void* texture = command.TextureId;
        const Mask* mask = texture == atlas ? nullptr : static_cast<const Mask*>(texture);
        quads_.push_back({whole(a.pos.x), whole(a.pos.y), whole(c.pos.x), whole(c.pos.y),
                          static_cast<double>(a.uv.x), static_cast<double>(a.uv.y),
                          static_cast<double>(c.uv.x), static_cast<double>(c.uv.y), argb(a.col), mask,
                          mask ? mask->id : 0});
      }
    }
  }
}

void Painter::hash_cells(std::vector<std::uint64_t>& out) const {
  out.assign(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_), 1);
  for (const Quad& q : quads_) {
    std::uint64_t hash = mix(q.colour, q.mask_id);
    for (const int value : {q.x0, q.y0, q.x1, q.y1}) hash = mix(hash, static_cast<std::uint64_t>(value));
    hash = mix(hash, (q.mask && q.u0 > q.u1 ? 1u : 0u) | (q.mask && q.v0 > q.v1 ? 2u : 0u));
    const int cx1 = std::min(columns_ - 1, (q.x1 - 1) / cell_px),
              cy1 = std::min(rows_ - 1, (q.y1 - 1) / cell_px);
    for (int cy = std::max(0, q.y0 / cell_px); cy <= cy1; ++cy)
      for (int cx = std::max(0, q.x0 / cell_px); cx <= cx1; ++cx) {
        auto& cell = out[static_cast<std::size_t>(cy * columns_ + cx)];
        cell = mix(cell, hash);
      }
  }
}

bool Painter::Quad::same_as(const Quad& other) const {
  return x0 == other.x0 && y0 == other.y0 && x1 == other.x1 && y1 == other.y1 && colour == other.colour &&
         mask_id == other.mask_id && (u0 > u1) == (other.u0 > other.u1) && (v0 > v1) == (other.v0 > other.v1);
}

// Quads are compared one by one, so that where none of the same place in the list differs nothing can.
PixelRect Painter::difference() const {
  const PixelRect all{0, 0, pixels_.width, pixels_.height};
  if (before_.size() != quads_.size()) return all;
  int x0 = all.w, y0 = all.h, x1 = 0, y1 = 0;
  for (std::size_t i = 0; i < quads_.size(); ++i) {
    if (quads_[i].same_as(before_[i])) continue;
    for (const Quad* q : {&quads_[i], &before_[i]}) {
      x0 = std::min(x0, q->x0), y0 = std::min(y0, q->y0);
      x1 = std::max(x1, q->x1), y1 = std::max(y1, q->y1);
    }
  }
  x0 = std::max(x0, 0), y0 = std::max(y0, 0);
  x1 = std::min(x1, all.w), y1 = std::min(y1, all.h);
  return {x0, y0, std::max(0, x1 - x0), std::max(0, y1 - y0)};
}

void Painter::draw_quad(const Quad& q, const PixelRect& clip) {
  const int x0 = std::max(q.x0, clip.x), x1 = std::min(q.x1, clip.x + clip.w);
  const int y0 = std::max(q.y0, clip.y), y1 = std::min(q.y1, clip.y + clip.h);
  if (x0 >= x1 || y0 >= y1) return;
  const std::uint32_t rgb = q.colour & 0xffffffu;
  const unsigned opacity = q.colour >> 24;
  for (int y = y0; y < y1; ++y) {
    std::uint32_t* row = &pixels_.data[static_cast<std::size_t>(y) * static_cast<std::size_t>(pixels_.width)];
    if (!q.mask) {
      if (opacity == 255)
        std::fill(row + x0, row + x1, rgb);
      else
        for (int x = x0; x < x1; ++x) row[x] = blend(row[x], rgb, opacity);
      continue;
    }
    const Mask& m = *q.mask;
    const int my = q.v0 > q.v1 ? q.y1 - 1 - y : y - q.y0;
    if (my < 0 || my >= m.height) continue;
    const std::uint8_t* from = &m.alpha[static_cast<std::size_t>(my) * static_cast<std::size_t>(m.width)];
    for (int x = x0; x < x1; ++x) {
      const int mx = q.u0 > q.u1 ? q.x1 - 1 - x : x - q.x0;
      if (mx < 0 || mx >= m.width || !from[mx]) continue;
      const unsigned alpha = from[mx] * opacity / 255u;
      row[x] = alpha == 255 ? rgb : blend(row[x], rgb, alpha);
    }
  }
}

// The part of it within `most`; one with the rectangle above it where that is as wide.
void Painter::add_changed(const PixelRect& cells, const PixelRect& most) {
  const int x0 = std::max(cells.x, most.x), x1 = std::min(cells.x + cells.w, most.x + most.w);
  const int y0 = std::max(cells.y, most.y), y1 = std::min(cells.y + cells.h, most.y + most.h);
  if (x0 >= x1 || y0 >= y1) return;
  for (auto at = changed_.rbegin(); at != changed_.rend() && at->y + at->h >= y0 - cell_px; ++at)
    if (at->x == x0 && at->w == x1 - x0 && at->y + at->h == y0) {
      at->h += y1 - y0;
      return;
    }
  changed_.push_back({x0, y0, x1 - x0, y1 - y0});
}

const std::vector<PixelRect>& Painter::paint(const ImDrawData& draw, const void* atlas) {
  collect(draw, atlas);
  std::vector<std::uint64_t> next;
  hash_cells(next);
  changed_.clear();
  const PixelRect most =
      cells_.size() == next.size() ? difference() : PixelRect{0, 0, pixels_.width, pixels_.height};
  for (int cy = 0; cy < rows_; ++cy) {
    for (int cx = 0; cx < columns_; ++cx) {
      const auto differs = [&](int column) {
        const auto at = static_cast<std::size_t>(cy * columns_ + column);
        return cells_.size() != next.size() || cells_[at] != next[at];
      };
      if (!differs(cx)) continue;
      int end = cx + 1;
      while (end < columns_ && differs(end)) ++end;
      add_changed({cx * cell_px, cy * cell_px, (end - cx) * cell_px, cell_px}, most);
      cx = end - 1;
    }
  }
  for (const PixelRect& rect : changed_)
    for (const Quad& quad : quads_) draw_quad(quad, rect);
  cells_ = std::move(next);
  return changed_;
}

Result<> save_png(const Pixels& pixels, const std::string& path) {
  std::vector<std::uint8_t> bytes;
  bytes.reserve(pixels.data.size() * 3);
  for (const std::uint32_t p : pixels.data)
    for (const int shift : {16, 8, 0}) bytes.push_back(static_cast<std::uint8_t>(p >> shift));
  if (!stbi_write_png(path.c_str(), pixels.width, pixels.height, 3, bytes.data(), pixels.width * 3))
    return Error{Code::storage, "picture not written: " + path};
  return {};
}

}  // namespace alongside
