// Makes QR codes with libqrencode.
#include <platform/painter_qr.h>

#include <qrencode.h>

#include <algorithm>

namespace alongside {

Result<Mask> qr_mask(std::string_view payload, int size_px) {
  QRcode* code = QRcode_encodeString8bit(std::string(payload).c_str(), 0, QR_ECLEVEL_M);
  if (!code) return Error{Code::invalid, "too long for a QR code"};
  const int scale = std::max(1, size_px / (code->width + 8)), size = scale * (code->width + 8);
  Mask mask{next_mask_id(), size, size, {}};
  mask.alpha.assign(static_cast<std::size_t>(size) * static_cast<std::size_t>(size), 0);
  for (int y = 4 * scale; y < size - 4 * scale; ++y)
    for (int x = 4 * scale; x < size - 4 * scale; ++x)
      if (code->data[(y / scale - 4) * code->width + x / scale - 4] & 1)
        mask.alpha[static_cast<std::size_t>(y) * static_cast<std::size_t>(size) +
                   static_cast<std::size_t>(x)] = 255;
  QRcode_free(code);
  return mask;
}

}  // namespace alongside
