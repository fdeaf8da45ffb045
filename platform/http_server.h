// HTTP/1.1 server on Boost.Beast: strict framing, limits, absolute deadlines. Included Beast stays in its
// .cpp.
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
  std::string tls_certificate;  // PEM files; empty: plain http
  std::string tls_key;
  unsigned threads = 2;
  std::size_t request_line_most = 2048;
  std::size_t headers_most_bytes = 16384;
  std::size_t headers_most_count = 64;
  std::size_t body_most_bytes = 1u << 20;
  long header_deadline_s = 10;
  long request_deadline_s = 30;  // absolute, from the first byte of the request
  std::size_t connections_most = 8000;
};

using HttpHandler = std::function<void(HttpRequest, Reply)>;

class HttpServer {
 public:
  // refused: port taken (the sentence names it).
  static Result<std::unique_ptr<HttpServer>> start(const ServerOptions& options, HttpHandler handler);
  virtual ~HttpServer() = default;  // stops and joins
  virtual std::uint16_t port() const = 0;
  virtual void stop() = 0;  // no new connections; those being answered finish within 5 s
};

}  // namespace alongside
