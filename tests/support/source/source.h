// Where the tree of this build stands.
#pragma once

#include <string>

namespace alongside {

// The absolute folder of the checkout. In one file alone, so that checkouts share what the compiler made of the rest.
std::string source_folder();

}  // namespace alongside
