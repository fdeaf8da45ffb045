// Looks for planted words where none may be: files, write-ahead logs, logs, and the memory of a process.
#pragma once

#include <string>
#include <vector>

namespace alongside {

// The ways in which a word may lie about: UTF-8, UTF-16 both ways, hex, and base64 at each of its three
// offsets.
std::vector<std::string> shapes_of(const std::string& word);

// Files under a folder, sub-folders too, that hold the word in any of its shapes. Every byte is read, also of
// SQLite's -wal and -shm and of a core.
std::vector<std::string> files_with(const std::string& folder, const std::string& word);

// How often the word stands in the writable memory of a stopped or waiting process, in any of its shapes.
// -1: the memory may not be read.
long in_memory_of(int process, const std::string& word);

}  // namespace alongside
