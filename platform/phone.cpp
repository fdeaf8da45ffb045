// UK telephone numbers over libphonenumber.
#include <platform/phone.h>

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>
#include <phonenumbers/shortnumberinfo.h>

namespace alongside {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;
using i18n::phonenumbers::ShortNumberInfo;

// Ofcom's ranges for drama that the library does not call valid: 07700 900000-900999 and 01632 960000-960999.
bool fictional(const PhoneNumber& number) {
  if (number.country_code() != 44) return false;
  const auto national = number.national_number();
  return national / 1000 == 7700900 || national / 1000 == 1632960;
}

}  // namespace

Result<std::string> uk_phone(std::string_view typed, PhoneRule rule) {
  if (typed.size() > 64) return Error{Code::invalid, "too long"};
  if (typed.find_first_of("!\"$%^&*={}'@~\\|?/") != std::string_view::npos ||
      typed.find("\xc2\xa3") != std::string_view::npos) {
    return Error{Code::invalid, "not a number"};
  }
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  switch (util.Parse(std::string(typed), "GB", &number)) {
    case PhoneNumberUtil::NO_PARSING_ERROR:
      break;
    case PhoneNumberUtil::TOO_SHORT_NSN:
    case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
      return Error{Code::invalid, "too short"};
    case PhoneNumberUtil::TOO_LONG_NSN:
      return Error{Code::invalid, "too long"};
    default:
      return Error{Code::invalid, "not a number"};
  }
  const bool made_up = rule == PhoneRule::demo && fictional(number);
  if (!made_up) {
    switch (util.IsPossibleNumberWithReason(number)) {
      case PhoneNumberUtil::TOO_SHORT:
        return Error{Code::invalid, "too short"};
      case PhoneNumberUtil::TOO_LONG:
        return Error{Code::invalid, "too long"};
      default:
        break;
    }
    // The library calls a few digits "possible" as a local number; nobody can be rung on them from here.
    if (number.national_number() < 1'000'000) return Error{Code::invalid, "too short"};
    std::string region;
    util.GetRegionCodeForNumber(number, &region);
    if (!util.IsValidNumber(number) || region != "GB") return Error{Code::invalid, "not a UK number"};
  }
  std::string e164;
  util.Format(number, PhoneNumberUtil::E164, &e164);
  return e164;
}

bool helpline_number(std::string_view digits) {
  const std::string text(digits);
  PhoneNumber number;
  if (PhoneNumberUtil::GetInstance()->Parse(text, "GB", &number) != PhoneNumberUtil::NO_PARSING_ERROR)
    return false;
  if (digits.size() <= 6) return ShortNumberInfo().IsValidShortNumberForRegion(number, "GB");
  return PhoneNumberUtil::GetInstance()->IsValidNumberForRegion(number, "GB");
}

}  // namespace alongside
