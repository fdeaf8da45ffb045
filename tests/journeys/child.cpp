// This test program run again as a process of its own.
#include <tests/journeys/child.h>

#include <doctest/doctest.h>
#include <platform/memory.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace alongside {
namespace {

constexpr int says_fd = 198, waits_fd = 199;

class NoNetwork final : public Transport {
 public:
  Result<HttpResponse> send(const HttpRequest&) override { return Error{Code::offline, "no network"}; }
};

}  // namespace

Child::Child(const std::string& test_case, const std::string& folder, const std::string& authority) {
  std::signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> out{}, in{};
  REQUIRE(::pipe2(out.data(), O_CLOEXEC) == 0);
  REQUIRE(::pipe2(in.data(), O_CLOEXEC) == 0);
  std::vector<std::string> environment{"ALONGSIDE_CHILD_FOLDER=" + folder,
                                       "ALONGSIDE_CHILD_AUTHORITY=" + authority,
                                       // what is freed is overwritten here too, as in the kiosk
                                       "ASAN_OPTIONS=max_free_fill_size=1073741824:free_fill_byte=90"};
  for (const auto& [name, value] : wiping_environment()) environment.push_back(name + "=" + value);
  for (char** each = environ; *each != nullptr; ++each)
    if (std::string(*each).rfind("ASAN_OPTIONS=", 0) != 0) environment.push_back(*each);
  std::vector<std::string> words{"test_journeys", "--no-skip", "--test-case=" + test_case};
  std::vector<char*> arguments, variables;
  for (std::string& word : words) arguments.push_back(word.data());
  for (std::string& variable : environment) variables.push_back(variable.data());
  arguments.push_back(nullptr);
  variables.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out[1], says_fd);
  posix_spawn_file_actions_adddup2(&actions, in[0], waits_fd);
  const int fault =
      ::posix_spawn(&pid_, "/proc/self/exe", &actions, nullptr, arguments.data(), variables.data());
  posix_spawn_file_actions_destroy(&actions);
  ::close(out[1]);
  ::close(in[0]);
  from_ = out[0];
  to_ = in[1];
  REQUIRE(fault == 0);
}

Child::~Child() {
  kill();
  ::close(from_);
  ::close(to_);
}

bool Child::hears(const std::string& said) {
  while (true) {
    const auto found = read_.find(said + "\n");
    if (found != std::string::npos) return true;
    char buffer[512];
    const auto count = ::read(from_, buffer, sizeof buffer);
    if (count <= 0) return false;
    read_.append(buffer, static_cast<std::size_t>(count));
  }
}

void Child::go() { REQUIRE(::write(to_, "g", 1) == 1); }

void Child::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

int Child::end() {
  int status = 0;
  if (pid_ <= 0 || ::waitpid(pid_, &status, 0) != pid_) return -1;
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

const char* child_folder() { return std::getenv("ALONGSIDE_CHILD_FOLDER"); }

std::string child_authority() {
  const char* authority = std::getenv("ALONGSIDE_CHILD_AUTHORITY");
  return authority != nullptr ? authority : "";
}

void child_says(const std::string& said) {
  const std::string line = said + "\n";
  REQUIRE(::write(says_fd, line.data(), line.size()) == static_cast<ssize_t>(line.size()));
}

void child_waits() {
  char byte = 0;
  if (::read(waits_fd, &byte, 1) <= 0) ::_exit(3);  // the parent has gone
}

std::unique_ptr<Transport> no_network() { return std::make_unique<NoNetwork>(); }

}  // namespace alongside
