// The inbox: what is opened, what a person must look at, and that both are done once.
#include <platform/json.h>
#include <platform/log.h>
#include <sync/record/answers.h>
#include <sync/server/inbox/inbox.h>
#include <tests/support/device.h>
#include <tests/support/source/source.h>

#include <doctest/doctest.h>

#include <algorithm>

using namespace alongside;

namespace {

const Pack& pack() {
  static const Pack one = load_pack(source_folder() + "/assets/pack").take();
  return one;
}

struct Place {
  Place() { log_to("/dev/null"); }
  ~Place() { log_to(""); }
  World world;
  Device device{world};
  Db cases = world.open_cases().take();
  std::uint64_t seq = 0;

  VisitRecord visit() {
    VisitRecord record;
    record.facts.visit_id = random_hex(16);
    record.facts.record_id = random_hex(16);
    record.facts.reference = "00000000";
    record.facts.device_id = device.identity().device_id;
    record.facts.epoch = 1;
    record.facts.seq = static_cast<std::int64_t>(++seq);
    record.facts.hub = "hub-0";
    record.facts.language = "en";
    record.facts.authored = "2026-11-25T09:00:00+00:00";
    return record;
  }
  // Sealed by hand, so that it may be wrong inside: `plain` is what the seal holds.
  std::string send(const VisitRecord& record, std::string plain = {}) {
    const IntakeKey& key = device.identity().keys.intake.front();
    Envelope envelope = device.envelope(static_cast<std::uint64_t>(record.facts.seq));
    envelope.header.record_id = id16(record.facts.record_id).value();
    if (plain.empty()) plain = pad(canonical(write_bundle(record)), 4096).value();
    envelope.header.ciphertext_bytes = static_cast<std::uint32_t>(plain.size() + 16);
    auto sealed = hpke_seal(key.open, seal_info(device.identity().keys.server_id).value(),
                            write_header(envelope.header), view(plain));
    envelope.enc = sealed->enc;
    envelope.ciphertext = sealed->ciphertext;
    CHECK(device.results({write_envelope(envelope)}) == std::vector<std::string>{"stored"});
    return record.facts.record_id;
  }
  int open() { return world.open_inbox(pack()).value(); }
  std::string reason(const std::string& id) {
    const auto row = cases.row("select reason from needs_person where record_id = $1 and solved_at = 0", id);
    return row.ok() && *row ? (*row)->text(0) : "";
  }
  std::int64_t filed(const std::string& id) {
    return (*cases.row("select count(*) from visit_part where record_id = $1", id))->integer(0);
  }
  std::int64_t requests() { return (*cases.row("select count(*) from request"))->integer(0); }
};

Json a_response(const Pack& from) {
  const PackForm* form = from.form("how-its-going");
  const PackForm& chosen = form == nullptr ? from.forms.front() : *form;
  return {{"resourceType", "QuestionnaireResponse"},
          {"questionnaire", chosen.form.canonical()},
          {"status", "completed"},
          {"authored", "2026-11-25T09:00:00+00:00"},
          {"item", Json::array()}};
}

}  // namespace

TEST_CASE("inbox: a visit is filed once, also when its envelope is opened again") {
  Place place;
  const std::string id = place.send(place.visit());
  CHECK(place.open() == 1);
  CHECK(place.open() == 0);
  CHECK(place.world.inbox().run("update envelope set opened_at = 0").ok());
  CHECK(place.open() == 1);
  CHECK(place.filed(id) == 1);
  CHECK(place.requests() == 1);
}

TEST_CASE("inbox: both parts of a visit are one request, in either order, and urgent stays urgent") {
  for (const bool urgent_first : {true, false}) {
    Place place;
    VisitRecord urgent = place.visit();
    urgent.facts.part = VisitPart::urgent;
    VisitRecord whole = place.visit();
    whole.facts.visit_id = urgent.facts.visit_id;
    place.send(urgent_first ? urgent : whole);
    if (urgent_first) place.open();
    place.send(urgent_first ? whole : urgent);
    place.open();
    CHECK(place.requests() == 1);
    const auto row = place.cases.row("select kind, urgent from request");
    CHECK((*row)->text(0) == "urgent");
    CHECK((*row)->integer(1) == 1);
  }
}

