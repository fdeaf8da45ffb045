// alongside-kiosk: the program a father touches. Options, window, loop.
#include <kiosk/automation.h>
#include <kiosk/check.h>
#include <kiosk/drive.h>
#include <kiosk/kiosk.h>
#include <kiosk/last_resort.h>
#include <platform/config.h>
#include <platform/files.h>
#include <platform/http_client.h>
#include <platform/memory.h>
#include <platform/watchdog.h>
#include <platform/window.h>
#include <sync/client/enrol.h>

#include <sys/prctl.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
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

// The loop's part of automation: an answer leaves once what it speaks of is on the window.
struct Driven {
  Drive drive;
  Automation& automation;
  std::optional<std::string> owed{};

  // True: another frame comes first.
  bool step() {
    if (owed) automation.answer(*owed);
    owed = drive.due(monotonic_ms());
    if (owed || drive.waiting()) return owed.has_value();
    const auto line = automation.take_line();
    if (line) owed = drive.take(*line, monotonic_ms(), now_s());
    return line.has_value();
  }
};

Result<> loop(Kiosk& kiosk, Window& window, Automation* automation) {
  Presented presented;
  std::optional<Driven> driven;
  Watchdog watchdog = Watchdog::from_environment();
  if (automation) driven.emplace(Driven{Drive(kiosk, presented), *automation});
  while (true) {
    watchdog.beat(monotonic_ms());
    kiosk.run(monotonic_ms(), now_s());
    TRY(window.present(kiosk.frame().pixels(), kiosk.frame().changed()));
    presented.frame(!kiosk.frame().changed().empty(), monotonic_ms());
    kiosk.frame().presented();
    if (driven && driven->step()) continue;
    Millis wait = kiosk.wait_ms(monotonic_ms());
    if (driven && driven->drive.waiting() && (wait < 0 || wait > 20)) wait = 20;
    const Millis beat = watchdog.wait_ms(monotonic_ms());
    if (beat >= 0 && (wait < 0 || wait > beat)) wait = beat;
    const auto event = window.wait(wait);
    if (event && !take(kiosk, *event, monotonic_ms())) return {};
  }
}

// Production devices are refused, and so is one whose files cannot say what it is.
Result<> may_be_driven(const LinkStatus& link) {
  const bool demo = !link.device_id.empty() && link.use == DeviceUse::demo;
  if (demo || link.stop == Stop::not_enrolled) return {};
  return Error{Code::refused, "automation: refused on a kiosk that is enrolled as production"};
}

Result<> check_all(const Config& config, const Screen& screen) {
  CheckFacts facts;
  facts.screen = screen;
  facts.fullscreen = config.yes("screen.fullscreen");
  facts.machine = look_at_machine();
  facts.data_folder = config.text("data.folder");
  facts.hub = config.text("hub.id");
  facts.pack = load_pack(config.text("pack.folder"));
  facts.server_url = config.text("server.url");
  facts.now = now_s();
  const auto transport = transport_of(config);
  if (transport.ok()) facts.transport = transport->get();
  int wrong = 0;
  for (const CheckLine& line : check_kiosk(facts)) {
    std::printf("%s\n", check_text(line).c_str());
    wrong += line.right ? 0 : 1;
  }
  if (wrong == 0) return {};
  return Error{Code::refused, std::to_string(wrong) + " of 9 are not right"};
}

Result<> run(const Options& options) {
  const Config config = TRY(Config::load(options.config, settings()));
  if (!options.enrol.empty()) return enrol_now(config, options.enrol);
  const Screen screen = screen_of(config);
  if (options.check) return check_all(config, screen);
  TRY(check_screen(screen));
  auto loaded = load_pack(config.text("pack.folder"));
  if (!loaded.ok()) std::fprintf(stderr, "alongside-kiosk: no visits: %s\n", loaded.error().what.c_str());
  const Pack pack = loaded.ok() ? loaded.take() : last_resort_pack();
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
    TRY(may_be_driven(runner->status()));
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
  alongside::run_with_wiping(argv);
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
