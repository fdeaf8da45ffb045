// alongside-server: ingest, console, or both under one supervisor.
#include <platform/clock.h>
#include <platform/crypto.h>
#include <platform/log.h>
#include <sync/server/console/console.h>
#include <sync/server/ingest/ingest.h>
#include <sync/server/supervisor.h>

#include <CLI/CLI.hpp>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <string>

namespace {

std::atomic<bool> stop_asked{false};

void ask_stop(int) { stop_asked = true; }

alongside::Result<> run(const std::string& what, const std::string& site_toml) {
  using namespace alongside;
  TRY(start_crypto());
  const SiteSettings site = TRY(load_site(site_toml));
  if (!site.log_file.empty()) log_to(site.log_file);
  if (what == "ingest") return run_ingest(site, stop_asked);
  if (what == "console") {
    const Pack pack = TRY(load_pack(site.pack_folder));
    TRY(check_pack_for(site.use, pack, now_s()));
    return run_console(site, pack, stop_asked);
  }
  TRY(check_pack_for(site.use, TRY(load_pack(site.pack_folder)), now_s()));
  std::error_code fault;
  const std::string program = std::filesystem::read_symlink("/proc/self/exe", fault).string();
  if (fault) return Error{Code::storage, "the program's own file could not be found"};
  return supervise(program, {{"ingest", site_toml}, {"console", site_toml}}, stop_asked);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Alongside's server", "alongside-server"};
  app.set_version_flag("--version", ALONGSIDE_VERSION);
  app.require_subcommand(1);
  std::string site_toml;
  const char* const parts[][2] = {{"ingest", "Take sealed records from kiosks"},
                                  {"console", "Open records and serve staff"},
                                  {"both", "Both, each in a process of its own"}};
  for (const auto& part : parts) {
    app.add_subcommand(part[0], part[1])->add_option("site", site_toml, "site.toml")->required();
  }
  CLI11_PARSE(app, argc, argv);
  struct sigaction action {};
  action.sa_handler = ask_stop;
  sigaction(SIGTERM, &action, nullptr);
  sigaction(SIGINT, &action, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  const auto done = run(app.get_subcommands().front()->get_name(), site_toml);
  if (done.ok()) return 0;
  std::fprintf(stderr, "alongside-server: %s\n", done.error().what.c_str());
  return 1;
}
