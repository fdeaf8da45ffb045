// One visit as a FHIR Bundle: what is sealed on the kiosk and opened on the server. Pure.
#pragma once

#include <sync/record/answers.h>
#include <sync/record/concern.h>

#include <string>
#include <vector>

namespace alongside {

enum class VisitPart {
  urgent,  // he asked on K16 that the hub contact him: goes at once
  whole,   // he pressed Send
};

// Facts about the visit that are not answers to a form. The names are those in the Bundle (PROTOCOL.md).
struct VisitFacts {
  std::string visit_id;   // 32 hex digits; the same in both parts
  std::string record_id;  // 32 hex digits; one a part
  std::string reference;  // 8 characters
  std::string device_id;  // 32 hex digits
  std::int64_t epoch = 0;
  std::int64_t seq = 0;
  std::string hub;       // id of the hub in the pack
  std::string language;  // in which he answered
  std::string authored;  // local time with offset, ISO 8601
  std::string pack_version;
  std::string consent_version;
  VisitPart part = VisitPart::whole;
  bool contact_asked = false;  // K16 "Ask the hub to contact me" or a support request
  bool talk_privately = false;
  bool rehearsal = false;  // made by a demo kiosk or under automation: shown as such to staff
};

struct VisitRecord {
  VisitFacts facts;
  std::vector<Json> responses;    // QuestionnaireResponse resources
  std::vector<Concern> concerns;  // as raised on the kiosk
};

// Canonical and deterministic for equal input: Bundle of type collection; one Basic resource holds the facts.
Json write_bundle(const VisitRecord& visit);
// invalid: with the path and the reason. Limits: 32 responses, 256 KiB.
Result<VisitRecord> read_bundle(const Json& bundle);

// Which padding class a plaintext of this size takes: 4, 16, 64 or 256 KiB, not under `smallest`. invalid:
// too big.
Result<std::size_t> padding_class(std::size_t plaintext_bytes, std::size_t smallest);
// u32 length, the text, zeroes up to the class (trust.md section 5).
Result<std::string> pad(const std::string& text, std::size_t smallest_class);
Result<std::string> unpad(const std::string& padded);  // invalid: bad length or non-zero padding

}  // namespace alongside
