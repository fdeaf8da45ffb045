// Fuzz target: TUF metadata. What is read has one canonical form, and nobody's signature is counted twice.
#include <tests/fuzz/target.h>

#include <sync/content/tuf_json.h>
#include <sync/content/verify.h>

using namespace alongside;

FUZZ_TARGET(tuf) {
  const auto root = read_root(input);
  const auto timestamp = read_timestamp(input);
  const auto snapshot = read_snapshot(input);
  const auto targets = read_targets(input);
  // No file is two kinds of metadata.
  must(int{root.ok()} + int{timestamp.ok()} + int{snapshot.ok()} + int{targets.ok()} <= 1);
  if (root.ok()) {
    must(input.size() <= root_most_bytes && root->roles.size() == 4);
    const auto trusted = Trusted::begin(input, 0);
    must(!trusted.ok() || trusted->root().roles.at("root").threshold <= std::int64_t(tuf_most_signatures));
  }
  if (targets.ok()) {
    for (const Delegation& role : targets->delegations) {
      must(!is_top_level(role.name) && percent_encoded(role.name).find('/') == std::string::npos);
      static_cast<void>(delegates(role, input.substr(0, 200)));
    }
  }
  const auto json = parse_tuf_json(input, 1u << 16);
  if (!json.ok()) return must(!root.ok() || input.size() > 1u << 16);
  // A control character stands as itself in the canonical form, so that it reads back only without any.
  const std::string once = canonical_tuf(*json);
  const auto again = parse_tuf_json(once, 1u << 20);
  must(!again.ok() || canonical_tuf(*again) == once);
}
