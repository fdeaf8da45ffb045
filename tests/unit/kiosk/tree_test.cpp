// Every page in every look on every kind of screen, as its semantic tree says it stands.
#include "tree_check.h"
#include "tree_gallery.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>

using namespace alongside;

namespace {

struct Device {
  const char* name;
  Screen screen;
};

const Device devices[] = {
    {"15in", {1080, 1920, 194, 345, 400}},  {"21in", {1080, 1920, 268, 476, 400}},
    {"10in", {800, 1280, 136, 217.5, 400}}, {"10wide", {1280, 800, 217.5, 136, 400}},
    {"7in", {800, 480, 154, 92.4, 400}},    {"7in-flat", {800, 480, 154.08, 85.92, 400}}};
const char* const size_names[] = {"S", "M", "L", "XL"};

double least_of(Contrast contrast) {
  return contrast == Contrast::standard ? 10 : contrast == Contrast::low ? 7 : 20;
}

struct Counts {
  int frames = 0, faults = 0;
  std::map<std::string, std::set<std::string>> ids;  // of a page, whatever the look
};

// What a father can touch or choose, without what only pages a screen.
void gather(const UiFrame& frame, std::set<std::string>& ids) {
  for (const Node& n : frame.tree())
    if (n.interactive && n.role != NodeRole::key && n.id != "frame.more" && n.id != "frame.settings")
      ids.insert(n.id);
}

bool only_headings(const std::vector<Node>& tree) {
  return std::all_of(tree.begin(), tree.end(), [](const Node& n) {
    return n.role == NodeRole::page || n.role == NodeRole::heading || n.id.rfind("frame.", 0) == 0;
  });
}

// Looks at every page of the content, by touching More.
void walk(UiFrame& frame, const Pack& pack, const GalleryPage& page, const Device& device,
          const std::string& language, bool pixels, Counts& counts) {
  show(frame, pack, page, language);
  std::set<std::string> ids;
  const Look& look = frame.look();
  for (int part = 1; part <= 40; ++part) {
    auto faults = faults_of(frame.tree(), device.screen, least_of(look.contrast));
    if (pixels)
      for (std::string& fault : pixel_faults(frame.tree(), frame.pixels(), least_of(look.contrast)))
        faults.push_back(std::move(fault));
    ++counts.frames;
    counts.faults += static_cast<int>(faults.size());
    const std::string name = std::string(device.name) + "-" + language + "-" +
                             size_names[static_cast<int>(look.size)] + "-" + page.name + "-" +
                             std::to_string(part);
    for (const std::string& fault : faults) MESSAGE(name << ": " << fault);
    shot(frame, name);
    gather(frame, ids);
    const bool more = has_node(frame, "frame.more");
    if (more && only_headings(frame.tree())) {
      ++counts.faults;
      MESSAGE(name << ": a heading alone on a page");
    }
    if (!more && !has_node(frame, "key.done")) break;
    touch_node(frame, pack, page, language, more ? "frame.more" : "key.done");
  }
  if (device.screen.one_row()) ids.insert({"frame.language", "frame.text"});  // behind Settings or Help
  const auto [seen, fresh] = counts.ids.emplace(page.name, ids);
  if (!fresh && seen->second != ids) {
    ++counts.faults;
    for (const std::string& id : seen->second)
      if (ids.count(id) == 0) MESSAGE(device.name << " " << page.name << ": lacks " << id);
    for (const std::string& id : ids)
      if (seen->second.count(id) == 0) MESSAGE(device.name << " " << page.name << ": has more: " << id);
  }
}

bool every_page() { return std::getenv("ALONGSIDE_EVERY_PAGE") != nullptr; }

void tell(const Counts& counts) {
  std::printf("frames checked %d, faults %d\n", counts.frames, counts.faults);
  CHECK(counts.faults == 0);
}

}  // namespace

