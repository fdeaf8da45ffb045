// A few pages as they looked when a person last looked at them: sixteen hashes a page, from top to bottom.
// ALONGSIDE_BLESS=1 writes them anew, ALONGSIDE_SHOTS=FOLDER saves the pictures to look at first.
#include "tree_gallery.h"

#include <doctest/doctest.h>
#include <platform/files.h>
#include <platform/text.h>
#include <tests/support/source/source.h>

#include <cstdio>
#include <cstdlib>
#include <map>
#include <sstream>

using namespace alongside;

namespace {

constexpr int bands = 16;
const std::string blessed_file = source_folder() + "/tests/unit/kiosk/golden.txt";

template <class Bytes>
std::string hash_of(const Bytes& bytes, std::size_t from, std::size_t to) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (std::size_t i = from; i < to; ++i)
    hash = (hash ^ static_cast<std::uint64_t>(bytes[i])) * 0x100000001b3u;
  char text[20];
  std::snprintf(text, sizeof text, "%08x", static_cast<unsigned>(hash ^ (hash >> 32)));
  return text;
}

// Which fonts and which Pango this machine has, by what they draw.
std::string fonts() {
  Text text(1u << 20);
  std::string all;
  for (const char* words : {"Hamburgefonstiv 0123", "اردو میں"}) {
    TextStyle style;
    style.em_px = 40;
    style.right_to_left = words[0] != 'H';
    style.language = style.right_to_left ? "ur" : "en";
    const auto& alpha = text.image(words, style).mask.alpha;
    all += hash_of(alpha, 0, alpha.size());
  }
  return all;
}

std::vector<std::string> hashes(const Pixels& pixels) {
  std::vector<std::string> out;
  for (int i = 0; i < bands; ++i) {
    const auto row = [&](int band) {
      return static_cast<std::size_t>(pixels.height * band / bands) * static_cast<std::size_t>(pixels.width);
    };
    out.push_back(hash_of(pixels.data, row(i), row(i + 1)));
  }
  return out;
}

std::map<std::string, std::vector<std::string>> drawn(const Pack& pack) {
  const Screen tablet{800, 1280, 136, 217.5, 400}, low{800, 480, 154, 92.4, 400};
  std::map<std::string, std::vector<std::string>> out;
  for (const GalleryPage& page : gallery(pack))
    for (const char* name : {"start", "choose", "registration-2", "how-its-going-1", "urgent", "done"}) {
      if (page.name != name) continue;
      for (const bool wide : {false, true}) {
        auto frame = UiFrame::open(wide ? low : tablet, pack).take();
        show(*frame, pack, page, "en");
        const std::string key = page.name + (wide ? "-800x480" : "-800x1280");
        shot(*frame, "golden-" + key);
        out[key] = hashes(frame->pixels());
      }
    }
  return out;
}

}  // namespace

TEST_CASE("pages look as they did when they were last looked at") {
  const auto now = drawn(starter_pack());
  if (std::getenv("ALONGSIDE_BLESS")) {
    std::string text = "fonts " + fonts() + "\n";
    for (const auto& [name, hash] : now) {
      text += name;
      for (const std::string& band : hash) text += " " + band;
      text += "\n";
    }
    REQUIRE(write_file(blessed_file, text).ok());
    return;
  }
  std::istringstream lines(read_file(blessed_file, 1u << 20).take());
  std::string line, word;
  std::getline(lines, line);
  if (line != "fonts " + fonts()) {
    MESSAGE("skipped: the fonts or Pango of this machine draw otherwise than those of the blessed pages");
    return;
  }
  std::size_t checked = 0;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    words >> word;
    const auto found = now.find(word);
    REQUIRE_MESSAGE(found != now.end(), word);
    for (int band = 0; band < bands; ++band) {
      std::string hash;
      words >> hash;
      CHECK_MESSAGE(found->second[static_cast<std::size_t>(band)] == hash,
                    word << " looks otherwise in part " << band + 1 << " of 16 from the top");
    }
    ++checked;
  }
  CHECK(checked == now.size());
}
