// The kiosk program itself, run as on a device but without a display.
#pragma once

#include <tests/support/world.h>

#include <sys/types.h>

#include <string>
#include <vector>

namespace alongside {

struct Ran {
  int code = -1;
  std::string said;  // output and errors
};

class Program {
 public:
  Program();  // with settings for a screen of 540 x 960 px and a folder of its own
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  std::string folder() const { return folder_.path(); }
  std::string settings_file() const { return folder_.path() + "/kiosk.toml"; }
  void set(const std::string& toml);                   // in place of the settings
  std::string settings() const;                        // the whole TOML
  Ran run(const std::vector<std::string>& arguments);  // to its end

  // Runs on with an automation socket; false: it ended instead, and `ended` says how.
  bool start();
  Ran ended;
  std::string ask(const std::string& line);  // one line, one answer

 private:
  pid_t spawn(const std::vector<std::string>& arguments, int out);
  TempFolder folder_;
  pid_t pid_ = -1;
  int socket_ = -1;
};

}  // namespace alongside
