// The outbox alone: order, numbers, states, and files that are not what they should be.
#include <sync/client/outbox.h>
#include <tests/support/world.h>

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

using namespace alongside;

namespace {

struct Box {
  TempFolder folder;
  Outbox outbox = Outbox::open(folder.path() + "/outbox.db").take();
  int made = 0;

  std::string put(Lane lane, Time at = 100) {
    const std::string id = std::string(31, '0') + static_cast<char>('a' + made++);
    CHECK(outbox.put(id, 1, lane, at, [](std::uint64_t) -> Result<Bytes> { return Bytes(100, 7); }).ok());
    return id;
  }
  Receipt receipt(const std::string& id, std::uint64_t seq, std::uint32_t epoch = 1) {
    Receipt one;
    one.device_id = id16(device).value();
    one.record_id = id16(id).value();
    one.envelope_sha256 = sha256(Bytes(100, 7));
    one.server_epoch = epoch;
    one.server_seq = seq;
    return one;
  }
  const std::string device = std::string(32, 'd');
};

Watermark mark(std::uint32_t epoch, std::uint64_t seq) {
  Watermark one;
  one.server_epoch = epoch;
  one.server_seq = seq;
  return one;
}

}  // namespace

TEST_CASE("outbox: urgent first, then oldest, whatever the clock said when they were saved") {
  Box box;
  const auto a = box.put(Lane::ordinary, 900);
  const auto b = box.put(Lane::urgent, 800);
  const auto c = box.put(Lane::ordinary, 50);
  const auto d = box.put(Lane::urgent, 10);
  const auto items = box.outbox.waiting(10, 1 << 20);
  REQUIRE(items.ok());
  REQUIRE(items->size() == 4);
  CHECK((*items)[0].record_id == b);
  CHECK((*items)[1].record_id == d);
  CHECK((*items)[2].record_id == a);
  CHECK((*items)[3].record_id == c);
  CHECK(box.outbox.waiting(2, 1 << 20)->size() == 2);
  CHECK(box.outbox.waiting(10, 250)->size() == 2);  // 2 + 104 each
  CHECK(box.outbox.waiting(10, 1)->size() == 1);    // at least one
}

TEST_CASE("outbox: a seal that fails keeps nothing and uses no number") {
  Box box;
  const auto refused = box.outbox.put("x", 1, Lane::urgent, 1, [](std::uint64_t) -> Result<Bytes> {
    return Error{Code::invalid, "no"};
  });
  CHECK_FALSE(refused.ok());
  box.put(Lane::ordinary);
  const auto items = box.outbox.waiting(10, 1 << 20);
  REQUIRE(items->size() == 1);
  CHECK(items->front().seq == 1);
}

TEST_CASE("outbox: numbers go on after everything was purged and the file opened again") {
  Box box;
  const auto a = box.put(Lane::ordinary);
  CHECK(box.outbox.keep_receipt(box.receipt(a, 1), box.device).ok());
  CHECK(box.outbox.purge(mark(1, 1)).value() == 1);
  box.outbox = Outbox::open(box.folder.path() + "/outbox.db").take();
  box.put(Lane::ordinary);
  CHECK(box.outbox.waiting(1, 1000)->front().seq == 2);
}

TEST_CASE("outbox: a receipt must be of this device, this record and these bytes") {
  Box box;
  const auto a = box.put(Lane::ordinary);
  Receipt other = box.receipt(a, 1);
  other.envelope_sha256[0] ^= 1;
  CHECK(box.outbox.keep_receipt(other, box.device).error().code == Code::refused);
  CHECK(box.outbox.keep_receipt(box.receipt(a, 1), std::string(32, 'e')).error().code == Code::refused);
  CHECK(box.outbox.keep_receipt(box.receipt(std::string(32, 'f'), 1), box.device).error().code ==
        Code::refused);
  CHECK(box.outbox.status()->waiting == 1);
  CHECK(box.outbox.keep_receipt(box.receipt(a, 1), box.device).ok());
  CHECK(box.outbox.status()->receipted == 1);
}

TEST_CASE("outbox: purge needs a receipt and a watermark of the same epoch that reaches it") {
  Box box;
  const auto a = box.put(Lane::ordinary);
  const auto b = box.put(Lane::ordinary);
  const auto c = box.put(Lane::ordinary);
  CHECK(box.outbox.keep_receipt(box.receipt(a, 5), box.device).ok());
  CHECK(box.outbox.keep_receipt(box.receipt(b, 6), box.device).ok());
  CHECK(box.outbox.purge(mark(1, 4)).value() == 0);
  CHECK(box.outbox.purge(mark(2, 9)).value() == 0);
  CHECK(box.outbox.purge(mark(1, 5)).value() == 1);
  CHECK(box.outbox.enter_epoch(2).ok());  // the receipt of b counts no more
  CHECK(box.outbox.purge(mark(2, 9)).value() == 0);
  CHECK(box.outbox.purge(mark(1, 9)).value() == 0);
  CHECK(box.outbox.status()->waiting == 2);
  CHECK(box.outbox.waiting(10, 1 << 20)->back().record_id == c);
}

TEST_CASE("outbox: what is quarantined is neither sent, offered nor purged, and can be tried again") {
  Box box;
  const auto a = box.put(Lane::urgent);
  CHECK(box.outbox.quarantine(a, "conflict").ok());
  CHECK(box.outbox.waiting(10, 1000)->empty());
  CHECK(box.outbox.held("", 10)->empty());
  CHECK(box.outbox.keep_receipt(box.receipt(a, 1), box.device).ok());
  CHECK(box.outbox.purge(mark(1, 9)).value() == 0);
  CHECK(box.outbox.status()->quarantined == 1);
  CHECK(box.outbox.requeue().ok());
  CHECK(box.outbox.status()->waiting_urgent == 1);
}

TEST_CASE("outbox: a corrupt, newer or unwritable file is an error of storage, never a crash") {
  TempFolder folder;
  const std::string path = folder.path() + "/outbox.db";
  std::ofstream(path) << std::string(8192, 'x');
  CHECK(Outbox::open(path).error().code == Code::storage);
  std::filesystem::remove(path);
  std::ofstream(path).close();  // empty: a new one
  CHECK(Outbox::open(path).ok());
  {
    auto outbox = Outbox::open(path);
    CHECK(outbox->db().run("insert into migration(name) values('9999_later')").ok());
  }
  const auto newer = Outbox::open(path);
  REQUIRE_FALSE(newer.ok());
  CHECK(newer.error().code == Code::storage);
  CHECK(newer.error().what.find("newer program") != std::string::npos);
  CHECK(Outbox::open(folder.path() + "/none/outbox.db").error().code == Code::storage);
  CHECK(Outbox::open(folder.path()).error().code == Code::storage);
}

TEST_CASE("outbox: an outbox cut in the middle of a page is refused and left as it is") {
  Box box;
  for (int i = 0; i < 8; ++i) box.put(Lane::ordinary);
  CHECK(box.outbox.db().checkpoint().ok());
  TempFolder other;
  const std::string path = other.path() + "/outbox.db";
  std::filesystem::copy_file(box.folder.path() + "/outbox.db", path);
  const auto size = std::filesystem::file_size(path);
  std::filesystem::resize_file(path, size - 4096 - 100);
  CHECK_FALSE(Outbox::open(path).ok());
  CHECK(std::filesystem::file_size(path) == size - 4096 - 100);
}
