// The client's own disk: full, failing or cut off at every step of keeping what it believes.
#include <tests/unit/content/tuf_cases.h>

#include <platform/files.h>
#include <tests/unit/platform/syscalls.h>

#include <csignal>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace alongside;

namespace {

// A repository whose every role is new, with new timestamp keys, so that a refresh writes and forgets.
struct Stage {
  TufSimulator repo;
  TufClient client{repo};
  Stage() {
    repo.add_delegation("targets", "A", {"*"});
    repo.add_artifact("A", std::string(3000, 'x'), "file");
    repo.publish({"A", "targets", "snapshot", "timestamp"});
    if (!client.download("file")) std::abort();
    repo.rotate_keys("timestamp");
    repo.rotate_keys("snapshot");
    repo.add_artifact("A", std::string(3000, 'y'), "file");
    repo.publish({"root", "A", "targets", "snapshot", "timestamp"});
  }
  // After the fault: a refresh with a sound disk brings everything up to date, and nothing spoilt is left.
  void check_recovers() {
    CHECK(client.download("file"));
    CHECK(client.target("file") == std::string(3000, 'y'));
    CHECK(client.version("root") == 2);
    for (const char* role : {"A", "targets", "snapshot", "timestamp"}) {
      CHECK(client.version(role) == 3 - (repo.published[role].size() == 2 ? 1 : 0));
      CHECK(client.stored(role) == repo.published[role].back());
    }
  }
  void check_whole() {
    CHECK(client.version("root") >= 1);
    const std::string held = client.target("file").value_or("");
    CHECK((held == std::string(3000, 'x') || held == std::string(3000, 'y')));
  }
};

class FullAt {
 public:
  explicit FullAt(rlim_t bytes) : signal_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit now{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FullAt() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, signal_);
  }
  FullAt(const FullAt&) = delete;
  FullAt& operator=(const FullAt&) = delete;

 private:
  rlimit before_{};
  void (*signal_)(int);
};

int steps_of_a_download() {
  Stage stage;
  const Watch watch;
  if (!stage.client.download("file")) std::abort();
  return static_cast<int>(watch.calls().size());
}

}  // namespace

TEST_CASE(
    "tuf: whichever step of keeping fails, once or for good, nothing is lost and the next refresh mends it") {
  const int steps = steps_of_a_download();
  REQUIRE(steps >= 20);
  for (const Fault fault : {Fault::once, Fault::always}) {
    for (int step = 1; step <= steps; ++step) {
      CAPTURE(step);
      extra();
      Stage stage;
      {
        const Watch watch(step, fault);
        // A failing unlink of what is not there, or of a file beside, may be borne.
        static_cast<void>(stage.client.download("file"));
      }
      stage.check_whole();
      stage.check_recovers();
    }
  }
  std::printf("tuf: %d persist steps, each failed once and for good\n", steps);
}

TEST_CASE("tuf: killed before any step of keeping, the next start goes on") {
  const int steps = steps_of_a_download();
  for (int step = 1; step <= steps; ++step) {
    CAPTURE(step);
    extra();
    Stage stage;
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      const Watch watch(step, Fault::end);
      static_cast<void>(stage.client.download("file"));
      ::_exit(0);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WEXITSTATUS(status) == 99);
    stage.check_whole();
    stage.check_recovers();
  }
}

TEST_CASE("tuf: a disk that is full at any size of file costs nothing that was held") {
  int failed = 0;
  for (rlim_t bytes = 0; bytes <= 3200; bytes += 160) {
    CAPTURE(bytes);
    extra();
    Stage stage;
    {
      const FullAt full(bytes);
      failed += stage.client.download("file") ? 0 : 1;
    }
    stage.check_whole();
    stage.check_recovers();
  }
  CHECK(failed >= 15);
}

TEST_CASE(
    "tuf: what was kept and is spoilt on the disk is fetched anew; a spoilt root is not worked around") {
  for (const char* role : {"timestamp", "snapshot", "targets", "A"}) {
    for (const char* content : {"", "{}", "spoilt", "[[[["}) {
      CAPTURE(role);
      CAPTURE(content);
      extra();
      Stage stage;
      REQUIRE(write_file(stage.client.folder / (std::string("metadata/") + role + ".json"), content).ok());
      stage.check_recovers();
    }
  }
  extra();
  Stage stage;
  REQUIRE(write_file(stage.client.folder / "metadata/root.json", "spoilt").ok());
  stage.repo.asked.clear();
  CHECK_FALSE(stage.client.refresh());
  CHECK(stage.repo.asked.empty());
}
