// The console's HTTP server.
#include <sync/server/console/console.h>

#include <sync/server/console/app.h>
#include <sync/server/inbox/inbox.h>

#include <chrono>
#include <thread>

namespace alongside {

ServerOptions console_options(const SiteSettings& site) {
  ServerOptions options;
  options.address = site.console_address;
  options.port = site.console_port;
  options.tls_certificate = site.console_tls_certificate;
  options.tls_key = site.console_tls_key;
  options.body_most_bytes = 64u << 10;
  options.connections_most = 256;
  options.handler_threads = 8;  // Argon2id and a page of work take tens of milliseconds
  return options;
}

Result<> run_console(const SiteSettings& site, const Pack& pack, const std::atomic<bool>& stop) {
  const std::unique_ptr<ConsoleApp> app = TRY(ConsoleApp::open(site, pack));
  if (!app->has_style()) {
    return Error{Code::missing, "the console's style sheet " + site.console_folder +
                                    "/build/console.css is not built: run assets/console/build.sh"};
  }
  const std::unique_ptr<InboxThread> inbox = TRY(InboxThread::start(site, pack));
  const auto server = TRY(HttpServer::start(console_options(site), [&app](HttpRequest request, Reply reply) {
    reply.send(app->answer(request, now_s()));
  }));
  while (!stop.load()) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  server->stop();
  return {};
}

}  // namespace alongside
