// One visit as a Bundle, and its padding: round trip, every missing or foreign part, every class border.
#include <sync/record/bundle.h>

#include <nlohmann/json.hpp>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

VisitRecord sample() {
  VisitRecord visit;
  visit.facts.visit_id = "000102030405060708090a0b0c0d0e0f";
  visit.facts.record_id = "100102030405060708090a0b0c0d0e0f";
  visit.facts.device_id = "200102030405060708090a0b0c0d0e0f";
  visit.facts.reference = "ABCDEFGH";
  visit.facts.epoch = 2;
  visit.facts.seq = 4;
  visit.facts.hub = "north";
  visit.facts.language = "ur";
  visit.facts.authored = "2026-01-02T03:04:05+00:00";
  visit.facts.pack_version = "7";
  visit.facts.consent_version = "3";
  visit.facts.part = VisitPart::urgent;
  visit.facts.contact_asked = true;
  visit.facts.talk_privately = true;
  visit.facts.rehearsal = true;
  visit.concerns = {{"r1", ConcernKind::baby}, {"r2", ConcernKind::talk_privately}};
  visit.responses = {Json{{"resourceType", "QuestionnaireResponse"}, {"status", "completed"}}};
  return visit;
}

Json facts_of(const Json& bundle) {
  return *parse_json(bundle["entry"][0]["resource"]["extension"][0]["valueString"].get<std::string>());
}

std::string refusal(const Json& bundle) {
  const auto read = read_bundle(bundle);
  return read ? "" : read.error().what;
}

std::string refusal_of_facts(const Json& facts) {
  Json bundle = write_bundle(sample());
  bundle["entry"][0]["resource"]["extension"][0]["valueString"] = canonical(facts);
  return refusal(bundle);
}

}  // namespace

TEST_CASE("bundle: every fact comes back, and equal visits give equal bytes") {
  const VisitRecord visit = sample();
  const Json bundle = write_bundle(visit);
  const auto back = read_bundle(*parse_json(canonical(bundle)));
  REQUIRE(back.ok());
  CHECK(canonical(write_bundle(*back)) == canonical(bundle));
  CHECK(back->facts.visit_id == visit.facts.visit_id);
  CHECK(back->facts.record_id == visit.facts.record_id);
  CHECK(back->facts.device_id == visit.facts.device_id);
  CHECK(back->facts.reference == "ABCDEFGH");
  CHECK(back->facts.epoch == 2);
  CHECK(back->facts.seq == 4);
  CHECK(back->facts.hub == "north");
  CHECK(back->facts.language == "ur");
  CHECK(back->facts.authored == visit.facts.authored);
  CHECK(back->facts.pack_version == "7");
  CHECK(back->facts.consent_version == "3");
  CHECK(back->facts.part == VisitPart::urgent);
  CHECK(back->facts.contact_asked);
  CHECK(back->facts.talk_privately);
  CHECK(back->facts.rehearsal);
  CHECK(back->concerns == visit.concerns);
  CHECK(back->responses == visit.responses);
}

TEST_CASE("bundle: facts without a member, with one more, or with one of another type are refused") {
  const Json facts = facts_of(write_bundle(sample()));
  REQUIRE(facts.size() == 16);
  REQUIRE(refusal_of_facts(facts).empty());
  for (const auto& [its_key, value] : facts.items()) {
    const auto& key = its_key;
    Json wrong = facts;
    wrong.erase(key);
    CHECK_MESSAGE(!refusal_of_facts(wrong).empty(), key);
    wrong["other"] = value;
    CHECK_MESSAGE(!refusal_of_facts(wrong).empty(), key);
    for (const Json& other : {Json(nullptr), Json(1.5), Json("x y"), Json::array({1}), Json::object()}) {
      wrong = facts;
      wrong[key] = other;
      if (other.is_string() && value.is_string() && value.get<std::string>().size() != 32 && key != "part")
        continue;
      CHECK_MESSAGE(!refusal_of_facts(wrong).empty(), key);
    }
  }
  Json more = facts;
  more["other"] = 1;
  CHECK(refusal_of_facts(more) == "facts: not exactly the known members");
}

TEST_CASE("bundle: ids, numbers, parts and concerns out of range are refused") {
  const Json facts = facts_of(write_bundle(sample()));
  const auto with = [&](const char* key, const Json& value) {
    Json out = facts;
    out[key] = value;
    return refusal_of_facts(out);
  };
  CHECK(with("visit_id", "000102030405060708090A0B0C0D0E0F") == "facts: an id");
  CHECK(with("record_id", "00") == "facts: an id");
  CHECK(with("seq", -1) == "facts: epoch or seq is negative");
  CHECK(with("epoch", -1) == "facts: epoch or seq is negative");
  CHECK_FALSE(with("seq", 18446744073709551615u).empty());
  CHECK(with("part", "both") == "facts.part: unknown");
  CHECK(with("hub", std::string(101, 'h')) == "hub: too long");
  CHECK(with("concerns", Json::array({Json{{"rule", "r"}, {"kind", "nonsense"}}})) ==
        "concern: unknown kind");
  CHECK_FALSE(with("concerns", Json::array({Json{{"rule", "r"}}})).empty());
  CHECK_FALSE(with("concerns", Json::array({1})).empty());
  Json many = Json::array();
  for (int i = 0; i < 65; ++i) many.push_back({{"rule", "r"}, {"kind", "self"}});
  CHECK(with("concerns", many) == "facts.concerns");
}

