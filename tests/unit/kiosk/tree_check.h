// What is wrong with a frame, told by its semantic tree and its pixels.
#pragma once

#include <kiosk/ui_frame.h>

#include <string>
#include <vector>

namespace alongside {

// One sentence a fault: off the screen, clipped, overlapping, small or close targets, no name, same id twice,
// contrast under `least_contrast`.
std::vector<std::string> faults_of(const std::vector<Node>& tree, const Screen& screen, double least_contrast);
// Words whose pixels stand out less than they declare.
std::vector<std::string> pixel_faults(const std::vector<Node>& tree, const Pixels& pixels,
                                      double least_contrast);

}  // namespace alongside
