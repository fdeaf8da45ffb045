// The client against servers, portals and proxies that do what they should not.
#include <platform/files.h>
#include <platform/http_client.h>
#include <platform/http_server.h>

#include <tests/unit/platform/certificate.h>
#include <tests/unit/platform/folder.h>
#include <tests/unit/platform/raw_server.h>

#include <doctest/doctest.h>

#include <cstdlib>

using namespace alongside;

namespace {

const std::string ok_head = "HTTP/1.1 200 OK\r\n";

ClientOptions to(const RawServer& server) {
  ClientOptions options;
  options.base_url = server.url();
  return options;
}

Result<HttpResponse> get(const ClientOptions& options, const std::string& target = "/a") {
  return open_http_client(options).take()->send(HttpRequest{"GET", target, {}, "", ""});
}

// The answer to a server that sends exactly this and closes.
Result<HttpResponse> answered(const std::string& text) {
  const RawServer server([&](const RawPeer& peer) { static_cast<void>(peer.send(text)); });
  return get(to(server));
}

// A CONNECT proxy: opens the way to that port and carries bytes both ways until one side ends.
void carry(const RawPeer& peer, std::uint16_t port) {
  const RawSocket onward(port);
  static_cast<void>(peer.send("HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n"));
  pollfd both[] = {{peer.number, POLLIN, 0}, {onward.number(), POLLIN, 0}};
  char block[4096];
  while (::poll(both, 2, -1) > 0) {
    for (int side = 0; side < 2; ++side) {
      if (both[side].revents == 0) continue;
      const ssize_t got = ::recv(both[side].fd, block, sizeof block, 0);
      if (got <= 0) return;
      static_cast<void>(::send(both[1 - side].fd, block, static_cast<std::size_t>(got), MSG_NOSIGNAL));
    }
  }
}

void echo(HttpRequest request, Reply reply) { reply.send(HttpResponse{200, {}, request.target}); }

}  // namespace

TEST_CASE("the client follows no redirect, keeps no cookie and undoes no encoding") {
  int count = 0;
  const RawServer server([&](const RawPeer& peer) {
    ++count;
    static_cast<void>(
        peer.send("HTTP/1.1 302 Found\r\nLocation: /other\r\nSet-Cookie: a=b\r\nContent-Encoding: gzip\r\n"
                  "Content-Length: 4\r\nConnection: close\r\n\r\n\x1f\x8b\x08!"));
  });
  const auto client = open_http_client(to(server)).take();
  for (int i = 0; i < 2; ++i) {
    const auto answer = client->send(HttpRequest{"GET", "/a", {}, "", ""});
    REQUIRE(answer.ok());
    CHECK(answer->status == 302);
    CHECK(answer->header("location") == "/other");
    CHECK(answer->body.size() == 4);
  }
  CHECK(count == 2);
  for (const std::string& request : server.requests()) {
    CHECK(request.starts_with("GET /a HTTP/1.1\r\nHost: 127.0.0.1"));
    for (const char* name : {"Cookie", "Accept-Encoding", "Authorization", "Upgrade", "Referer"}) {
      CHECK(request.find(name) == std::string::npos);
    }
  }
}

