// One connection of the HTTP server, over a plain or a TLS stream. Only for http_server*.cpp.
#pragma once

#include <platform/http_framing.h>
#include <platform/http_server.h>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <type_traits>

namespace alongside {

// What the server knows of its connections, whatever stream they stand on.
class Connection {
 public:
  virtual ~Connection() = default;
  virtual void start() = 0;
  virtual void end(bool hard) = 0;  // from any thread: when between requests, or always when hard
  virtual void answer(HttpResponse response) = 0;  // from any thread
};

// Outlives the server for as long as a Reply that somebody still holds points at one of its sessions.
struct ServerCore {
  boost::asio::io_context io;
  ServerOptions options;
  HttpHandler handler;
  std::optional<boost::asio::ssl::context> tls;
  std::optional<boost::asio::thread_pool> workers;
  std::atomic<bool> stopping{false};
  std::mutex mutex;
  std::condition_variable changed;
  bool gone = false;  // guarded by mutex: nobody runs `io` any more
  std::map<Connection*, std::weak_ptr<Connection>> connections;  // guarded by mutex

  // Calls the handler here or on a worker; what it throws ends with it.
  void handle(HttpRequest request, Reply reply);
};

Reply reply_to(std::shared_ptr<Connection> connection);
// The library's own reading of a head that passed check_head: both must agree.
bool beast_agrees(std::string_view head, const HeadVerdict& verdict, const ServerOptions& options);

using PlainStream = boost::asio::ip::tcp::socket;
using TlsStream = boost::asio::ssl::stream<PlainStream>;

// Shared ownership because three things end at times of their own: the socket's handlers, the deadline's
// handler and the Reply that a handler may complete later from another thread.
template <class Stream>
class Session final : public Connection, public std::enable_shared_from_this<Session<Stream>> {
  using Failure = boost::system::error_code;
  using Clock = std::chrono::steady_clock;
  using tcp = boost::asio::ip::tcp;
  static constexpr bool secure = std::is_same_v<Stream, TlsStream>;

 public:
  template <class... Args>
  explicit Session(std::shared_ptr<ServerCore> core, Args&&... args)
      : core_(std::move(core)), stream_(std::forward<Args>(args)...), timer_(stream_.get_executor()) {}

  ~Session() override {
    const std::scoped_lock lock(core_->mutex);
    core_->connections.erase(this);
    core_->changed.notify_all();
  }

  void start() override {
    Failure failure;
    const auto end = socket().remote_endpoint(failure);
    if (!failure) peer_ = end.address().to_string(failure);
    socket().set_option(tcp::no_delay(true), failure);
    post([](Session& self) { self.begin(); });
  }

  void end(bool hard) override {
    post([hard](Session& self) {
      if (hard || !self.answering_) self.close();
    });
  }

  void answer(HttpResponse response) override {
    const std::scoped_lock lock(core_->mutex);
    if (core_->gone) return;
    post([held = std::move(response)](Session& self) { self.write(held); });
  }

 private:
  tcp::socket& socket() {
    if constexpr (secure) {
      return stream_.next_layer();
    } else {
      return stream_;
    }
  }

  template <class Work>
  void post(Work work) {
    boost::asio::post(stream_.get_executor(),
                      [self = this->shared_from_this(), held = std::move(work)] { held(*self); });
  }

  void close() {
    Failure ignored;
    timer_.cancel();
    socket().shutdown(tcp::socket::shutdown_both, ignored);
    socket().close(ignored);
  }

  // Absolute: bytes that drip in do not move it.
  void deadline(Clock::time_point at) {
    timer_.expires_at(at);
    timer_.async_wait([self = this->shared_from_this()](Failure failure) {
      if (!failure && self->timer_.expiry() <= Clock::now()) self->close();
    });
  }

  void no_deadline() { timer_.expires_at(Clock::time_point::max()); }

  static Clock::time_point after(Clock::time_point from, long seconds) {
    return from + std::chrono::seconds(seconds);
  }

  void begin() {
    deadline(after(Clock::now(), core_->options.header_deadline_s));
    if constexpr (secure) {
      stream_.async_handshake(boost::asio::ssl::stream_base::server,
                              [self = this->shared_from_this()](Failure failure) {
                                if (failure) return self->close();
                                self->read_head();
                              });
    } else {
      read_head();
    }
  }

