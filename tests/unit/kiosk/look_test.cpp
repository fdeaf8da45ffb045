// What was once wrong to the eye, page by page.
#include "tree_gallery.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace alongside;

namespace {

const Screen tall{1080, 1920, 194, 345, 400}, tablet{800, 1280, 136, 217.5, 400},
    low{800, 480, 154, 92.4, 400};

GalleryPage page_named(const Pack& pack, const std::string& name) {
  for (const GalleryPage& page : gallery(pack))
    if (page.name == name) return page;
  FAIL("no page " << name);
  return {};
}

std::unique_ptr<UiFrame> frame_of(const Screen& screen, const Pack& pack, Size size,
                                  const std::string& language = "en") {
  auto frame = UiFrame::open(screen, pack).take();
  frame->set_look({size, Contrast::standard, language});
  return frame;
}

const Node& node(const UiFrame& frame, const std::string& id) {
  for (const Node& n : frame.tree())
    if (n.id == id) return n;
  FAIL("no node " << id);
  return frame.tree().front();
}

int pages_of(UiFrame& frame, const Pack& pack, const GalleryPage& page, const std::string& language = "en") {
  show(frame, pack, page, language);
  int count = 1;
  for (; has_node(frame, "frame.more") && count < 40; ++count)
    touch_node(frame, pack, page, language, "frame.more");
  return count;
}

}  // namespace

TEST_CASE("on a right-to-left page every choice of a list stands on the same side, English words too") {
  const Pack pack = starter_pack();
  auto frame = frame_of(tall, pack, Size::M, "ur");
  show(*frame, pack, page_named(pack, "registration-8"), "ur");
  const Node &english = node(*frame, "option-en"), &urdu = node(*frame, "option-ur");
  CHECK(english.rect_px.x == urdu.rect_px.x);
  const auto ink = [&](const Node& n, bool right) {  // how dark the half of it is
    long dark = 0;
    const Rect& r = n.rect_px;
    const int from = static_cast<int>(r.x + (right ? r.w / 2 : 8)),
              to = static_cast<int>(r.x + (right ? r.w - 8 : r.w / 2));
    for (int y = static_cast<int>(r.y) + 8; y < static_cast<int>(r.y + r.h) - 8; ++y)
      for (int x = from; x < to; ++x)
        dark += (frame->pixels().data[static_cast<std::size_t>(y * frame->pixels().width + x)] & 0xffu) < 128;
    return dark;
  };
  CHECK(ink(english, true) > 50);
  CHECK(ink(english, false) == 0);
  CHECK(ink(urdu, false) == 0);
}

TEST_CASE("the hub's name stands on a tablet's pages with Back and Leave now too, at the usual sizes") {
  const Pack pack = starter_pack();
  for (const Size size : {Size::S, Size::M}) {
    auto frame = frame_of(tablet, pack, size);
    show(*frame, pack, page_named(pack, "role"), "en");
    CHECK(has_node(*frame, "frame.back"));
    CHECK(has_node(*frame, "frame.leave_now"));
    CHECK(has_node(*frame, "frame.title"));
  }
}

TEST_CASE("the first page fills its bar with the hub's name, and has Start on it at every size") {
  const Pack pack = starter_pack();
  for (const Screen* screen : {&tall, &tablet})
    for (const Size size : sizes_for(*screen)) {
      auto frame = frame_of(*screen, pack, size);
      show(*frame, pack, page_named(pack, "start"), "en");
      CHECK(has_node(*frame, "start"));
      CHECK(node(*frame, "frame.title").rect_px.h * 2 > node(*frame, "frame.bar").rect_px.h * 0.9);
    }
}

TEST_CASE("a 7 inch screen needs at most four pages for what comes before the questions") {
  const Pack pack = starter_pack();
  const GalleryPage privacy = page_named(pack, "privacy");
  CHECK(pages_of(*frame_of(low, pack, Size::S), pack, privacy) <= 2);
  CHECK(pages_of(*frame_of(low, pack, Size::M), pack, privacy) <= 4);
}

TEST_CASE("Skip never stands alone on a page") {
  const Pack pack = starter_pack();
  int seen = 0;
  for (const Size size : {Size::S, Size::M})
    for (const std::string language : {"en"}) {
      auto frame = frame_of(low, pack, size, language);
      for (const GalleryPage& page : gallery(pack)) {
        if (page.name.find("how-its-going") == std::string::npos &&
            page.name.find("registration") == std::string::npos)
          continue;
        pages_of(*frame, pack, page, language);
        if (!has_node(*frame, "frame.skip")) continue;
        ++seen;
        const Node& skip = node(*frame, "frame.skip");
        const bool inside = skip.rect_px.y < node(*frame, "frame.foot").rect_px.y;
        const auto others = std::count_if(frame->tree().begin(), frame->tree().end(), [](const Node& n) {
          return n.interactive && n.id.rfind("frame.", 0) != 0;
        });
        CHECK_MESSAGE((!inside || others > 0), page.name << " " << language);
      }
    }
  CHECK(seen > 10);
}

TEST_CASE("urgent help takes three pages of a tablet, the care card first") {
  const Pack pack = starter_pack();
  auto frame = frame_of(tablet, pack, Size::M);
  const GalleryPage urgent = page_named(pack, "urgent");
  show(*frame, pack, urgent, "en");
  CHECK(node(*frame, "card.1").rect_px.y < 400);
  CHECK(pages_of(*frame, pack, urgent) <= 3);
  CHECK(has_node(*frame, "frame.continue"));
}

TEST_CASE("a touched tile repaints itself and nothing around it") {
  const Pack pack = starter_pack();
  auto frame = frame_of(tall, pack, Size::M);
  const GalleryPage page = page_named(pack, "choose");
  show(*frame, pack, page, "en");
  const Rect tile = node(*frame, "ask-support").rect_px;
  frame->presented();
  frame->touch({Touch::Phase::down, tile.x + tile.w / 2, tile.y + tile.h / 2, 1}, 1'000'000);
  show(*frame, pack, page, "en");
  double painted = 0;
  for (const PixelRect& r : frame->changed()) painted += 1.0 * r.w * r.h;
  CHECK(painted > 0.9 * tile.w * tile.h);
  CHECK(painted <= tile.w * tile.h + 1);
  CHECK(painted <= 0.05 * 1080 * 1920);
}

TEST_CASE("no words go under the row at the bottom, at the largest size of the smallest tall screen") {
  const Pack pack = starter_pack();
  for (const std::string language : {"en"}) {
    auto frame = frame_of(tablet, pack, Size::XL, language);
    for (const char* name : {"start", "privacy", "urgent", "done"}) {
      const GalleryPage page = page_named(pack, name);
      show(*frame, pack, page, language);
      for (int part = 0; part < 20; ++part) {
        const double foot = node(*frame, "frame.foot").rect_px.y;
        for (const Node& n : frame->tree())
          if (n.id.rfind("frame.", 0) != 0 && n.role != NodeRole::page)
            CHECK_MESSAGE(n.rect_px.y + n.rect_px.h <= foot + 1, language << " " << name << " " << n.id);
        if (!has_node(*frame, "frame.more")) break;
        touch_node(*frame, pack, page, language, "frame.more");
      }
    }
  }
}
