// Files: whole or not at all, synced in the right order, read with a limit, links refused.
#include <platform/files.h>

#include <tests/unit/platform/folder.h>
#include <tests/unit/platform/syscalls.h>

#include <doctest/doctest.h>

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace alongside;
namespace fs = std::filesystem;

namespace {

// A disk that is full after so many bytes of a file: the kernel itself writes short, then refuses.
class FullAfter {
 public:
  explicit FullAfter(rlim_t bytes) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FullAfter() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_);
  }
  FullAfter(const FullAfter&) = delete;
  FullAfter& operator=(const FullAfter&) = delete;

 private:
  rlimit before_{};
  void (*signal_)(int);
};

}  // namespace

TEST_CASE("a file's bytes are on the disk before its name, and its name before success") {
  TestFolder folder;
  const Watch watch;
  REQUIRE(write_file(folder / "a", "words").ok());
  const std::string name = fs::path(folder.path).filename();
  CHECK(watch.calls() == std::vector<std::string>{"fsync a.new", "rename a.new", "fsync " + name});
}

TEST_CASE("when any step of writing fails, the old file is whole and nothing is left beside it") {
  TestFolder folder;
  REQUIRE(write_file(folder / "a", "old").ok());
  for (int step = 1; step <= 3; ++step) {
    CAPTURE(step);
    const Watch watch(step);
    const Result<> written = write_file(folder / "a", "new words");
    REQUIRE_FALSE(written.ok());
    CHECK(written.error().code == Code::storage);
    CHECK(read_file(folder / "a", 100).value() == (step < 3 ? "old" : "new words"));
    CHECK(list_files(folder.path).value() == std::vector<std::string>{"a"});
  }
}

TEST_CASE("a disk that fills up at any byte leaves the old file whole") {
  TestFolder folder;
  REQUIRE(write_file(folder / "a", "old").ok());
  const std::string content(300'000, 'n');
  for (const rlim_t bytes : {0u, 1u, 4095u, 4096u, 100'000u, 299'999u}) {
    CAPTURE(bytes);
    Result<> written;
    {
      const FullAfter full(bytes);
      written = write_file(folder / "a", content);
    }
    REQUIRE_FALSE(written.ok());
    CHECK(written.error().code == Code::storage);
    CHECK(written.error().what.find("a.new: ") != std::string::npos);
    CHECK(read_file(folder / "a", 100).value() == "old");
    CHECK(list_files(folder.path).value() == std::vector<std::string>{"a"});
  }
  const FullAfter full(300'000);
  CHECK(write_file(folder / "a", content).ok());
}

TEST_CASE(
    "a file is read up to its limit to the byte; endless files, folders and pipes are refused at once") {
  TestFolder folder;
  REQUIRE(write_file(folder / "a", std::string(40'000, 'x')).ok());
  CHECK(read_file(folder / "a", 40'000).value().size() == 40'000);
  CHECK(read_file(folder / "a", 39'999).error().code == Code::invalid);
  REQUIRE(write_file(folder / "empty", "").ok());
  CHECK(read_file(folder / "empty", 0).value().empty());
  CHECK(read_file(folder / "none", 10).error().code == Code::missing);
  CHECK(read_file(folder / "a/b", 10).error().code == Code::missing);
  CHECK_FALSE(read_file("/dev/zero", 1000).ok());
  CHECK_FALSE(read_file(folder.path, 1000).ok());
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK_FALSE(read_file(folder / "pipe", 1000).ok());  // nobody writes: opening must not wait
  REQUIRE(::truncate((folder / "a").c_str(), off_t{4} << 30) == 0);
  CHECK(read_file(folder / "a", 1'000'000).error().code == Code::invalid);
}

TEST_CASE(
    "links: one beside the file stops the writing, one in its place is replaced, one in a list is refused") {
  TestFolder folder;
  REQUIRE(write_file(folder / "target", "kept").ok());
  fs::create_symlink(folder / "target", folder / "a.new");
  CHECK(write_file(folder / "a", "words").error().code == Code::storage);
  CHECK(read_file(folder / "target", 100).value() == "kept");
  fs::create_symlink(folder / "target", folder / "b");
  REQUIRE(write_file(folder / "b", "words").ok());
  CHECK_FALSE(fs::is_symlink(folder / "b"));
  CHECK(read_file(folder / "target", 100).value() == "kept");
  CHECK(list_files(folder.path).error().code == Code::refused);
  fs::remove(folder / "a.new");
  CHECK(list_files(folder.path).value() == std::vector<std::string>{"b", "target"});
  REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK(list_files(folder.path).error().code == Code::refused);
}

TEST_CASE("a list goes into folders, sorted, and not deeper than it must") {
  TestFolder folder;
  REQUIRE(make_folder(folder / "b/c").ok());
  REQUIRE(write_file(folder / "b/c/2", "").ok());
  REQUIRE(write_file(folder / "a", "").ok());
  CHECK(list_files(folder.path).value() == std::vector<std::string>{"a", "b/c/2"});
  CHECK(list_files(folder / "none").error().code == Code::missing);
  std::string deep = folder.path;
  for (int i = 0; i < 18; ++i) deep += "/d";
  REQUIRE(make_folder(deep).ok());
  CHECK(list_files(folder.path).error().code == Code::invalid);
}

TEST_CASE("folders are made with their parents; a file in the way is an error") {
  TestFolder folder;
  CHECK(make_folder(folder / "x/y/z").ok());
  CHECK(make_folder(folder / "x/y/z").ok());
  REQUIRE(write_file(folder / "file", "").ok());
  CHECK_FALSE(make_folder(folder / "file").ok());
  CHECK_FALSE(make_folder(folder / "file/below").ok());
  CHECK(write_file(folder / "none/a", "x").error().code == Code::missing);
  CHECK(free_bytes(folder.path).value() > 0);
  CHECK_FALSE(free_bytes(folder / "none").ok());
}

TEST_CASE("a key file that others may read is refused, whatever lets them") {
  TestFolder folder;
  REQUIRE(write_file(folder / "key", "k", FileMode::owner).ok());
  CHECK(check_private(folder / "key").ok());
  for (const int mode : {0640, 0604, 0620, 0610, 0601, 0660, 0777}) {
    fs::permissions(folder / "key", fs::perms(mode));
    CHECK(check_private(folder / "key").error().code == Code::refused);
  }
  CHECK(check_private(folder / "none").error().code == Code::missing);
  // Replacing an open file by a private one leaves no moment at which its words can be read by others.
  REQUIRE(write_file(folder / "key", "new", FileMode::owner).ok());
  CHECK(check_private(folder / "key").ok());
}
