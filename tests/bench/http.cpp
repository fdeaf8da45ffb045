// The HTTP server under load, beside the least that any server must do on this machine, and under 200 slow
// connections.
#include <platform/http_server.h>

#include <tests/unit/platform/raw_socket.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <thread>
#include <vector>

using namespace alongside;
using Clock = std::chrono::steady_clock;

namespace {

const std::string body(1024, 'b');
const std::string question =
    "POST /v1/echo HTTP/1.1\r\nHost: hub.example\r\nContent-Type: application/json\r\n"
    "Content-Length: 1024\r\n\r\n" +
    body;
const std::string floor_answer = "HTTP/1.1 200 OK\r\ncontent-length: 1024\r\n\r\n" + body;

struct Load {
  double per_second = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  int open = 0;  // of the slow ones, still open at the end
  double first_cut_s = 0, last_cut_s = 0;
};

// Whatever is read is answered once it is as long as the question: no parsing, no deadline, one thread.
class Floor {
 public:
  Floor() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&at), size) != 0 || ::listen(listener_, 1024) != 0)
      std::abort();
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size);
    port_ = ntohs(at.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~Floor() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  Floor(const Floor&) = delete;
  Floor& operator=(const Floor&) = delete;
  std::uint16_t port() const { return port_; }

 private:
  void serve() {
    const int poll = ::epoll_create1(EPOLL_CLOEXEC);
    const auto add = [poll](int number) {
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.fd = number;
      ::epoll_ctl(poll, EPOLL_CTL_ADD, number, &event);
    };
    add(listener_);
    std::map<int, std::size_t> got;
    std::vector<char> block(65536);
    epoll_event events[64];
    for (bool going = true; going;) {
      const int count = ::epoll_wait(poll, events, 64, -1);
      for (int i = 0; i < count; ++i) {
        const int number = events[i].data.fd;
        if (number == listener_) {
          const int peer = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
          going = going && peer >= 0;
          if (peer >= 0) add(peer);
          continue;
        }
        const ssize_t n = ::recv(number, block.data(), block.size(), 0);
        if (n <= 0) {
          ::close(number);
          got.erase(number);
          continue;
        }
        std::size_t& so_far = got[number];
        so_far += static_cast<std::size_t>(n);
        if (so_far < question.size()) continue;
        so_far = 0;
        ::send(number, floor_answer.data(), floor_answer.size(), MSG_NOSIGNAL);
      }
    }
    for (const auto& [number, size] : got) ::close(number);
    ::close(poll);
  }

  int listener_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

// One asker: sends, waits for the whole answer, notes the time, sends again.
struct Asker {
  RawSocket socket;
  Clock::time_point sent = Clock::now();
  std::string got;
  explicit Asker(std::uint16_t port) : socket(port) {}
  void ask() {
    sent = Clock::now();
    static_cast<void>(socket.send(question));
  }
  bool whole() const {
    const std::size_t end = got.find("\r\n\r\n");
    return end != std::string::npos && got.size() >= end + 4 + body.size();
  }
};

// The slow ones: a byte of a head each 100 ms, until the server has had enough.
void drip(std::vector<std::unique_ptr<RawSocket>>& slow, Clock::time_point start, Load& load) {
  for (auto& socket : slow) {
    if (!socket || socket->send("a")) continue;
    socket.reset();
    load.last_cut_s = std::chrono::duration<double>(Clock::now() - start).count();
    if (load.first_cut_s == 0) load.first_cut_s = load.last_cut_s;
  }
}

Load measure(std::uint16_t port, int askers, int slow_count, double seconds) {
  std::vector<std::unique_ptr<RawSocket>> slow;
  const auto start = Clock::now();
  for (int i = 0; i < slow_count; ++i) slow.push_back(std::make_unique<RawSocket>(port));
  for (const auto& socket : slow) static_cast<void>(socket->send("GET /"));
  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  std::vector<std::unique_ptr<Asker>> all;
  for (int i = 0; i < askers; ++i) {
    all.push_back(std::make_unique<Asker>(port));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = all.back().get();
    ::epoll_ctl(poll, EPOLL_CTL_ADD, all.back()->socket.number(), &event);
    all.back()->ask();
  }
  std::vector<double> times_ms;
  Load load;
  auto next_drip = start;
  const auto end =
      start + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  std::vector<char> block(65536);
  epoll_event events[64];
  while (Clock::now() < end) {
    if (Clock::now() >= next_drip) {
      drip(slow, start, load);
      next_drip += std::chrono::milliseconds(100);
    }
    const int count = ::epoll_wait(poll, events, 64, 10);
    for (int i = 0; i < count; ++i) {
      Asker& asker = *static_cast<Asker*>(events[i].data.ptr);
      const ssize_t n = ::recv(asker.socket.number(), block.data(), block.size(), 0);
      if (n <= 0) {
        std::fprintf(stderr, "bench: the server closed a connection that had done nothing wrong\n");
        std::exit(1);
      }
      asker.got.append(block.data(), static_cast<std::size_t>(n));
      if (!asker.whole()) continue;
      times_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - asker.sent).count());
      asker.got.clear();
      asker.ask();
    }
  }
  ::close(poll);
  std::sort(times_ms.begin(), times_ms.end());
  if (times_ms.empty()) return load;
  load.per_second = static_cast<double>(times_ms.size()) / seconds;
  load.p50_ms = times_ms[times_ms.size() / 2];
  load.p99_ms = times_ms[times_ms.size() * 99 / 100];
  load.open =
      static_cast<int>(std::count_if(slow.begin(), slow.end(), [](const auto& s) { return s != nullptr; }));
  return load;
}

