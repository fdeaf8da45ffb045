// SQLite's own table of system calls is the seam: no line of the product knows of this.
#include <tests/faults/kill/kill_points.h>

#include <sqlite3.h>

#include <array>
#include <csignal>
#include <cstdlib>

#include <sys/wait.h>
#include <unistd.h>

namespace alongside {
namespace {

KillPoint armed;

void die() { raise(SIGKILL); }

bool meant(int file) {
  if (armed.file.empty()) return false;
  std::array<char, 4096> path{};
  const std::string link = "/proc/self/fd/" + std::to_string(file);
  const ssize_t size = readlink(link.c_str(), path.data(), path.size() - 1);
  if (size <= 0 || std::string(path.data()).find(armed.file) == std::string::npos) return false;
  return --armed.nth == 0;
}

ssize_t dying_pwrite(int file, const void* bytes, size_t size, off_t at) {
  if (meant(file)) {
    if (pwrite(file, bytes, size / 2, at) >= 0) die();
    die();
  }
  return pwrite(file, bytes, size, at);
}

int dying_ftruncate(int file, off_t size) {
  if (meant(file)) die();
  return ftruncate(file, size);
}

void replace(const char* name, sqlite3_syscall_ptr call) {
  sqlite3_vfs* const vfs = sqlite3_vfs_find(nullptr);
  if (vfs->xGetSystemCall(vfs, name) != nullptr) vfs->xSetSystemCall(vfs, name, call);
}

}  // namespace

void arm(const KillPoint& point) {
  armed = point;
  replace("pwrite", reinterpret_cast<sqlite3_syscall_ptr>(dying_pwrite));
  replace("pwrite64", reinterpret_cast<sqlite3_syscall_ptr>(dying_pwrite));
  replace("ftruncate", reinterpret_cast<sqlite3_syscall_ptr>(dying_ftruncate));
}

void reach(const std::string& name) {
  if (armed.name == name && --armed.nth == 0) die();
}

void say(int pipe, const std::string& line) {
  const std::string text = line + "\n";
  if (write(pipe, text.data(), text.size()) != static_cast<ssize_t>(text.size())) std::abort();
}

std::string listen(int pipe) {
  std::string all;
  std::array<char, 4096> part{};
  for (ssize_t got = 0; (got = read(pipe, part.data(), part.size())) > 0;) {
    all.append(part.data(), static_cast<std::size_t>(got));
  }
  close(pipe);
  return all;
}

int fork_with_pipe(int (&ends)[2]) {
  if (pipe(ends) != 0) std::abort();
  const pid_t child = fork();
  if (child < 0) std::abort();
  close(child == 0 ? ends[0] : ends[1]);
  return child;
}

Ended wait_for(int child, int pipe) {
  Ended ended;
  ended.said = listen(pipe);
  int status = 0;
  waitpid(child, &status, 0);
  ended.killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
  ended.status = ended.killed ? 0 : status;
  return ended;
}

}  // namespace alongside
