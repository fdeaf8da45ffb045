// One envelope at the server's door: stored, repeated, in conflict or rejected, each record for itself.
#include <platform/json.h>
#include <platform/log.h>
#include <sync/server/backup.h>
#include <tests/support/device.h>

#include <doctest/doctest.h>

using namespace alongside;

using Results = std::vector<std::string>;

namespace {

Receipt receipt_in(const HttpResponse& response) {
  const Json json = parse_json(response.body).take();
  return read_receipt(from_base64(string_or(json[0]["receipt"], "text")).value()).value();
}

std::int64_t count(World& world, const char* table) {
  return (*world.inbox().row(std::string("select count(*) from ") + table))->integer(0);
}

}  // namespace

TEST_CASE("records: the same bytes again are a duplicate with the first receipt") {
  World world;
  Device device(world);
  const Bytes envelope = write_envelope(device.envelope(1));
  const Receipt first = receipt_in(device.send({envelope}));
  world.now += 50;
  const Receipt again = receipt_in(device.send({envelope}));
  CHECK(again.unix_time == first.unix_time);
  CHECK(again.server_seq == first.server_seq);
  CHECK(device.results({envelope, envelope}) == Results{"duplicate", "duplicate"});
  CHECK(count(world, "envelope") == 1);
}

TEST_CASE("records: after a restore a duplicate gets a receipt of the new epoch at its old place") {
  World world;
  Device device(world);
  const Bytes envelope = write_envelope(device.envelope(1));
  const Receipt first = receipt_in(device.send({envelope}));
  REQUIRE(world.back_up_now().ok());
  REQUIRE(world.restore_backup().ok());
  const Receipt again = receipt_in(device.send({envelope}));
  CHECK(again.server_epoch == first.server_epoch + 1);
  CHECK(again.server_seq == first.server_seq);
  world.now += 50;
  CHECK(receipt_in(device.send({envelope})).unix_time == again.unix_time);
}

TEST_CASE("records: another body under a known id or number is a conflict, kept once for a person") {
  log_to("/dev/null");
  World world;
  Device device(world);
  const Envelope first = device.envelope(1);
  Envelope same_id = device.envelope(2);
  same_id.header.record_id = first.header.record_id;
  const Envelope same_seq = device.envelope(1);
  CHECK(device.results({write_envelope(first)}) == Results{"stored"});
  CHECK(device.results(
            {write_envelope(same_id), write_envelope(same_seq), write_envelope(device.envelope(3))}) ==
        Results{"conflict:conflict", "conflict:conflict", "stored"});
  CHECK(device.results({write_envelope(same_id)}) == Results{"conflict:conflict"});
  CHECK(count(world, "quarantine") == 2);
  CHECK(count(world, "envelope") == 2);
  log_to("");
}

TEST_CASE("records: every wrong field of an envelope is rejected by name, and its neighbours are stored") {
  World world;
  Device device(world);
  std::uint64_t seq = 0;
  const auto with = [&](std::size_t at, std::initializer_list<int> bytes) {
    Bytes out = write_envelope(device.envelope(++seq));
    for (const int byte : bytes) out[at++] = static_cast<std::uint8_t>(byte);
    return out;
  };
  const std::pair<Bytes, const char*> list[] = {
      {with(0, {'A', 'L', 'S', '2'}), "rejected:malformed"},
      {with(4, {2}), "rejected:malformed"},
      {with(5, {2}), "rejected:malformed"},
      {with(6, {0, 1}), "rejected:malformed"},
      {with(24, {0, 0, 0, 0}), "rejected:device"},
      {with(40, {0, 0, 0, 0}), "rejected:epoch"},
      {with(40, {0, 0, 0, 2}), "rejected:epoch"},
      {with(40, {255, 255, 255, 255}), "rejected:epoch"},
      {with(44, {0, 0, 0, 0, 0, 0, 0, 0}), "rejected:seq"},
      {with(44, {255, 255, 255, 255, 255, 255, 255, 255}), "rejected:seq"},
      {with(52, {0, 0, 0, 0, 0, 0, 0, 0}), "rejected:unknown-kid"},
      {with(60, {0, 0, 0x10, 0x11}), "rejected:malformed"},
      {with(60, {255, 255, 255, 255}), "rejected:malformed"},
      {Bytes{}, "rejected:malformed"},
      {Bytes(23, 1), "rejected:malformed"},
  };
  for (const auto& [bytes, result] : list) {
    const Bytes good = write_envelope(device.envelope(++seq));
    CHECK(device.results({bytes, good}) == Results{result, "stored"});
  }
  for (const int off : {-1, 1}) {
    Bytes bytes = write_envelope(device.envelope(++seq));
    bytes.resize(bytes.size() + static_cast<std::size_t>(off));
    CHECK(device.results({bytes}) == Results{"rejected:malformed"});
  }
  Bytes largest = write_envelope(device.envelope(INT64_MAX));
  CHECK(device.results({largest}) == Results{"stored"});
  CHECK(count(world, "quarantine") == 0);
}

TEST_CASE(
    "records: 64 in a batch are stored in their order, and gaps or steps back in the numbers are no fault") {
  World world;
  Device device(world);
  std::vector<Bytes> envelopes;
  for (std::uint64_t i = 0; i < 64; ++i) envelopes.push_back(write_envelope(device.envelope(200 - i * 3)));
  CHECK(device.results(envelopes) == Results(64, "stored"));
  const auto rows = world.inbox().rows("select seq from envelope order by server_seq");
  for (std::size_t i = 0; i < 64; ++i) CHECK((*rows)[i].integer(0) == static_cast<std::int64_t>(200 - i * 3));
}

TEST_CASE("records: seq_upto is the end of the first run without a gap") {
  World world;
  Device device(world);
  const auto upto = [&] {
    return parse_json(device.ask(device.make("GET", "/v1/state")).body)->at("seq_upto");
  };
  CHECK(upto() == 0);
  for (const std::uint64_t seq : {1u, 2u, 3u, 5u}) device.send({write_envelope(device.envelope(seq))});
  CHECK(upto() == 3);
  device.send({write_envelope(device.envelope(4))});
  CHECK(upto() == 5);
}

TEST_CASE("records: a batch of an earlier server epoch is turned back before anything is stored") {
  World world;
  Device device(world);
  const Bytes body = write_batch({write_envelope(device.envelope(1))}).value();
  HttpRequest request =
      device.make("POST", "/v1/batch", std::string(text_of(body)), "application/vnd.alongside.batch");
  for (auto& [name, value] : request.headers) {
    if (name == "alongside-epoch") value = "1.7";
  }
  const HttpResponse answer = device.ask(request);
  CHECK(answer.status == 409);
  CHECK(count(world, "envelope") == 0);
}
