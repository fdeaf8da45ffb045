// Display, touch and sound as SDL finds them.
#include <platform/window_machine.h>

#include <SDL.h>

#include <algorithm>

namespace alongside {

Result<Machine> look_at_machine() {
  SDL_SetMainReady();
  if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0)
    return Error{Code::refused, std::string("no display: ") + SDL_GetError()};
  Machine machine;
  const char* driver = SDL_GetCurrentVideoDriver();
  machine.driver = driver != nullptr ? driver : "";
  SDL_DisplayMode mode{};
  if (SDL_GetDesktopDisplayMode(0, &mode) == 0) {
    machine.width_px = mode.w;
    machine.height_px = mode.h;
  }
  SDL_PumpEvents();  // X11 finds touch screens only then
  machine.touch_screens = SDL_GetNumTouchDevices();
  SDL_QuitSubSystem(SDL_INIT_VIDEO);
  if (SDL_InitSubSystem(SDL_INIT_AUDIO) == 0) {
    machine.sound_outputs = std::max(0, SDL_GetNumAudioDevices(0));
    SDL_QuitSubSystem(SDL_INIT_AUDIO);
  }
  return machine;
}

}  // namespace alongside
