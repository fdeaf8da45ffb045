// The vocabulary of every kiosk screen, and the semantic tree of the frame. The only code that knows Dear
// ImGui is ui*.cpp.
#pragma once

#include <kiosk/layout.h>
#include <platform/clock.h>
#include <platform/json.h>
#include <sync/record/pack.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace alongside {

struct Look {
  Size size = Size::M;
  Contrast contrast = Contrast::standard;
  std::string language = "en";
  bool operator==(const Look&) const = default;
};

enum class NodeRole {
  page,
  heading,
  text,
  question,
  choice,
  button,
  field,
  key,
  card,
  row,
  error,
  image,
  status
};

struct Rect {
  double x = 0, y = 0, w = 0, h = 0;
};

// One thing on the screen. Nothing is drawn that is not a node.
struct Node {
  std::string id;
  NodeRole role = NodeRole::text;
  std::string name;    // the words shown
  std::string spoken;  // how a voice says them
  std::string language;
  bool right_to_left = false;
  std::string value;
  bool focused = false, selected = false, error = false;
  bool interactive = false;
  bool sensitive = false;  // spoken in headphones only, covered when idle
  Rect rect_px, hit_px;
  double cap_mm = 0;
  unsigned foreground = 0, background = 0;    // 0xRRGGBB
  double natural_w_px = 0, natural_h_px = 0;  // what the words need
  bool clipped = false;
  std::string parent;
  int order = 0;
};

// The part of a frame that is the same on every screen.
struct PageFrame {
  std::string screen;  // "K12"
  std::string key;     // changes when the page's content is another question: resets paging
  std::string title;   // neutral: the hub's name
  bool back = true;
  bool leave_now = true;
  bool help = true;
  bool tools = true;  // Language, Text
  bool sensitive = false;
  bool help_page = false;  // a low screen shows the tools here
  std::string notice;      // "TEST" mark under automation, or empty
};

enum class TextKind { body, strong, hint, small_print, good };
enum class CardKind { plain, urgent, emergency };
enum class ButtonKind { primary, plain, tile, danger };
enum class ChoiceKind { one, many };
// What a tile shows beside its words.
enum class Picture {
  none,
  check_in,
  talk,
  baby,
  urgent,
  privacy,
  finish,
  person,
  people,
  language,
  tips,
  clock,
  send,
  letters,
  spirits,
  bottle,
  wine,
  pint
};
enum class FieldKind { name, free_text, digits, phone, postcode, code, email };
enum class FrameTouch { none, back, leave_now, help, language, text };

struct HelplineView {
  std::string id, name, number, spoken, hours, about;
};

// Words that stand in English on a page of another direction: set from the left, in their own letters, and
// told to be English. A mark is one isolate around the whole.
std::string mark_english(std::string_view words);
// Without the mark; empty: the words are not marked.
std::string_view english_part(std::string_view words);
std::string without_marks(std::string words);

class Ui {
 public:
  virtual ~Ui() = default;

  virtual const Look& look() const = 0;
  virtual const std::string& word(std::string_view key) const = 0;  // interface words in the look's language
  // Words with {name} replaced; values are isolated (FSI … PDI) in right-to-left languages.
  virtual std::string words(std::string_view key,
                            std::initializer_list<std::pair<std::string_view, std::string>> values) const = 0;

  // ids are unique on a screen; content flows down and pages itself: More takes the place of Continue while
  // pages remain.
  // With a picture: a band that takes some of the room which the rest of the page leaves.
  virtual void heading(std::string_view words, Picture picture = Picture::none) = 0;
  // A drawn father and baby that takes the room which the rest of the page leaves, and the page's first
  // words.
  virtual void hero(std::string_view words, std::string_view line) = 0;
  virtual void text(std::string_view words, TextKind kind = TextKind::body,
                    Picture picture = Picture::none) = 0;
  virtual void question(std::string_view words, std::string_view why = {}) = 0;
  virtual void error(std::string_view words) = 0;  // summary at the top, prefixed "Error:" by the Ui
  virtual bool choice(std::string_view id, std::string_view words, bool chosen,
                      ChoiceKind kind = ChoiceKind::one) = 0;
  // Tiles with a picture stand in two columns where they fit; `mark` ("Done") shows as a badge with a tick.
  virtual bool button(std::string_view id, std::string_view words, ButtonKind kind = ButtonKind::plain,
                      Picture picture = Picture::none, std::string_view mark = {}) = 0;
  // Small equal buttons in rows (0–10, months): the touched index.
  virtual std::optional<int> grid(std::string_view id, const std::vector<std::string>& words, int chosen,
                                  int columns) = 0;
  // A card begins a group; what follows until end_card is inside it.
  virtual void begin_card(CardKind kind, std::string_view heading) = 0;
  virtual void end_card() = 0;
  virtual void helpline(const HelplineView& line) = 0;
  // Label, value and the on-screen keyboard while focused (the first field of a page is focused by itself).
  // The new value when it changed. `most` characters (code points) are enforced as typed.
  virtual std::optional<std::string> field(std::string_view id, std::string_view label,
                                           const std::string& value, FieldKind kind, std::size_t most,
                                           std::string_view error = {}) = 0;
  // Check answers: label, value, Change.
  virtual bool row(std::string_view id, std::string_view label, std::string_view value,
                   std::string_view change) = 0;
  virtual void qr(std::string_view id, std::string_view payload, std::string_view meaning) = 0;
  // Bottom row. Words by key of the pack.
  virtual bool skip(std::string_view word_key = "skip") = 0;
  virtual bool forward(std::string_view word_key = "continue") = 0;
  virtual void wait(std::string_view words) = 0;  // in place of the forward button: saving
};

}  // namespace alongside
