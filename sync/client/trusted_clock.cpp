// The build time, set by CMake (SOURCE_DATE_EPOCH is obeyed).
#include <sync/client/trusted_clock.h>

namespace alongside {

#ifdef ALONGSIDE_BUILD_TIME
const Time build_time = ALONGSIDE_BUILD_TIME;
#else
const Time build_time = 1760000000;
#endif

}  // namespace alongside
