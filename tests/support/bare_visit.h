// A visit that says nothing of anybody, for tests of how visits travel.
#pragma once

#include <sync/record/bundle.h>

namespace alongside {

VisitRecord bare_visit();  // with a visit id of its own

}  // namespace alongside
