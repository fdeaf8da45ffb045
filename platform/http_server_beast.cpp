// HttpServer on Boost.Asio and Beast: listening, threads, TLS files, and the end of it all.
#include <platform/files.h>
#include <platform/http_server_session.h>
#include <platform/log.h>

#include <boost/beast/http.hpp>

#include <openssl/ssl.h>

#include <thread>

namespace alongside {

namespace asio = boost::asio;
using asio::ip::tcp;
using Failure = boost::system::error_code;

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

void ServerCore::handle(HttpRequest request, Reply reply) {
  // The Reply is destroyed on the way out of a handler that throws, and so the request is answered 500.
  auto work = [this, held = std::move(request), to = std::move(reply)]() mutable {
    try {
      handler(std::move(held), std::move(to));
    } catch (...) {
      log(Level::alarm, "http-handler-threw");
    }
  };
  if (workers) {
    asio::post(*workers, std::move(work));
  } else {
    work();
  }
}

namespace {

struct SessionTarget final : Reply::Target {
  explicit SessionTarget(std::shared_ptr<Connection> to) : connection(std::move(to)) {}
  void send(HttpResponse response) override { connection->answer(std::move(response)); }
  std::shared_ptr<Connection> connection;
};

}  // namespace

Reply reply_to(std::shared_ptr<Connection> connection) {
  return Reply(std::make_unique<SessionTarget>(std::move(connection)));
}

namespace {

// TLS 1.2 with forward secrecy and authenticated encryption only, or TLS 1.3.
Result<> load_tls(asio::ssl::context& tls, const ServerOptions& options) {
  if (options.tls_certificate.empty() || options.tls_key.empty())
    return Error{Code::invalid, "TLS needs both a certificate file and a key file"};
  TRY(check_private(options.tls_key));
  SSL_CTX* raw = tls.native_handle();
  if (SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1) {
    return Error{Code::invalid, "TLS does not start"};
  }
  SSL_CTX_set_options(raw, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS);
  Failure failure;
  tls.use_certificate_chain_file(options.tls_certificate, failure);
  if (failure) return Error{Code::invalid, options.tls_certificate + ": not a certificate in PEM"};
  tls.use_private_key_file(options.tls_key, asio::ssl::context::pem, failure);
  if (failure) return Error{Code::invalid, options.tls_key + ": not the certificate's key in PEM"};
  return {};
}

class BeastServer final : public HttpServer {
 public:
  BeastServer(const ServerOptions& options, HttpHandler handler)
      : core_(std::make_shared<ServerCore>()), acceptor_(asio::make_strand(core_->io)) {
    core_->options = options;
    core_->handler = std::move(handler);
  }

  ~BeastServer() override { stop(); }

  Result<> open() {
    const ServerOptions& options = core_->options;
    if (!options.tls_certificate.empty() || !options.tls_key.empty()) {
      TRY(load_tls(core_->tls.emplace(asio::ssl::context::tls_server), options));
    }
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
    if (options.handler_threads > 0) core_->workers.emplace(options.handler_threads);
    accept();
    for (unsigned i = 0; i < std::max(1u, options.threads); ++i) {
      threads_.emplace_back([this] { run(); });
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
      core_->changed.wait_for(lock, std::chrono::seconds(5), [this] { return core_->connections.empty(); });
    }
    end_all(true);
    if (core_->workers) {
      core_->workers->stop();  // forgets what has not begun
      core_->workers->join();
      core_->workers.reset();
    }
    {
      const std::scoped_lock lock(core_->mutex);
      core_->gone = true;  // before the work guard goes: a late answer must not be posted to nobody
    }
    work_.reset();
    for (auto& thread : threads_) thread.join();
  }

 private:
  // An exception out of a completion handler (no memory, most likely) costs that connection, not the server.
  void run() {
    while (true) {
      try {
        core_->io.run();
        return;
      } catch (...) {
        log(Level::alarm, "http-connection-threw");
      }
    }
  }

  void end_all(bool hard) {
    std::vector<std::shared_ptr<Connection>> all;
    {
      const std::scoped_lock lock(core_->mutex);
      for (const auto& [key, weak] : core_->connections) {
        if (auto connection = weak.lock()) all.push_back(std::move(connection));
      }
    }
    for (const auto& connection : all) connection->end(hard);
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
    std::shared_ptr<Connection> connection;
    {
      const std::scoped_lock lock(core_->mutex);
      if (core_->connections.size() >= core_->options.connections_most) return;  // the socket closes
      if (core_->tls) {
        connection = std::make_shared<Session<TlsStream>>(core_, std::move(socket), *core_->tls);
      } else {
        connection = std::make_shared<Session<PlainStream>>(core_, std::move(socket));
      }
      core_->connections.emplace(connection.get(), connection);
    }
    connection->start();
  }

  std::shared_ptr<ServerCore> core_;
  tcp::acceptor acceptor_;
  asio::steady_timer retry_{acceptor_.get_executor()};
  asio::executor_work_guard<asio::io_context::executor_type> work_{core_->io.get_executor()};
  std::vector<std::thread> threads_;
  std::uint16_t port_ = 0;
};

}  // namespace

Reply::~Reply() {
  if (!target_) return;
  try {
    HttpResponse response;
    response.status = 500;
    send(std::move(response));
  } catch (...) {
    log(Level::alarm, "http-answer-lost");  // no memory to say so; the deadline of the client ends it
  }
}

void Reply::send(HttpResponse response) {
  if (!target_) return;
  const auto target = std::move(target_);
  target->send(std::move(response));
}

Result<std::unique_ptr<HttpServer>> HttpServer::start(const ServerOptions& options, HttpHandler handler) {
  try {
    auto server = std::make_unique<BeastServer>(options, std::move(handler));
    TRY(server->open());
    return std::unique_ptr<HttpServer>(std::move(server));
  } catch (const std::exception& failure) {
    return Error{Code::refused, std::string("server did not start: ") + failure.what()};
  }
}

}  // namespace alongside
