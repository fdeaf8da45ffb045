// init-site, backup, restore, content check, staff-access set.
#include <sync/tools/commands.h>

#include <platform/clock.h>
#include <platform/crypto.h>
#include <platform/files.h>
#include <sync/content/keys.h>
#include <sync/server/backup.h>
#include <sync/server/new_site.h>

#include <CLI/CLI.hpp>

#include <cstdio>
#include <iostream>
#include <memory>

namespace alongside {
namespace {

struct Asked {
  const std::string* site = nullptr;
  NewSite fresh;
  std::string pack;
  bool force = false;
  std::string hub, code, by;
};

Result<> init_site(const Asked& asked) {
  const Site use = asked.fresh.demo ? Site::demo : Site::production;
  TRY(check_pack_for(use, TRY(load_pack(asked.fresh.pack_folder)), now_s()));
  const SiteSettings site = TRY(make_site(asked.fresh, now_s()));
  const std::string keys = TRY(read_file(site.keys_folder + "/keys.json", 65536));
  std::printf("site    %s/site.toml\nanchor  %s\n", asked.fresh.folder.c_str(), anchor_of(keys).c_str());
  return {};
}

Result<> backup(const Asked& asked) {
  const SiteSettings site = TRY(load_site(*asked.site));
  Db inbox = TRY(Db::open(site.inbox_db, inbox_migrations()));
  const Keys keys = TRY(read_keys(TRY(read_file(site.keys_folder + "/keys.json", 65536))));
  const SigningKey key = TRY(load_signing_key(site.keys_folder + "/backup.key"));
  const Watermark mark =
      TRY(back_up(inbox, {site.backup_folder, site.case_db, keys.server_id}, key, now_s()));
  std::printf("copied and checked up to record %llu of epoch %u\n",
              static_cast<unsigned long long>(mark.server_seq), mark.server_epoch);
  return {};
}

Result<> restore(const Asked& asked) {
  const SiteSettings site = TRY(load_site(*asked.site));
  Db inbox = TRY(Db::open(site.inbox_db, inbox_migrations()));
  const std::int64_t epoch = TRY(enter_new_epoch(inbox, site.backup_folder, asked.force));
  std::printf("kiosks will offer everything they still hold: epoch %lld\n", static_cast<long long>(epoch));
  return {};
}

Result<> content_check(const Asked& asked) {
  const Pack pack = TRY(load_pack(asked.pack));
  std::printf("pack %s reads well\n", pack.version.c_str());
  for (const std::string& reason : unpublishable(pack, iso_utc(now_s()).substr(0, 10))) {
    std::printf("not for production: %s\n", reason.c_str());
  }
  for (const std::string& draft : draft_list(pack)) std::printf("draft language %s\n", draft.c_str());
  return {};
}

// The PIN comes on standard input, so that it stays out of the shell's history.
Result<> staff_access(const Asked& asked) {
  const SiteSettings site = TRY(load_site(*asked.site));
  Db inbox = TRY(Db::open(site.inbox_db, inbox_migrations()));
  std::string pin;
  std::getline(std::cin, pin);
  if (pin.size() < 6 || pin.size() > 32) return Error{Code::invalid, "the PIN must have 6 to 32 characters"};
  if (asked.code.empty() || asked.code.size() > 32)
    return Error{Code::invalid, "the code: 1 to 32 characters"};
  const std::string hash = hash_pin(pin);
  wipe(pin);
  TRY(inbox.run(
      "insert into staff_access(hub, code, pin_hash, set_by, set_at) values($1, $2, $3, $4, $5)"
      " on conflict(hub, code) do update set pin_hash = excluded.pin_hash, set_by = excluded.set_by,"
      " set_at = excluded.set_at",
      asked.hub, asked.code, hash, asked.by, now_s()));
  return {};
}

}  // namespace

void add_site_commands(CLI::App& app, const std::string& site_toml, int& outcome) {
  auto asked = std::make_shared<Asked>();
  asked->site = &site_toml;
  CLI::App* init = app.add_subcommand("init-site", "Make a new site: keys, databases, settings");
  init->add_option("folder", asked->fresh.folder)->required();
  init->add_option("--pack", asked->fresh.pack_folder, "Folder of the content pack");
  init->add_option("--console", asked->fresh.console_folder, "Folder of the console's templates and style");
  init->add_option("--authority", asked->fresh.authority, "The council's name");
  init->add_option("--address", asked->fresh.public_authority, "host[:port] that kiosks use");
  init->add_flag("--demo", asked->fresh.demo, "A demo site: nobody real");
  init->callback([asked, &outcome] { tell(init_site(*asked), outcome); });

  CLI::App* back = app.add_subcommand("backup", "Copy both databases, check the copies, sign the watermark");
  back->callback([asked, &outcome] { tell(backup(*asked), outcome); });
  CLI::App* again =
      app.add_subcommand("restore", "After copies were put back: make kiosks offer what they hold");
  again->add_flag("--force", asked->force, "Although the copy is older than what was promised");
  again->callback([asked, &outcome] { tell(restore(*asked), outcome); });

  CLI::App* content = app.add_subcommand("content", "Content packs");
  content->require_subcommand(1);
  CLI::App* check = content->add_subcommand("check", "Read a pack and name every fault");
  check->add_option("pack", asked->pack, "Folder")->required();
  check->callback([asked, &outcome] { tell(content_check(*asked), outcome); });

  CLI::App* access = app.add_subcommand("staff-access", "Staff codes on kiosks");
  access->require_subcommand(1);
  CLI::App* set = access->add_subcommand("set", "Set a code's PIN, read from standard input");
  set->add_option("--hub", asked->hub)->required();
  set->add_option("--code", asked->code)->required();
  set->add_option("--by", asked->by)->required();
  set->callback([asked, &outcome] { tell(staff_access(*asked), outcome); });
}

}  // namespace alongside
