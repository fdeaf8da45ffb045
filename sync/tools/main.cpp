// alongside: what an administrator does on the command line.
#include <platform/crypto.h>
#include <sync/tools/commands.h>
#include <sync/tools/users.h>

#include <CLI/CLI.hpp>

#include <string>

int main(int argc, char** argv) {
  CLI::App app{"Alongside's tools", "alongside"};
  app.set_version_flag("--version", ALONGSIDE_VERSION);
  app.require_subcommand(1);
  const auto ready = alongside::start_crypto();
  if (!ready.ok()) return 1;
  int outcome = 0;
  std::string site_toml = "site.toml";
  app.fallthrough();  // --site may stand anywhere
  app.add_option("--site", site_toml, "site.toml of the site");
  alongside::add_site_commands(app, site_toml, outcome);
  alongside::add_content_commands(app, outcome);
  alongside::add_enrol_commands(app, site_toml, outcome);
  alongside::add_users_commands(app, site_toml, outcome);
  CLI11_PARSE(app, argc, argv);
  return outcome;
}
