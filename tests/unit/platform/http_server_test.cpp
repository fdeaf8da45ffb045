// Server and client over loopback, and the framing faults one by one.
#include <platform/http_client.h>
#include <platform/http_framing.h>

#include <doctest/doctest.h>

#include <thread>

using namespace alongside;

TEST_CASE("framing faults are refused") {
  const ServerOptions options;
  const auto status = [&](const std::string& text) { return check_head(text, options).status; };
  CHECK(status("GET / HTTP/1.1\r\nHost: a\r\n\r\n") == 0);
  CHECK(status("POST /v1/batch?x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n") == 0);
  CHECK(status("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n") == 405);
  CHECK(status("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n") == 413);
  const std::string host = "Host: a\r\n";
  const std::string faults[] = {
      "GET /\r\n\r\n",
      "GET / HTTP/1.0\r\n" + host + "\r\n",
      "GET / HTTP/2.0\r\n" + host + "\r\n",
      "get / HTTP/1.1\r\n" + host + "\r\n",
      "GET http://a/ HTTP/1.1\r\n" + host + "\r\n",
      "GET //a HTTP/1.1\r\n" + host + "\r\n",
      "GET  / HTTP/1.1\r\n" + host + "\r\n",
      "GET / HTTP/1.1\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + host + "\r\n",
      "GET / HTTP/1.1\r\nHost:\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nContent-Length: 1\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: +1\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: 1, 1\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n",
      "POST / HTTP/1.1\r\n" + host + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "A: b\r\n c\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "A : b\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "A: b" + std::string(1, '\0') + "\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "A: b\nC: d\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "nocolon\r\n\r\n",
      "GET / HTTP/1.1\r\n" + host + "Expect: 100-continue\r\n\r\n",
      "GET /" + std::string(3000, 'a') + " HTTP/1.1\r\n" + host + "\r\n",
      "GET / HTTP/1.1\r\n" + host + "A: " + std::string(65536, 'a') + "\r\n\r\n"};
  for (const auto& text : faults) CHECK_MESSAGE(status(text) == 400, text.substr(0, 80));
  std::string many = "GET / HTTP/1.1\r\n" + host;
  for (int i = 0; i < 100; ++i) many += "A: b\r\n";
  CHECK(status(many + "\r\n") == 400);
  CHECK(check_head("GET /%2e%2e/%00 HTTP/1.1\r\nHost: a\r\n\r\n", options).request.target == "/%2e%2e/%00");
}

TEST_CASE("an answer cannot be split by a header") {
  HttpResponse response;
  response.set("location", "/a\r\nset-cookie: b");
  CHECK(response_text(response, false).find("set-cookie") == std::string::npos);
}

TEST_CASE("client and server over loopback") {
  std::vector<std::thread> later;
  const auto handler = [&](HttpRequest request, Reply reply) {
    if (request.path() == "/drop") return;
    HttpResponse response;
    response.set("content-type", "text/plain");
    response.body = request.method + " " + request.target + " " + request.body;
    if (request.path() == "/big") response.body.assign(2u << 20, 'x');
    if (request.path() == "/empty") response = HttpResponse{204, {}, ""};
    if (request.path() != "/later") return reply.send(std::move(response));
    later.emplace_back([held = std::move(reply), response]() mutable { held.send(response); });
  };
  auto server = HttpServer::start({}, handler);
  REQUIRE(server.ok());
  ClientOptions options;
  options.base_url = "http://127.0.0.1:" + std::to_string((*server)->port());
  auto client = open_http_client(options);
  REQUIRE(client.ok());
  const auto ask = [&](const std::string& method, const std::string& target, const std::string& body) {
    return (*client)->send(HttpRequest{method, target, {}, body, ""});
  };
  CHECK(ask("GET", "/a?b=%2e", "")->body == "GET /a?b=%2e ");
  CHECK(ask("GET", "/x/../y", "")->body == "GET /x/../y ");
  CHECK(ask("POST", "/p", std::string(100000, 'z'))->body.size() == 100008);
  CHECK(ask("POST", "/later", "1")->body == "POST /later 1");
  CHECK(ask("GET", "/empty", "")->status == 204);
  CHECK(ask("GET", "/drop", "")->status == 500);
  CHECK(ask("POST", "/p", std::string((1u << 20) + 1, 'z'))->status == 413);
  const auto big = ask("GET", "/big", "");
  CHECK_FALSE(big.ok());
  CHECK(big.error().what == "answer too large");
  ServerOptions taken;
  taken.port = (*server)->port();
  const auto second = HttpServer::start(taken, handler);
  REQUIRE_FALSE(second.ok());
  CHECK(second.error().code == Code::refused);
  CHECK(second.error().what.find(std::to_string(taken.port)) != std::string::npos);
  (*server)->stop();
  for (auto& thread : later) thread.join();
  const auto none = ask("GET", "/a", "");
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().code == Code::offline);
}
