// A folder of its own for one test, gone afterwards.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace alongside {

struct TestFolder {
  std::string path;
  TestFolder() {
    path = (std::filesystem::temp_directory_path() / "alongside-XXXXXX").string();
    if (mkdtemp(path.data()) == nullptr) std::abort();
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  std::string operator/(const std::string& name) const { return path + "/" + name; }
};

}  // namespace alongside
