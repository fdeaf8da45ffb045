// Request smuggling and its kin, on real connections: one refusal, the connection ends, nothing rides along.
#include <platform/http_server.h>

#include <tests/unit/platform/raw_socket.h>

#include <doctest/doctest.h>

#include <mutex>
#include <vector>

using namespace alongside;

namespace {

const std::string host = "Host: hub.example\r\n";
const std::string rider = "GET /rider HTTP/1.1\r\nHost: hub.example\r\n\r\n";

// Notes what reached the handler.
struct Watched {
  std::mutex mutex;
  std::vector<std::string> targets;
  std::unique_ptr<HttpServer> server;
  Watched() {
    server = HttpServer::start({}, [this](HttpRequest request, Reply reply) {
               const std::scoped_lock lock(mutex);
               targets.push_back(request.target + " " + request.body);
               reply.send(HttpResponse{200, {}, "ok"});
             }).take();
  }
  std::string answer(const std::string& bytes) const {
    const RawSocket client(server->port());
    REQUIRE(client.connected());
    static_cast<void>(client.send(bytes));
    client.end_sending();
    return client.rest();
  }
  std::vector<std::string> reached() {
    const std::scoped_lock lock(mutex);
    return targets;
  }
};

std::string post(const std::string& headers) { return "POST /p HTTP/1.1\r\n" + host + headers + "\r\n"; }

// Each is refused whole, whatever follows.
const std::pair<const char*, std::string> hostile[] = {
    {"CL.TE", post("Content-Length: 6\r\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n"},
    {"TE.CL", post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n") + "8\r\nSMUGGLED\r\n0\r\n\r\n"},
    {"TE alone", post("Transfer-Encoding: chunked\r\n") + "0\r\n\r\n"},
    {"TE identity", post("Transfer-Encoding: identity\r\nContent-Length: 1\r\n") + "a"},
    {"TE xchunked", post("Transfer-Encoding: xchunked\r\nContent-Length: 1\r\n") + "a"},
    {"TE twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n") + "0\r\n\r\n"},
    {"TE in capitals", post("TRANSFER-ENCODING: chunked\r\n") + "0\r\n\r\n"},
    {"TE with a tab", post("Transfer-Encoding:\tchunked\r\n") + "0\r\n\r\n"},
    {"TE before the colon", post("Transfer-Encoding : chunked\r\n") + "0\r\n\r\n"},
    {"TE folded", post("Transfer-Encoding:\r\n chunked\r\n") + "0\r\n\r\n"},
    {"TE with a vertical tab", post("Transfer-Encoding: \x0b"
                                    "chunked\r\n") +
                                   "0\r\n\r\n"},
    {"TE after a bare line feed", post("X: y\nTransfer-Encoding: chunked\r\n") + "0\r\n\r\n"},
    {"TE after a bare return", post("X: y\rTransfer-Encoding: chunked\r\n") + "0\r\n\r\n"},
    {"TE with a space before it", post(" Transfer-Encoding: chunked\r\n") + "0\r\n\r\n"},
    {"two lengths", post("Content-Length: 1\r\nContent-Length: 44\r\n") + "a"},
    {"two equal lengths", post("Content-Length: 1\r\nContent-Length: 1\r\n") + "a"},
    {"lengths in a list", post("Content-Length: 1, 44\r\n") + "a"},
    {"length with a plus", post("Content-Length: +1\r\n") + "a"},
    {"length below zero", post("Content-Length: -1\r\n") + "a"},
    {"length in hex", post("Content-Length: 0x1\r\n") + "a"},
    {"length with a letter", post("Content-Length: 1a\r\n") + "a"},
    {"length with a point", post("Content-Length: 1.0\r\n") + "a"},
    {"length of nothing", post("Content-Length: \r\n") + "a"},
    {"length over 64 bits", post("Content-Length: 18446744073709551617\r\n") + "a"},
    {"length with a NUL", post(std::string("Content-Length: 1\0\r\n", 20)) + "a"},
    {"length before the colon", post("Content-Length : 1\r\n") + "a"},
    {"no host", "GET / HTTP/1.1\r\n\r\n"},
    {"empty host", "GET / HTTP/1.1\r\nHost: \r\n\r\n"},
    {"two hosts", "GET / HTTP/1.1\r\n" + host + "Host: other\r\n\r\n"},
    {"two hosts in one", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"},
    {"host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
    {"host with a user", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"},
    {"host before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n"},
    {"absolute form", "GET http://other/ HTTP/1.1\r\n" + host + "\r\n"},
    {"authority form", "CONNECT other:443 HTTP/1.1\r\n" + host + "\r\n"},
    {"asterisk form", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n"},
    {"two slashes", "GET //other/ HTTP/1.1\r\n" + host + "\r\n"},
    {"fragment", "GET /a#b HTTP/1.1\r\n" + host + "\r\n"},
    {"space in the path", "GET /a b HTTP/1.1\r\n" + host + "\r\n"},
    {"tabs in the line", "GET\t/\tHTTP/1.1\r\n" + host + "\r\n"},
    {"two spaces", "GET  / HTTP/1.1\r\n" + host + "\r\n"},
    {"space before the line", " GET / HTTP/1.1\r\n" + host + "\r\n"},
    {"empty line first", "\r\nGET / HTTP/1.1\r\n" + host + "\r\n"},
    {"space after the version", "GET / HTTP/1.1 \r\n" + host + "\r\n"},
    {"NUL in the path", std::string("GET /\0 HTTP/1.1\r\n", 17) + host + "\r\n"},
    {"letter beyond ASCII in the path", "GET /\xc3\xa9 HTTP/1.1\r\n" + host + "\r\n"},
    {"HTTP/0.9", "GET /\r\n\r\n"},
    {"HTTP/1.0", "GET / HTTP/1.0\r\n" + host + "\r\n"},
    {"HTTP/1.2", "GET / HTTP/1.2\r\n" + host + "\r\n"},
    {"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
    {"method in small letters", "get / HTTP/1.1\r\n" + host + "\r\n"},
    {"method with a NUL", std::string("GE\0T / HTTP/1.1\r\n", 17) + host + "\r\n"},
    {"name of nothing", post(": a\r\n")},
    {"name with a space", post("a b: c\r\n")},
    {"name beyond ASCII", post("\xc3\xa9: c\r\n")},
    {"no colon", post("nothing\r\n")},
    {"fold", post("A: b\r\n c\r\n")},
    {"NUL in a value", post(std::string("A: b\0c\r\n", 8))},
    {"expect", post("Expect: 100-continue\r\nContent-Length: 1\r\n") + "a"},
    {"TLS on a plain port", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 15)}};

}  // namespace

TEST_CASE("the request smuggling list: each is refused once, and what rides behind it is never handled") {
  Watched watched;
  for (const auto& [its_name, bytes] : hostile) {
    const auto& name = its_name;
    CAPTURE(std::string(name));
    const std::string got = watched.answer(bytes + rider);
    CHECK((got.starts_with("HTTP/1.1 400 ") || got.starts_with("HTTP/1.1 405 ")));
    CHECK(got.find("HTTP/1.1", 1) == std::string::npos);
    CHECK(got.find("connection: close\r\n") != std::string::npos);
  }
  CHECK(watched.reached().empty());
  CHECK(watched.answer(rider).starts_with("HTTP/1.1 200 "));  // and the server goes on
  MESSAGE(std::size(hostile) << " hostile requests");
}

TEST_CASE("a body is exactly as long as its length says, and the next request starts after it") {
  Watched watched;
  const std::string inside = "GET /inside HTTP/1.1\r\n\r\n";
  const std::string got =
      watched.answer(post("Content-Length: " + std::to_string(inside.size()) + "\r\n") + inside + rider +
                     "GET /g HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\nabc" + rider);
  CHECK(watched.reached() == std::vector<std::string>{"/p " + inside, "/rider ", "/g abc", "/rider "});
  CHECK(got.find("HTTP/1.1 200") != std::string::npos);
}

TEST_CASE("a client that has said all it will say is still answered") {
  Watched watched;
  CHECK(watched.answer(rider).ends_with("ok"));
  CHECK(watched.answer(post("Content-Length: 5\r\n") + "ab").empty());  // never whole: never handled
  CHECK(watched.answer("GET / HTT").empty());
  CHECK(watched.reached().size() == 1);
}

TEST_CASE("head limits to the byte: line, header bytes, header count; body size by what it says") {
  Watched watched;
  const auto status = [&](const std::string& bytes) { return watched.answer(bytes).substr(9, 3); };
  const auto line = [&](std::size_t size) {
    return "GET /" + std::string(size - 14, 'a') + " HTTP/1.1\r\n" + host + "\r\n";
  };
  CHECK(status(line(2048)) == "200");
  CHECK(status(line(2049)) == "400");
  const auto bytes = [&](std::size_t size) {
    return "GET / HTTP/1.1\r\n" + host + "A: " + std::string(size - host.size() - 7, 'a') + "\r\n\r\n";
  };
  CHECK(status(bytes(16384)) == "200");
  CHECK(status(bytes(16385)) == "400");
  const auto many = [&](int count) {
    std::string text = "GET / HTTP/1.1\r\n" + host;
    for (int i = 1; i < count; ++i) text += "A: b\r\n";
    return text + "\r\n";
  };
  CHECK(status(many(64)) == "200");
  CHECK(status(many(65)) == "400");
  CHECK(status(many(10'000)) == "400");
  std::string ranges = "Range: bytes=0-";
  for (int i = 0; i < 10'000; ++i) ranges += ",0-";
  CHECK(status("GET / HTTP/1.1\r\n" + host + ranges + "\r\n\r\n") == "400");
  CHECK(status(post("Content-Length: 1048576\r\n") + std::string(1'048'576, 'b')) == "200");
  CHECK(status(post("Content-Length: 1048577\r\n")) == "413");
  for (const char* raw : {"/%2e%2e/%00", "/a/../b", "/%", "/a%zz?x=%0d%0a"}) {
    CHECK(status("GET " + std::string(raw) + " HTTP/1.1\r\n" + host + "\r\n") == "200");
    CHECK(watched.reached().back() == std::string(raw) + " ");  // nothing is decoded before routing
  }
}
