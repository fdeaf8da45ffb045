// What a kiosk shows when its content pack cannot be read: why not, the desk, 999 and 111. Compiled in.
#pragma once

#include <sync/record/pack.h>

#include <string_view>

namespace alongside {

// English only, no form and no hub: K01 says that no visit can be taken, Help has 999 and 111 option 2
// (journeys.md 7.10).
Pack last_resort_pack();

std::string_view last_resort_words();  // the file words/en.json; generated at build

}  // namespace alongside
