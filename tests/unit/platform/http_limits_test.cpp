// The server's deadlines, its cap, its workers, and its end with answers pending.
#include <platform/http_server.h>

#include <tests/unit/platform/raw_socket.h>

#include <doctest/doctest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

using namespace alongside;

namespace {

const std::string plain_get = "GET /one HTTP/1.1\r\nHost: a\r\n\r\n";

std::unique_ptr<HttpServer> echo(const ServerOptions& options) {
  return HttpServer::start(options,
                           [](HttpRequest request, Reply reply) {
                             reply.send(HttpResponse{200, {}, request.target + request.body});
                           })
      .take();
}

void short_wait() { std::this_thread::sleep_for(std::chrono::milliseconds(50)); }

// A door that slow handlers wait at.
struct Gate {
  std::mutex mutex;
  std::condition_variable changed;
  bool open = false;
  int waiting = 0;
  void pass() {
    std::unique_lock lock(mutex);
    ++waiting;
    changed.notify_all();
    changed.wait(lock, [this] { return open; });
  }
  void wait_for(int count) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return waiting >= count; });
  }
  void let_all_pass() {
    const std::scoped_lock lock(mutex);
    open = true;
    changed.notify_all();
  }
};

// Replies that nobody has completed yet.
struct Held {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Reply> replies;
  HttpHandler handler() {
    return [this](HttpRequest, Reply reply) {
      const std::scoped_lock lock(mutex);
      replies.push_back(std::move(reply));
      changed.notify_all();
    };
  }
  void wait_for_one() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return !replies.empty(); });
  }
};

}  // namespace

TEST_CASE("pipelined requests are answered in order and an unended head is cut at its deadline") {
  ServerOptions options;
  options.header_deadline_s = 1;
  const auto server = echo(options);
  const RawSocket client(server->port());
  REQUIRE(client.send(plain_get + "GET /two HTTP/1.1\r\nHost: a\r\n\r\nGET /thr"));
  // Ends only because the server closes: the third request never comes to its end.
  const std::string got = client.rest();
  CHECK(got.find("/one") != std::string::npos);
  CHECK(got.find("/one") < got.find("/two"));
  CHECK(got.find("/thr") == std::string::npos);
}

