// sd_notify(3) without libsystemd, which would be loaded on the way to the first frame.
#include <platform/watchdog.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace alongside {

Watchdog Watchdog::from_environment() {
  const char* socket = std::getenv("NOTIFY_SOCKET");
  const char* usec = std::getenv("WATCHDOG_USEC");
  const long long limit = usec ? std::atoll(usec) : 0;
  if (socket == nullptr || limit <= 0) return Watchdog({}, 0);
  return Watchdog(socket, std::max<Millis>(1, limit / 2000));
}

Millis Watchdog::wait_ms(Millis now) const { return every_ms_ <= 0 ? -1 : std::max<Millis>(0, next_ - now); }

void Watchdog::beat(Millis now) {
  if (every_ms_ <= 0 || now < next_) return;
  next_ = now + every_ms_;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (socket_.empty() || socket_.size() >= sizeof(address.sun_path)) return;
  std::memcpy(address.sun_path, socket_.data(), socket_.size());
  if (socket_[0] == '@') address.sun_path[0] = '\0';
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return;
  constexpr char alive[] = "WATCHDOG=1";
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  [[maybe_unused]] const auto sent = ::sendto(fd, alive, sizeof(alive) - 1, MSG_NOSIGNAL | MSG_DONTWAIT,
                                              reinterpret_cast<const sockaddr*>(&address), size);
  ::close(fd);
}

}  // namespace alongside
