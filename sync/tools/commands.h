// The tools' commands. Each sets `outcome` to 1 when it fails, after saying why on standard error.
#pragma once

#include <platform/result.h>

#include <string>

namespace CLI {
class App;
}

namespace alongside {

// init-site, backup, restore, content check, staff-access set
void add_site_commands(CLI::App& app, const std::string& site_toml, int& outcome);
// enrol offer|list|approve|refuse|suspend|resume|requeue|wipe
void add_enrol_commands(CLI::App& app, const std::string& site_toml, int& outcome);
// content init|keygen|add|add-pack|remove|delegate|rotate|renew|sign|take|snapshot|timestamp|status|verify|
// export; after the site's commands
void add_content_commands(CLI::App& app, int& outcome);
void tell(const Result<>& done, int& outcome);

}  // namespace alongside
