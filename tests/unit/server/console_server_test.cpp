// The console behind its real server: limits of size, and its part of site.toml.
#include <tests/unit/server/console_hand.h>

#include <platform/files.h>
#include <sync/server/console/console.h>
#include <tests/unit/platform/raw_socket.h>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

struct Served : ConsoleWorld {
  Served() {
    ServerOptions options = console_options(site.site());
    options.port = 0;
    server = HttpServer::start(options, [this](HttpRequest request, Reply reply) {
               reply.send(app->answer(request, now));
             }).take();
  }
  // The status line's number; 0: closed without an answer.
  int status(const std::string& bytes) const {
    const RawSocket socket(server->port());
    REQUIRE(socket.connected());
    (void)socket.send(bytes);
    socket.end_sending();
    const std::string got = socket.rest();
    return got.size() < 12 ? 0 : std::atoi(got.c_str() + 9);
  }
  std::unique_ptr<HttpServer> server;
};

std::string post(std::size_t declared, const std::string& body) {
  return "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
         "Content-Length: " +
         std::to_string(declared) + "\r\nConnection: close\r\n\r\n" + body;
}

std::string get(const std::string& target, const std::string& more = {}) {
  return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + more + "Connection: close\r\n\r\n";
}

std::string refusal(const StaffedSite& site, const std::string& lines) {
  const TempFolder folder;
  const std::string file = folder.path() + "/site.toml";
  REQUIRE(write_file(file, "authority = \"a\"\n[files]\npack = \"" + site.pack().version +
                               "\"\n[ingest]\npublic_authority = \"a\"\n[console]\n" + lines));
  const auto loaded = load_site(file);
  return loaded.ok() ? "" : loaded.error().what;
}

}  // namespace

TEST_CASE("console: bodies, heads and addresses over their limits are refused before anything reads them") {
  Served world;
  CHECK(world.status(get("/health")) == 200);
  CHECK(world.status(post((64u << 10) + 1, "a=b")) == 413);
  CHECK(world.status(post(1u << 30, "a=b")) == 413);
  const std::string most = "note=" + std::string((64u << 10) - 5, 'x');
  CHECK(world.status(post(most.size(), most)) == 401);  // read, and no sign-in
  CHECK(world.status(get("/" + std::string(3000, 'a'))) == 400);
  CHECK(world.status(get("/health", "X-Long: " + std::string(20000, 'x') + "\r\n")) == 400);
  std::string many;
  for (int i = 0; i < 100; ++i) many += "X-" + std::to_string(i) + ": y\r\n";
  CHECK(world.status(get("/health", many)) == 400);
  CHECK(world.status(get("/health", "Host: other\r\n")) == 400);
  CHECK(world.status(get("/health")) == 200);
}

TEST_CASE("console: a certificate without its key, or a key without its certificate, is refused by name") {
  ConsoleWorld world;
  CHECK(refusal(world.site, "tls_certificate = \"c.pem\"\ntls_key = \"k.pem\"\n").empty());
  CHECK(refusal(world.site, "").empty());
  for (const char* line : {"tls_certificate = \"c.pem\"\n", "tls_key = \"k.pem\"\n"}) {
    CHECK(refusal(world.site, line).find("console.tls_certificate and console.tls_key") != std::string::npos);
  }
  SiteSettings site = world.site.site();
  site.console_tls_certificate = "c.pem";
  site.console_tls_key = "k.pem";
  site.tls_certificate = "of-ingest.pem";
  CHECK(console_options(site).tls_certificate == "c.pem");
  CHECK(console_options(site).tls_key == "k.pem");
}