TEST_CASE("a body is sent with its length, without Expect, and never in chunks") {
  const RawServer server([](const RawPeer& peer) {
    static_cast<void>(peer.send(ok_head + "Content-Length: 0\r\nConnection: close\r\n\r\n"));
  });
  const std::string body(200'000, 'b');
  const HttpRequest request{"POST", "/p?q=%2F", {{"content-type", "text/plain"}, {"x-empty", ""}}, body, ""};
  REQUIRE(open_http_client(to(server)).take()->send(request).ok());
  const std::string& sent = server.requests().front();
  CHECK(sent.starts_with("POST /p?q=%2F HTTP/1.1\r\n"));
  CHECK(sent.find("Content-Length: 200000\r\n") != std::string::npos);
  CHECK(sent.find("content-type: text/plain\r\n") != std::string::npos);
  CHECK(sent.find("x-empty:") != std::string::npos);
  CHECK(sent.find("Expect") == std::string::npos);
  CHECK(sent.find("Transfer-Encoding") == std::string::npos);
  CHECK(sent.ends_with(body));
}

TEST_CASE("answers that are broken, endless or too large are no answers") {
  const std::pair<std::string, std::string> bad[] = {
      {"nothing", ""},
      {"HTTP/0.9", "<html>Sign in to the network</html>"},
      {"cut head", "HTTP/1.1 200 OK\r\nContent-"},
      {"cut body", ok_head + "Content-Length: 100\r\n\r\nshort"},
      {"cut chunk", ok_head + "Transfer-Encoding: chunked\r\n\r\n5\r\nab"},
      {"bad chunk", ok_head + "Transfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n0\r\n\r\n"},
      {"1 GiB said", ok_head + "Content-Length: 1073741824\r\n\r\n" + std::string((1u << 20) + 1, 'x')},
      {"too large by a byte", ok_head + "\r\n" + std::string((1u << 20) + 1, 'x')},
      {"64 KiB header", ok_head + "A: " + std::string(65'536, 'a') + "\r\n\r\n"},
      {"no version", "200 OK\r\n\r\n"}};
  for (const auto& [its_name, text] : bad) {
    const auto& name = its_name;
    CAPTURE(name);
    const auto answer = answered(text);
    CHECK_FALSE(answer.ok());
    if (!answer.ok()) CHECK(answer.error().code == Code::offline);
  }
  std::string many = ok_head;
  for (int i = 0; i < 200; ++i) many += "A: b\r\n";
  CHECK_FALSE(answered(many + "\r\n").ok());
  CHECK(answered(ok_head + "\r\n" + std::string(1u << 20, 'x'))->body.size() == 1u << 20);
}

TEST_CASE("endless headers, interim answers and bodies end at the client's limits") {
  for (const std::string text : {"A: b\r\n", "HTTP/1.1 100 Continue\r\n\r\n"}) {
    const RawServer server([&](const RawPeer& peer) {
      static_cast<void>(peer.send(ok_head));
      while (peer.send(text)) {
      }
    });
    CHECK_FALSE(get(to(server)).ok());
  }
  const RawServer server([&](const RawPeer& peer) {
    static_cast<void>(peer.send(ok_head + "Transfer-Encoding: chunked\r\n\r\n"));
    while (peer.send("4\r\nabcd\r\n")) {
    }
  });
  CHECK(get(to(server)).error().what == "answer too large");
}

TEST_CASE("a server that drips is cut by its speed, and one that never ends by the clock") {
  const auto drip = [](const RawPeer& peer) {
    static_cast<void>(peer.send(ok_head + "\r\n"));
    while (peer.send("x")) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  };
  const RawServer slow(drip);
  ClientOptions by_speed = to(slow);
  by_speed.total_timeout_s = 0;  // none: only the speed can end it
  by_speed.low_speed_bytes_s = 1000;
  by_speed.low_speed_s = 1;
  CHECK(get(by_speed).error().code == Code::offline);
  const RawServer endless(drip);
  ClientOptions by_clock = to(endless);
  by_clock.low_speed_bytes_s = 0;
  by_clock.total_timeout_s = 1;
  CHECK(get(by_clock).error().code == Code::offline);
}

TEST_CASE("a proxy is used when it is named, with its password, and never because of the environment") {
  const RawServer proxy([](const RawPeer& peer) {
    const bool known =
        peer.request.find("Proxy-Authorization: Basic a2lvc2s6c2VjcmV0\r\n") != std::string::npos;
    static_cast<void>(peer.send(known ? ok_head + "Content-Length: 3\r\nConnection: close\r\n\r\nyes"
                                      : "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic realm=\"x\"\r\n"
                                        "Content-Length: 0\r\nConnection: close\r\n\r\n"));
  });
  ClientOptions options;
  options.base_url = "http://hub.example.invalid";
  options.proxy = "http://kiosk:secret@127.0.0.1:" + std::to_string(proxy.port());
  CHECK(get(options)->body == "yes");
  CHECK(proxy.requests().back().starts_with("GET http://hub.example.invalid/a HTTP/1.1\r\n"));
  options.proxy = "http://kiosk:other@127.0.0.1:" + std::to_string(proxy.port());
  CHECK(get(options)->status == 407);

  const auto server = HttpServer::start({}, echo).take();
  for (const char* name : {"http_proxy", "all_proxy"}) setenv(name, "http://127.0.0.1:1", 1);
  ClientOptions direct;
  direct.base_url = "http://127.0.0.1:" + std::to_string(server->port());
  CHECK(get(direct)->body == "/a");
  for (const char* name : {"http_proxy", "all_proxy"}) unsetenv(name);
}

TEST_CASE("TLS through a proxy is checked to the far end, with a certificate from the added folder") {
  TestFolder folder;
  REQUIRE(make_certificate(folder.path, "server"));
  ServerOptions secure;
  secure.tls_certificate = folder / "server.crt";
  secure.tls_key = folder / "server.key";
  const auto server = HttpServer::start(secure, echo).take();
  const RawServer proxy([&](const RawPeer& peer) { carry(peer, server->port()); });
  ClientOptions options;
  options.base_url = "https://127.0.0.1:" + std::to_string(server->port());
  options.proxy = proxy.url();
  CHECK(get(options).error().code == Code::offline);  // nobody vouches for it yet
  REQUIRE(make_folder(folder / "ca").ok());
  const std::string named = folder / ("ca/" + certificate_hash(folder / "server.crt") + ".0");
  REQUIRE(write_file(named, read_file(folder / "server.crt", 1u << 16).take()).ok());
  options.ca_folder = folder / "ca";
  const auto answer = get(options);
  REQUIRE(answer.ok());
  CHECK(answer->body == "/a");
  CHECK(answer->header("x-proxy").empty());
  options.proxy.clear();
  CHECK(get(options)->body == "/a");
}

TEST_CASE("requests that would break the framing, other schemes and dead ports are refused by the client") {
  const RawServer server([](const RawPeer& peer) { static_cast<void>(peer.send(ok_head + "\r\n")); });
  const auto client = open_http_client(to(server)).take();
  for (const std::string target : {"", "a", "/a b", "/a\r\nX: y", "/a\n"}) {
    CHECK(client->send(HttpRequest{"GET", target, {}, "", ""}).error().code == Code::invalid);
  }
  CHECK_FALSE(client->send(HttpRequest{"GET", std::string("/a\0", 3), {}, "", ""}).ok());
  for (const char* method : {"PUT", "DELETE", "get", "", "POST\r\n"}) {
    CHECK(client->send(HttpRequest{method, "/a", {}, "", ""}).error().code == Code::invalid);
  }
  CHECK(client->send(HttpRequest{"GET", "/a", {{"x", "y\r\nz: w"}}, "", ""}).error().code == Code::invalid);
  CHECK(client->send(HttpRequest{"GET", "/a", {{"x\n", "y"}}, "", ""}).error().code == Code::invalid);
  CHECK(server.requests().empty());
  for (const char* url : {"", "ftp://a", "file:///etc/passwd", "hub.example", "HTTPS://a", "gopher://a"}) {
    ClientOptions other;
    other.base_url = url;
    CHECK(open_http_client(other).error().code == Code::invalid);
  }
  ClientOptions dead;
  {
    const RawServer gone([](const RawPeer&) {});
    dead = to(gone);
  }
  CHECK(get(dead).error().code == Code::offline);
}
