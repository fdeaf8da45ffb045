// The wire's byte layouts: every length one off, every field out of range, every bit of a sealed envelope.
#include <platform/crypto.h>
#include <sync/record/wire.h>

#include <doctest/doctest.h>

#include <algorithm>

using namespace alongside;

namespace {

Envelope sample(std::size_t ciphertext = 4096 + 16) {
  Envelope out;
  out.header.record_id.fill(1);
  out.header.device_id.fill(2);
  out.header.epoch = 0x01020304;
  out.header.seq = 0x0102030405060708;
  out.header.kid.fill(3);
  out.enc.fill(4);
  out.ciphertext = Bytes(ciphertext, 5);
  return out;
}

std::string refusal(ByteView bytes) {
  const auto read = read_envelope(bytes);
  return read ? "" : read.error().what;
}

Bytes with(const Bytes& bytes, std::size_t at, std::uint8_t value) {
  Bytes out = bytes;
  out[at] = value;
  return out;
}

}  // namespace

TEST_CASE("envelope: layout of the protocol page and round trip for every class") {
  const Bytes bytes = write_envelope(sample());
  REQUIRE(bytes.size() == 4208);
  CHECK(to_hex(ByteView(bytes).first(8)) == "414c533101010000");
  CHECK(to_hex(ByteView(bytes).subspan(8, 16)) == std::string("01010101010101010101010101010101"));
  CHECK(to_hex(ByteView(bytes).subspan(24, 16)) == std::string("02020202020202020202020202020202"));
  CHECK(to_hex(ByteView(bytes).subspan(40, 4)) == "01020304");
  CHECK(to_hex(ByteView(bytes).subspan(44, 8)) == "0102030405060708");
  CHECK(to_hex(ByteView(bytes).subspan(52, 8)) == "0303030303030303");
  CHECK(to_hex(ByteView(bytes).subspan(60, 4)) == "00001010");
  CHECK(to_hex(ByteView(bytes).subspan(64, 4)) == "04040404");
  CHECK(to_hex(ByteView(bytes).subspan(96, 2)) == "0505");
  for (const std::size_t size : {4096u, 16384u, 65536u, 262144u}) {
    const Bytes one = write_envelope(sample(size + 16));
    CHECK(one.size() == size + envelope_overhead_bytes);
    const auto back = read_envelope(one);
    REQUIRE(back.ok());
    CHECK(write_envelope(*back) == one);
    CHECK(back->header.ciphertext_bytes == size + 16);
  }
}

TEST_CASE("envelope: largest and smallest numbers keep their value") {
  Envelope one = sample();
  one.header.epoch = 0xFFFFFFFF;
  one.header.seq = 0xFFFFFFFFFFFFFFFF;
  auto back = read_envelope(write_envelope(one));
  REQUIRE(back.ok());
  CHECK(back->header.epoch == 0xFFFFFFFF);
  CHECK(back->header.seq == 0xFFFFFFFFFFFFFFFF);
  one.header.epoch = 0;
  one.header.seq = 0;
  back = read_envelope(write_envelope(one));
  REQUIRE(back.ok());
  CHECK(back->header.epoch == 0);
  CHECK(back->header.seq == 0);
}

TEST_CASE("envelope: every wrong length is refused by its field") {
  const Bytes bytes = write_envelope(sample());
  std::size_t refused = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string why = refusal(ByteView(bytes).first(size));
    refused += why == (size < 96 ? "length: shorter than the header" : "length: differs from ct_len");
  }
  CHECK(refused == bytes.size());
  Bytes longer = bytes;
  longer.push_back(0);
  CHECK(refusal(longer) == "length: differs from ct_len");
  for (const std::size_t size : {0u, 1u, 15u, 16u, 4096u, 16384u, 65536u, 262144u, 1000000u}) {
    CHECK_MESSAGE(refusal(write_envelope(sample(size))) == "ct_len: not a padding class", size);
  }
  for (const std::size_t size : {4096u, 16384u, 65536u, 262144u}) {
    CHECK(refusal(write_envelope(sample(size + 15))) == "ct_len: not a padding class");
    CHECK(refusal(write_envelope(sample(size + 17))) == "ct_len: not a padding class");
  }
}

