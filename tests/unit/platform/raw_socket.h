// A TCP client of bare bytes on loopback, for what a well-behaved client would never send.
#pragma once

#include <arpa/inet.h>
#include <cstdint>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace alongside {

class RawSocket {
 public:
  explicit RawSocket(std::uint16_t port) : number_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(number_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
  }
  ~RawSocket() { ::close(number_); }
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  int number() const { return number_; }
  bool connected() const { return connected_; }
  // False once the other side has gone.
  bool send(std::string_view text) const {
    return ::send(number_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
  }
  void end_sending() const { ::shutdown(number_, SHUT_WR); }
  // Until the server closes.
  std::string rest() const {
    std::string got;
    char block[16384];
    for (ssize_t n = 0; (n = ::recv(number_, block, sizeof block, 0)) > 0;)
      got.append(block, static_cast<std::size_t>(n));
    return got;
  }
  // Until `mark` has come, or the server closes.
  std::string until(std::string_view mark) const {
    std::string got;
    char c = 0;
    while (got.find(mark) == std::string::npos && ::recv(number_, &c, 1, 0) == 1) got += c;
    return got;
  }

 private:
  int number_;
  bool connected_;
};

}  // namespace alongside
