// UK telephone numbers by libphonenumber: ITU-T E.164, of Great Britain and Northern Ireland only.
#pragma once

#include <platform/result.h>

#include <string>
#include <string_view>

namespace alongside {

enum class PhoneRule { live, demo };  // demo also allows the fictional ranges 07700 900xxx and 01632 960xxx
// In E.164 (+44 and up to 10 digits). invalid, with the fault named and never the number: "too short", "too
// long", "not a UK number", "not a number".
Result<std::string> uk_phone(std::string_view typed, PhoneRule rule = PhoneRule::live);
// Helpline numbers: ordinary or short (999, 111, 116123, 85258) ones that GB knows.
bool helpline_number(std::string_view digits);

}  // namespace alongside
