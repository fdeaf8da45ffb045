// Words to alpha masks by Pango, with a cache that has a byte limit.
#pragma once

#include <platform/painter.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace alongside {

struct TextStyle {
  double em_px = 20;
  int max_width_px = 0;  // 0: one line
  std::string language = "en";
  bool bold = false;
  bool right_to_left = false;  // from the language tag, never from the letters
  bool upright = false;        // Urdu in Naskh, not Nastaliq: the frame's words and keys
};

struct TextImage {
  Mask mask;
  int natural_w = 0, natural_h = 0;  // what the words need at that width
  int lines = 0;
};

class Text {
 public:
  explicit Text(std::size_t limit_bytes);
  ~Text();
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;

  // Stays where it is until trim() or forget().
  const TextImage& image(std::string_view words, const TextStyle& style);
  void trim();    // between frames: empties the cache when it is over its limit
  void forget();  // drops every picture, overwriting it
  std::size_t bytes() const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

// The words with numbers, and codes of Latin letters and digits, each between LRI and PDI (Unicode Standard
// Annex 9), so that they keep their order in a right-to-left line: "SG1", "0808 801 0327", "8A3Q-X66X".
std::string isolated(std::string_view words);

// Byte offsets at which a caret may stand: 0, after each grapheme, the end.
std::vector<std::size_t> caret_stops(std::string_view words);

}  // namespace alongside