TEST_CASE("bundle: another resource, shape or size is refused with its path") {
  const Json bundle = write_bundle(sample());
  const auto with = [&](const char* pointer, const Json& value) {
    Json out = bundle;
    out[Json::json_pointer(pointer)] = value;
    return refusal(out);
  };
  CHECK(refusal(Json::array()) == "bundle: not a Bundle");
  CHECK(with("/resourceType", "Patient") == "bundle: not a Bundle");
  CHECK(with("/type", "batch") == "bundle.type: not collection");
  CHECK(with("/entry", Json::array()) == "bundle.entry: missing");
  CHECK(with("/entry", 1) == "bundle.entry: missing");
  CHECK(with("/entry/0", 1) == "entry: not an object");
  CHECK(with("/entry/0/resource", 1) == "entry.resource: missing");
  CHECK(with("/entry/0/resource/resourceType", "Patient") == "entry[0]: not a Basic");
  CHECK(with("/entry/0/resource/extension", Json::array()) == "entry[0].extension: not exactly one");
  CHECK(with("/entry/0/resource/extension/0/url", "x") == "entry[0].extension.url: unknown");
  CHECK_FALSE(with("/entry/0/resource/extension/0/valueString", "{\"a\":1,\"a\":1}").empty());
  CHECK_FALSE(with("/entry/0/resource/extension/0/valueString", std::string(40000, '[')).empty());
  CHECK(with("/entry/1/resource/resourceType", "Patient") == "entry[1]: not a QuestionnaireResponse");
  VisitRecord many = sample();
  many.responses.assign(32, many.responses[0]);
  CHECK(refusal(write_bundle(many)).empty());
  many.responses.assign(33, many.responses[0]);
  CHECK(refusal(write_bundle(many)) == "bundle.entry: more than 32 responses");
  many.responses = {Json{{"resourceType", "QuestionnaireResponse"}, {"x", std::string(262144, 'a')}}};
  CHECK(refusal(write_bundle(many)) == "bundle: more than 256 KiB");
}

TEST_CASE("padding: the smallest class that fits, from the smallest allowed") {
  for (const std::size_t size : {4096u, 16384u, 65536u, 262144u}) {
    CHECK(*padding_class(size, 0) == size);
    CHECK(*padding_class(size - 1, 0) == size);
    CHECK(pad(std::string(size - 4, 'a'), 0)->size() == size);
    if (size < 262144u) {
      CHECK(*padding_class(size + 1, 0) == size * 4);
      CHECK(pad(std::string(size - 3, 'a'), 0)->size() == size * 4);
    }
  }
  CHECK(*padding_class(0, 0) == 4096);
  CHECK(*padding_class(1, 16384) == 16384);
  CHECK(*padding_class(16385, 16384) == 65536);
  CHECK_FALSE(padding_class(262145, 0).ok());
  CHECK_FALSE(padding_class(1, 262145).ok());
  CHECK_FALSE(pad(std::string(262141, 'a'), 0).ok());
  CHECK_FALSE(pad(std::string(262145, 'a'), 0).ok());
  CHECK_FALSE(padding_class(static_cast<std::size_t>(-1), 0).ok());
}

TEST_CASE("padding: comes off again; a planted byte, length or size is refused") {
  for (const std::size_t size : {0u, 1u, 5u, 4091u, 4092u, 16380u, 262140u}) {
    const std::string text(size, 'h');
    CHECK(*unpad(*pad(text, 4096)) == text);
  }
  const std::string padded = *pad("hello", 4096);
  std::size_t refused = 0;
  for (std::size_t at = 9; at < padded.size(); ++at) {
    std::string wrong = padded;
    wrong[at] = 1;
    refused += !unpad(wrong).ok();
  }
  CHECK(refused == 4096 - 9);
  std::string wrong = padded;
  wrong[0] = '\x7F';
  CHECK(unpad(wrong).error().what == "plaintext: length past the end");
  wrong = padded;
  wrong[3] = 4;  // one too short leaves a letter in the padding
  CHECK(unpad(wrong).error().what == "plaintext: padding is not zero");
  CHECK_FALSE(unpad(padded + '\0').ok());
  CHECK_FALSE(unpad(padded.substr(1)).ok());
  CHECK_FALSE(unpad("").ok());
  CHECK_FALSE(unpad("abcd").ok());
}
