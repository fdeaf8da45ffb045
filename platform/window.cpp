// The window on SDL2: a window surface on X11 and dummy, a streaming texture elsewhere.
#include <platform/window.h>

#include <SDL.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace alongside {
namespace {

Error failed(const char* what) { return {Code::refused, std::string(what) + ": " + SDL_GetError()}; }

std::string key_name(SDL_Keycode code) {
  switch (code) {
    case SDLK_LEFT:
      return "left";
    case SDLK_RIGHT:
      return "right";
    case SDLK_UP:
      return "up";
    case SDLK_DOWN:
      return "down";
    case SDLK_RETURN:
    case SDLK_KP_ENTER:
      return "enter";
    case SDLK_ESCAPE:
      return "escape";
    case SDLK_BACKSPACE:
      return "backspace";
    case SDLK_F1:
      return "help";
    case SDLK_F2:
      return "language";
    default:
      return "";
  }
}

class SdlWindow final : public Window {
 public:
  ~SdlWindow() override {
    if (texture_) SDL_DestroyTexture(texture_);
    if (renderer_) SDL_DestroyRenderer(renderer_);
    if (window_) SDL_DestroyWindow(window_);
    if (started_) SDL_QuitSubSystem(SDL_INIT_VIDEO);
  }

  Result<> start(const WindowOptions& options) {
    SDL_SetHint(SDL_HINT_TOUCH_MOUSE_EVENTS, "0");
    SDL_SetHint(SDL_HINT_MOUSE_TOUCH_EVENTS, "0");
    SDL_SetMainReady();
    setenv("XCOMPOSEFILE", "/dev/null", 0);
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0) return failed("no display");
    started_ = true;
    const std::string name = driver();
    const bool surface = name == "x11" || name == "dummy" || name == "offscreen";
    if (surface)
      SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");  // else SDL makes a GL context for nothing
    SDL_DisableScreenSaver();
    const Uint32 flags = options.fullscreen ? Uint32{SDL_WINDOW_FULLSCREEN_DESKTOP} : Uint32{0};
    window_ = SDL_CreateWindow(options.title.c_str(), SDL_WINDOWPOS_UNDEFINED, SDL_WINDOWPOS_UNDEFINED,
                               options.width, options.height, flags);
    if (!window_) return failed("no window");
    SDL_GetWindowSize(window_, &width_, &height_);
    wake_type_ = SDL_RegisterEvents(1);
    if (!surface) {  // Wayland and KMSDRM have no surface in shared memory: one quad by whatever renderer
                     // there is
      renderer_ = SDL_CreateRenderer(window_, -1, 0);
      if (!renderer_) return failed("no renderer");
      texture_ =
          SDL_CreateTexture(renderer_, SDL_PIXELFORMAT_RGB888, SDL_TEXTUREACCESS_STREAMING, width_, height_);
      if (!texture_) return failed("no texture");
    }
    SDL_StartTextInput();
    return {};
  }

  int width() const override { return width_; }
  int height() const override { return height_; }
  std::string driver() const override {
    const char* name = SDL_GetCurrentVideoDriver();
    return name ? name : "";
  }

  std::optional<WindowEvent> wait(Millis timeout) override {
    const Millis until = timeout < 0 ? 0 : monotonic_ms() + timeout;
    SDL_Event event;
    for (;;) {
      const Millis left = timeout < 0 ? 0 : std::clamp<Millis>(until - monotonic_ms(), 0, 1 << 30);
      const int got =
          timeout < 0 ? SDL_WaitEvent(&event) : SDL_WaitEventTimeout(&event, static_cast<int>(left));
      if (!got) return std::nullopt;
      if (auto mine = ours(event)) return mine;
    }
  }

  void wake() override {
    SDL_Event event{};
    event.type = wake_type_;
    SDL_PushEvent(&event);
  }

  Result<> present(const Pixels& pixels, const std::vector<PixelRect>& changed) override {
    if (changed.empty()) return {};
    return texture_ ? present_texture(pixels, changed) : present_surface(pixels, changed);
  }

