// Strict JSON with limits, and its canonical form.
#pragma once

#include <platform/result.h>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace alongside {

using Json = nlohmann::json;

struct JsonLimits {
  std::size_t bytes = 4u << 20;
  std::size_t depth = 64;
};

// RFC 8259, stricter: UTF-8 without a mark; refuses duplicate keys, trailing bytes, NaN, numbers out of
// range, and depth or size over the limits. Never throws. `what` gives the byte offset and the reason, never
// the content.
Result<Json> parse_json(std::string_view text, JsonLimits limits = {});

// Not RFC 8785: whole numbers as they are, keys sorted by their bytes, no white space, shortest escapes:
// equal values give equal bytes.
std::string canonical(const Json& value);

// Members of an object, checked: `missing` when absent, `invalid` when of another type. `where` goes into
// `what`.
Result<std::string> need_string(const Json& object, const char* key, std::size_t most = 4096);
Result<long long> need_integer(const Json& object, const char* key);
std::string string_or(const Json& object, const char* key, std::string otherwise = {});
long long integer_or(const Json& object, const char* key, long long otherwise = 0);

}  // namespace alongside
