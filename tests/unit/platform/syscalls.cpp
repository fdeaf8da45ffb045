// Stands before four calls of the C library, for this test program alone.
#include <tests/unit/platform/syscalls.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <fcntl.h>
#include <mutex>
#include <sys/syscall.h>
#include <unistd.h>

namespace alongside {
namespace {

std::mutex guard;
bool watching = false;
int until_failure = 0;
Fault kind = Fault::once;
std::vector<std::string> noted;

std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string name_of(int descriptor) {
  char path[PATH_MAX] = {};
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  const ssize_t size = ::readlink(link.c_str(), path, sizeof path - 1);
  return last_part(std::string(path, size < 0 ? 0 : static_cast<std::size_t>(size)));
}

// Whether the call may happen.
bool note(const std::string& call) {
  const std::scoped_lock lock(guard);
  if (!watching) return true;
  noted.push_back(call);
  if (until_failure == 0 || --until_failure > 0) return true;
  if (kind == Fault::end) ::_exit(99);
  if (kind == Fault::always) until_failure = 1;
  errno = EIO;
  return false;
}

}  // namespace

Watch::Watch(int fail_at, Fault fault) {
  const std::scoped_lock lock(guard);
  watching = true;
  until_failure = fail_at;
  kind = fault;
  noted.clear();
}

Watch::~Watch() {
  const std::scoped_lock lock(guard);
  watching = false;
}

std::vector<std::string> Watch::calls() const {
  const std::scoped_lock lock(guard);
  return noted;
}

}  // namespace alongside

extern "C" {

int fsync(int descriptor) {
  if (!alongside::note("fsync " + alongside::name_of(descriptor))) return -1;
  return static_cast<int>(::syscall(SYS_fsync, descriptor));
}

int fdatasync(int descriptor) {
  if (!alongside::note("fdatasync " + alongside::name_of(descriptor))) return -1;
  return static_cast<int>(::syscall(SYS_fdatasync, descriptor));
}

int rename(const char* from, const char* to) noexcept {
  if (!alongside::note("rename " + alongside::last_part(from))) return -1;
  return static_cast<int>(::syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to));
}
int unlink(const char* path) noexcept {
  if (!alongside::note("unlink " + alongside::last_part(path))) return -1;
  return static_cast<int>(::syscall(SYS_unlinkat, AT_FDCWD, path, 0));
}
}
