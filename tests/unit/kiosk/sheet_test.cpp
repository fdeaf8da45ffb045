// A contact sheet for people: every page of a visit in one language, small, on one picture; a test of how it
// is put together. `tests/contact_sheets` asks for all languages.
#include "sheet.h"
#include "tree_gallery.h"

#include <doctest/doctest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

using namespace alongside;

namespace {

std::string setting(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value && *value ? value : otherwise;
}

Screen screen_named(const std::string& name) {
  if (name == "15in") return {1080, 1920, 194, 345, 400};
  if (name == "10wide") return {1280, 800, 217.5, 136, 400};
  if (name == "7in") return {800, 480, 154, 92.4, 400};
  if (name == "7fine") return {1024, 600, 154, 90, 400};
  if (name == "15wide") return {1920, 1080, 345, 194, 400};
  return {800, 1280, 136, 217.5, 400};
}

Size size_named(const std::string& name) {
  return name == "S" ? Size::S : name == "L" ? Size::L : name == "XL" ? Size::XL : Size::M;
}

Contrast contrast_named(const std::string& name) {
  return name == "dark"    ? Contrast::high_dark
         : name == "light" ? Contrast::high_light
         : name == "low"   ? Contrast::low
                           : Contrast::standard;
}

// One of each kind: the questions of an instrument look like its first, chosen ones like the first chosen.
bool shown_once(const std::string& name) {
  const auto begins = [&](const char* with) { return name.rfind(with, 0) == 0; };
  const bool ends = name.find("-chosen") != std::string::npos || name.find("-error") != std::string::npos;
  if (ends) return begins("registration-1-") || begins("registration-2-") || begins("how-its-going-1-");
  const bool instrument = begins("who-5-") || begins("phq-") || begins("gad-") || begins("audit-");
  return !instrument || begins("who-5-1") || begins("phq-2-gad-2-1");
}

// Every part of a page, and of a page with a field its keys too.
void add_page(UiFrame& frame, const Pack& pack, const GalleryPage& page, const std::string& language,
              Sheet& sheet) {
  show(frame, pack, page, language);
  bool keys = has_node(frame, "key.done");
  for (int part = 1; part <= 40; ++part) {
    sheet.add(frame.pixels(), page.name + (part > 1 ? " " + std::to_string(part) : ""));
    if (!keys && frame.tree().size() > 2 && has_node(frame, "answer")) {
      touch_node(frame, pack, page, language, "answer");
      keys = has_node(frame, "key.done");
      if (keys) continue;
    }
    const bool more = has_node(frame, "frame.more");
    if (!more && !has_node(frame, "key.done")) return;
    touch_node(frame, pack, page, language, more ? "frame.more" : "key.done");
  }
}

}  // namespace

TEST_CASE("a contact sheet shows every page of a language") {
  const char* folder = std::getenv("ALONGSIDE_SHEETS");
  const std::string only = setting("ALONGSIDE_SHEET_LANGUAGE", folder ? "" : "en");
  const std::string device = setting("ALONGSIDE_SHEET_DEVICE", "10in"),
                    size = setting("ALONGSIDE_SHEET_SIZE", "M"),
                    contrast = setting("ALONGSIDE_SHEET_CONTRAST", "default"),
                    like = setting("ALONGSIDE_SHOT_LIKE", folder ? "" : "urgent");
  const Pack pack = starter_pack();
  for (const std::string& language : pack.languages) {
    if (!only.empty() && language != only) continue;
    const Screen screen = screen_named(device);
    auto frame = UiFrame::open(screen, pack).take();
    frame->set_look({size_named(size), contrast_named(contrast), language});
    Sheet sheet(std::atoi(setting("ALONGSIDE_SHEET_TILE", "0").c_str()));
    for (const GalleryPage& page : gallery(pack))
      if (like.empty() ? shown_once(page.name) : page.name.find(like) != std::string::npos)
        add_page(*frame, pack, page, language, sheet);
    CHECK(sheet.count() >= (folder ? 1u : 4u));
    const Pixels made = sheet.made();
    CHECK(made.data.size() == static_cast<std::size_t>(made.width) * static_cast<std::size_t>(made.height));
    CHECK(made.width >= screen.width_px / 8);
    if (!folder) continue;
    const std::string name = std::string(folder) + "/" + language + "-" + device + "-" + size +
                             (contrast == "default" ? "" : "-" + contrast) + ".png";
    CHECK(save_png(made, name).ok());
    std::printf("%s: %zu frames\n", name.c_str(), sheet.count());
  }
}

TEST_CASE("a contact sheet makes a picture smaller by the mean of what it covers") {
  Pixels half;
  half.width = 8, half.height = 4;
  for (int i = 0; i < 32; ++i) half.data.push_back(i % 2 ? 0xffffffu : 0x000000u);
  const Pixels small = smaller(half, 4);
  REQUIRE(small.width == 4);
  REQUIRE(small.height == 2);
  for (const std::uint32_t pixel : small.data) CHECK(pixel == 0x7f7f7fu);
}
