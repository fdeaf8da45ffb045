// The starter content for tests: its files as they stand in assets/pack, and pseudo-locales made from it.
#pragma once

#include <sync/record/pack.h>

#include <string>

namespace alongside {

PackFiles starter_files();
Pack starter_pack();  // aborts when the starter content cannot be read

// Adds a made-up language to every word of a pack: "qps-long" is about 40 % longer, in brackets, so that
// cut-off words show; "qps-rtl" is written in Arabic letters, so that direction and shaping show. Digits,
// "{names}" and telephone numbers stay as they are.
void add_pseudo_locale(Pack& pack, const std::string& tag);
std::string pseudo(const std::string& tag, const std::string& english);

// The design pages' folder, ALONGSIDE_DESIGN or ../shared/design; and the fixtures' folder likewise. Empty:
// not there, and a message says that the test is skipped.
std::string design_folder();
std::string fixtures_folder();

}  // namespace alongside
