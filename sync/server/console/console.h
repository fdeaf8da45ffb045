// The staff console's process: its HTTP server and the inbox thread.
#pragma once

#include <platform/http_server.h>
#include <platform/result.h>
#include <sync/server/site.h>

#include <atomic>

namespace alongside {

// Address, TLS and limits of its server.
ServerOptions console_options(const SiteSettings& site);
// Runs until the stop flag is set.
Result<> run_console(const SiteSettings& site, const Pack& pack, const std::atomic<bool>& stop);

}  // namespace alongside
