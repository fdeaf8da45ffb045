// Counts the cases: those of the public suite, told anew here, and those that it lacks.
#pragma once

#include <doctest/doctest.h>
#include <tests/support/tuf_simulator.h>

#include <nlohmann/json.hpp>

#include <cstdio>

namespace alongside {

struct CaseCount {
  int ported = 0;
  int extra = 0;
  ~CaseCount() { std::printf("tuf: %d cases of the public suite, %d more\n", ported, extra); }
};

inline CaseCount& cases() {
  static CaseCount count;
  return count;
}
inline void ported() { ++cases().ported; }
inline void extra() { ++cases().extra; }

using Versions = std::vector<std::pair<std::string, std::int64_t>>;

}  // namespace alongside

namespace doctest {
template <>
struct StringMaker<alongside::Versions> {
  static String convert(const alongside::Versions& list) {
    std::string out;
    for (const auto& [role, version] : list) out += role + ":" + std::to_string(version) + " ";
    return out.c_str();
  }
};
}  // namespace doctest
