// site.toml and the content pack's folder.
#include <sync/server/site.h>

#include <platform/config.h>
#include <platform/files.h>

#include <filesystem>

namespace alongside {
namespace {

using Kind = Setting::Kind;

const std::vector<Setting>& settings() {
  static const std::vector<Setting> list = {
      {"use", Kind::text, "demo"},
      {"authority", Kind::text, {}},
      {"service", Kind::text, "Alongside"},
      {"zone", Kind::text, "Europe/London"},
      {"files.inbox", Kind::text, "inbox.db"},
      {"files.case", Kind::text, "case.db"},
      {"files.keys", Kind::text, "keys"},
      {"files.pack", Kind::text, {}},
      {"files.content", Kind::text, ""},
      {"files.console", Kind::text, ""},
      {"files.backup", Kind::text, "backup"},
      {"files.log", Kind::text, ""},
      {"ingest.address", Kind::text, "127.0.0.1"},
      {"ingest.port", Kind::integer, std::int64_t{8080}},
      {"ingest.public_authority", Kind::text, {}},
      {"ingest.tls_certificate", Kind::text, ""},
      {"ingest.tls_key", Kind::text, ""},
      {"console.address", Kind::text, "127.0.0.1"},
      {"console.port", Kind::integer, std::int64_t{8081}},
      {"console.proxy", Kind::text, ""},
      {"console.tls_certificate", Kind::text, ""},
      {"console.tls_key", Kind::text, ""},
      {"console.origin", Kind::text, "http://localhost:8081"},
      {"session.idle_s", Kind::integer, std::int64_t{900}},
      {"session.most_s", Kind::integer, std::int64_t{36000}},
  };
  return list;
}

Result<std::uint16_t> port_of(const Config& config, const char* key) {
  const std::int64_t port = config.integer(key);
  if (port < 0 || port > 65535) return Error{Code::invalid, std::string(key) + ": not a port"};
  return static_cast<std::uint16_t>(port);
}

std::string place(const std::string& folder, const std::string& path) {
  if (path.empty()) return {};
  return (std::filesystem::path(folder) / path).lexically_normal().string();
}

}  // namespace

Result<SiteSettings> load_site(const std::string& site_toml) {
  const Config config = TRY(Config::load(site_toml, settings()));
  SiteSettings site;
  std::error_code fault;
  site.folder = std::filesystem::absolute(site_toml, fault).parent_path().string();
  const std::string& use = config.text("use");
  if (use != "demo" && use != "production") return Error{Code::invalid, "use: must be demo or production"};
  site.use = use == "demo" ? Site::demo : Site::production;
  site.authority_name = config.text("authority");
  site.service_name = config.text("service");
  site.zone = config.text("zone");
  site.public_authority = config.text("ingest.public_authority");
  site.inbox_db = place(site.folder, config.text("files.inbox"));
  site.case_db = place(site.folder, config.text("files.case"));
  site.keys_folder = place(site.folder, config.text("files.keys"));
  site.pack_folder = place(site.folder, config.text("files.pack"));
  site.content_folder = place(site.folder, config.text("files.content"));
  const std::string& console = config.text("files.console");
  site.console_folder = console.empty() ? place(site.pack_folder, "../console") : place(site.folder, console);
  site.backup_folder = place(site.folder, config.text("files.backup"));
  site.log_file = place(site.folder, config.text("files.log"));
  site.ingest_address = config.text("ingest.address");
  site.ingest_port = TRY(port_of(config, "ingest.port"));
  site.tls_certificate = place(site.folder, config.text("ingest.tls_certificate"));
  site.tls_key = place(site.folder, config.text("ingest.tls_key"));
  site.console_address = config.text("console.address");
  site.console_port = TRY(port_of(config, "console.port"));
  site.console_tls_certificate = place(site.folder, config.text("console.tls_certificate"));
  site.console_tls_key = place(site.folder, config.text("console.tls_key"));
  if (site.console_tls_certificate.empty() != site.console_tls_key.empty()) {
    return Error{Code::invalid, "console.tls_certificate and console.tls_key: give both or neither"};
  }
  site.console_proxy = config.text("console.proxy");
  site.console_origin = config.text("console.origin");
  site.session_idle_s = config.integer("session.idle_s");
  site.session_most_s = config.integer("session.most_s");
  return site;
}

Result<Pack> load_pack(const std::string& folder) {
  PackFiles files;
  std::size_t left = 64u << 20;
  for (const std::string& name : TRY(list_files(folder))) {
    std::string content = TRY(read_file(folder + "/" + name, left));
    left -= content.size();
    files.emplace(name, std::move(content));
  }
  return read_pack(files);
}

Result<> check_pack_for(Site use, const Pack& pack, Time now) {
  if (use == Site::demo) return {};
  const std::string reason = refused_in_production(pack, iso_utc(now).substr(0, 10));
  if (reason.empty()) return {};
  return Error{Code::refused, "the content is not ready for production: " + reason +
                                  "; `alongside content check` names every reason"};
}

}  // namespace alongside