TEST_CASE("envelope: every other value of magic, version, suite and flags is refused") {
  const Bytes bytes = write_envelope(sample());
  const char* const reasons[] = {"magic: not ALS1", "magic: not ALS1",  "magic: not ALS1", "magic: not ALS1",
                                 "version: not 1",  "suite: not known", "flags: not 0",    "flags: not 0"};
  std::size_t refused = 0;
  for (std::size_t at = 0; at < 8; ++at) {
    for (unsigned value = 0; value < 256; ++value) {
      if (value == bytes[at]) continue;
      refused += refusal(with(bytes, at, static_cast<std::uint8_t>(value))) == reasons[at];
    }
  }
  CHECK(refused == 8 * 255);
}

TEST_CASE("envelope: a flip of any bit of a sealed one is refused or does not open") {
  const SealKey key = SealKey::make();
  Envelope one = sample();
  one.header.ciphertext_bytes = 4096 + 16;
  const Bytes info = to_bytes(std::string(seal_info_prefix) + std::string(16, 's'));
  const auto sealed = hpke_seal(key.open, info, write_header(one.header), Bytes(4096, 9));
  REQUIRE(sealed.ok());
  one.enc = sealed->enc;
  one.ciphertext = sealed->ciphertext;
  const Bytes bytes = write_envelope(one);
  const auto opens = [&](const Bytes& wire) {
    const auto read = read_envelope(wire);
    return read && hpke_open(key, read->enc, info, write_header(read->header), read->ciphertext).ok();
  };
  REQUIRE(opens(bytes));
  std::size_t opened = 0;
  for (std::size_t at = 0; at < bytes.size(); at += at < 128 ? 1 : 97) {
    opened += opens(with(bytes, at, static_cast<std::uint8_t>(bytes[at] ^ (1u << (at % 8)))));
  }
  // The top bit of an X25519 public value is not part of it, but it is part of what HPKE hashes.
  opened += opens(with(bytes, 95, static_cast<std::uint8_t>(bytes[95] ^ 0x80)));
  CHECK(opened == 0);
  one.enc.fill(0);  // a low-order point
  CHECK_FALSE(opens(write_envelope(one)));
}

TEST_CASE("batch: counts and lengths, one off either way") {
  const std::vector<Bytes> two = {Bytes{1, 2, 3}, Bytes{4}};
  const auto body = write_batch(two);
  REQUIRE(body.ok());
  CHECK(to_hex(*body) == "0002000000030102030000000104");
  const auto back = read_batch(*body);
  REQUIRE(back.ok());
  REQUIRE(back->size() == 2);
  CHECK(Bytes((*back)[0].begin(), (*back)[0].end()) == two[0]);
  CHECK(Bytes((*back)[1].begin(), (*back)[1].end()) == two[1]);
  for (std::size_t size = 0; size < body->size(); ++size) {
    CHECK_FALSE(read_batch(ByteView(*body).first(size)).ok());
  }
  Bytes longer = *body;
  longer.push_back(0);
  CHECK(read_batch(longer).error().what == "body: bytes after the last envelope");
  CHECK(read_batch(Bytes{0, 0}).error().what == "count: 0");
  CHECK(read_batch(Bytes{0xFF, 0xFF}).error().what == "count: too many");
  CHECK(read_batch(Bytes{0, 65}).error().what == "count: too many");
  CHECK(read_batch(Bytes{0, 1, 0xFF, 0xFF, 0xFF, 0xFF, 1}).error().what == "length: past the end");
  for (const std::size_t at : {1u, 5u, 12u}) {  // count, first length, second length
    CHECK_FALSE(read_batch(with(*body, at, static_cast<std::uint8_t>((*body)[at] + 1))).ok());
    CHECK_FALSE(read_batch(with(*body, at, static_cast<std::uint8_t>((*body)[at] - 1))).ok());
  }
  CHECK_FALSE(write_batch({}).ok());
  CHECK_FALSE(write_batch(std::vector<Bytes>(65, Bytes{1})).ok());
  const auto full = write_batch(std::vector<Bytes>(64, Bytes{1}));
  REQUIRE(full.ok());
  CHECK(read_batch(*full)->size() == 64);
}

