// libsodium's own seam for random numbers, fed by a generator with a seed.
#include <tests/support/seeded_random.h>

#include <sodium.h>

#include <cstring>
#include <random>

namespace alongside {
namespace {

std::mt19937_64& generator() {
  static std::mt19937_64 one;
  return one;
}

const char* name() { return "seeded"; }
std::uint32_t number() { return static_cast<std::uint32_t>(generator()()); }
void fill(void* const to, const std::size_t size) {
  auto* out = static_cast<std::uint8_t*>(to);
  for (std::size_t at = 0; at < size; at += 8) {
    const std::uint64_t eight = generator()();
    std::memcpy(out + at, &eight, size - at < 8 ? size - at : 8);
  }
}

}  // namespace

void seed_random(std::uint64_t seed) {
  static randombytes_implementation ours{name, number, nullptr, nullptr, fill, nullptr};
  generator().seed(seed);
  randombytes_set_implementation(&ours);
}

}  // namespace alongside
