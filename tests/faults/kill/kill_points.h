// kill -9 at chosen points: the n-th write to a file of SQLite, half done, or a named place in the test's own
// seams.
#pragma once

#include <string>

namespace alongside {

struct KillPoint {
  std::string file;  // part of the path of a SQLite file: its n-th write is the last act of the process
  std::string name;  // or a place that the test names with reach()
  int nth = 1;
};

// In a child process, before it opens a database.
void arm(const KillPoint& point);
// The process dies here when this is the armed place, for the n-th time.
void reach(const std::string& name);

struct Ended {
  bool killed = false;
  int status = 0;    // of a child that ended by itself
  std::string said;  // all that it wrote to its pipe
};
// Runs `work(pipe)` in a child process and waits for its end. The caller has no database open.
template <class Work>
Ended in_child(const Work& work);

void say(int pipe, const std::string& line);
std::string listen(int pipe);
Ended wait_for(int child, int pipe);
int fork_with_pipe(int (&ends)[2]);

template <class Work>
Ended in_child(const Work& work) {
  int ends[2];
  const int child = fork_with_pipe(ends);
  if (child == 0) work(ends[1]);  // never comes back
  return wait_for(child, ends[0]);
}

}  // namespace alongside