TEST_CASE("a head or a body that drips in byte by byte is cut: deadlines do not move") {
  ServerOptions options;
  options.header_deadline_s = 1;
  options.request_deadline_s = 2;
  const auto server = echo(options);
  const RawSocket head(server->port());
  const RawSocket body(server->port());
  REQUIRE(head.send("GET /"));
  REQUIRE(body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"));
  // Each loop ends only when the server has gone.
  while (head.send("a")) short_wait();
  while (body.send("a")) short_wait();
  CHECK(RawSocket(server->port()).connected());
}

TEST_CASE("silence is cut: after connecting, and between requests by its own deadline") {
  ServerOptions options;
  options.header_deadline_s = 1;
  options.idle_deadline_s = 2;
  const auto server = echo(options);
  const RawSocket silent(server->port());
  CHECK(silent.rest().empty());
  const RawSocket client(server->port());
  REQUIRE(client.send(plain_get));
  CHECK(client.until("/one").ends_with("/one"));
  CHECK(client.rest().empty());
  options.idle_deadline_s = 600;
  const auto patient = echo(options);
  const RawSocket again(patient->port());
  REQUIRE(again.send(plain_get));
  CHECK(again.until("/one").ends_with("/one"));
  std::this_thread::sleep_for(std::chrono::milliseconds(1300));  // longer than the head's deadline
  REQUIRE(again.send(plain_get));
  CHECK(again.until("/one").ends_with("/one"));
}

TEST_CASE("a client that does not take its answer is cut, and its place is free again") {
  ServerOptions options;
  options.request_deadline_s = 1;
  options.connections_most = 1;
  const std::size_t size = 64u << 20;
  const auto server = HttpServer::start(options, [&](HttpRequest request, Reply reply) {
                        const bool big = request.target == "/big";
                        reply.send(HttpResponse{200, {}, std::string(big ? size : 1, 'x')});
                      }).take();
  const RawSocket greedy(server->port());
  REQUIRE(greedy.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n"));
  CHECK(greedy.until("\r\n\r\n").starts_with("HTTP/1.1 200"));
  // The cap keeps everybody else out until the greedy one has been cut.
  while (true) {
    const RawSocket other(server->port());
    if (other.send(plain_get) && other.until("\r\n\r\n").starts_with("HTTP/1.1 200")) break;
    short_wait();
  }
  CHECK(greedy.rest().size() < size);
}

TEST_CASE("connections over the cap are closed at once, and those inside go on") {
  ServerOptions options;
  options.connections_most = 2;
  const auto server = echo(options);
  const RawSocket first(server->port());
  REQUIRE(first.send(plain_get));
  CHECK(first.until("/one").ends_with("/one"));
  const RawSocket second(server->port());
  REQUIRE(second.send(plain_get));
  CHECK(second.until("/one").ends_with("/one"));
  const RawSocket third(server->port());
  static_cast<void>(third.send(plain_get));
  CHECK(third.rest().empty());
  REQUIRE(first.send(plain_get));
  CHECK(first.until("/one").ends_with("/one"));
}

TEST_CASE("a handler that throws answers 500 and the server goes on, on both kinds of thread") {
  for (const unsigned workers : {0u, 2u}) {
    ServerOptions options;
    options.handler_threads = workers;
    const auto server = HttpServer::start(options, [](HttpRequest request, Reply reply) {
                          if (request.target == "/throw") throw std::runtime_error("words of a father");
                          if (request.target == "/number") throw 7;
                          reply.send(HttpResponse{200, {}, request.target});
                        }).take();
    const RawSocket client(server->port());
    for (const char* target : {"/throw", "/number", "/throw"}) {
      REQUIRE(client.send("GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n\r\n"));
      const std::string got = client.until("\r\n\r\n");
      CHECK(got.starts_with("HTTP/1.1 500"));
      CHECK(got.find("father") == std::string::npos);
    }
    REQUIRE(client.send(plain_get));
    CHECK(client.until("/one").ends_with("/one"));
  }
}

TEST_CASE("slow handlers hold up neither the others' answers nor their bytes") {
  Gate gate;
  ServerOptions options;
  options.threads = 1;
  options.handler_threads = 2;
  const auto server = HttpServer::start(options, [&](HttpRequest request, Reply reply) {
                        if (request.target == "/slow") gate.pass();
                        reply.send(HttpResponse{200, {}, request.target});
                      }).take();
  const std::string slow = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n";
  const RawSocket one(server->port());
  REQUIRE(one.send(slow));
  gate.wait_for(1);
  const RawSocket quick(server->port());
  REQUIRE(quick.send(plain_get));
  CHECK(quick.until("/one").ends_with("/one"));
  const RawSocket two(server->port());
  REQUIRE(two.send(slow));
  gate.wait_for(2);
  // Every worker is taken; heads are still read and judged.
  const RawSocket broken(server->port());
  REQUIRE(broken.send("nonsense\r\n\r\n"));
  CHECK(broken.rest().starts_with("HTTP/1.1 400"));
  REQUIRE(quick.send(plain_get));
  gate.let_all_pass();
  CHECK(one.until("/slow").ends_with("/slow"));
  CHECK(two.until("/slow").ends_with("/slow"));
  CHECK(quick.until("/one").ends_with("/one"));
}

TEST_CASE("stop lets pending answers finish, and says that it closes") {
  Held held;
  const auto server = HttpServer::start({}, held.handler()).take();
  const RawSocket client(server->port());
  const RawSocket idle(server->port());
  REQUIRE(client.send(plain_get));
  held.wait_for_one();
  std::thread ending([&] { server->stop(); });
  CHECK(idle.rest().empty());  // stop has begun: it has ended the idle one
  held.replies.front().send(HttpResponse{200, {}, "late but whole"});
  const std::string got = client.rest();
  CHECK(got.find("connection: close") != std::string::npos);
  CHECK(got.ends_with("late but whole"));
  ending.join();
}

TEST_CASE("stop cuts what is never answered, and a Reply completed after the server's end does nothing") {
  Held held;
  auto server = HttpServer::start({}, held.handler()).take();
  const RawSocket client(server->port());
  REQUIRE(client.send(plain_get));
  held.wait_for_one();
  server->stop();
  CHECK(client.rest().empty());
  server.reset();
  held.replies.front().send(HttpResponse{200, {}, "too late"});
  held.replies.clear();
}

TEST_CASE("stop waits for a running handler and forgets requests that no worker has begun") {
  Gate gate;
  ServerOptions options;
  options.handler_threads = 1;
  std::atomic<int> begun{0};
  const auto server = HttpServer::start(options, [&](HttpRequest request, Reply reply) {
                        ++begun;
                        gate.pass();
                        reply.send(HttpResponse{200, {}, request.target});
                      }).take();
  const RawSocket first(server->port());
  REQUIRE(first.send(plain_get));
  gate.wait_for(1);
  const RawSocket second(server->port());
  REQUIRE(second.send(plain_get));
  std::thread ending([&] { server->stop(); });
  CHECK(first.rest().empty());  // ends only because stop has cut it
  gate.let_all_pass();
  ending.join();
  CHECK(begun == 1);
}
