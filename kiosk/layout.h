// Screens in pixels and millimetres, text sizes, and what fits. Pure.
#pragma once

#include <platform/result.h>

#include <algorithm>
#include <string>
#include <vector>

namespace alongside {

enum class Size { S, M, L, XL };
enum class Contrast { standard, high_light, high_dark, low };

struct Screen {
  int width_px = 1080;
  int height_px = 1920;
  double width_mm = 194.0;
  double height_mm = 345.0;
  double view_mm = 400.0;  // distance of the eye
  // Of the finer direction: 15 mm are at least 15 mm both ways where pixels are not quite square.
  double px_per_mm() const { return std::max(width_px / width_mm, height_px / height_mm); }
  bool one_row() const { return height_mm <= 136.0; }  // compact frame (journeys.md section 3)
};

double cap_mm(Size size);                           // capital height: 3.9, 5.2, 6.75, 8.75
std::vector<Size> sizes_for(const Screen& screen);  // S and M only on a one-row frame
// refused, with the reason in plain words: too small for targets of 15 mm, pixels not square, view_mm over
// the limit.
Result<> check_screen(const Screen& screen);

}  // namespace alongside
