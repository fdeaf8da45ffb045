// Makes a new site: keys, databases and site.toml.
#pragma once

#include <platform/clock.h>
#include <sync/server/site.h>

#include <string>

namespace alongside {

struct NewSite {
  std::string folder;
  std::string pack_folder;
  std::string console_folder;  // empty: "console" beside the pack
  std::string authority = "Demo council";
  std::string public_authority = "127.0.0.1:8080";
  bool demo = false;
  std::int64_t keys_good_for_s = std::int64_t{400} * 86400;
};

// refused: there is a site.toml already. Never overwrites a key.
Result<SiteSettings> make_site(const NewSite& asked, Time now);

}  // namespace alongside
