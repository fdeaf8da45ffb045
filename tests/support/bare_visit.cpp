// A visit that says nothing of anybody, for tests of how visits travel.
#include <tests/support/bare_visit.h>

#include <platform/crypto.h>

namespace alongside {

VisitRecord bare_visit() {
  VisitRecord record;
  record.facts.visit_id = random_hex(16);
  record.facts.reference = "00000000";
  record.facts.hub = "hub-0";
  record.facts.language = "en";
  record.facts.authored = "2026-11-25T09:00:00+00:00";
  return record;
}

}  // namespace alongside
