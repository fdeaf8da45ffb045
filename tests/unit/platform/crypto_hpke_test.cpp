// HPKE: the published vector with all its parts, round trips, and tampering with each input.
#include <platform/crypto.h>

#include <doctest/doctest.h>

#include <algorithm>

using namespace alongside;

namespace {

Key32 key_of(std::string_view hex) {
  const Bytes bytes = from_hex(hex).take();
  Key32 key{};
  std::copy_n(bytes.begin(), key.size(), key.begin());
  return key;
}

struct Started {
  Started() { (void)start_crypto().ok(); }
} started;

}  // namespace

TEST_CASE("HPKE gives the ciphertext of RFC 9180 A.2.1 and opens it again") {
  const SealKey recipient =
      SealKey::from_secret(key_of("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb"));
  const SealKey ephemeral =
      SealKey::from_secret(key_of("f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600"));
  const Bytes info = to_bytes("Ode on a Grecian Urn");
  const Bytes aad = to_bytes("Count-0");
  const Bytes plaintext = to_bytes("Beauty is truth, truth beauty");
  CHECK(to_hex(recipient.open) == "4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a");
  const HpkeContext sender = hpke_sender(ephemeral, recipient.open, info).take();
  CHECK(to_hex(sender.shared_secret) == "0bbe78490412b4bbea4812666f7916932b828bba79942424abb65244930d69a7");
  CHECK(to_hex(sender.key) == "ad2744de8e17f4ebba575b3f5f5a8fa1f69c2a07f6e7500bc60ca6e3e3ec1c91");
  CHECK(to_hex(sender.nonce) == "5c4d98150661b848853b547f");
  const HpkeContext receiver = hpke_receiver(recipient, ephemeral.open, info).take();
  CHECK(receiver.key == sender.key);
  CHECK(receiver.nonce == sender.nonce);
  const HpkeSealed sealed = hpke_seal_with(ephemeral, recipient.open, info, aad, plaintext).take();
  CHECK(to_hex(sealed.enc) == "1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a");
  CHECK(to_hex(sealed.ciphertext) ==
        "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28");
  CHECK(hpke_open(recipient, sealed.enc, info, aad, sealed.ciphertext).take() == plaintext);
}

TEST_CASE("1,000 sealed texts open to what they were, for nobody else, and no two are alike") {
  const SealKey recipient = SealKey::make();
  const SealKey other = SealKey::make();
  Key32 last{};
  for (std::size_t i = 0; i < 1000; ++i) {
    const Bytes plaintext = random_bytes(i * 7 % 5000);
    const Bytes info = random_bytes(i % 40);
    const Bytes aad = random_bytes(i % 65);
    const HpkeSealed sealed = hpke_seal(recipient.open, info, aad, plaintext).take();
    REQUIRE(sealed.ciphertext.size() == plaintext.size() + 16);
    REQUIRE(sealed.enc != last);
    last = sealed.enc;
    REQUIRE(hpke_open(recipient, sealed.enc, info, aad, sealed.ciphertext).take() == plaintext);
    REQUIRE_FALSE(hpke_open(other, sealed.enc, info, aad, sealed.ciphertext).ok());
  }
}

TEST_CASE("a sealed text with any one byte changed does not open") {
  const SealKey recipient = SealKey::make();
  Bytes info = to_bytes("info of this use");
  Bytes aad = to_bytes("header");
  HpkeSealed sealed = hpke_seal(recipient.open, info, aad, to_bytes("words of a father")).take();
  const auto opens = [&] { return hpke_open(recipient, sealed.enc, info, aad, sealed.ciphertext).ok(); };
  const auto flip_each = [&](auto& bytes, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      bytes[i] ^= 1;
      CHECK_FALSE(opens());
      bytes[i] ^= 1;
    }
  };
  flip_each(sealed.ciphertext, sealed.ciphertext.size());
  flip_each(aad, aad.size());
  flip_each(info, info.size());
  flip_each(sealed.enc, sealed.enc.size());
  CHECK(opens());
  // The top bit of an X25519 point is ignored by the curve (RFC 7748) but not by the key schedule.
  sealed.enc[31] ^= 0x80;
  CHECK_FALSE(opens());
  sealed.enc[31] ^= 0x80;
  sealed.ciphertext.push_back(0);
  CHECK_FALSE(opens());
  for (const std::size_t size : {32u, 16u, 15u, 1u, 0u}) {
    sealed.ciphertext.resize(size);
    CHECK_FALSE(opens());
  }
}

TEST_CASE("points of low order are refused on both sides") {
  const char* const points[] = {"0000000000000000000000000000000000000000000000000000000000000000",
                                "0100000000000000000000000000000000000000000000000000000000000000",
                                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"};
  const SealKey recipient = SealKey::make();
  for (const char* point : points) {
    CAPTURE(point);
    CHECK(hpke_seal(key_of(point), {}, {}, view("words")).error().code == Code::invalid);
    CHECK(hpke_open(recipient, key_of(point), {}, {}, Bytes(64)).error().what == "hpke: low-order point");
  }
}
