// The kiosk program itself, run as on a device but without a display.
#include <tests/journeys/program.h>

#include <doctest/doctest.h>
#include <tests/support/source/source.h>
#include <platform/files.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstring>
#include <thread>

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace alongside {

Program::Program() { set(settings()); }

Program::~Program() {
  if (socket_ >= 0) ::close(socket_);
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void Program::set(const std::string& toml) { REQUIRE(write_file(settings_file(), toml).ok()); }

std::string Program::settings() const {
  return "[screen]\nwidth_px = 540\nheight_px = 960\nwidth_mm = 194\nheight_mm = 345\nfullscreen = false\n"
         "[server]\nurl = \"http://127.0.0.1:9\"\nauthority = \"localhost\"\n"
         "[data]\nfolder = \"" +
         folder() + "/data\"\n[pack]\nfolder = \"" + source_folder() +
         "/assets/pack\"\n[hub]\nid = \"demo-north\"\n";
}

pid_t Program::spawn(const std::vector<std::string>& arguments, int out) {
  std::vector<std::string> words{ALONGSIDE_KIOSK_PROGRAM, "--config", settings_file()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> environment{"SDL_VIDEODRIVER=dummy", "SDL_AUDIODRIVER=dummy"};
  for (char** each = environ; *each != nullptr; ++each)
    if (std::string(*each).rfind("SDL_", 0) != 0) environment.push_back(*each);
  std::vector<char*> argv, variables;
  for (std::string& word : words) argv.push_back(word.data());
  for (std::string& variable : environment) variables.push_back(variable.data());
  argv.push_back(nullptr);
  variables.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, out, 1);
  posix_spawn_file_actions_adddup2(&actions, out, 2);
  pid_t pid = -1;
  const int fault =
      ::posix_spawn(&pid, ALONGSIDE_KIOSK_PROGRAM, &actions, nullptr, argv.data(), variables.data());
  posix_spawn_file_actions_destroy(&actions);
  REQUIRE(fault == 0);
  return pid;
}

Ran Program::run(const std::vector<std::string>& arguments) {
  std::array<int, 2> out{};
  REQUIRE(::pipe2(out.data(), O_CLOEXEC) == 0);
  const pid_t pid = spawn(arguments, out[1]);
  ::close(out[1]);
  Ran ran;
  char buffer[4096];
  for (ssize_t got = ::read(out[0], buffer, sizeof buffer); got > 0;
       got = ::read(out[0], buffer, sizeof buffer))
    ran.said.append(buffer, static_cast<std::size_t>(got));
  ::close(out[0]);
  int status = 0;
  ::waitpid(pid, &status, 0);
  ran.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

bool Program::start() {
  const std::string path = folder() + "/automation";
  const std::string log = folder() + "/log";
  const int out = ::open(log.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
  REQUIRE(out >= 0);
  pid_ = spawn({"--automation", path}, out);
  ::close(out);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  REQUIRE(path.size() < sizeof address.sun_path);
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  const void* plain = &address;
  for (int tries = 0; tries < 600; ++tries) {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
      ended.said = read_file(log, 1 << 20).take();
      return false;
    }
    socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(socket_, static_cast<const sockaddr*>(plain), sizeof address) == 0) return true;
    ::close(socket_);
    socket_ = -1;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

std::string Program::ask(const std::string& line) {
  const std::string sent = line + "\n";
  REQUIRE(::send(socket_, sent.data(), sent.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(sent.size()));
  std::string answer;
  for (char byte = 0; ::recv(socket_, &byte, 1, 0) == 1 && byte != '\n';) answer += byte;
  return answer;
}

}  // namespace alongside
