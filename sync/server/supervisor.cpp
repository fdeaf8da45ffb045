// Starts the two server processes and starts them again when one ends, a second later at the earliest.
#include <sync/server/supervisor.h>

#include <platform/clock.h>
#include <platform/log.h>

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

namespace alongside {
namespace {

pid_t start(const std::string& program, const std::vector<std::string>& arguments) {
  std::vector<std::string> words = arguments;
  words.insert(words.begin(), program);
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const pid_t child = fork();
  if (child == 0) {
    execv(program.c_str(), pointers.data());
    _exit(127);
  }
  return child;
}

}  // namespace

Result<> supervise(const std::string& program, const std::vector<std::vector<std::string>>& children,
                   const std::atomic<bool>& stop) {
  struct Child {
    pid_t pid = -1;
    Millis started = 0;
  };
  std::vector<Child> running(children.size());
  while (!stop) {
    for (std::size_t i = 0; i < children.size(); ++i) {
      Child& child = running[i];
      int status = 0;
      if (child.pid > 0 && waitpid(child.pid, &status, WNOHANG) == child.pid) {
        log(Level::alarm, "process-ended", {{"status", std::int64_t{status}}});
        child.pid = -1;
      }
      if (child.pid > 0 || (child.started != 0 && monotonic_ms() - child.started < 1000)) continue;
      child.started = monotonic_ms();
      child.pid = start(program, children[i]);
      if (child.pid < 0) return Error{Code::storage, "a process could not be started"};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  for (const Child& child : running) {
    if (child.pid > 0) kill(child.pid, SIGTERM);
  }
  for (const Child& child : running) {
    if (child.pid > 0) waitpid(child.pid, nullptr, 0);
  }
  return {};
}

}  // namespace alongside
