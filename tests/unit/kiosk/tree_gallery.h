// Every page of a visit, drawn from the starter content on any screen and in any look.
#pragma once

#include <kiosk/screen_table.h>
#include <kiosk/ui_frame.h>

#include <string>
#include <vector>

namespace alongside {

struct GalleryPage {
  std::string name;
  Visit visit;
  bool stopped = false;  // the kiosk takes no visits
};

Pack starter_pack();
std::vector<GalleryPage> gallery(const Pack& pack);
// Draws the page as it stands after a few frames; false when nothing was drawn.
PageFrame show(UiFrame& frame, const Pack& pack, const GalleryPage& page, const std::string& language);
// Touches a node of the tree and draws again.
void touch_node(UiFrame& frame, const Pack& pack, const GalleryPage& page, const std::string& language,
                const std::string& id);
bool has_node(const UiFrame& frame, const std::string& id);
// Saved as a picture where ALONGSIDE_SHOTS names a folder.
void shot(const UiFrame& frame, const std::string& name);

}  // namespace alongside
