// Whole files on POSIX: limits on reading, write-then-rename with fsync.
#include <platform/files.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace alongside {
namespace {

Error from_errno(const std::string& path, int number) {
  const Code code = number == ENOENT || number == ENOTDIR ? Code::missing : Code::storage;
  return Error{code, path + ": " + std::strerror(number)};
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Result<> write_all(int descriptor, std::string_view content, const std::string& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(descriptor, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return from_errno(path, errno);
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<> sync_folder(const std::string& folder) {
  const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.number() < 0 || ::fsync(opened.number()) != 0) return from_errno(folder, errno);
  return {};
}

Result<> list_into(const std::string& folder, const std::string& prefix, std::vector<std::string>& names,
                   int depth) {
  if (depth > 16) return Error{Code::invalid, folder + ": folders too deep"};
  DIR* opened = ::opendir(folder.c_str());
  if (opened == nullptr) return from_errno(folder, errno);
  std::vector<std::string> found;
  while (const dirent* entry = ::readdir(opened)) found.emplace_back(entry->d_name);
  ::closedir(opened);
  for (const std::string& name : found) {
    if (name == "." || name == "..") continue;
    struct stat facts {};
    const std::string path = folder + "/" + name;
    if (::lstat(path.c_str(), &facts) != 0) return from_errno(path, errno);
    if (S_ISDIR(facts.st_mode)) {
      TRY(list_into(path, prefix + name + "/", names, depth + 1));
    } else if (S_ISREG(facts.st_mode)) {
      names.push_back(prefix + name);
    } else {
      return Error{Code::refused, path + ": not a regular file"};
    }
  }
  return {};
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t most_bytes) {
  // Without waiting: opening a pipe that nobody writes to would never end.
  const Descriptor opened(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat facts {};
  if (opened.number() < 0 || ::fstat(opened.number(), &facts) != 0) return from_errno(path, errno);
  if (!S_ISREG(facts.st_mode)) return Error{Code::refused, path + ": not a regular file"};
  std::string content;
  char block[16384];
  while (true) {
    const ssize_t count = ::read(opened.number(), block, sizeof block);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return from_errno(path, errno);
    if (count == 0) return content;
    content.append(block, static_cast<std::size_t>(count));
    if (content.size() > most_bytes) return Error{Code::invalid, path + ": larger than allowed"};
  }
}

Result<> write_file(const std::string& path, std::string_view content, FileMode mode) {
  const std::string beside = path + ".new";
  const int bits = static_cast<int>(mode);
  {
    const Descriptor opened(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
                                   static_cast<mode_t>(bits)));
    if (opened.number() < 0) return from_errno(beside, errno);
    ::fchmod(opened.number(), static_cast<mode_t>(bits));
    Result<> written = write_all(opened.number(), content, beside);
    if (written.ok() && ::fsync(opened.number()) != 0) written = from_errno(beside, errno);
    if (!written.ok()) {
      ::unlink(beside.c_str());
      return written;
    }
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) {
    const Error error = from_errno(path, errno);
    ::unlink(beside.c_str());
    return error;
  }
  return sync_folder(folder_of(path));
}

Result<> remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0) return errno == ENOENT ? Result<>{} : Result<>{from_errno(path, errno)};
  return sync_folder(folder_of(path));
}

Result<> rename_folder(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return from_errno(to, errno);
  return sync_folder(folder_of(to));
}

Result<> make_folder(const std::string& path, unsigned mode) {
  for (std::size_t at = 1; at <= path.size(); ++at) {
    if (at != path.size() && path[at] != '/') continue;
    const std::string part = path.substr(0, at);
    if (::mkdir(part.c_str(), static_cast<mode_t>(mode)) != 0 && errno != EEXIST)
      return from_errno(part, errno);
  }
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) return from_errno(path, errno);
  if (!S_ISDIR(facts.st_mode)) return Error{Code::storage, path + ": not a folder"};
  return {};
}

Result<std::vector<std::string>> list_files(const std::string& folder) {
  std::vector<std::string> names;
  TRY(list_into(folder, "", names, 0));
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::int64_t> free_bytes(const std::string& folder) {
  struct statvfs facts {};
  if (::statvfs(folder.c_str(), &facts) != 0) return from_errno(folder, errno);
  return static_cast<std::int64_t>(facts.f_bavail) * static_cast<std::int64_t>(facts.f_frsize);
}

Result<> check_private(const std::string& path) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) return from_errno(path, errno);
  if ((facts.st_mode & 077) != 0)
    return Error{Code::refused, path + ": may be read by others; set its mode to 0600"};
  return {};
}

}  // namespace alongside
