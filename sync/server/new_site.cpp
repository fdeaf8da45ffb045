// Makes a new site: four private keys, keys.json, both databases and last of all site.toml.
#include <sync/server/new_site.h>

#include <platform/crypto.h>
#include <platform/files.h>
#include <sync/content/keys.h>
#include <sync/server/backup.h>

#include <filesystem>

namespace alongside {
namespace {

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) >= 0x20) out += c;
  }
  return out + "\"";
}

Result<> make_keys(const NewSite& asked, const std::string& folder, Time now) {
  TRY(make_folder(folder, 0700));
  const SigningKey ingest = SigningKey::make();
  const SigningKey backup = SigningKey::make();
  const SigningKey console = SigningKey::make();
  const SealKey intake = SealKey::make();
  TRY(save_signing_key(folder + "/ingest.key", ingest));
  TRY(save_signing_key(folder + "/backup.key", backup));
  TRY(save_signing_key(folder + "/console.key", console));
  TRY(save_seal_key(folder + "/intake.key", intake));
  Keys keys;
  keys.server_id = random_hex(16);
  keys.ingest = ingest.open;
  keys.backup = backup.open;
  keys.console = console.open;
  keys.intake.push_back({kid_of(intake.open), intake.open, now - 86400, now + asked.keys_good_for_s});
  return write_file(folder + "/keys.json", write_keys(keys));
}

}  // namespace

Result<SiteSettings> make_site(const NewSite& asked, Time now) {
  const std::string file = asked.folder + "/site.toml";
  std::error_code fault;
  if (std::filesystem::exists(file, fault)) return Error{Code::refused, "there is a site here already"};
  TRY(make_folder(asked.folder, 0755));
  TRY(make_keys(asked, asked.folder + "/keys", now));
  TRY(make_folder(asked.folder + "/backup", 0700));
  Db inbox = TRY(Db::open(asked.folder + "/inbox.db", inbox_migrations()));
  TRY(set_meta(inbox, "server-epoch", "1"));
  TRY(Db::open(asked.folder + "/case.db", case_migrations()));
  const std::string pack = std::filesystem::absolute(asked.pack_folder, fault).string();
  const std::string console = asked.console_folder.empty()
                                  ? (std::filesystem::path(pack) / "../console").lexically_normal().string()
                                  : std::filesystem::absolute(asked.console_folder, fault).string();
  TRY(write_file(file, "# Alongside: one site.\nuse = " + quoted(asked.demo ? "demo" : "production") +
                           "\nauthority = " + quoted(asked.authority) +
                           "\n\n[files]\npack = " + quoted(pack) + "\nconsole = " + quoted(console) +
                           "\n\n[ingest]\npublic_authority = " + quoted(asked.public_authority) + "\n"));
  return load_site(file);
}

}  // namespace alongside
