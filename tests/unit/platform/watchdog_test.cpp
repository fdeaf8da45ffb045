// The service manager hears from a program that turns, and only where it asked to.
#include <platform/watchdog.h>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#include <string>

#include <doctest/doctest.h>

using namespace alongside;

TEST_CASE("the watchdog is told at half its time, and nobody where none is asked for") {
  const std::string name = "@alongside-watchdog-" + std::to_string(::getpid());
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, name.data(), name.size());
  address.sun_path[0] = '\0';
  const int fd = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  REQUIRE(fd >= 0);
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  REQUIRE(::bind(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0);
  char got[32];
  Watchdog dog(name, 500);
  CHECK(dog.wait_ms(1000) == 0);
  dog.beat(1000);
  REQUIRE(::recv(fd, got, sizeof(got), 0) == 10);
  CHECK(std::string(got, 10) == "WATCHDOG=1");
  CHECK(dog.wait_ms(1200) == 300);
  dog.beat(1200);
  CHECK(::recv(fd, got, sizeof(got), 0) < 0);
  dog.beat(1500);
  CHECK(::recv(fd, got, sizeof(got), 0) == 10);
  Watchdog none({}, 0);
  CHECK(none.wait_ms(5) == -1);
  none.beat(5);
  ::close(fd);
}
