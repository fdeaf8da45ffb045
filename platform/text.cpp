// Shapes and rasterises words with Pango on FreeType.
#include <platform/text.h>

#include <pango/pangoft2.h>
#include <string.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace alongside {

struct Text::Inside {
  PangoFontMap* map = nullptr;
  PangoContext* context = nullptr;
  std::size_t limit = 0, held = 0;
  std::unordered_map<std::string, std::unique_ptr<TextImage>> images;
};

Text::Text(std::size_t limit_bytes) : inside_(std::make_unique<Inside>()) {
  inside_->limit = limit_bytes;
  inside_->map = pango_ft2_font_map_new();
  inside_->context = pango_font_map_create_context(inside_->map);
}

Text::~Text() {
  forget();
  g_object_unref(inside_->context);
  g_object_unref(inside_->map);
}

namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }

bool latin_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// The end of the letters and digits that hang together from `at`, hyphens and strokes between them included.
std::size_t token_end(std::string_view words, std::size_t at) {
  const auto solid = [&](std::size_t i) {
    return i < words.size() && (digit(words[i]) || latin_letter(words[i]));
  };
  while (solid(at) || (at < words.size() && (words[at] == '-' || words[at] == '/') && solid(at + 1))) ++at;
  return at;
}

// The end of a number or code that begins at `at`, with what may stand between digits; `at` where none does.
std::size_t number_end(std::string_view words, std::size_t at) {
  constexpr std::string_view within = " +().:/-";
  std::size_t end = token_end(words, words[at] == '+' ? at + 1 : at);
  const std::string_view token = words.substr(at, end - at);
  if (std::none_of(token.begin(), token.end(), digit)) return at;
  while (digit(words[end - 1])) {
    const std::size_t next = std::min(words.find_first_not_of(within, end), words.size());
    if (next == end || next == words.size() || !digit(words[next])) break;
    end = token_end(words, next);
  }
  return end;
}

}  // namespace

std::string isolated(std::string_view words) {
  std::string out;
  for (std::size_t at = 0; at < words.size();) {
    const std::size_t end = number_end(words, at);
    if (end > at) {
      out += "\u2066";
      out += words.substr(at, end - at);
      out += "\u2069";
      at = end;
      continue;
    }
    const std::size_t word = std::max(token_end(words, at), at + 1);  // a word without digits is copied whole
    out += words.substr(at, word - at);
    at = word;
  }
  return out;
}

namespace {

// Digits and Latin letters of a right-to-left line in the upright Latin face.
PangoAttrList* latin_runs(std::string_view words) {
  PangoAttrList* list = pango_attr_list_new();
  const auto latin = [](char c) { return c > ' ' && c <= '~'; };
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (!latin(words[at])) continue;
    std::size_t end = at;
    while (end < words.size() && latin(words[end])) ++end;
    PangoAttribute* family = pango_attr_family_new("Noto Sans");
    family->start_index = static_cast<guint>(at);
    family->end_index = static_cast<guint>(end);
    pango_attr_list_insert(list, family);
    at = end;
  }
  return list;
}

const char* family_of(const TextStyle& style) {
  if (style.language.rfind("ur", 0) != 0) return "Noto Sans, Noto Sans Arabic";
  return style.upright ? "Noto Naskh Arabic, Noto Sans" : "Noto Nastaliq Urdu, Noto Sans";
}

PangoLayout* layout_of(PangoContext* context, std::string_view words, const TextStyle& style) {
  pango_context_set_language(context, pango_language_from_string(style.language.c_str()));
  pango_context_set_base_dir(context, style.right_to_left ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family(font, family_of(style));
  pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size(font, style.em_px * PANGO_SCALE);
  PangoLayout* layout = pango_layout_new(context);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  pango_layout_set_auto_dir(layout, FALSE);
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
  pango_layout_set_width(layout, style.max_width_px > 0 ? style.max_width_px * PANGO_SCALE : -1);
  const std::string shown = style.right_to_left ? isolated(words) : std::string(words);
  pango_layout_set_text(layout, shown.data(), static_cast<int>(shown.size()));
  if (style.right_to_left) {
    PangoAttrList* latin = latin_runs(shown);
    pango_layout_set_attributes(layout, latin);
    pango_attr_list_unref(latin);
  }
  return layout;
}

}  // namespace

const TextImage& Text::image(std::string_view words, const TextStyle& style) {
  std::string key = style.language + (style.bold ? "|b|" : "|n|") + (style.right_to_left ? "r" : "l") +
                    (style.upright ? "u" : "") + std::to_string(std::lround(style.em_px * 64)) + "|" +
                    std::to_string(style.max_width_px) + "|";
  key += words;
  const auto found = inside_->images.find(key);
  if (found != inside_->images.end()) return *found->second;
  PangoLayout* layout = layout_of(inside_->context, words, style);
  PangoRectangle ink, logical;
  pango_layout_get_pixel_extents(layout, &ink, &logical);
  const int x0 = std::min(ink.x, logical.x), y0 = std::min(ink.y, logical.y);
  const int x1 = std::max(ink.x + ink.width, logical.x + logical.width);
  const int y1 = std::max(ink.y + ink.height, logical.y + logical.height);
  auto image = std::make_unique<TextImage>();
  image->mask = {next_mask_id(), std::clamp(x1 - x0, 1, 8192), std::clamp(y1 - y0, 1, 8192), {}};
  image->natural_w = x1 - x0;
  image->natural_h = y1 - y0;
  image->lines = pango_layout_get_line_count(layout);
  Mask& mask = image->mask;
  mask.alpha.assign(static_cast<std::size_t>(mask.width) * static_cast<std::size_t>(mask.height), 0);
  FT_Bitmap bitmap{};
  bitmap.rows = static_cast<unsigned>(mask.height);
  bitmap.width = static_cast<unsigned>(mask.width);
  bitmap.pitch = mask.width;
  bitmap.buffer = mask.alpha.data();
  bitmap.num_grays = 256;
  bitmap.pixel_mode = FT_PIXEL_MODE_GRAY;
  pango_ft2_render_layout(&bitmap, layout, -x0, -y0);
  g_object_unref(layout);
  inside_->held += mask.alpha.size() + key.size();
  return *inside_->images.emplace(std::move(key), std::move(image)).first->second;
}

void Text::trim() {
  if (inside_->held > inside_->limit) forget();
}

void Text::forget() {
  for (auto& [key, image] : inside_->images)
    explicit_bzero(image->mask.alpha.data(), image->mask.alpha.size());
  while (!inside_->images.empty()) {
    auto node = inside_->images.extract(inside_->images.begin());
    explicit_bzero(node.key().data(), node.key().size());
  }
  inside_->held = 0;
}

std::size_t Text::bytes() const { return inside_->held; }

std::vector<std::size_t> caret_stops(std::string_view words) {
  std::vector<std::size_t> stops;
  const int bytes = static_cast<int>(words.size());
  if (!g_utf8_validate(words.data(), static_cast<gssize>(words.size()), nullptr)) return {0, words.size()};
  const auto count = static_cast<std::size_t>(g_utf8_strlen(words.data(), bytes));
  std::vector<PangoLogAttr> marks(count + 1);
  pango_get_log_attrs(words.data(), bytes, -1, pango_language_from_string("en"), marks.data(),
                      static_cast<int>(count + 1));
  const char* at = words.data();
  for (std::size_t i = 0; i <= count; ++i) {
    if (marks[i].is_cursor_position) stops.push_back(static_cast<std::size_t>(at - words.data()));
    if (i < count) at = g_utf8_next_char(at);
  }
  return stops;
}

}  // namespace alongside
