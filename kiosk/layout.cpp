// Which screens can carry the kiosk, and how large its words are.
#include <kiosk/layout.h>

#include <cmath>

namespace alongside {

double cap_mm(Size size) {
  switch (size) {
    case Size::S:
      return 3.9;
    case Size::M:
      return 5.2;
    case Size::L:
      return 6.75;
    case Size::XL:
      return 8.75;
  }
  return 5.2;
}

std::vector<Size> sizes_for(const Screen& screen) {
  if (screen.one_row()) return {Size::S, Size::M};
  return {Size::S, Size::M, Size::L, Size::XL};
}

Result<> check_screen(const Screen& s) {
  const auto refused = [](const std::string& why) {
    return Error{Code::invalid, "this screen does not fit: " + why};
  };
  if (s.width_px < 320 || s.height_px < 320 || s.width_px > 8192 || s.height_px > 8192)
    return refused("it must have 320 to 8192 pixels each way");
  if (!(s.width_mm > 0) || !(s.height_mm > 0)) return refused("its millimetres are not set");
  if (s.width_mm < 130 || s.height_mm < 85)
    return refused("targets of 15 mm need at least 130 mm of width and 85 mm of height");
  if (s.one_row() && s.width_mm < 150) return refused("one that is 136 mm high or less must be 150 mm wide");
  const double ratio = (s.width_px / s.width_mm) / (s.height_px / s.height_mm);
  if (std::abs(ratio - 1) > 0.08) return refused("its pixels are not square, check width_mm and height_mm");
  if (s.px_per_mm() < 2) return refused("under 2 pixels a millimetre the words would be blurred");
  if (!(s.view_mm > 0)) return refused("view_mm, the distance of the eye, is not set");
  if (s.one_row() && s.view_mm > 425)
    return refused("on a low screen the words can be read from 425 mm only");
  if (s.view_mm > 716) return refused("the largest words can be read from 716 mm only");
  return {};
}

}  // namespace alongside
