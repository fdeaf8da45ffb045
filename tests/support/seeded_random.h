// Chance from a seed, so that a whole run of a test can be played again.
#pragma once

#include <cstdint>

namespace alongside {

// From here on every key, nonce, id and back-off of this process follows from the seed. One thread only.
void seed_random(std::uint64_t seed);

}  // namespace alongside
