// A QR code as a mask.
#pragma once

#include <platform/painter.h>

#include <string_view>

namespace alongside {

// Level M with the quiet zone of 4 modules; whole pixels a module, so at most size_px wide.
Result<Mask> qr_mask(std::string_view payload, int size_px);

}  // namespace alongside
