// Where the tree of this build stands: the one file that knows.
#include <tests/support/source/source.h>

namespace alongside {

std::string source_folder() { return ALONGSIDE_SOURCE; }

}  // namespace alongside
