// The withdraw list: names of things to hide at once. It can only hide; never 999 or 111. Pure.
#pragma once

#include <sync/record/pack.h>

#include <string>
#include <string_view>
#include <vector>

namespace alongside {

inline constexpr std::size_t withdraw_most_bytes = 64u << 10;
inline constexpr std::size_t withdraw_most_names = 1000;

// {"hide": ["helpline:ID", "service:ID", "form:URL"]}; nothing else in it is read.
Result<std::vector<std::string>> read_withdraw_list(std::string_view text);

struct Withdrawn {
  std::vector<std::string> hidden;
  // Names that hide nothing: of nothing in the pack, of 999 or 111, of a form that a visit cannot do without.
  std::vector<std::string> kept;
};
// A form can be hidden when it is a published instrument: the others are the steps of a visit.
Withdrawn withdraw(Pack& pack, const std::vector<std::string>& names);

}  // namespace alongside
