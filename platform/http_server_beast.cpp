// HttpServer on Boost.Asio and Beast: the head is judged by http_framing first and then by Beast; both must
// agree.
#include <platform/http_framing.h>
#include <platform/http_server.h>

#include <boost/asio.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace alongside {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Failure = boost::system::error_code;
using Clock = std::chrono::steady_clock;

class Session;

// Outlives the server for as long as a Reply that somebody still holds points at one of its sessions.
struct Core {
  asio::io_context io;
  ServerOptions options;
  HttpHandler handler;
  std::atomic<bool> stopping{false};
  std::mutex mutex;
  std::condition_variable changed;
  bool gone = false;                                    // guarded by mutex: nobody runs `io` any more
  std::map<Session*, std::weak_ptr<Session>> sessions;  // guarded by mutex
};

bool beast_agrees(std::string_view head, const HeadVerdict& verdict, const ServerOptions& options) {
  boost::beast::http::request_parser<boost::beast::http::empty_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(options.request_line_most + options.headers_most_bytes));
  parser.body_limit(options.body_most_bytes);
  parser.eager(false);
  Failure failure;
  parser.put(asio::buffer(head.data(), head.size()), failure);
  if (failure || !parser.is_header_done() || parser.chunked()) return false;
  const auto target = parser.get().target();
  return std::string_view(target.data(), target.size()) == verdict.request.target;
}

// Shared ownership because three things end at times of their own: the socket's handlers, the deadline's
// handler and the Reply that a handler may complete later from another thread.
class Session final : public std::enable_shared_from_this<Session> {
 public:
  Session(std::shared_ptr<Core> core, tcp::socket socket)
      : core_(std::move(core)), socket_(std::move(socket)), timer_(socket_.get_executor()) {}

  ~Session() {
    const std::scoped_lock lock(core_->mutex);
    core_->sessions.erase(this);
    core_->changed.notify_all();
  }

  void start() {
    Failure failure;
    const auto end = socket_.remote_endpoint(failure);
    if (!failure) peer_ = end.address().to_string(failure);
    socket_.set_option(tcp::no_delay(true), failure);
    asio::dispatch(socket_.get_executor(), [self = shared_from_this()] { self->next_request(); });
  }

  // From any thread: ends a connection that is between requests, or any when `hard`.
  void end(bool hard) {
    asio::post(socket_.get_executor(), [self = shared_from_this(), hard] {
      if (hard || !self->answering_) self->close();
    });
  }

  // From any thread.
  void answer(HttpResponse response) {
    const std::scoped_lock lock(core_->mutex);
    if (core_->gone) return;
    asio::post(socket_.get_executor(),
               [self = shared_from_this(), held = std::move(response)] { self->write(held); });
  }

 private:
  void close() {
    Failure ignored;
    timer_.cancel();
    socket_.shutdown(tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
  }

  // Absolute: bytes that drip in do not move it.
  void deadline(long seconds) {
    timer_.expires_after(std::chrono::seconds(seconds));
    timer_.async_wait([self = shared_from_this()](Failure failure) {
      if (!failure && self->timer_.expiry() <= Clock::now()) self->close();
    });
  }

  void next_request() {
    answering_ = false;
    if (core_->stopping) return close();
    deadline(core_->options.header_deadline_s);
    const std::size_t most = core_->options.request_line_most + core_->options.headers_most_bytes;
    asio::async_read_until(socket_, asio::dynamic_buffer(buffer_, std::max(most, buffer_.size())), "\r\n\r\n",
                           [self = shared_from_this()](Failure failure, std::size_t bytes) {
                             if (failure == asio::error::not_found) return self->refuse(400);
                             if (failure) return self->close();
                             self->head(bytes);
                           });
  }

  void head(std::size_t bytes) {
    const std::string_view text = std::string_view(buffer_).substr(0, bytes);
    HeadVerdict verdict = check_head(text, core_->options);
    if (verdict.status != 0) return refuse(verdict.status);
    if (!beast_agrees(text, verdict, core_->options)) return refuse(400);
    request_ = std::move(verdict.request);
    request_.peer = peer_;
    close_after_ = verdict.close;
    buffer_.erase(0, bytes);
    const std::size_t body = verdict.body_bytes;
    if (buffer_.size() >= body) return handle(body);
    deadline(core_->options.request_deadline_s);
    asio::async_read(socket_, asio::dynamic_buffer(buffer_), asio::transfer_exactly(body - buffer_.size()),
                     [self = shared_from_this(), body](Failure failure, std::size_t) {
                       if (failure) return self->close();
                       self->handle(body);
                     });
  }

  void handle(std::size_t body);

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
    deadline(core_->options.request_deadline_s);
    asio::async_write(socket_, asio::buffer(out_), [self = shared_from_this()](Failure failure, std::size_t) {
      if (failure) return self->close();
      if (self->close_after_) return self->linger();
      self->next_request();
    });
  }

  // Reads on for a moment after the last answer: closing with unread bytes would take the answer away again.
  void linger() {
    Failure ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    deadline(1);
    drain();
  }

  void drain() {
    answering_ = false;
    out_.resize(4096);
    socket_.async_read_some(asio::buffer(out_), [self = shared_from_this()](Failure failure, std::size_t) {
      if (failure) return self->close();
      self->drain();
    });
  }