 private:
  std::optional<WindowEvent> ours(const SDL_Event& e) const {
    using Kind = WindowEvent::Kind;
    const auto mouse = [&](Kind kind, int x, int y) { return WindowEvent{kind, 1.0 * x, 1.0 * y, -1, {}}; };
    const auto finger = [&](Kind kind) {
      return WindowEvent{kind,
                         static_cast<double>(e.tfinger.x) * width_,
                         static_cast<double>(e.tfinger.y) * height_,
                         static_cast<long>(e.tfinger.fingerId),
                         {}};
    };
    if (e.type == wake_type_) return WindowEvent{};
    switch (e.type) {
      case SDL_QUIT:
        return WindowEvent{Kind::quit, 0, 0, 0, {}};
      case SDL_FINGERDOWN:
        return finger(Kind::down);
      case SDL_FINGERMOTION:
        return finger(Kind::move);
      case SDL_FINGERUP:
        return finger(Kind::up);
      case SDL_MOUSEBUTTONDOWN:
        if (e.button.which == SDL_TOUCH_MOUSEID || e.button.button != SDL_BUTTON_LEFT) return std::nullopt;
        return mouse(Kind::down, e.button.x, e.button.y);
      case SDL_MOUSEBUTTONUP:
        if (e.button.which == SDL_TOUCH_MOUSEID || e.button.button != SDL_BUTTON_LEFT) return std::nullopt;
        return mouse(Kind::up, e.button.x, e.button.y);
      case SDL_MOUSEMOTION:
        if (e.motion.which == SDL_TOUCH_MOUSEID || !(e.motion.state & SDL_BUTTON_LMASK)) return std::nullopt;
        return mouse(Kind::move, e.motion.x, e.motion.y);
      case SDL_KEYDOWN: {
        std::string name = key_name(e.key.keysym.sym);
        if (name.empty() || e.key.repeat) return std::nullopt;
        return WindowEvent{Kind::key, 0, 0, 0, std::move(name)};
      }
      case SDL_TEXTINPUT:
        return WindowEvent{Kind::text, 0, 0, 0, e.text.text};
      case SDL_WINDOWEVENT:
        if (e.window.event == SDL_WINDOWEVENT_EXPOSED) return WindowEvent{Kind::exposed, 0, 0, 0, {}};
        return std::nullopt;
      default:
        return std::nullopt;
    }
  }

  Result<> present_surface(const Pixels& pixels, const std::vector<PixelRect>& changed) {
    SDL_Surface* surface = SDL_GetWindowSurface(window_);
    if (!surface) return failed("no window surface");
    std::vector<SDL_Rect> rects;
    for (const PixelRect& r : changed) {
      const int w = std::min(r.x + r.w, std::min(surface->w, pixels.width)) - r.x;
      const int h = std::min(r.y + r.h, std::min(surface->h, pixels.height)) - r.y;
      if (w <= 0 || h <= 0) continue;
      rects.push_back({r.x, r.y, w, h});
      const Uint32 format = surface->format->format;
      Uint8* to =
          static_cast<Uint8*>(surface->pixels) + r.y * surface->pitch + r.x * surface->format->BytesPerPixel;
      const auto from = static_cast<std::size_t>(r.y) * static_cast<std::size_t>(pixels.width) +
                        static_cast<std::size_t>(r.x);
      if (SDL_ConvertPixels(w, h, SDL_PIXELFORMAT_RGB888, &pixels.data[from], pixels.width * 4, format, to,
                            surface->pitch) != 0)
        return failed("pixels not copied");
    }
    if (SDL_UpdateWindowSurfaceRects(window_, rects.data(), static_cast<int>(rects.size())) != 0)
      return failed("window not updated");
    return {};
  }

  Result<> present_texture(const Pixels& pixels, const std::vector<PixelRect>& changed) {
    for (const PixelRect& r : changed) {
      const SDL_Rect rect{r.x, r.y, std::min(r.w, width_ - r.x), std::min(r.h, height_ - r.y)};
      if (rect.w <= 0 || rect.h <= 0) continue;
      const auto from = static_cast<std::size_t>(r.y) * static_cast<std::size_t>(pixels.width) +
                        static_cast<std::size_t>(r.x);
      if (SDL_UpdateTexture(texture_, &rect, &pixels.data[from], pixels.width * 4) != 0)
        return failed("texture");
    }
    if (SDL_RenderCopy(renderer_, texture_, nullptr, nullptr) != 0) return failed("render");
    SDL_RenderPresent(renderer_);
    return {};
  }

  SDL_Window* window_ = nullptr;
  SDL_Renderer* renderer_ = nullptr;
  SDL_Texture* texture_ = nullptr;
  int width_ = 0, height_ = 0;
  Uint32 wake_type_ = 0;
  bool started_ = false;
};

}  // namespace

Result<std::unique_ptr<Window>> Window::open(const WindowOptions& options) {
  auto window = std::make_unique<SdlWindow>();
  TRY(window->start(options));
  return std::unique_ptr<Window>(std::move(window));
}

}  // namespace alongside
