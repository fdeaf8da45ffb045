// Fuzz target: a visit's Bundle, as it comes out of the seal. What is read is written the same ever after.
#include <tests/fuzz/target.h>

#include <sync/record/bundle.h>

using namespace alongside;

FUZZ_TARGET(bundle) {
  const Result<Json> resource = parse_json(input, {.bytes = 1u << 16, .depth = 64});
  if (!resource.ok()) return;
  const auto read = read_bundle(*resource);
  if (!read.ok()) return must(!read.error().what.empty());
  const std::string once = canonical(write_bundle(*read));
  const auto again = read_bundle(*parse_json(once));
  must(again.ok());
  must(canonical(write_bundle(*again)) == once);
}
