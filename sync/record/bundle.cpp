// One visit as a FHIR Bundle of type "collection".
// entry[0].resource is a Basic with code.coding[0] {system "urn:alongside:resource", code "visit-facts"} and
// one extension "urn:alongside:facts" whose valueString is a canonical JSON object with exactly the members
// visit_id, record_id, reference, device_id, epoch, seq, hub, language, authored, pack_version,
// consent_version, part ("urgent" or "whole"), contact_asked, talk_privately, rehearsal, concerns [{rule,
// kind}]. The entries after it are the QuestionnaireResponses, 32 at most; the canonical JSON is 256 KiB at
// most.
#include <sync/record/bundle.h>

#include <nlohmann/json.hpp>

#include <array>

namespace alongside {
namespace {

constexpr const char* resource_system = "urn:alongside:resource";
constexpr const char* facts_url = "urn:alongside:facts";
constexpr std::size_t most_responses = 32;
constexpr std::size_t most_concerns = 64;
constexpr std::size_t most_bytes = 256 * 1024;
constexpr std::array<std::size_t, 4> classes = {4 * 1024, 16 * 1024, 64 * 1024, 256 * 1024};

Error bad(const std::string& what) { return {Code::invalid, what}; }

Json write_facts(const VisitRecord& visit) {
  const VisitFacts& facts = visit.facts;
  Json raised = Json::array();
  for (const Concern& one : visit.concerns)
    raised.push_back({{"rule", one.rule}, {"kind", name_of(one.kind)}});
  return {{"visit_id", facts.visit_id},
          {"record_id", facts.record_id},
          {"reference", facts.reference},
          {"device_id", facts.device_id},
          {"epoch", facts.epoch},
          {"seq", facts.seq},
          {"hub", facts.hub},
          {"language", facts.language},
          {"authored", facts.authored},
          {"pack_version", facts.pack_version},
          {"consent_version", facts.consent_version},
          {"part", facts.part == VisitPart::urgent ? "urgent" : "whole"},
          {"contact_asked", facts.contact_asked},
          {"talk_privately", facts.talk_privately},
          {"rehearsal", facts.rehearsal},
          {"concerns", std::move(raised)}};
}

bool is_id(const std::string& text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

Result<bool> need_flag(const Json& facts, const char* key) {
  const auto found = facts.find(key);
  if (found == facts.end() || !found->is_boolean())
    return bad(std::string("facts.") + key + ": not a boolean");
  return found->get<bool>();
}

Result<std::vector<Concern>> read_concerns(const Json& facts) {
  const auto list = facts.find("concerns");
  if (list == facts.end() || !list->is_array() || list->size() > most_concerns) return bad("facts.concerns");
  std::vector<Concern> out;
  for (const Json& one : *list) {
    if (!one.is_object() || one.size() != 2) return bad("facts.concerns: shape");
    Concern concern;
    concern.rule = TRY(need_string(one, "rule", 200));
    const std::string kind = TRY(need_string(one, "kind", 40));
    concern.kind = TRY(concern_kind(kind));
    out.push_back(std::move(concern));
  }
  return out;
}

Result<VisitFacts> read_facts(const Json& json) {
  if (!json.is_object() || json.size() != 16) return bad("facts: not exactly the known members");
  VisitFacts out;
  out.visit_id = TRY(need_string(json, "visit_id", 32));
  out.record_id = TRY(need_string(json, "record_id", 32));
  out.device_id = TRY(need_string(json, "device_id", 32));
  if (!is_id(out.visit_id) || !is_id(out.record_id) || !is_id(out.device_id)) return bad("facts: an id");
  out.reference = TRY(need_string(json, "reference", 16));
  out.epoch = TRY(need_integer(json, "epoch"));
  out.seq = TRY(need_integer(json, "seq"));
  if (out.epoch < 0 || out.seq < 0) return bad("facts: epoch or seq is negative");
  out.hub = TRY(need_string(json, "hub", 100));
  out.language = TRY(need_string(json, "language", 35));
  out.authored = TRY(need_string(json, "authored", 40));
  out.pack_version = TRY(need_string(json, "pack_version", 100));
  out.consent_version = TRY(need_string(json, "consent_version", 100));
  const std::string part = TRY(need_string(json, "part", 10));
  if (part != "urgent" && part != "whole") return bad("facts.part: unknown");
  out.part = part == "urgent" ? VisitPart::urgent : VisitPart::whole;
  out.contact_asked = TRY(need_flag(json, "contact_asked"));
  out.talk_privately = TRY(need_flag(json, "talk_privately"));
  out.rehearsal = TRY(need_flag(json, "rehearsal"));
  return out;
}

Result<const Json*> resource_of(const Json& entry) {
  if (!entry.is_object()) return bad("entry: not an object");
  const auto found = entry.find("resource");
  if (found == entry.end() || !found->is_object()) return bad("entry.resource: missing");
  return &*found;
}

Result<Json> read_basic(const Json& basic) {
  if (string_or(basic, "resourceType") != "Basic") return bad("entry[0]: not a Basic");
  const auto list = basic.find("extension");
  if (list == basic.end() || !list->is_array() || list->size() != 1 || !(*list)[0].is_object()) {
    return bad("entry[0].extension: not exactly one");
  }
  if (string_or((*list)[0], "url") != facts_url) return bad("entry[0].extension.url: unknown");
  return parse_json(TRY(need_string((*list)[0], "valueString", 32 * 1024)), {32 * 1024, 8});
}

}  // namespace

Json write_bundle(const VisitRecord& visit) {
  Json basic = {{"resourceType", "Basic"}};
  basic["code"]["coding"] = Json::array({Json{{"system", resource_system}, {"code", "visit-facts"}}});
  basic["extension"] =
      Json::array({Json{{"url", facts_url}, {"valueString", canonical(write_facts(visit))}}});
  Json entries = Json::array();
  entries.push_back({{"resource", std::move(basic)}});
  for (const Json& response : visit.responses) entries.push_back({{"resource", response}});
  return {{"resourceType", "Bundle"}, {"type", "collection"}, {"entry", std::move(entries)}};
}

Result<VisitRecord> read_bundle(const Json& bundle) {
  if (!bundle.is_object() || string_or(bundle, "resourceType") != "Bundle")
    return bad("bundle: not a Bundle");
  if (string_or(bundle, "type") != "collection") return bad("bundle.type: not collection");
  const auto entries = bundle.find("entry");
  if (entries == bundle.end() || !entries->is_array() || entries->empty())
    return bad("bundle.entry: missing");
  if (entries->size() > most_responses + 1) return bad("bundle.entry: more than 32 responses");
  if (canonical(bundle).size() > most_bytes) return bad("bundle: more than 256 KiB");
  VisitRecord out;
  const Json facts = TRY(read_basic(*TRY(resource_of((*entries)[0]))));
  out.facts = TRY(read_facts(facts));
  out.concerns = TRY(read_concerns(facts));
  for (std::size_t i = 1; i < entries->size(); ++i) {
    const Json* resource = TRY(resource_of((*entries)[i]));
    if (string_or(*resource, "resourceType") != "QuestionnaireResponse") {
      return bad("entry[" + std::to_string(i) + "]: not a QuestionnaireResponse");
    }
    out.responses.push_back(*resource);
  }
  return out;
}

Result<std::size_t> padding_class(std::size_t plaintext_bytes, std::size_t smallest) {
  for (const std::size_t one : classes) {
    if (one >= smallest && one >= plaintext_bytes) return one;
  }
  return bad("plaintext: too big for every padding class");
}

Result<std::string> pad(const std::string& text, std::size_t smallest_class) {
  if (text.size() > classes.back()) return bad("plaintext: too big for every padding class");
  const std::size_t size = TRY(padding_class(text.size() + 4, smallest_class));
  std::string out;
  out.reserve(size);
  for (int shift = 24; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>((text.size() >> shift) & 0xFF));
  out += text;
  out.resize(size, '\0');
  return out;
}

Result<std::string> unpad(const std::string& padded) {
  bool known = false;
  for (const std::size_t one : classes) known = known || one == padded.size();
  if (!known) return bad("plaintext: not a padding class");
  std::size_t length = 0;
  for (std::size_t i = 0; i < 4; ++i) length = (length << 8) | static_cast<unsigned char>(padded[i]);
  if (length > padded.size() - 4) return bad("plaintext: length past the end");
  if (padded.find_first_not_of('\0', 4 + length) != std::string::npos)
    return bad("plaintext: padding is not zero");
  return padded.substr(4, length);
}

}  // namespace alongside
