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
  if (s.width_px < 320 || s.height_px < 320 || s.width_px > 8192 || s.height_px > 8192)
    return Error{Code::invalid, "the screen must be 320 to 8192 pixels each way"};
  if (!(s.width_mm > 0) || !(s.height_mm > 0))
    return Error{Code::invalid, "the screen's millimetres are not set"};
  if (s.width_mm < 130 || s.height_mm < 80)
    return Error{Code::invalid, "too small for targets of 15 mm: at least 130 mm wide and 80 mm high"};
  const double ratio = (s.width_px / s.width_mm) / (s.height_px / s.height_mm);
  if (std::abs(ratio - 1) > 0.03)
    return Error{Code::invalid, "pixels not square: check the screen's millimetres"};
  const double most = s.one_row() ? 425 : 600;
  if (!(s.view_mm > 0) || s.view_mm > most)
    return Error{Code::invalid, s.one_row() ? "view_mm over 425 on a low screen" : "view_mm over 600"};
  return {};
}

}  // namespace alongside
