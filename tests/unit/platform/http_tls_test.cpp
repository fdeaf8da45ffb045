// TLS: a self-made certificate, the kiosk's own client with its CA file, and what is refused.
#include <platform/files.h>
#include <platform/http_client.h>
#include <platform/http_server.h>

#include <tests/unit/platform/certificate.h>
#include <tests/unit/platform/folder.h>
#include <tests/unit/platform/raw_socket.h>

#include <doctest/doctest.h>

#include <openssl/ssl.h>

using namespace alongside;

namespace {

void echo(HttpRequest request, Reply reply) {
  reply.send(HttpResponse{200, {}, request.target + " " + std::to_string(request.body.size())});
}

struct Tls {
  TestFolder folder;
  ServerOptions options;
  Tls() {
    REQUIRE(make_certificate(folder.path, "server"));
    options.tls_certificate = folder / "server.crt";
    options.tls_key = folder / "server.key";
  }
  Result<HttpResponse> ask(const HttpServer& server, const std::string& ca_file, const HttpRequest& request) {
    ClientOptions to;
    to.base_url = "https://127.0.0.1:" + std::to_string(server.port());
    to.ca_file = ca_file;
    return open_http_client(to).take()->send(request);
  }
};

}  // namespace

TEST_CASE("the client speaks TLS with a server whose certificate it was given, and with no other") {
  Tls tls;
  const auto server = HttpServer::start(tls.options, echo).take();
  const HttpRequest small{"GET", "/a", {}, "", ""};
  CHECK(tls.ask(*server, tls.options.tls_certificate, small)->body == "/a 0");
  const HttpRequest large{"POST", "/b", {}, std::string(900000, 'z'), ""};
  CHECK(tls.ask(*server, tls.options.tls_certificate, large)->body == "/b 900000");
  const HttpRequest over{"POST", "/b", {}, std::string(4u << 20, 'z'), ""};
  const auto refused = tls.ask(*server, tls.options.tls_certificate, over);
  CHECK((!refused.ok() || refused->status == 413));  // never taken; the answer may be lost under 4 MiB
  REQUIRE(make_certificate(tls.folder.path, "other"));
  for (const std::string& file : {std::string(), tls.folder / "other.crt"}) {
    const auto answer = tls.ask(*server, file, small);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().code == Code::offline);
  }
}

TEST_CASE("several requests go over one TLS connection") {
  Tls tls;
  const auto server = HttpServer::start(tls.options, echo).take();
  ClientOptions to;
  to.base_url = "https://127.0.0.1:" + std::to_string(server->port());
  to.ca_file = tls.options.tls_certificate;
  const auto client = open_http_client(to).take();
  for (int i = 0; i < 20; ++i) {
    const std::string body(static_cast<std::size_t>(i) * 1000, 'z');
    const auto answer = client->send({body.empty() ? "GET" : "POST", "/n", {}, body, ""});
    REQUIRE(answer.ok());
    CHECK(answer->body == "/n " + std::to_string(body.size()));
  }
}

TEST_CASE("TLS 1.2 and 1.3 are spoken, older versions and plain text are not") {
  Tls tls;
  const auto server = HttpServer::start(tls.options, echo).take();
  CHECK(tls_handshake(server->port(), TLS1_3_VERSION));
  CHECK(tls_handshake(server->port(), TLS1_2_VERSION));
  CHECK_FALSE(tls_handshake(server->port(), TLS1_1_VERSION));
  CHECK_FALSE(tls_handshake(server->port(), TLS1_VERSION));
  const RawSocket plain(server->port());
  REQUIRE(plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  CHECK(plain.rest().find("HTTP/1.1 200") == std::string::npos);
}

TEST_CASE("a TLS handshake that never ends is cut") {
  Tls tls;
  tls.options.header_deadline_s = 1;
  const auto server = HttpServer::start(tls.options, echo).take();
  const RawSocket silent(server->port());
  CHECK(silent.rest().empty());  // ends only because the server closes
}

TEST_CASE("TLS files that are missing, open to others or of another key are refused by name") {
  Tls tls;
  const auto start = [](const ServerOptions& options) { return HttpServer::start(options, echo); };
  ServerOptions options = tls.options;
  options.tls_key.clear();
  CHECK(start(options).error().code == Code::invalid);
  options = tls.options;
  options.tls_certificate = tls.folder / "none.crt";
  CHECK(start(options).error().what.find("none.crt") != std::string::npos);
  options = tls.options;
  options.tls_key = tls.folder / "none.key";
  CHECK_FALSE(start(options).ok());
  REQUIRE(make_certificate(tls.folder.path, "other"));
  options.tls_key = tls.folder / "other.key";
  CHECK(start(options).error().what.find("other.key") != std::string::npos);
  REQUIRE(write_file(tls.folder / "junk.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n").ok());
  options = tls.options;
  options.tls_certificate = tls.folder / "junk.crt";
  CHECK(start(options).error().code == Code::invalid);
  std::filesystem::permissions(tls.options.tls_key, std::filesystem::perms(0640));
  CHECK(start(tls.options).error().code == Code::refused);
}
