// HTTP/1.1 server on Boost.Asio: strict framing, limits, absolute deadlines, TLS. The libraries stay behind
// it.
#pragma once

#include <platform/http.h>

#include <atomic>
#include <cstdint>
#include <memory>

namespace alongside {

// Movable; complete it once, from any thread. Destroyed uncompleted: the server answers 500.
class Reply {
 public:
  struct Target {
    virtual ~Target() = default;
    virtual void send(HttpResponse response) = 0;
  };
  explicit Reply(std::unique_ptr<Target> target) : target_(std::move(target)) {}
  Reply(Reply&&) = default;
  Reply& operator=(Reply&&) = default;
  ~Reply();
  void send(HttpResponse response);

 private:
  std::unique_ptr<Target> target_;
};

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;       // 0: any free one
  std::string tls_certificate;  // PEM files, read once at the start; both empty: plain http. TLS 1.2 or newer
  std::string tls_key;          // may not be readable by others
  unsigned threads = 2;         // move bytes; hundreds of connections each
  // 0: the handler runs on the I/O threads and must not wait for anything (it may hand its Reply on and
  // return, as ingest does). More: it runs on that many threads of its own and may be slow; the others' bytes
  // go on moving, and requests over that number wait their turn.
  unsigned handler_threads = 0;
  std::size_t request_line_most = 2048;
  std::size_t headers_most_bytes = 16384;
  std::size_t headers_most_count = 64;
  std::size_t body_most_bytes = 1u << 20;
  // All deadlines are absolute: bytes that drip in do not move them. The connection is closed at its
  // deadline.
  long header_deadline_s = 10;   // the head, from its first byte; also a new connection's TLS and first byte
  long request_deadline_s = 30;  // head and body, from the first byte of the request; the same again to take
                                 // the answer, from its first byte. The handler's own time is not counted
  long idle_deadline_s = 30;     // from the end of an answer to the first byte of the next request
  std::size_t connections_most = 8000;  // more are closed as soon as they are accepted
};

// When it throws, the request is answered 500, the fact is logged, and the server goes on.
using HttpHandler = std::function<void(HttpRequest, Reply)>;

class HttpServer {
 public:
  // refused: port taken (the sentence names it) or a key that others may read. invalid: TLS files.
  static Result<std::unique_ptr<HttpServer>> start(const ServerOptions& options, HttpHandler handler);
  virtual ~HttpServer() = default;  // stops and joins
  virtual std::uint16_t port() const = 0;
  // No new connections; those being answered have 5 s to finish, then they are cut. A Reply completed later
  // does nothing. Waits for handlers that are still running; not to be called from one.
  virtual void stop() = 0;
};

}  // namespace alongside
