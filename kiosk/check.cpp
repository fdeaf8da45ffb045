// alongside-kiosk --check: one line for each thing that must be right.
#include <kiosk/check.h>
#include <platform/files.h>
#include <platform/json.h>
#include <sync/client/identity.h>
#include <sync/client/outbox.h>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdlib>

namespace alongside {
namespace {

constexpr std::int64_t low_disk_bytes = 64 << 20;
constexpr Time key_warning_s = 60 * 86400;
constexpr Time oldest_right_clock = 1'767'225'600;  // 1 January 2026

CheckLine right(const char* name, std::string said) { return {name, true, std::move(said), {}}; }
CheckLine wrong(const char* name, std::string said, std::string next) {
  return {name, false, std::move(said), std::move(next)};
}

std::string size_text(int w, int h) { return std::to_string(w) + " x " + std::to_string(h) + " px"; }

CheckLine check_size(const CheckFacts& facts) {
  const auto fits = check_screen(facts.screen);
  if (!fits.ok())
    return wrong("screen", fits.error().what,
                 "measure the picture with a ruler and set [screen] width_mm and height_mm");
  if (!facts.machine.ok())
    return wrong("screen", facts.machine.error().what, "connect a display and start again");
  const Machine& machine = *facts.machine;
  const Screen& s = facts.screen;
  const bool same = machine.width_px == s.width_px && machine.height_px == s.height_px;
  const bool turned = machine.width_px == s.height_px && machine.height_px == s.width_px;
  if (facts.fullscreen && !same && !turned)
    return wrong("screen",
                 "the display has " + size_text(machine.width_px, machine.height_px) + ", set is " +
                     size_text(s.width_px, s.height_px),
                 "set [screen] width_px and height_px to the display's");
  return right("screen", size_text(s.width_px, s.height_px) + ", " + std::to_string(std::lround(s.width_mm)) +
                             " x " + std::to_string(std::lround(s.height_mm)) + " mm, on " + machine.driver);
}

CheckLine check_rotation(const CheckFacts& facts) {
  if (!facts.machine.ok())
    return wrong("rotation", "cannot be told without a display", "connect a display and start again");
  const Screen& s = facts.screen;
  const bool shown_tall = facts.machine->height_px > facts.machine->width_px;
  const bool set_tall = s.height_px > s.width_px;
  if (facts.fullscreen && shown_tall != set_tall && s.width_px != s.height_px)
    return wrong("rotation",
                 std::string("the display is ") + (shown_tall ? "upright" : "wide") + ", set is " +
                     (set_tall ? "upright" : "wide"),
                 "turn the picture in the display's settings, or swap width and height in [screen]");
  return right("rotation", set_tall ? "upright" : "wide");
}

CheckLine check_touch(const CheckFacts& facts) {
  const int count = facts.machine.ok() ? facts.machine->touch_screens : 0;
  if (count > 0) return right("touch", std::to_string(count) + " touch screen(s)");
  return wrong("touch", "no touch screen is seen; a mouse works for setting up",
               "check the touch screen's USB cable, then its driver");
}

CheckLine check_sound(const CheckFacts& facts) {
  const int count = facts.machine.ok() ? facts.machine->sound_outputs : 0;
  if (count > 0) return right("sound", std::to_string(count) + " output(s)");
  return right("sound", "no output is seen: the kiosk is silent, and sends to the desk instead of ringing");
}

CheckLine check_disk(const CheckFacts& facts) {
  const auto space = free_bytes(facts.data_folder);
  if (!space.ok())
    return wrong("disk", space.error().what, "make the folder of [data] and give it to the kiosk's user");
  const std::string free = std::to_string(*space >> 20) + " MB free";
  if (*space < low_disk_bytes) return wrong("disk", free, "make room: no visits are taken under 64 MB");
  const std::string probe = facts.data_folder + "/check";
  const auto written = write_file(probe, "check", FileMode::owner);
  std::remove(probe.c_str());
  if (!written.ok())
    return wrong("disk", written.error().what, "let the kiosk's user write in [data] folder");
  auto outbox = Outbox::open(facts.data_folder + "/outbox.db");
  if (!outbox.ok())
    return wrong("disk", outbox.error().what, "keep the file and call for help: visits may be in it");
  const auto status = outbox->status();
  if (!status.ok()) return wrong("disk", status.error().what, "keep the file and call for help");
  return right("disk", free + ", " + std::to_string(status->waiting) + " waiting to be sent");
}

struct ServerFacts {
  Result<HttpResponse> answer = Error{Code::offline, "no server is set"};
  Time time = 0;
};

ServerFacts ask_server(const CheckFacts& facts) {
  ServerFacts server;
  if (facts.transport == nullptr) return server;
  HttpRequest request;
  request.target = "/v1/time";
  server.answer = facts.transport->send(request);
  if (!server.answer.ok() || server.answer->status != 200) return server;
  const auto json = parse_json(server.answer->body, {65536, 8});
  if (json.ok() && json->is_object()) server.time = integer_or(*json, "time");
  return server;
}

CheckLine check_clock(const CheckFacts& facts, const ServerFacts& server) {
  if (facts.now < oldest_right_clock)
    return wrong("clock", "it stands before 2026", "set the time, or switch on network time");
  if (server.time == 0) return right("clock", "plausible; the server could not be asked");
  const auto off = facts.now - server.time;
  if (std::abs(off) > 60)
    return wrong("clock", std::to_string(off) + " seconds off the server's", "switch on network time");
  return right("clock", std::to_string(off) + " seconds off the server's");
}

CheckLine check_server(const CheckFacts& facts, const ServerFacts& server) {
  if (!server.answer.ok())
    return wrong("server", facts.server_url + ": " + server.answer.error().what,
                 "check the cable or Wi-Fi, then [server] url, proxy and ca_file");
  if (server.time == 0)
    return wrong("server", facts.server_url + " answers, but not as an Alongside server",
                 "check [server] url; a log-in page of the network may be in the way");
  return right("server", facts.server_url);
}

CheckLine check_keys(const CheckFacts& facts) {
  const auto identity = load_identity(facts.data_folder);
  if (!identity.ok() && identity.error().code == Code::missing)
    return wrong("keys", "this kiosk is not enrolled",
                 "make a code on the server (alongside enrol) and run --enrol CODE");
  if (!identity.ok())
    return wrong("keys", identity.error().what, "enrol this kiosk again; what waits to be sent is kept");
  const auto key = identity->keys.sealing_key(facts.now);
  if (!key.ok())
    return wrong("keys", key.error().what, "connect to the server, then enrol again if it stays");
  if (!identity->keys.sealing_key(facts.now + key_warning_s).ok())
    return wrong("keys", "the key to seal with ends within 60 days: then no visits are taken",
                 "this version cannot replace it: make a new site and enrol there (runbook, \"the key ends\")");
  return right("keys", std::string("enrolled as ") +
                           (identity->use == DeviceUse::demo ? "demo" : "production") + " for hub " +
                           identity->hub);
}

CheckLine check_pack(const CheckFacts& facts) {
  if (!facts.pack.ok())
    return wrong("pack", facts.pack.error().what, "install the content pack in [pack] folder again");
  const Pack& pack = *facts.pack;
  const auto identity = load_identity(facts.data_folder);
  const std::string hub = identity.ok() ? identity->hub : facts.hub;
  if (!hub.empty() && pack.hub(hub) == nullptr)
    return wrong("pack", "it does not know the hub " + hub, "set [hub] id, or install the pack of this hub");
  return right("pack", "version " + pack.version + ", " + std::to_string(pack.forms.size()) + " forms, " +
                           std::to_string(pack.languages.size()) + " language(s)");
}

}  // namespace

std::vector<CheckLine> check_kiosk(const CheckFacts& facts) {
  const ServerFacts server = ask_server(facts);
  return {check_size(facts),           check_rotation(facts), check_touch(facts),
          check_sound(facts),          check_disk(facts),     check_clock(facts, server),
          check_server(facts, server), check_keys(facts),     check_pack(facts)};
}

std::string check_text(const CheckLine& line) {
  if (line.right) return line.name + ": right, " + line.said;
  return line.name + ": WRONG, " + line.said + (line.next.empty() ? "" : ". Next: " + line.next);
}

}  // namespace alongside