  void next_request() {
    answering_ = false;
    if (core_->stopping) return close();
    first_byte_.reset();
    deadline(after(Clock::now(), core_->options.idle_deadline_s));
    read_head();
  }

  // Reads until the empty line; what was read beyond it stays for the body and the next request.
  void read_head() {
    if (core_->stopping) return close();
    if (!first_byte_ && !buffer_.empty()) {
      first_byte_ = Clock::now();
      deadline(after(*first_byte_, core_->options.header_deadline_s));
    }
    const std::size_t most = core_->options.request_line_most + core_->options.headers_most_bytes;
    const std::size_t end = buffer_.find("\r\n\r\n", searched_);
    if (end != std::string::npos && end + 4 <= most) return head(end + 4);
    if (buffer_.size() >= most) return refuse(400);
    searched_ = buffer_.size() < 3 ? 0 : buffer_.size() - 3;
    read_some([](Session& self) { self.read_head(); });
  }

  // Adds up to 4 KiB to the buffer, or closes.
  template <class Next>
  void read_some(Next next) {
    const std::size_t before = buffer_.size();
    buffer_.resize(before + 4096);
    stream_.async_read_some(
        boost::asio::buffer(buffer_.data() + before, 4096),
        [self = this->shared_from_this(), before, next](Failure failure, std::size_t got) {
          self->buffer_.resize(before + got);
          if (failure) return self->close();
          next(*self);
        });
  }

  void head(std::size_t bytes) {
    searched_ = 0;
    const std::string_view text = std::string_view(buffer_).substr(0, bytes);
    HeadVerdict verdict = check_head(text, core_->options);
    if (verdict.status != 0) return refuse(verdict.status);
    if (!beast_agrees(text, verdict, core_->options)) return refuse(400);
    request_ = std::move(verdict.request);
    request_.peer = peer_;
    close_after_ = verdict.close;
    buffer_.erase(0, bytes);
    body_bytes_ = verdict.body_bytes;
    deadline(after(*first_byte_, core_->options.request_deadline_s));
    read_body();
  }

  void read_body() {
    if (buffer_.size() < body_bytes_) return read_some([](Session& self) { self.read_body(); });
    no_deadline();
    answering_ = true;
    request_.body = buffer_.substr(0, body_bytes_);
    buffer_.erase(0, body_bytes_);
    if (buffer_.empty()) buffer_.shrink_to_fit();
    core_->handle(std::move(request_), reply_to(this->shared_from_this()));
  }

  void refuse(int status) {
    close_after_ = true;
    HttpResponse response;
    response.status = status;
    write(response);
  }

  void write(const HttpResponse& response) {
    answering_ = true;
    close_after_ = close_after_ || core_->stopping;
    out_ = response_text(response, close_after_);
    deadline(after(Clock::now(), core_->options.request_deadline_s));
    boost::asio::async_write(stream_, boost::asio::buffer(out_),
                             [self = this->shared_from_this()](Failure failure, std::size_t) {
                               if (failure) return self->close();
                               std::string().swap(self->out_);
                               if (self->close_after_) return self->linger();
                               self->next_request();
                             });
  }

  // Reads on for a moment after the last answer: closing with unread bytes would take the answer away again.
  void linger() {
    deadline(after(Clock::now(), 1));
    if constexpr (secure) {
      stream_.async_shutdown([self = this->shared_from_this()](Failure) { self->drain_socket(); });
    } else {
      drain_socket();
    }
  }

  void drain_socket() {
    Failure ignored;
    socket().shutdown(tcp::socket::shutdown_send, ignored);
    answering_ = false;
    buffer_.resize(4096);
    drain();
  }

  void drain() {
    socket().async_read_some(boost::asio::buffer(buffer_),
                             [self = this->shared_from_this()](Failure failure, std::size_t) {
                               if (failure) return self->close();
                               self->drain();
                             });
  }

  std::shared_ptr<ServerCore> core_;
  Stream stream_;
  boost::asio::steady_timer timer_;
  std::string buffer_, out_, peer_;
  HttpRequest request_;
  std::optional<Clock::time_point> first_byte_;
  std::size_t searched_ = 0;  // of the buffer, without an empty line
  std::size_t body_bytes_ = 0;
  bool close_after_ = false;
  bool answering_ = false;
};

}  // namespace alongside
