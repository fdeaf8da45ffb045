// The reference a father is given: seven Crockford characters of 35 random bits and one check character.
#include <sync/record/reference.h>

namespace alongside {
namespace {

constexpr std::string_view digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

// Weighted sum modulo 31. The weights differ and are not 0, so a swap shows; the digits 0 and 31 look alike
// modulo 31, so Z never stands among the first seven, and every change of one of them changes the check.
std::size_t check_of(std::string_view seven) {
  std::size_t sum = 0;
  for (std::size_t i = 0; i < 7; ++i) sum = (sum * 2 + digits.find(seven[i]) * 3) % 31;
  return sum;
}

}  // namespace

std::string make_reference(ByteView random5) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < random5.size() && i < 5; ++i) bits = (bits << 8) | random5[i];
  bits &= (std::uint64_t{1} << 35) - 1;
  std::string out(7, '0');
  for (std::size_t i = 7; i-- > 0;) {
    out[i] = digits[bits % 31];
    bits /= 31;
  }
  out.push_back(digits[check_of(out)]);
  return out;
}

Result<std::string> read_reference(std::string_view typed) {
  if (typed.size() > 64) return Error{Code::invalid, "reference: too long"};
  std::string out = TRY(normal_crockford(typed));
  if (out.size() != 8) return Error{Code::invalid, "reference: not 8 characters"};
  for (const char c : out) {
    if (digits.find(c) >= 31) return Error{Code::invalid, "reference: character"};
  }
  if (digits[check_of(out)] != out[7]) return Error{Code::invalid, "reference: check character"};
  return out;
}

std::string show_reference(std::string_view reference) {
  if (reference.size() != 8) return std::string(reference);
  return std::string(reference.substr(0, 4)) + "-" + std::string(reference.substr(4));
}

}  // namespace alongside
