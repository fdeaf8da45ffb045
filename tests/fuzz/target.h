// How a fuzz target is written: FUZZ_TARGET(name) { use(input); }. libFuzzer drives it, or the replay test
// does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace alongside {

struct FuzzTarget {
  std::string name;  // of its file, and of its folder under corpus/
  void (*run)(std::string_view input);
};

// The targets linked into this program.
inline std::vector<FuzzTarget>& fuzz_targets() {
  static std::vector<FuzzTarget> all;
  return all;
}

// A promise that must hold for every input.
inline void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace alongside

#ifdef ALONGSIDE_LIBFUZZER
#define ALONGSIDE_FUZZ_ENTRY(name)                                                                   \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {                \
    fuzz_##name(std::string_view(data == nullptr ? "" : reinterpret_cast<const char*>(data), size)); \
    return 0;                                                                                        \
  }
#else
#define ALONGSIDE_FUZZ_ENTRY(name) \
  static const bool listed_##name = (alongside::fuzz_targets().push_back({#name, fuzz_##name}), true);
#endif

// `name` is the file's name; must(condition) says what no input may break.
#define FUZZ_TARGET(name)                          \
  static void fuzz_##name(std::string_view input); \
  ALONGSIDE_FUZZ_ENTRY(name)                       \
  static void fuzz_##name(std::string_view input)
