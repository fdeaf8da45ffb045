// alongside-kiosk: the program a father touches. Options, window, loop.
#include <kiosk/automation.h>
#include <kiosk/kiosk.h>
#include <platform/config.h>
#include <platform/files.h>
#include <platform/http_client.h>
#include <platform/window.h>
#include <sync/client/enrol.h>

#include <malloc.h>
#include <sys/prctl.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <thread>

namespace alongside {
namespace {

struct Options {
  std::string config, automation, enrol;
  bool check = false;
};

std::vector<Setting> settings() {
  using Kind = Setting::Kind;
  return {{"screen.width_px", Kind::integer, std::int64_t{1080}},
          {"screen.height_px", Kind::integer, std::int64_t{1920}},
          {"screen.width_mm", Kind::number, 194.0},
          {"screen.height_mm", Kind::number, 345.0},
          {"screen.view_mm", Kind::number, 400.0},
          {"screen.fullscreen", Kind::yes_no, true},
          {"server.url", Kind::text, std::nullopt},
          {"server.authority", Kind::text, std::nullopt},
          {"server.proxy", Kind::text, std::string()},
          {"server.ca_folder", Kind::text, std::string()},
          {"server.ca_file", Kind::text, std::string()},
          {"data.folder", Kind::text, std::nullopt},
          {"pack.folder", Kind::text, std::nullopt},
          {"hub.id", Kind::text, std::string()},
          {"languages.drafts", Kind::yes_no, false}};
}

Result<Pack> load_pack(const std::string& folder) {
  PackFiles files;
  for (const std::string& name : TRY(list_files(folder)))
    files[name] = TRY(read_file(folder + "/" + name, 4u << 20));
  return read_pack(files);
}

Screen screen_of(const Config& config) {
  return {static_cast<int>(config.integer("screen.width_px")),
          static_cast<int>(config.integer("screen.height_px")), config.number("screen.width_mm"),
          config.number("screen.height_mm"), config.number("screen.view_mm")};
}

Result<std::unique_ptr<Transport>> transport_of(const Config& config) {
  ClientOptions options;
  options.base_url = config.text("server.url");
  options.proxy = config.text("server.proxy");
  options.ca_folder = config.text("server.ca_folder");
  options.ca_file = config.text("server.ca_file");
  return open_http_client(options);
}

Result<> enrol_now(const Config& config, const std::string& code) {
  auto transport = TRY(transport_of(config));
  EnrolOptions options;
  options.folder = config.text("data.folder");
  options.code = code;
  options.authority = config.text("server.authority");
  TRY(make_folder(options.folder, 0700));
  EnrolSeams seams;
  seams.show = [](const std::string& number) {
    std::printf("compare %s\n", number.c_str());
    std::fflush(stdout);
  };
  int left = 600;
  seams.wait = [&left] {
    std::this_thread::sleep_for(std::chrono::seconds(1));
    return --left > 0;
  };
  return enrol(options, *transport, seams);
}

double number_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_number() ? found->get<double>() : 0.0;
}

// What the window was given, for measuring from outside.
struct Presented {
  int frames = 0;
  Millis first = 0;  // on the machine's monotonic clock

