// The automation socket: one client at a time, lines of 4,096 bytes at most.
//
// Ids of the tree, the same on every run: start · lang-<tag> · understand · not-today · alone-yes · alone-no
// · alone-not-said · role-<code> · role-staff · check-in · ask-support · tips · urgent · talk-privately ·
// finish · option-<code> · option-yes · option-no · prefer-not-to-say · answer · show · change-<linkId> ·
// ask-hub · send · have-it · come-back · more-time; the frame's own are those of ui_frame.cpp.
#include <kiosk/automation.h>

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <deque>
#include <mutex>
#include <thread>

namespace alongside {
namespace {

constexpr std::size_t line_most = 4096;

class Socket : public Automation {
 public:
  Socket(int listener, std::function<void()> wake) : listener_(listener), wake_(std::move(wake)) {
    thread_ = std::thread([this] { serve(); });
  }
  ~Socket() override {
    stop_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    const int client = client_;
    if (client >= 0) ::shutdown(client, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }

  std::optional<std::string> take_line() override {
    const std::lock_guard lock(mutex_);
    if (lines_.empty()) return std::nullopt;
    std::string line = std::move(lines_.front());
    lines_.pop_front();
    return line;
  }

  void answer(const std::string& line) override {
    const std::string text = line + "\n";
    std::size_t sent = 0;
    while (sent < text.size()) {
      const auto count = ::send(client_, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
      if (count <= 0) return;
      sent += static_cast<std::size_t>(count);
    }
  }

 private:
  void serve() {
    while (!stop_) {
      const int client = ::accept(listener_, nullptr, nullptr);
      if (client < 0) return;
      client_ = client;
      read_lines(client);
      client_ = -1;
      ::close(client);
    }
  }

  void read_lines(int client) {
    std::string held;
    char buffer[1024];
    while (!stop_) {
      const auto count = ::recv(client, buffer, sizeof buffer, 0);
      if (count <= 0) return;
      held.append(buffer, static_cast<std::size_t>(count));
      for (auto end = held.find('\n'); end != std::string::npos; end = held.find('\n')) {
        {
          const std::lock_guard lock(mutex_);
          lines_.push_back(held.substr(0, end));
        }
        held.erase(0, end + 1);
        wake_();
      }
      if (held.size() > line_most) return;
    }
  }

  int listener_;
  std::function<void()> wake_;
  std::atomic<int> client_{-1};
  std::atomic<bool> stop_{false};
  std::mutex mutex_;
  std::deque<std::string> lines_;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<Automation>> Automation::listen(const std::string& path, std::function<void()> wake) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return Error{Code::invalid, "automation: path too long"};
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0) return Error{Code::storage, "automation: no socket"};
  ::unlink(path.c_str());
  const mode_t before = ::umask(0077);
  const void* plain = &address;
  const int bound = ::bind(listener, static_cast<const sockaddr*>(plain), sizeof address);
  ::umask(before);
  if (bound != 0 || ::listen(listener, 1) != 0) {
    ::close(listener);
    return Error{Code::storage, "automation: cannot listen at " + path};
  }
  std::unique_ptr<Automation> made = std::make_unique<Socket>(listener, std::move(wake));
  return made;
}

}  // namespace alongside
