// What the automation socket may ask of the kiosk.
#include <kiosk/drive.h>
#include <platform/json.h>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace alongside {
namespace {

constexpr Millis longest_wait_ms = 10'000;
constexpr std::array<std::pair<const char*, Size>, 4> sizes{
    {{"S", Size::S}, {"M", Size::M}, {"L", Size::L}, {"XL", Size::XL}}};

constexpr std::array<std::pair<const char*, Contrast>, 4> contrasts{{{"standard", Contrast::standard},
                                                                     {"high-light", Contrast::high_light},
                                                                     {"high-dark", Contrast::high_dark},
                                                                     {"low", Contrast::low}}};

template <class Table, class Value>
const char* name_in(const Table& table, Value value) {
  for (const auto& [name, each] : table)
    if (each == value) return name;
  return "";
}

Json wrong(const std::string& why) { return {{"ok", false}, {"error", why}}; }

std::optional<double> number_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  return found->get<double>();
}

}  // namespace

Json Drive::show(const Json& asked, Millis now, Time clock) {
  Look look = kiosk_.frame().look();
  const std::string language = string_or(asked, "language"), size = string_or(asked, "size");
  const std::string contrast = string_or(asked, "contrast");
  if (!size.empty()) {
    const auto found =
        std::find_if(sizes.begin(), sizes.end(), [&](const auto& each) { return each.first == size; });
    const auto fit = sizes_for(kiosk_.screen());
    if (found == sizes.end() || std::find(fit.begin(), fit.end(), found->second) == fit.end())
      return wrong("size: S, M, L or XL, as this screen has room for");
    look.size = found->second;
  }
  if (!contrast.empty()) {
    const auto found = std::find_if(contrasts.begin(), contrasts.end(),
                                    [&](const auto& each) { return each.first == contrast; });
    if (found == contrasts.end()) return wrong("contrast: standard, high-light, high-dark or low");
    look.contrast = found->second;
  }
  const auto& known = kiosk_.pack().languages;
  if (!language.empty() && std::find(known.begin(), known.end(), language) == known.end())
    return wrong("language: not in the pack");
  const std::string screen = string_or(asked, "screen");
  if (!screen.empty() && !kiosk_.show(screen, string_or(asked, "item"), now, clock))
    return wrong("screen: no visit leads there");
  if (!language.empty()) kiosk_.set_language(language);
  kiosk_.set_look(look);
  return {{"ok", true}};
}

Json Drive::touch(const Json& asked, Millis now) {
  const std::string phase = string_or(asked, "phase");
  const auto x = number_of(asked, "x"), y = number_of(asked, "y");
  if (!x || !y) return wrong("touch: x and y in pixels");
  if (phase != "down" && phase != "move" && phase != "up") return wrong("phase: down, move or up");
  Touch touch;
  touch.phase = phase == "down" ? Touch::Phase::down : phase == "up" ? Touch::Phase::up : Touch::Phase::move;
  touch.x_px = *x;
  touch.y_px = *y;
  kiosk_.touch(touch, now);
  return {{"ok", true}};
}

Json Drive::answer(const Json& asked, Millis now, Time clock) {
  const std::string what = string_or(asked, "do");
  if (what == "show") return show(asked, now, clock);
  if (what == "touch") return touch(asked, now);
  if (what == "tree") {
    const Look& look = kiosk_.frame().look();
    return {{"ok", true},
            {"screen", kiosk_.screen_id()},
            {"language", look.language},
            {"size", name_in(sizes, look.size)},
            {"contrast", name_in(contrasts, look.contrast)},
            {"tree", tree_json(kiosk_.frame().tree(), kiosk_.screen())}};
  }
  if (what == "shot") {
    const auto saved = save_png(kiosk_.frame().pixels(), string_or(asked, "file"));
    return saved.ok() ? Json{{"ok", true}} : wrong(saved.error().what);
  }
  if (what == "facts")
    return {{"ok", true}, {"frames", presented_.frames}, {"first_frame_ms", presented_.first}};
  return wrong("do: show, tree, touch, shot, wait or facts");
}

std::optional<std::string> Drive::take(const std::string& line, Millis now, Time clock) {
  const auto asked = parse_json(line, {4096, 8});
  if (!asked.ok() || !asked->is_object()) return canonical(wrong("one JSON object a line"));
  if (string_or(*asked, "do") == "wait") {
    waiting_until_ = now + longest_wait_ms;
    return due(now);
  }
  return canonical(answer(*asked, now, clock));
}

std::optional<std::string> Drive::due(Millis now) {
  if (waiting_until_ == 0) return std::nullopt;
  const bool idle = !kiosk_.frame().wants_another_frame() && !kiosk_.saving();
  if (!idle && now < waiting_until_) return std::nullopt;
  waiting_until_ = 0;
  return canonical({{"ok", true}, {"idle", idle}});
}

}  // namespace alongside
