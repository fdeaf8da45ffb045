// Colours, spaces and icons of the kiosk.
#pragma once

#include <kiosk/ui.h>
#include <platform/painter.h>

namespace alongside {

struct Theme {
  unsigned page, panel, ink, hint, action, on_action, info, danger, caution;
  unsigned selected, good_fill, danger_fill, caution_fill, focus_band, focus_edge;
};

const Theme& theme_of(Contrast contrast);
double contrast_ratio(unsigned one, unsigned other);  // WCAG, 1 to 21

enum class Icon {
  none,
  back,
  leave,
  help,
  language,
  text,
  tick,
  forward,
  more,
  ring,
  box,
  phone,
  alert,
  skip,
  change,
  list,
  talk,
  baby,
  lock,
  person,
  people,
  bulb,
  clock,
  send,
  spirits,
  bottle,
  wine,
  pint
};
// Mirrored by the caller where it points along the reading direction.
const Mask& icon_mask(Icon icon, int size_px);

}  // namespace alongside