double memory_mb() {
  std::ifstream file("/proc/self/statm");
  long pages = 0, resident = 0;
  file >> pages >> resident;
  return static_cast<double>(resident * ::sysconf(_SC_PAGESIZE)) / 1e6;
}

void print_machine() {
  utsname names{};
  ::uname(&names);
  std::ifstream file("/proc/cpuinfo");
  std::string line, model = "unknown processor";
  while (std::getline(file, line)) {
    if (line.starts_with("model name")) model = line.substr(line.find(": ") + 2);
  }
  double load = 0;
  std::ifstream("/proc/loadavg") >> load;
  std::printf("machine: %u processors, %s, %s %s, compiler %s%s, load before the run %.1f\n",
              std::thread::hardware_concurrency(), model.c_str(), names.sysname, names.release, __VERSION__,
#ifdef __OPTIMIZE__
              "",
#else
              " WITHOUT OPTIMISATION",
#endif
              load);
}

void print(const char* name, int askers, const Load& load, const Load& beside) {
  std::printf("%-34s %5d %10.0f %8.2f %8.2f %10.2f %10.2f\n", name, askers, load.per_second, load.p50_ms,
              load.p99_ms, load.per_second / beside.per_second, load.p99_ms / beside.p99_ms);
}

}  // namespace

// bench_http [SECONDS]: how long each line is measured; 2 unless told.
int main(int count, char** words) {
  const double seconds = count > 1 ? std::atof(words[1]) : 2;
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  print_machine();
  const auto echo = [](HttpRequest request, Reply reply) {
    reply.send(HttpResponse{200, {}, std::move(request.body)});
  };
  auto server = HttpServer::start(ServerOptions(), echo).take();
  const Floor floor;
  std::printf(
      "1 KiB POST, echoed; the askers share this process; ratios are to the floor: read, count, answer\n");
  std::printf("%-34s %5s %10s %8s %8s %10s %10s\n", "", "at", "requests/s", "p50 ms", "p99 ms", "x floor",
              "x its p99");
  Load at_100;
  for (const int askers : {2, 100, 500}) {
    const Load least = measure(floor.port(), askers, 0, seconds);
    const Load load = measure(server->port(), askers, 0, seconds);
    print("floor", askers, least, least);
    print("server", askers, load, least);
    if (askers == 100) at_100 = load;
  }
  const double drip_s = std::max(seconds, 13.0);
  const Load slow = measure(server->port(), 100, 200, drip_s);
  print("server with 200 dripping (x at 100)", 100, slow, at_100);
  std::printf(
      "dripping: first cut after %.1f s, last after %.1f s, %d of 200 still open after %.0f s (deadline %ld "
      "s)\n",
      slow.first_cut_s, slow.last_cut_s, slow.open, drip_s, ServerOptions().header_deadline_s);
  const double before = memory_mb();
  std::vector<std::unique_ptr<RawSocket>> idle;
  for (int i = 0; i < 2000; ++i) {
    idle.push_back(std::make_unique<RawSocket>(server->port()));
    static_cast<void>(idle.back()->send("GET /a HTTP/1.1\r\nHost: a\r\n\r\n"));
    static_cast<void>(idle.back()->until("\r\n\r\n"));
  }
  std::printf("memory: %.1f MB more with 2,000 open connections (both ends in this process)\n",
              memory_mb() - before);
  return slow.open == 0 ? 0 : 1;
}
