// The simulation over its seeds, and the proof that it would notice: bugs planted in its world.
#include <tests/faults/simulation/life.h>
#include <tests/support/source/source.h>

#include <platform/log.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

using namespace alongside;

namespace {

std::uint64_t number_from(const char* name, std::uint64_t usual) {
  const char* const asked = std::getenv(name);
  return asked == nullptr ? usual : std::strtoull(asked, nullptr, 10);
}

const Pack& pack() {
  static const Pack one = [] {
    auto read = load_pack(source_folder() + "/assets/pack");
    REQUIRE(read.ok());
    return read.take();
  }();
  return one;
}

struct Bug {
  Planted planted;
  const char* name;
};
constexpr Bug bugs[] = {{Planted::purge_on_receipt, "purge on the receipt alone"},
                        {Planted::answer_before_commit, "answer before the commit"},
                        {Planted::forget_repeats, "repeats taken for new"},
                        {Planted::file_twice, "an envelope filed twice"},
                        {Planted::watermark_ahead, "watermark over an older copy"},
                        {Planted::silent_restore, "restore without a new epoch"},
                        {Planted::reused_numbers, "numbers that start again"},
                        {Planted::lanes_lost, "urgent forgotten by a restart"}};

}  // namespace

// ALONGSIDE_SEED_FROM and ALONGSIDE_SEEDS choose the seeds: one seed plays one life again, exactly.
TEST_CASE("every saved visit is on the server exactly once, whatever the network and the operator do") {
  log_to("/dev/null");
  const std::uint64_t from = number_from("ALONGSIDE_SEED_FROM", 1);
  const std::uint64_t seeds = number_from("ALONGSIDE_SEEDS", 270);
  Tally tally;
  for (std::uint64_t seed = from; seed < from + seeds; ++seed) {
    Life life(seed, Planted::none, pack(), tally);
    const Verdict verdict = life.run();
    CHECK_MESSAGE(verdict.all() == 0, "seed " << seed << ": " << verdict.text());
  }
  log_to("");
  std::uint64_t faults = 0;
  for (const auto& [name, times] : tally.faults) {
    std::printf("  %8llu  %s\n", static_cast<unsigned long long>(times), name.c_str());
    faults += times;
  }
  std::printf(
      "simulation: seeds %llu to %llu, %llu records (%llu urgent, %llu poisoned), %llu requests, %llu"
      " purges, %llu faults\n",
      static_cast<unsigned long long>(from), static_cast<unsigned long long>(from + seeds - 1),
      static_cast<unsigned long long>(tally.records), static_cast<unsigned long long>(tally.urgent),
      static_cast<unsigned long long>(tally.poison), static_cast<unsigned long long>(tally.requests),
      static_cast<unsigned long long>(tally.purged), static_cast<unsigned long long>(faults));
}

TEST_CASE("the simulation finds every planted bug within its seeds") {
  log_to("/dev/null");
  const std::uint64_t from = number_from("ALONGSIDE_SEED_FROM", 1);
  const std::uint64_t seeds = std::min<std::uint64_t>(number_from("ALONGSIDE_BUG_SEEDS", 0), 100000);
  for (const Bug& bug : bugs) {
    std::uint64_t found = 0, first = 0, tried = 0;
    // In a quick run the first find ends the search.
    for (std::uint64_t seed = from; seeds == 0 ? found == 0 && tried < 270 : tried < seeds; ++seed, ++tried) {
      Tally tally;
      Life life(seed, bug.planted, pack(), tally);
      if (life.run().all() == 0) continue;
      if (found++ == 0) first = seed;
    }
    std::printf("planted: %-40s found by %llu of %llu seeds, first %llu\n", bug.name,
                static_cast<unsigned long long>(found), static_cast<unsigned long long>(tried),
                static_cast<unsigned long long>(first));
    CHECK_MESSAGE(found > 0, std::string(bug.name));
  }
  log_to("");
}