TEST_CASE(
    "inbox: what is wrong inside the seal goes to a person with its reason, and those behind it are filed") {
  Place place;
  const std::string garbage = to_hex(view("12345678"));
  const std::string good_text = canonical(write_bundle(place.visit()));
  std::string late_byte = pad(good_text, 4096).value();
  late_byte.back() = 1;
  std::string too_long = pad(good_text, 4096).value();
  too_long[0] = 1;
  const auto padded = [](const std::string& text) { return pad(text, 4096).value(); };
  const std::pair<std::string, const char*> list[] = {
      {late_byte, "padding"},
      {too_long, "padding"},
      {padded("not json"), "json"},
      {padded("{\"a\":1,\"a\":2}"), "json"},
      {padded("[]"), "bundle"},
      {padded("{}"), "bundle"},
      {padded(R"({"resourceType":"Patient"})"), "bundle"},
  };
  for (const auto& [plain, reason] : list) {
    const std::string bad = place.send(place.visit(), plain);
    const std::string good = place.send(place.visit());
    CHECK(place.open() == 2);
    CHECK(place.reason(bad).substr(0, std::string(reason).size()) == reason);
    CHECK(place.filed(good) == 1);
  }
  const Bytes sealed_by_nobody = write_envelope(place.device.envelope(++place.seq));
  CHECK(place.device.results({sealed_by_nobody}) == std::vector<std::string>{"stored"});
  CHECK(place.open() == 1);
  CHECK(place.reason(to_hex(ByteView(sealed_by_nobody).subspan(8, 16))) == "seal");
}

TEST_CASE("inbox: ids inside the seal must be those outside it") {
  Place place;
  const auto change = [&](const std::function<void(VisitFacts&)>& how) {
    const VisitRecord outside = place.visit();
    VisitRecord inside = outside;
    how(inside.facts);
    const std::string id = place.send(outside, pad(canonical(write_bundle(inside)), 4096).value());
    place.open();
    return place.reason(id);
  };
  const std::string differ = "ids inside and outside the seal differ";
  CHECK(change([](VisitFacts& facts) { facts.device_id = random_hex(16); }) == differ);
  CHECK(change([](VisitFacts& facts) { facts.epoch = 2; }) == differ);
  CHECK(change([](VisitFacts& facts) { facts.seq += 1; }) == differ);
  CHECK(change([](VisitFacts& facts) { facts.record_id = random_hex(16); }) == differ);
  CHECK(change([](VisitFacts&) {}).empty());
  CHECK(place.requests() == 1);
}

TEST_CASE("inbox: an envelope copied from another device does not open under a new header") {
  Place place;
  const VisitRecord record = place.visit();
  place.send(record);
  const auto row = place.world.inbox().row("select body from envelope");
  Envelope moved = read_envelope((*row)->blob(0)).value();
  moved.header.seq = ++place.seq;
  moved.header.record_id[0] ^= 1;
  CHECK(place.device.results({write_envelope(moved)}) == std::vector<std::string>{"stored"});
  place.open();
  CHECK(place.reason(hex(moved.header.record_id)) == "seal");
}

TEST_CASE(
    "inbox: a person's retry files it when the key or the form has come, and counts the tries until then") {
  Place place;
  const IntakeKeys none{place.device.identity().keys.server_id, {}};
  const IntakeKeys keys = load_intake(place.world.site().keys_folder).value();
  const std::string id = place.send(place.visit());
  CHECK(open_waiting(place.world.inbox(), place.cases, none, pack(), place.world.now).value() == 1);
  CHECK(place.reason(id) == "no-key");
  CHECK(retry_needs_person(place.world.inbox(), place.cases, none, pack(), place.world.now).value() == 0);
  CHECK((*place.cases.row("select tries from needs_person"))->integer(0) == 2);
  CHECK(retry_record(place.world.inbox(), place.cases, keys, pack(), id, place.world.now).value());
  CHECK(place.reason(id).empty());
  CHECK(place.filed(id) == 1);
  CHECK(retry_needs_person(place.world.inbox(), place.cases, keys, pack(), place.world.now).value() == 0);

  VisitRecord record = place.visit();
  record.responses.push_back(a_response(pack()));
  const std::string later = place.send(record);
  Pack old = pack();
  old.forms.clear();
  CHECK(open_waiting(place.world.inbox(), place.cases, keys, old, place.world.now).value() == 1);
  CHECK(place.reason(later).find("form never published") == 0);
  CHECK(place.filed(later) == 0);
  CHECK(retry_record(place.world.inbox(), place.cases, keys, pack(), std::string(32, '0'), place.world.now)
            .error()
            .code == Code::missing);
}