// Each page at the default size on the two reference screens; elsewhere every fourth, in turn, so that the
// other screens and sizes together meet each page; ALONGSIDE_EVERY_PAGE=1: each page everywhere.
TEST_CASE("every page fits every screen at every size it offers, with targets of 15 mm and the same ids") {
  const Pack pack = starter_pack();
  const auto pages = gallery(pack);
  Counts counts;
  const char* only = std::getenv("ALONGSIDE_DEVICE");
  std::size_t turn = 0;
  for (const Device& device : devices) {
    if (only && std::string(only) != device.name) continue;
    const bool reference = std::string(device.name) == "10in" || std::string(device.name) == "10wide";
    for (const Size size : sizes_for(device.screen)) {
      auto frame = UiFrame::open(device.screen, pack).take();
      frame->set_look({size, Contrast::standard, "en"});
      const bool all = every_page() || (reference && size == Size::M);
      const std::size_t step = all ? 1 : 4;
      for (std::size_t i = all ? 0 : turn++ % 4; i < pages.size(); i += step)
        walk(*frame, pack, pages[i], device, "en", false, counts);
    }
  }
  CHECK(counts.frames > (only ? 50 : 800));
  tell(counts);
}

TEST_CASE("every contrast holds in what is declared and in the pixels, in both directions") {
  const Pack pack = starter_pack();
  const auto pages = gallery(pack);
  Counts counts;
  std::size_t turn = 0;
  for (const Contrast contrast :
       {Contrast::standard, Contrast::high_light, Contrast::high_dark, Contrast::low})
    for (const std::string language : {"en", "ur"}) {
      auto frame = UiFrame::open(devices[3].screen, pack).take();
      frame->set_look({Size::M, contrast, language});
      const std::size_t step = every_page() ? 1 : 6;
      for (std::size_t i = every_page() ? 0 : turn++ % 6; i < pages.size(); i += step)
        walk(*frame, pack, pages[i], devices[3], language, true, counts);
    }
  tell(counts);
}

TEST_CASE("English on a right-to-left page keeps its order, its side and its language") {
  const Pack pack = starter_pack();
  auto frame = UiFrame::open(devices[0].screen, pack).take();
  frame->set_look({Size::M, Contrast::standard, "ur"});
  int english = 0, own = 0;
  for (const GalleryPage& page : gallery(pack)) {
    if (page.name != "privacy" && page.name != "urgent" && page.name != "phq-9-1") continue;
    show(*frame, pack, page, "ur");
    for (const Node& n : frame->tree()) {
      if (n.role != NodeRole::text && n.role != NodeRole::heading && n.role != NodeRole::question) continue;
      INFO(n.name);
      CHECK(n.name.find("\u2066") == std::string::npos);
      const bool latin = n.name.find("the ") != std::string::npos;
      CHECK((latin ? n.language == "en" : n.language == "ur" || n.language == "en"));
      CHECK(n.right_to_left == (n.language != "en"));
      n.language == "en" ? ++english : ++own;
    }
  }
  CHECK(english > 8);
  CHECK(own > 1);
}

TEST_CASE("the two ways to help at home and at once stand on the first page of the choice") {
  const Pack pack = starter_pack();
  for (const Device& device : devices) {
    if (device.screen.height_mm < 130) continue;  // a 7 inch screen has room for two tiles
    auto frame = UiFrame::open(device.screen, pack).take();
    frame->set_look({Size::M, Contrast::standard, "en"});
    for (const GalleryPage& page : gallery(pack)) {
      if (page.name != "choose") continue;
      show(*frame, pack, page, "en");
      INFO(std::string(device.name));
      CHECK(has_node(*frame, "urgent"));
      CHECK(has_node(*frame, "talk-privately"));
    }
  }
}

TEST_CASE("a tall screen shows the hub's name at every size") {
  const Pack pack = starter_pack();
  for (const Device* device : {&devices[0], &devices[1]})
    for (const Size size : sizes_for(device->screen)) {
      auto frame = UiFrame::open(device->screen, pack).take();
      frame->set_look({size, Contrast::standard, "en"});
      for (const GalleryPage& page : gallery(pack)) {
        if (page.name != "choose" && page.name != "start") continue;
        show(*frame, pack, page, "en");
        INFO(std::string(device->name) << " " << size_names[static_cast<int>(size)]);
        CHECK(has_node(*frame, "frame.title"));
      }
    }
}
