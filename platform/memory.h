// Nothing of him stays in memory that was given back: freed blocks and dead stack are overwritten.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace alongside {

// glibc reads this at the start of a process only: no cache of freed blocks, which it would leave as they
// are; every freed block filled; and GLib's slices as ordinary blocks.
const std::vector<std::pair<std::string, std::string>>& wiping_environment();
// Sets it and runs the program again from its beginning, unless it is set already.
void run_with_wiping(char** arguments);
// Overwrites what calls that have returned left below the caller's own frame.
void wipe_dead_stack();

}  // namespace alongside
