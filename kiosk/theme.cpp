// The tokens of the four contrasts, and icons as strokes on a grid of 24.
#include <kiosk/theme.h>

#include <cmath>
#include <map>
#include <utility>

namespace alongside {
namespace {

constexpr Theme standard{0xffffff, 0xf3f5f2, 0x16191d, 0x30343a, 0x0a3d25, 0xffffff, 0x113760, 0x661818,
                         0x4d2f00, 0xe7eef6, 0xe7f3ec, 0xfdeeee, 0xfff3c4, 0xffd21f, 0x000000};
constexpr Theme light{0xffffff, 0xffffff, 0x000000, 0x000000, 0x000000, 0xffffff, 0x000000, 0x000000,
                      0x000000, 0xffffff, 0xffffff, 0xffffff, 0xffffff, 0xffd21f, 0x000000};
constexpr Theme dark{0x000000, 0x000000, 0xffffff, 0xffffff, 0xffffff, 0x000000, 0xffffff, 0xffffff,
                     0xffffff, 0x000000, 0x000000, 0x000000, 0x000000, 0xffd21f, 0x000000};
constexpr Theme low{0xf4efe4, 0xf4efe4, 0x504b44, 0x504b44, 0x16573a, 0xf4efe4, 0x224d78, 0x802b2b,
                    0x624412, 0xf4efe4, 0xf4efe4, 0xf4efe4, 0xf4efe4, 0xffd21f, 0x000000};

double linear(unsigned channel) {
  const double c = channel / 255.0;
  return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

double luminance(unsigned rgb) {
  return 0.2126 * linear((rgb >> 16) & 255u) + 0.7152 * linear((rgb >> 8) & 255u) +
         0.0722 * linear(rgb & 255u);
}

void arc(std::vector<Stroke>& out, double cx, double cy, double rx, double ry, double from, double to) {
  const int steps = 20;
  for (int i = 0; i < steps; ++i) {
    const double a = (from + (to - from) * i / steps) * 0.01745329252,
                 b = (from + (to - from) * (i + 1) / steps) * 0.01745329252;
    out.push_back(
        {cx + rx * std::cos(a), cy + ry * std::sin(a), cx + rx * std::cos(b), cy + ry * std::sin(b)});
  }
}

std::vector<Stroke> straight_strokes(Icon icon) {
  switch (icon) {
    case Icon::back:
      return {{20, 12, 4, 12}, {4, 12, 10.5, 5.5}, {4, 12, 10.5, 18.5}};
    case Icon::forward:
      return {{4, 12, 20, 12}, {20, 12, 13.5, 5.5}, {20, 12, 13.5, 18.5}};
    case Icon::more:
      return {{12, 4, 12, 20}, {12, 20, 5.5, 13.5}, {12, 20, 18.5, 13.5}};
    case Icon::skip:
      return {{4, 5, 11, 12}, {11, 12, 4, 19}, {12, 5, 19, 12}, {19, 12, 12, 19}};
    case Icon::tick:
      return {{4, 13, 9.5, 18.5}, {9.5, 18.5, 20, 6}};
    case Icon::leave:
      return {{12, 4, 4, 4},   {4, 4, 4, 20},       {4, 20, 12, 20},
              {9, 12, 21, 12}, {21, 12, 16.5, 7.5}, {21, 12, 16.5, 16.5}};
    case Icon::text:
      return {{3, 20, 8.5, 5}, {8.5, 5, 14, 20}, {5, 15, 12, 15}, {19, 8, 19, 20}, {15.5, 14, 22.5, 14}};
    case Icon::change:
      return {{4, 20, 5, 15}, {5, 15, 16, 4}, {16, 4, 20, 8}, {20, 8, 9, 19}, {9, 19, 4, 20}};
    case Icon::box:
      return {{4, 4, 20, 4}, {20, 4, 20, 20}, {20, 20, 4, 20}, {4, 20, 4, 4}};
    case Icon::phone:
      return {
          {7, 2.5, 17, 2.5}, {17, 2.5, 17, 21.5}, {17, 21.5, 7, 21.5}, {7, 21.5, 7, 2.5}, {11, 18, 13, 18}};
    case Icon::alert:
      return {{12, 3, 22, 20.5}, {22, 20.5, 2, 20.5}, {2, 20.5, 12, 3}, {12, 9, 12, 14}, {12, 17, 12, 17}};
    case Icon::list:
      return {{4, 5, 5.5, 7},   {5.5, 7, 8, 3.5}, {11, 6, 21, 6},     {4, 12, 5.5, 14}, {5.5, 14, 8, 10.5},
              {11, 13, 21, 13}, {4, 19, 5.5, 21}, {5.5, 21, 8, 17.5}, {11, 20, 21, 20}};
    case Icon::send:
      return {{3, 11, 21, 3}, {21, 3, 14, 21}, {14, 21, 11, 13}, {11, 13, 3, 11}, {11, 13, 21, 3}};
    case Icon::talk:
      return {{4, 4, 20, 4},  {20, 4, 20, 16}, {20, 16, 12, 16},  {12, 16, 7, 21}, {7, 21, 7, 16},
              {7, 16, 4, 16}, {4, 16, 4, 4},   {8, 8.5, 16, 8.5}, {8, 12, 13, 12}};
    case Icon::spirits:
      return {{6, 8, 8, 20}, {8, 20, 16, 20}, {16, 20, 18, 8}, {6, 8, 18, 8}, {6.8, 13, 17.2, 13}};
    case Icon::bottle:
      return {{10, 2, 14, 2},       {10, 2, 10, 8},      {14, 2, 14, 8},
              {10, 8, 7.5, 11},     {14, 8, 16.5, 11},   {7.5, 11, 7.5, 22},
              {16.5, 11, 16.5, 22}, {7.5, 22, 16.5, 22}, {7.5, 15, 16.5, 15}};
    case Icon::pint:
      return {{6, 2, 7.5, 22}, {7.5, 22, 16.5, 22}, {16.5, 22, 18, 2}, {6, 2, 18, 2}, {6.4, 6.5, 17.6, 6.5}};
    default:
      return {};
  }
}

std::vector<Stroke> strokes_of(Icon icon) {
  std::vector<Stroke> s = straight_strokes(icon);
  switch (icon) {
    case Icon::lock:
      arc(s, 12, 9, 4.5, 5.5, 180, 360);
      s.insert(s.end(),
               {{5, 10, 19, 10}, {19, 10, 19, 21}, {19, 21, 5, 21}, {5, 21, 5, 10}, {12, 14, 12, 17}});
      break;
    case Icon::baby:
      arc(s, 12, 12, 9.5, 9.5, 0, 360);
      arc(s, 12, 13, 4.5, 4.5, 20, 160);
      arc(s, 12, 4.5, 2, 2, -60, 170);
      s.insert(s.end(), {{8.5, 10, 8.5, 10.5}, {15.5, 10, 15.5, 10.5}});
      break;
    case Icon::person:
      arc(s, 12, 7, 4.5, 4.5, 0, 360);
      arc(s, 12, 22, 8.5, 8, 180, 360);
      break;
    case Icon::people:
      arc(s, 8, 8, 4, 4, 0, 360);
      arc(s, 8, 22, 7, 7.5, 180, 360);
      arc(s, 17, 10, 3, 3, 0, 360);
      arc(s, 17.5, 22, 5, 6, 210, 360);
      break;
    case Icon::wine:
      arc(s, 12, 3, 6, 10, 0, 180);
      s.insert(s.end(), {{6, 3, 18, 3}, {12, 13, 12, 21.5}, {7.5, 21.5, 16.5, 21.5}, {6.6, 7, 17.4, 7}});
      break;
    case Icon::bulb:
      arc(s, 12, 9.5, 7, 7, 120, 420);
      s.insert(s.end(), {{8.5, 15.5, 9, 18}, {15.5, 15.5, 15, 18}, {9, 18, 15, 18}, {10, 21.5, 14, 21.5}});
      break;
    case Icon::clock:
      arc(s, 12, 12, 9.5, 9.5, 0, 360);
      s.insert(s.end(), {{12, 6.5, 12, 12}, {12, 12, 16, 14.5}});
      break;
    case Icon::ring:
      arc(s, 12, 12, 9, 9, 0, 360);
      break;
    case Icon::help:
      arc(s, 12, 12, 10, 10, 0, 360);
      arc(s, 12, 9.5, 3.2, 3.2, -180, 80);
      s.insert(s.end(), {{12, 12.7, 12, 14}, {12, 17.3, 12, 17.3}});
      break;
    case Icon::language:
      arc(s, 12, 12, 9.5, 9.5, 0, 360);
      arc(s, 12, 12, 4, 9.5, 0, 360);
      s.push_back({2.5, 12, 21.5, 12});
      break;
    default:
      break;
  }
  return s;
}

}  // namespace

const Theme& theme_of(Contrast contrast) {
  switch (contrast) {
    case Contrast::standard:
      return standard;
    case Contrast::high_light:
      return light;
    case Contrast::high_dark:
      return dark;
    case Contrast::low:
      return low;
  }
  return standard;
}

double contrast_ratio(unsigned one, unsigned other) {
  const double a = luminance(one) + 0.05, b = luminance(other) + 0.05;
  return a > b ? a / b : b / a;
}

const Mask& icon_mask(Icon icon, int size_px) {
  static std::map<std::pair<Icon, int>, Mask> icons;
  const auto at = std::pair{icon, size_px};
  const auto found = icons.find(at);
  if (found != icons.end()) return found->second;
  return icons.emplace(at, stroke_mask(strokes_of(icon), 24, 2.4, size_px)).first->second;
}

}  // namespace alongside