TEST_CASE("receipt: 104 bytes in order, and nothing else") {
  Receipt receipt;
  receipt.device_id.fill(1);
  receipt.record_id.fill(2);
  receipt.envelope_sha256.fill(3);
  receipt.server_epoch = 4;
  receipt.server_seq = 5;
  receipt.unix_time = 6;
  Bytes text = receipt_text(receipt);
  REQUIRE(text.size() == 104);
  CHECK(text_of(ByteView(text).first(20)) == "alongside-receipt-v1");
  CHECK(to_hex(ByteView(text).subspan(84)) == "0000000400000000000000050000000000000006");
  const auto back = read_receipt(text);
  REQUIRE(back.ok());
  CHECK(receipt_text(*back) == text);
  for (std::size_t size = 0; size < text.size(); ++size)
    CHECK_FALSE(read_receipt(ByteView(text).first(size)).ok());
  for (std::size_t at = 0; at < 20; ++at)
    CHECK(read_receipt(with(text, at, static_cast<std::uint8_t>(text[at] ^ 1))).error().what ==
          "receipt: prefix");
  text.push_back(0);
  CHECK(read_receipt(text).error().what == "receipt: length");
}

TEST_CASE("watermark: 56 bytes in order, and no receipt passes for one") {
  Watermark mark;
  mark.server_id.fill(7);
  mark.server_epoch = 3;
  mark.server_seq = 0x0102030405060708;
  mark.unix_time = 9;
  Bytes text = watermark_text(mark);
  REQUIRE(text.size() == 56);
  CHECK(to_hex(ByteView(text).subspan(36)) == "0000000301020304050607080000000000000009");
  const auto back = read_watermark(text);
  REQUIRE(back.ok());
  CHECK(watermark_text(*back) == text);
  for (std::size_t size = 0; size < text.size(); ++size)
    CHECK_FALSE(read_watermark(ByteView(text).first(size)).ok());
  for (std::size_t at = 0; at < 20; ++at)
    CHECK_FALSE(read_watermark(with(text, at, static_cast<std::uint8_t>(text[at] ^ 1))).ok());
  CHECK_FALSE(read_watermark(receipt_text(Receipt{})).ok());
  CHECK_FALSE(read_receipt(text).ok());
}

TEST_CASE("directive and ids: fixed width, hex both ways") {
  const auto id = id16("000102030405060708090a0b0c0d0e0f");
  REQUIRE(id.ok());
  CHECK(hex(*id) == "000102030405060708090a0b0c0d0e0f");
  const Bytes text = directive_text(*id, 258, "{\"do\":\"suspend\"}");
  CHECK(text_of(ByteView(text).first(22)) == "alongside-directive-v1");
  CHECK(to_hex(ByteView(text).subspan(22, 24)) == "000102030405060708090a0b0c0d0e0f0000000000000102");
  CHECK(text_of(ByteView(text).subspan(46)) == "{\"do\":\"suspend\"}");
  for (const char* wrong : {"", "00", "000102030405060708090a0b0c0d0e0", "000102030405060708090a0b0c0d0e0f0",
                            "000102030405060708090a0b0c0d0e0g", "0x0102030405060708090a0b0c0d0e0f"}) {
    CHECK_FALSE(id16(wrong).ok());
  }
}
