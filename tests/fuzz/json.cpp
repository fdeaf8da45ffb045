// Fuzz target: strict JSON. What is accepted has one canonical form, which reads back as the same value.
#include <tests/fuzz/target.h>

#include <platform/json.h>

using namespace alongside;

FUZZ_TARGET(json) {
  const Result<Json> read = parse_json(input, {.bytes = 1u << 16, .depth = 32});
  if (!read.ok()) return must(read.error().code == Code::invalid && read.error().what.starts_with("JSON"));
  must(input.size() <= 1u << 16);
  const std::string once = canonical(read.value());
  const Result<Json> again = parse_json(once, {.bytes = 1u << 20, .depth = 32});
  must(again.ok());
  must(canonical(again.value()) == once);
}
