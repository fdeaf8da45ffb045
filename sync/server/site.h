// One site's settings and the places of its files: site.toml, databases, keys, content.
#pragma once

#include <platform/clock.h>
#include <platform/db.h>
#include <platform/result.h>
#include <sync/record/pack.h>

#include <cstdint>
#include <string>

namespace alongside {

struct SiteSettings {
  std::string folder;  // of site.toml; the paths below are made absolute against it
  Site use = Site::demo;
  std::string authority_name;    // the council's name as shown
  std::string service_name;      // "Alongside"
  std::string public_authority;  // @authority that kiosks sign, host[:port]
  std::string inbox_db;
  std::string case_db;
  std::string keys_folder;
  std::string pack_folder;
  std::string content_folder;  // signed content for kiosks, served under /tuf; empty: none
  std::string console_folder;  // templates/ and build/console.css
  std::string backup_folder;
  std::string ingest_address;
  std::uint16_t ingest_port = 0;
  std::string console_address;
  std::uint16_t console_port = 0;
  std::string console_origin;  // http://localhost:8081: cookies and links
  std::string console_proxy;   // address of the proxy whose X-Forwarded-For is believed; empty: none
  std::string tls_certificate;  // of ingest
  std::string tls_key;
  std::string console_tls_certificate;
  std::string console_tls_key;
  std::string zone;
  std::string log_file;  // empty: standard error
  std::int64_t session_idle_s = 900;
  std::int64_t session_most_s = 36000;
};

Result<SiteSettings> load_site(const std::string& site_toml);
// Every file of a folder read as a pack, and read_pack() of it. Limit 64 MiB.
Result<Pack> load_pack(const std::string& folder);
// refused: a production site whose content nobody has verified; `what` names the first reason.
Result<> check_pack_for(Site use, const Pack& pack, Time now);
std::vector<Migration> inbox_migrations();  // from sync/server/migrations/inbox/*.sql, compiled in
std::vector<Migration> case_migrations();

}  // namespace alongside
