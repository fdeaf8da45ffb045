// The JSON of TUF metadata: stricter than RFC 8259, and the canonical form that signatures cover.
#pragma once

#include <platform/json.h>

namespace alongside {

inline constexpr std::size_t tuf_json_depth = 32;
inline constexpr long long tuf_integer_most = 1LL << 53;

// As parse_json, and whole numbers only: no fraction, no exponent, no -0, nothing beyond 2^53 either way.
// White space may follow; no other byte.
Result<Json> parse_tuf_json(std::string_view text, std::size_t most_bytes);

// OLPC canonical JSON, TUF 1.0 section 4.2: keys sorted by their bytes, no white space, and in text only
// quotation mark and backslash are escaped: a line end stands as itself.
std::string canonical_tuf(const Json& value);

}  // namespace alongside
