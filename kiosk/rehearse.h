// Any screen without a hand: plays a visit up to it. For automation, previews and tests; pure.
#pragma once

#include <kiosk/visit.h>

#include <optional>
#include <string>

namespace alongside {

// The visit that stands on a screen such as "K12", or on one item of a form. Made-up answers, the fewest that
// lead there. Empty: no visit on this content leads there.
std::optional<Visit> visit_at(const std::string& screen, const std::string& item, const Content& content);

}  // namespace alongside
