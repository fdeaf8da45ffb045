// Words of a FHIRPath expression.
#pragma once

#include <platform/result.h>

#include <string>
#include <string_view>
#include <vector>

namespace alongside::path {

enum class TokenKind { name, quoted_name, text, number, moment, variable, dollar, symbol, end };
struct Token {
  TokenKind kind;
  std::string text;
  std::size_t at;  // byte of the expression
};
// invalid: a character, text or number that is not FHIRPath.
Result<std::vector<Token>> tokens_of(std::string_view text);

}  // namespace alongside::path
