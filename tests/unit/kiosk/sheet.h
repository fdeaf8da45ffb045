// Many frames, small, in one picture with their names.
#pragma once

#include <platform/painter.h>

#include <string>
#include <vector>

namespace alongside {

// The picture at a smaller width, each pixel the mean of those it covers.
Pixels smaller(const Pixels& picture, int width);

class Sheet {
 public:
  explicit Sheet(int tile_px) : tile_px_(tile_px) {}  // 0: by the shape of the frames
  void add(const Pixels& frame, const std::string& name);
  std::size_t count() const { return tiles_.size(); }
  Pixels made() const;

 private:
  struct Tile {
    Pixels pixels;
    std::string name;
  };
  int tile_px_;
  std::vector<Tile> tiles_;
};

}  // namespace alongside
