// enrol offer, list, approve, refuse, suspend, resume, requeue, wipe.
#include <sync/tools/commands.h>

#include <platform/clock.h>
#include <platform/files.h>
#include <sync/content/keys.h>
#include <sync/server/enrolment.h>
#include <sync/server/site.h>

#include <CLI/CLI.hpp>

#include <cstdio>
#include <memory>

namespace alongside {
namespace {

struct Asked {
  const std::string* site = nullptr;
  std::string hub;
  std::string which;
  std::string by;
};

Result<Db> inbox_of(const std::string& site_toml) {
  const SiteSettings site = TRY(load_site(site_toml));
  return Db::open(site.inbox_db, inbox_migrations());
}

Result<> offer(const Asked& asked) {
  const SiteSettings site = TRY(load_site(*asked.site));
  Db inbox = TRY(Db::open(site.inbox_db, inbox_migrations()));
  const Offered offered =
      TRY(offer_slot(inbox, asked.hub, site.use == Site::demo ? "demo" : "production", now_s()));
  const std::string keys = TRY(read_file(site.keys_folder + "/keys.json", 65536));
  const std::string& code = offered.code;
  std::printf("code    %s-%s-%s\nanchor  %s\nThe code works once, within 10 minutes.\n",
              code.substr(0, 2).c_str(), code.substr(2, 5).c_str(), code.substr(7).c_str(),
              anchor_of(keys).c_str());
  return {};
}

Result<> list(const Asked& asked) {
  Db inbox = TRY(inbox_of(*asked.site));
  for (const DeviceRow& device : TRY(list_devices(inbox))) {
    const std::string seen = device.last_seen == 0 ? "never" : iso_utc(device.last_seen);
    std::printf("%s  %-9s %s  hub %s  %s  seen %s\n", device.id.c_str(), device.state.c_str(),
                device.compare.c_str(), device.hub.c_str(), device.use.c_str(), seen.c_str());
  }
  return {};
}

Result<> change(const Asked& asked, const std::string& verb) {
  Db inbox = TRY(inbox_of(*asked.site));
  if (verb == "approve") return approve_device(inbox, asked.which, asked.by);
  if (verb == "refuse") return refuse_device(inbox, asked.which);
  return inbox.atomically([&]() -> Result<> {
    if (verb == "suspend") TRY(set_device_state(inbox, asked.which, "active", "suspended"));
    if (verb == "resume") TRY(set_device_state(inbox, asked.which, "suspended", "active"));
    if (verb == "wipe") TRY(retire_device(inbox, asked.which));
    const SiteSettings site = TRY(load_site(*asked.site));
    const SigningKey key = TRY(load_signing_key(site.keys_folder + "/console.key"));
    return give_directive(inbox, key, asked.which, verb, now_s());
  });
}

}  // namespace

void tell(const Result<>& done, int& outcome) {
  if (done.ok()) return;
  std::fprintf(stderr, "alongside: %s\n", done.error().what.c_str());
  outcome = 1;
}

void add_enrol_commands(CLI::App& app, const std::string& site_toml, int& outcome) {
  CLI::App* enrol = app.add_subcommand("enrol", "Kiosks of this site");
  enrol->require_subcommand(1);
  auto asked = std::make_shared<Asked>();
  asked->site = &site_toml;
  const auto add = [&](const char* name, const char* about) { return enrol->add_subcommand(name, about); };
  CLI::App* offer_command = add("offer", "A one-time code for a new kiosk");
  offer_command->add_option("--hub", asked->hub, "The hub it stands in")->required();
  offer_command->callback([asked, &outcome] { tell(offer(*asked), outcome); });
  add("list", "Every kiosk and its state")->callback([asked, &outcome] { tell(list(*asked), outcome); });
  const char* const verbs[][2] = {{"approve", "Let a waiting kiosk in: its screen must show the same number"},
                                  {"refuse", "Turn a waiting kiosk away"},
                                  {"suspend", "Put a kiosk out of use"},
                                  {"resume", "Put a suspended kiosk back into use"},
                                  {"requeue", "Let a kiosk send again what was turned away"},
                                  {"wipe", "Retire a kiosk and destroy all it holds, sent or not"}};
  for (const auto& verb : verbs) {
    CLI::App* command = add(verb[0], verb[1]);
    command->add_option("kiosk", asked->which, "Device id, or the 6-digit number while it waits")->required();
    if (std::string(verb[0]) == "approve") command->add_option("--by", asked->by, "Who approves")->required();
    const std::string name = verb[0];
    command->callback([asked, name, &outcome] { tell(change(*asked, name), outcome); });
  }
}

}  // namespace alongside
