// A server of bare bytes on loopback: what it answers is up to the test, one connection after another.
#pragma once

#include <tests/unit/platform/raw_socket.h>

#include <functional>
#include <poll.h>
#include <string>
#include <thread>
#include <vector>

namespace alongside {

// One accepted connection; `request` is what came up to the empty line and, with a length, the body after it.
struct RawPeer {
  int number;
  std::string request;
  bool send(std::string_view text) const {
    return ::send(number, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
  }
};

class RawServer {
 public:
  explicit RawServer(std::function<void(const RawPeer&)> talk)
      : number_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)), talk_(std::move(talk)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    if (::bind(number_, reinterpret_cast<sockaddr*>(&at), size) != 0 || ::listen(number_, 16) != 0)
      std::abort();
    ::getsockname(number_, reinterpret_cast<sockaddr*>(&at), &size);
    port_ = ntohs(at.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~RawServer() {
    ::shutdown(number_, SHUT_RDWR);
    thread_.join();
    ::close(number_);
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  // Only when the client has had its answers: the thread writes it.
  const std::vector<std::string>& requests() const { return requests_; }

 private:
  void serve() {
    for (int peer = 0; (peer = ::accept4(number_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
      requests_.push_back(read_request(peer));
      talk_(RawPeer{peer, requests_.back()});
      ::close(peer);
    }
  }

  static std::string read_request(int peer) {
    std::string got;
    char c = 0;
    while (!got.ends_with("\r\n\r\n") && ::recv(peer, &c, 1, 0) == 1) got += c;
    const std::size_t length = got.find("Content-Length: ");
    std::size_t body = length == std::string::npos ? 0 : std::stoul(got.substr(length + 16));
    while (body > 0 && ::recv(peer, &c, 1, 0) == 1) {
      got += c;
      --body;
    }
    return got;
  }

  int number_;
  std::uint16_t port_ = 0;
  std::function<void(const RawPeer&)> talk_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

}  // namespace alongside
