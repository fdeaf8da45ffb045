// This test program run again as a process of its own, to be killed or looked into.
#pragma once

#include <platform/http.h>

#include <sys/types.h>

#include <memory>
#include <string>

namespace alongside {

class Child {
 public:
  // Runs one skipped test case with the kiosk's folder and the server's authority.
  Child(const std::string& test_case, const std::string& folder, const std::string& authority);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  // Reads what it says until this; false: it ended before.
  bool hears(const std::string& said);
  void go();    // ends one child_waits()
  void kill();  // kill -9, and waits for the end
  pid_t process() const { return pid_; }
  int end();  // waits for its own end; its exit code

 private:
  pid_t pid_ = -1;
  int from_ = -1, to_ = -1;
  std::string read_;
};

// Inside the child. Null: this is no child.
const char* child_folder();
std::string child_authority();
void child_says(const std::string& said);
void child_waits();
std::unique_ptr<Transport> no_network();

}  // namespace alongside