  void frame(bool changed) {
    if (changed && frames++ == 0) first = monotonic_ms();
  }
};

Json drive(Kiosk& kiosk, const std::string& line, const Presented& presented, Millis now) {
  const auto asked = parse_json(line, {4096, 8});
  if (!asked.ok() || !asked->is_object()) return {{"ok", false}, {"error", "one JSON object a line"}};
  const std::string what = string_or(*asked, "do");
  if (what == "tree") return {{"ok", true}, {"tree", tree_json(kiosk.frame().tree(), kiosk.screen())}};
  if (what == "facts")
    return {{"ok", true}, {"frames", presented.frames}, {"first_frame_ms", presented.first}};
  if (what == "wait") return {{"ok", true}, {"idle", !kiosk.frame().wants_another_frame()}};
  if (what == "touch") {
    const std::string phase = string_or(*asked, "phase");
    Touch touch;
    touch.phase = phase == "down" ? Touch::Phase::down
                  : phase == "up" ? Touch::Phase::up
                                  : Touch::Phase::move;
    touch.x_px = number_of(*asked, "x");
    touch.y_px = number_of(*asked, "y");
    kiosk.touch(touch, now);
    return {{"ok", true}};
  }
  if (what == "shot") {
    const auto saved = save_png(kiosk.frame().pixels(), string_or(*asked, "file"));
    return saved.ok() ? Json{{"ok", true}} : Json{{"ok", false}, {"error", saved.error().what}};
  }
  return {{"ok", false}, {"error", "do: tree, touch, shot, wait or facts"}};
}

Key key_of(const std::string& name) {
  if (name == "enter") return Key::enter;
  if (name == "escape") return Key::escape;
  if (name == "backspace") return Key::backspace;
  if (name == "help") return Key::help;
  return Key::other;
}

// False: the window was closed.
bool take(Kiosk& kiosk, const WindowEvent& event, Millis now) {
  using Kind = WindowEvent::Kind;
  switch (event.kind) {
    case Kind::down:
      kiosk.touch({Touch::Phase::down, event.x_px, event.y_px, event.finger}, now);
      break;
    case Kind::move:
      kiosk.touch({Touch::Phase::move, event.x_px, event.y_px, event.finger}, now);
      break;
    case Kind::up:
      kiosk.touch({Touch::Phase::up, event.x_px, event.y_px, event.finger}, now);
      break;
    case Kind::key:
      kiosk.key(key_of(event.text), {}, now);
      break;
    case Kind::text:
      kiosk.key(Key::other, event.text, now);
      break;
    case Kind::exposed:
      kiosk.frame().repaint_all();
      break;
    case Kind::woken:
      break;
    case Kind::quit:
      return false;
  }
  return true;
}

Result<> loop(Kiosk& kiosk, Window& window, Automation* automation) {
  Presented presented;
  while (true) {
    kiosk.run(monotonic_ms(), now_s());
    TRY(window.present(kiosk.frame().pixels(), kiosk.frame().changed()));
    presented.frame(!kiosk.frame().changed().empty());
    if (automation) {
      bool more = false;
      if (const auto line = automation->take_line()) {
        const Json answer = drive(kiosk, *line, presented, monotonic_ms());
        kiosk.run(monotonic_ms(), now_s());
        automation->answer(canonical(answer));
        more = true;
      }
      if (more) continue;
    }
    const auto event = window.wait(kiosk.wait_ms(monotonic_ms()));
    if (event && !take(kiosk, *event, monotonic_ms())) return {};
  }
}

Result<> run(const Options& options) {
  const Config config = TRY(Config::load(options.config, settings()));
  if (!options.enrol.empty()) return enrol_now(config, options.enrol);
  const Screen screen = screen_of(config);
  TRY(check_screen(screen));
  const Pack pack = TRY(load_pack(config.text("pack.folder")));
  if (options.check) {
    std::printf("screen: fits\npack: %s\n", pack.version.c_str());
    return {};
  }
  auto window =
      TRY(Window::open({"Alongside", config.yes("screen.fullscreen"), screen.width_px, screen.height_px}));
  Window* wakes = window.get();
  RunnerOptions runs;
  runs.folder = config.text("data.folder");
  runs.authority = config.text("server.authority");
  runs.rehearsal = !options.automation.empty();
  auto runner = TRY(Runner::start(runs, TRY(transport_of(config)), [wakes] { wakes->wake(); }));
  std::unique_ptr<Automation> automation;
  if (!options.automation.empty()) {
    const LinkStatus link = runner->status();
    if (!link.device_id.empty() && link.use == DeviceUse::production)
      return Error{Code::refused, "automation: refused on a production kiosk"};
    automation = TRY(Automation::listen(options.automation, [wakes] { wakes->wake(); }));
  } else {
    ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  }
  auto kiosk = TRY(Kiosk::open(
      {screen, config.text("hub.id"), automation != nullptr, config.yes("languages.drafts")}, pack, *runner));
  return loop(*kiosk, *window, automation.get());
}

}  // namespace
}  // namespace alongside

int main(int argc, char** argv) {
  ::mallopt(M_PERTURB, 0x5a);
  alongside::Options options;
  CLI::App app{"Alongside kiosk"};
  app.add_option("--config", options.config, "settings in TOML")->required();
  app.add_option("--automation", options.automation, "socket for tests");
  app.add_option("--enrol", options.enrol, "one-time code");
  app.add_flag("--check", options.check, "is everything right?");
  CLI11_PARSE(app, argc, argv);
  const auto outcome = alongside::run(options);
  if (outcome.ok()) return 0;
  std::fprintf(stderr, "alongside-kiosk: %s\n", outcome.error().what.c_str());
  return 1;
}
