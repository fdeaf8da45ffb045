// The search for planted words.
#include <tests/support/canary.h>

#include <platform/bytes.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace alongside {
namespace {

std::string utf16(const std::string& word, bool low_first) {
  std::string out;
  for (const char c : word) {
    if (!low_first) out += '\0';
    out += c;
    if (low_first) out += '\0';
  }
  return out;
}

// Of the word after `before` other bytes, only the characters that no neighbour changes.
std::string base64_inside(const std::string& word, std::size_t before) {
  const std::string text = to_base64(view(std::string(before, 'x') + word));
  const std::size_t whole = (before + word.size()) / 3 * 4;
  const std::size_t first = before == 0 ? 0 : before + 1;
  return text.substr(first, whole - first);
}

long count_in(const std::string& text, const std::vector<std::string>& shapes) {
  long found = 0;
  for (const std::string& shape : shapes) {
    for (auto at = text.find(shape); at != std::string::npos; at = text.find(shape, at + 1)) ++found;
  }
  return found;
}

}  // namespace

std::vector<std::string> shapes_of(const std::string& word) {
  std::vector<std::string> list = {word, utf16(word, true), utf16(word, false), to_hex(view(word))};
  for (std::size_t before = 0; before < 3; ++before) list.push_back(base64_inside(word, before));
  return list;
}

std::vector<std::string> files_with(const std::string& folder, const std::string& word) {
  const auto shapes = shapes_of(word);
  std::vector<std::string> found;
  std::error_code fault;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, fault)) {
    if (!entry.is_regular_file(fault)) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    if (count_in(text, shapes) > 0) found.push_back(entry.path().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

long in_memory_of(int process, const std::string& word) {
  const std::string base = "/proc/" + std::to_string(process);
  std::ifstream maps(base + "/maps");
  std::ifstream memory(base + "/mem", std::ios::binary);
  if (!maps || !memory) return -1;
  const auto shapes = shapes_of(word);
  long found = 0;
  for (std::string line; std::getline(maps, line);) {
    unsigned long from = 0, to = 0;
    char rights[5] = "";
    if (std::sscanf(line.c_str(), "%lx-%lx %4s", &from, &to, rights) != 3) continue;
    // An address sanitizer's shadow is terabytes of nothing.
    if (rights[0] != 'r' || rights[1] != 'w' || to - from > 1ul << 30) continue;
    std::string text(to - from, '\0');
    memory.clear();
    memory.seekg(static_cast<std::streamoff>(from));
    memory.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(memory.gcount()));
    found += count_in(text, shapes);
  }
  return found;
}

}  // namespace alongside
