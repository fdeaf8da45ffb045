// Fuzz target: TZif files. What is accepted gives an offset within a day or so for every time.
#include <tests/fuzz/target.h>

#include <platform/zone.h>

using namespace alongside;

FUZZ_TARGET(zone) {
  const Result<Zone> read = read_zone(input);
  if (!read.ok()) return must(read.error().code == Code::invalid);
  must(read->at.size() == read->offset_s.size());
  std::vector<Time> times = {INT64_MIN, -1, 0, 1'800'000'000, 4'294'967'296, 253'402'300'799, INT64_MAX};
  times.insert(times.end(), read->at.begin(), read->at.end());
  for (const Time at : times) {
    const int offset = offset_at(read.value(), at);
    must(offset >= -27 * 3600 && offset <= 27 * 3600);
  }
}
