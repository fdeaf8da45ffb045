// One frame: touches in, declared things laid out and drawn, pixels and tree out.
#include <kiosk/ui_state.h>

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace alongside {
namespace {

constexpr Millis held_most_ms = 5000;
constexpr ImU32 dim_veil = 0xd0000000u;  // black over four fifths of the light
constexpr std::size_t most_rects = 1024;

class Frame final : public UiFrame {
 public:
  Frame(const Screen& screen, const Pack& pack)
      : screen_(screen),
        text_(8u << 20),
        builder_(screen_, look_, pack, text_),
        state_{builder_, {}, {}, {}},
        painter_(screen.width_px, screen.height_px),
        context_(ImGui::CreateContext()) {
    ImGui::SetCurrentContext(context_);
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = ImVec2(static_cast<float>(screen.width_px), static_cast<float>(screen.height_px));
    io.DeltaTime = 1.0f / 60.0f;
    unsigned char* atlas = nullptr;
    int w = 0, h = 0;
    io.Fonts->GetTexDataAsAlpha8(&atlas, &w, &h);
    io.Fonts->SetTexID(io.Fonts);
  }
  ~Frame() override { ImGui::DestroyContext(context_); }
  Frame(const Frame&) = delete;
  Frame& operator=(const Frame&) = delete;

  void set_look(const Look& look) override {
    if (look == look_) return;
    look_ = look;
    page_ = 0;
    dirty_ = true;
  }
  const Look& look() const override { return look_; }
  void set_dim(bool dim) override { dim_ = dim, dirty_ = true; }
  void touch(const Touch& touch, Millis now) override;
  void key(Key key, std::string_view typed, Millis now) override;
  FrameTouch run(const PageFrame& frame, const std::function<void(Ui&)>& draw) override;
  const std::vector<Node>& tree() const override { return tree_; }
  const Pixels& pixels() const override { return painter_.pixels(); }
  const std::vector<PixelRect>& changed() const override { return changed_; }
  void presented() override { changed_.clear(); }
  void repaint_all() override { painter_.repaint_all(), dirty_ = true; }
  bool wants_another_frame() const override { return dirty_; }
  void forget() override;

 private:
  std::string under(double x, double y) const;
  void activate(const std::string& id, Millis now);
  void move_focus(int step);
  bool keyboard_key(const std::string& id);
  FrameTouch own_touch(const PageFrame& frame);
  void draw_all(std::vector<Shown>& shown);
  void draw_one(ImDrawList& list, const Shown& shown) const;

  Screen screen_;
  Look look_;
  Text text_;
  Builder builder_;
  UiState state_;
  Painter painter_;
  ImGuiContext* context_;
  std::vector<PixelRect> changed_;
  std::vector<Node> tree_;
  std::string page_key_, pressed_, focus_, last_;
  Millis last_at_ = -10000;
  long finger_ = 0;
  bool inside_ = false, dirty_ = true, went_on_ = false, down_ = false, dim_ = false;
  Millis down_at_ = 0;
  int page_ = 0;
};

std::string Frame::under(double x, double y) const {
  for (auto at = tree_.rbegin(); at != tree_.rend(); ++at) {
    const Rect& r = at->hit_px;
    if (at->interactive && x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h) return at->id;
  }
  return {};
}

void Frame::activate(const std::string& id, Millis now) {
  const bool key = id.rfind("key.", 0) == 0;
  const std::string slot = id == "frame.more" ? "frame.continue" : id;  // they share a place
  if (!key && slot == last_ && now - last_at_ < 500) return;
  last_ = slot;
  last_at_ = now;
  dirty_ = true;
  if (!key || !keyboard_key(id)) state_.activated = id;
}

bool Frame::keyboard_key(const std::string& id) {
  const std::string what = id.substr(4);
  if (what == "shift")
    state_.shift = !state_.shift;
  else if (what == "digits")
    state_.digits = true;
  else if (what == "letters")
    state_.digits = false;
  else if (what == "hide")
    state_.hidden = !state_.hidden;
  else if (what == "done")
    state_.field.clear(), state_.closed = true, state_.shift = state_.digits = false;
  else if (what == "delete")
    state_.remove = true;
  else if (what == "space")
    state_.typed += ' ';
  else
    for (const Node& n : tree_)
      if (n.id == id) state_.typed += n.name, state_.shift = false;
  return true;
}

void Frame::touch(const Touch& t, Millis now) {
  if (t.phase == Touch::Phase::down) {
    // A second finger or a palm. A first one whose end was lost holds the screen for this long at most.
    if (down_ && t.finger != finger_ && now - down_at_ < held_most_ms) return;
    pressed_ = under(t.x_px, t.y_px);
    finger_ = t.finger;
    down_ = true;
    down_at_ = now;
    inside_ = true;
    if (!focus_.empty() || !pressed_.empty()) dirty_ = true;
    focus_.clear();
    return;
  }
  if (t.finger != finger_) return;
  if (t.phase == Touch::Phase::up) down_ = false;
  if (pressed_.empty()) return;
  const bool inside = under(t.x_px, t.y_px) == pressed_;
  if (inside != inside_) dirty_ = true;
  inside_ = inside;
  if (t.phase == Touch::Phase::move) return;
  const std::string id = std::move(pressed_);
  pressed_.clear();
  dirty_ = true;
  if (inside) activate(id, now);
}

void Frame::move_focus(int step) {
  std::vector<const Node*> stops;
  for (const Node& n : tree_)
    if (n.interactive) stops.push_back(&n);
  if (stops.empty()) return;
  const int count = static_cast<int>(stops.size());
  int at = step > 0 ? -1 : 0;
  for (int i = 0; i < count; ++i)
    if (stops[static_cast<std::size_t>(i)]->id == focus_) at = i;
  focus_ = stops[static_cast<std::size_t>((at + step + count) % count)]->id;
  dirty_ = true;
}

void Frame::key(Key key, std::string_view typed, Millis now) {
  switch (key) {
    case Key::left:
      return move_focus(builder_.right_to_left() ? 1 : -1);
    case Key::right:
      return move_focus(builder_.right_to_left() ? -1 : 1);
    case Key::up:
      return move_focus(-1);
    case Key::down:
      return move_focus(1);
    case Key::enter:
      if (!focus_.empty()) activate(focus_, now);
      return;
    case Key::escape:
      return activate("frame.leave_now", now);
    case Key::help:
      return activate("frame.help", now);
    case Key::language:
      return activate("frame.language", now);
    case Key::backspace:
      state_.remove = true;
      dirty_ = true;
      return;
    case Key::other:
      if (state_.typed.size() + typed.size() <= 4096) state_.typed += typed;
      dirty_ = true;
      return;
  }
}

FrameTouch Frame::own_touch(const PageFrame& frame) {
  const std::string id = state_.activated;
  if (id.rfind("frame.", 0) != 0) return FrameTouch::none;
  if (id == "frame.skip" || id == "frame.continue") return FrameTouch::none;
  state_.activated.clear();
  if (id == "frame.more") ++page_;
  if (id == "frame.more") return FrameTouch::none;
  if (id == "frame.settings" || (id == "frame.back" && state_.settings)) {
    state_.settings = id == "frame.settings";
    page_ = 0;
    return FrameTouch::none;
  }
  if (id == "frame.back" && page_ > 0) {
    --page_;
    return FrameTouch::none;
  }
  if (id == "frame.back") return frame.back ? FrameTouch::back : FrameTouch::none;
  if (id == "frame.leave_now") return frame.leave_now ? FrameTouch::leave_now : FrameTouch::none;
  if (id == "frame.help") return frame.help ? FrameTouch::help : FrameTouch::none;
  if (id == "frame.language") return FrameTouch::language;
  return id == "frame.text" ? FrameTouch::text : FrameTouch::none;
}

// The tree says in which language each part is.
void unmark(Node& node) {
  if (!english_part(node.name).empty()) node.language = "en", node.right_to_left = false;
  for (std::string* words : {&node.name, &node.spoken, &node.value})
    if (const auto english = english_part(*words); !english.empty()) *words = std::string(english);
  node.spoken = without_marks(node.spoken);
}

FrameTouch Frame::run(const PageFrame& frame, const std::function<void(Ui&)>& draw) {
  ImGui::SetCurrentContext(context_);
  const std::string key = frame.screen + "|" + frame.key;
  if (key != page_key_) {
    page_key_ = key;
    page_ = 0;
    state_.activated =
        state_.activated.rfind("frame.", 0) == 0 && tree_.empty() ? state_.activated : std::string();
    state_.field.clear();
    state_.typed.clear();
    state_.remove = state_.digits = state_.shift = state_.closed = state_.settings = false;
    focus_.clear();
  }
  state_.auto_field = !screen_.one_row() && look_.size != Size::XL;
  const bool acted = !state_.activated.empty() || !state_.typed.empty() || state_.remove;
  if (state_.activated == "frame.back" && !state_.field.empty() && !state_.auto_field) {
    state_.field.clear();
    state_.closed = true;
    state_.activated.clear();
  }
  const bool goes_on = state_.activated == "frame.continue";
  const FrameTouch meant = own_touch(frame);
  Declared declared(state_);
  draw(declared);
  if (went_on_ && declared.shows_error()) page_ = 0;  // what is wrong stands at the top of the first page
  went_on_ = goes_on;
  PageFrame shown_frame = frame;
  if (state_.settings) declared.show_settings(), shown_frame.back = true;
  state_.activated.clear();
  state_.typed.clear();
  state_.remove = false;
  std::vector<Shown> shown = lay_out(builder_, shown_frame, declared, state_, page_);
  tree_.clear();
  Node page;
  page.id = "page";
  page.role = NodeRole::page;
  page.name = page.spoken = frame.title.empty() ? frame.screen : frame.title;
  page.language = look_.language;
  page.right_to_left = builder_.right_to_left();
  page.rect_px = page.hit_px = {0, 0, 1.0 * screen_.width_px, 1.0 * screen_.height_px};
  page.foreground = builder_.theme().ink;
  page.background = builder_.theme().page;
  tree_.push_back(page);
  for (Shown& s : shown) {
    s.node.order = static_cast<int>(tree_.size());
    s.node.sensitive = frame.sensitive;
    if (s.node.parent.empty()) s.node.parent = "page";
    unmark(s.node);
    s.node.focused = s.node.focused || (!focus_.empty() && s.node.id == focus_);
    tree_.push_back(s.node);
  }
  draw_all(shown);
  text_.trim();
  dirty_ = acted;
  return meant;
}

ImU32 colour(unsigned rgb) {
  return 0xff000000u | ((rgb & 0xffu) << 16) | (rgb & 0xff00u) | ((rgb >> 16) & 0xffu);
}

ImVec2 at(double x, double y) {
  return ImVec2(static_cast<float>(std::round(x)), static_cast<float>(std::round(y)));
}

ImTextureID texture(const Mask& mask) { return const_cast<Mask*>(&mask); }

void put(ImDrawList& list, const Mask& mask, double x, double y, unsigned rgb, bool flip_x = false,
         bool flip_y = false) {
  list.AddImage(texture(mask), at(x, y), at(x + mask.width, y + mask.height), at(flip_x, flip_y),
                at(!flip_x, !flip_y), colour(rgb));
}

void rounded(ImDrawList& list, const Rect& r, double radius, unsigned rgb) {
  const int corner = static_cast<int>(std::min({radius, r.w / 2, r.h / 2}));
  if (corner < 1) return list.AddRectFilled(at(r.x, r.y), at(r.x + r.w, r.y + r.h), colour(rgb));
  const Mask& mask = corner_mask(corner);
  const double x2 = r.x + r.w, y2 = r.y + r.h;
  put(list, mask, r.x, r.y, rgb);
  put(list, mask, x2 - corner, r.y, rgb, true);
  put(list, mask, r.x, y2 - corner, rgb, false, true);
  put(list, mask, x2 - corner, y2 - corner, rgb, true, true);
  list.AddRectFilled(at(r.x + corner, r.y), at(x2 - corner, r.y + corner), colour(rgb));
  list.AddRectFilled(at(r.x, r.y + corner), at(x2, y2 - corner), colour(rgb));
  list.AddRectFilled(at(r.x + corner, y2 - corner), at(x2 - corner, y2), colour(rgb));
}

Rect grown(const Rect& r, double by) { return {r.x - by, r.y - by, r.w + 2 * by, r.h + 2 * by}; }

void Frame::draw_one(ImDrawList& list, const Shown& s) const {
  const Theme& t = builder_.theme();
  const Rect r = s.node.rect_px;
  const double radius = s.radius_px >= 0 ? s.radius_px : builder_.px(1.6);
  const bool down = s.node.interactive && inside_ && s.node.id == pressed_;
  const bool ring = !focus_.empty() && s.node.id == focus_;
  if (ring) {
    const double band = std::max(4.0, builder_.px(1.0)),
                 edge = std::min(std::max(4.0, builder_.px(0.7)), band);
    rounded(list, grown(r, band), radius + band, t.focus_edge);
    rounded(list, r, radius, t.focus_band);
    if (look_.contrast == Contrast::high_dark) rounded(list, grown(r, band), radius + band, t.focus_band);
    if (look_.contrast == Contrast::high_dark) rounded(list, grown(r, band - edge), radius, t.focus_edge);
  }
  const double inner = ring ? std::max(4.0, builder_.px(1.0)) : 0;
  if (s.box) {
    rounded(list, grown(r, -inner), radius, down ? t.ink : s.edge);
    const Rect in = grown(r, -inner - s.edge_px);
    rounded(list, in, std::max(1.0, radius - s.edge_px), down ? t.ink : s.fill);
    const double bar_x = s.flipped ? in.x + in.w - s.bar_px : in.x;
    if (s.bar_px > 0) rounded(list, {bar_x, in.y, s.bar_px, in.h}, 0, s.edge);
  }
  for (const Shape& shape : s.shapes) rounded(list, shape.rect, shape.radius, shape.colour);
  if (s.icon != Icon::none) {
    const Mask& mask = icon_mask(s.icon, s.icon_px);
    const bool points =
        s.icon == Icon::back || s.icon == Icon::forward || s.icon == Icon::leave || s.icon == Icon::skip;
    put(list, mask, s.icon_x, s.icon_y, down ? t.page : s.icon_colour, points && builder_.right_to_left());
  }
  if (s.end_icon != Icon::none)
    put(list, icon_mask(s.end_icon, s.end_icon_px), s.end_icon_x, s.end_icon_y, down ? t.page : s.icon_colour,
        s.end_icon == Icon::forward && builder_.right_to_left());
  if (s.picture) {
    rounded(list, {s.icon_x, s.icon_y, 1.0 * s.icon_px, 1.0 * s.icon_px}, 0, 0xffffff);
    put(list, *s.picture, s.icon_x, s.icon_y, 0x000000);
  }
  for (const Line& line : s.lines) put(list, line.image->mask, line.x, line.y, down ? t.page : line.colour);
}

void Frame::draw_all(std::vector<Shown>& shown) {
  ImGui::NewFrame();
  ImDrawList& list = *ImGui::GetBackgroundDrawList();
  list.AddRectFilled(at(0, 0), at(screen_.width_px, screen_.height_px), colour(builder_.theme().page));
  for (const Shown& s : shown) draw_one(list, s);
  if (dim_) list.AddRectFilled(at(0, 0), at(screen_.width_px, screen_.height_px), dim_veil);
  ImGui::Render();
  const auto& fresh = painter_.paint(*ImGui::GetDrawData(), ImGui::GetIO().Fonts);
  changed_.insert(changed_.end(), fresh.begin(), fresh.end());
  if (changed_.size() > most_rects) changed_ = {{0, 0, screen_.width_px, screen_.height_px}};
}

void Frame::forget() {
  for (std::string* s :
       {&state_.typed, &state_.activated, &state_.field, &focus_, &pressed_, &last_, &page_key_}) {
    std::fill(s->begin(), s->end(), '\0');
    s->clear();
  }
  for (Node& n : tree_)
    for (std::string* s : {&n.name, &n.spoken, &n.value}) std::fill(s->begin(), s->end(), '\0');
  std::vector<Node>().swap(tree_);  // the nodes of longer pages before this one lie in its storage too
  state_.remove = state_.digits = state_.shift = state_.hidden = false;
  page_ = 0;
  text_.forget();
  painter_.wipe();
  dirty_ = true;
}

}  // namespace

Result<std::unique_ptr<UiFrame>> UiFrame::open(const Screen& screen, const Pack& pack) {
  TRY(check_screen(screen));
  return std::unique_ptr<UiFrame>(std::make_unique<Frame>(screen, pack));
}

}  // namespace alongside