  std::shared_ptr<Core> core_;
  tcp::socket socket_;
  asio::steady_timer timer_;
  std::string buffer_, out_, peer_;
  HttpRequest request_;
  bool close_after_ = false;
  bool answering_ = false;
};

struct SessionTarget final : Reply::Target {
  explicit SessionTarget(std::shared_ptr<Session> to) : session(std::move(to)) {}
  void send(HttpResponse response) override { session->answer(std::move(response)); }
  std::shared_ptr<Session> session;
};

void Session::handle(std::size_t body) {
  timer_.cancel();
  answering_ = true;
  request_.body = buffer_.substr(0, body);
  buffer_.erase(0, body);
  core_->handler(std::move(request_), Reply(std::make_unique<SessionTarget>(shared_from_this())));
}

class BeastServer final : public HttpServer {
 public:
  BeastServer(const ServerOptions& options, HttpHandler handler)
      : core_(std::make_shared<Core>()), acceptor_(asio::make_strand(core_->io)) {
    core_->options = options;
    core_->handler = std::move(handler);
  }

  ~BeastServer() override { stop(); }

  Result<> open() {
    const ServerOptions& options = core_->options;
    Failure failure;
    const auto address = asio::ip::make_address(options.address, failure);
    if (failure) return Error{Code::invalid, "server address " + options.address};
    const tcp::endpoint end(address, options.port);
    acceptor_.open(end.protocol(), failure);
    if (!failure) acceptor_.set_option(tcp::acceptor::reuse_address(true), failure);
    if (!failure) acceptor_.bind(end, failure);
    if (!failure) acceptor_.listen(asio::socket_base::max_listen_connections, failure);
    if (failure) {
      return Error{Code::refused,
                   "cannot listen on port " + std::to_string(options.port) + ": " + failure.message()};
    }
    port_ = acceptor_.local_endpoint(failure).port();
    accept();
    for (unsigned i = 0; i < std::max(1u, options.threads); ++i) {
      threads_.emplace_back([core = core_.get()] { core->io.run(); });
    }
    return {};
  }

  std::uint16_t port() const override { return port_; }

  void stop() override {
    if (core_->stopping.exchange(true)) return;
    asio::post(acceptor_.get_executor(), [this] {
      Failure ignored;
      acceptor_.close(ignored);
      retry_.cancel();
    });
    end_all(false);
    {
      std::unique_lock lock(core_->mutex);
      core_->changed.wait_for(lock, std::chrono::seconds(5), [this] { return core_->sessions.empty(); });
    }
    end_all(true);
    {
      const std::scoped_lock lock(core_->mutex);
      core_->gone = true;  // before the work guard goes: a late answer must not be posted to nobody
    }
    work_.reset();
    for (auto& thread : threads_) thread.join();
  }

 private:
  void end_all(bool hard) {
    std::vector<std::shared_ptr<Session>> all;
    {
      const std::scoped_lock lock(core_->mutex);
      for (const auto& [key, weak] : core_->sessions) {
        if (auto session = weak.lock()) all.push_back(std::move(session));
      }
    }
    for (const auto& session : all) session->end(hard);
  }

  void accept() {
    acceptor_.async_accept(asio::make_strand(core_->io), [this](Failure failure, tcp::socket socket) {
      if (core_->stopping) return;
      if (failure) {
        // Out of descriptors, most likely: wait a little, or the loop would eat a processor.
        retry_.expires_after(std::chrono::milliseconds(50));
        retry_.async_wait([this](Failure stopped) {
          if (!stopped && !core_->stopping) accept();
        });
        return;
      }
      admit(std::move(socket));
      accept();
    });
  }

  void admit(tcp::socket socket) {
    std::shared_ptr<Session> session;
    {
      const std::scoped_lock lock(core_->mutex);
      if (core_->sessions.size() >= core_->options.connections_most) return;  // the socket closes
      session = std::make_shared<Session>(core_, std::move(socket));
      core_->sessions.emplace(session.get(), session);
    }
    session->start();
  }

  std::shared_ptr<Core> core_;
  tcp::acceptor acceptor_;
  asio::steady_timer retry_{acceptor_.get_executor()};
  asio::executor_work_guard<asio::io_context::executor_type> work_{core_->io.get_executor()};
  std::vector<std::thread> threads_;
  std::uint16_t port_ = 0;
};

}  // namespace

Reply::~Reply() {
  if (!target_) return;
  HttpResponse response;
  response.status = 500;
  send(std::move(response));
}

void Reply::send(HttpResponse response) {
  if (!target_) return;
  const auto target = std::move(target_);
  target->send(std::move(response));
}

Result<std::unique_ptr<HttpServer>> HttpServer::start(const ServerOptions& options, HttpHandler handler) {
  if (!options.tls_certificate.empty() || !options.tls_key.empty()) {
    return Error{Code::invalid, "this server speaks plain HTTP: TLS ends at the proxy in front of it"};
  }
  try {
    auto server = std::make_unique<BeastServer>(options, std::move(handler));
    TRY(server->open());
    return std::unique_ptr<HttpServer>(std::move(server));
  } catch (const std::exception& failure) {
    return Error{Code::refused, std::string("server did not start: ") + failure.what()};
  }
}

}  // namespace alongside
