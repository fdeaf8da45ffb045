// Crypto against published vectors, and against tampering.
#include <platform/crypto.h>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

Key32 key_of(std::string_view hex) {
  const Bytes bytes = from_hex(hex).take();
  Key32 key{};
  std::copy(bytes.begin(), bytes.end(), key.begin());
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
  const HpkeSealed sealed = hpke_seal_with(ephemeral, recipient.open, info, aad, plaintext).take();
  CHECK(to_hex(sealed.ciphertext) ==
        "1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28");
  CHECK(hpke_open(recipient, sealed.enc, info, aad, sealed.ciphertext).take() == plaintext);
}

TEST_CASE("a sealed text with any one byte changed does not open") {
  const SealKey recipient = SealKey::make();
  const Bytes info = to_bytes("info");
  Bytes aad = to_bytes("header");
  HpkeSealed sealed = hpke_seal(recipient.open, info, aad, to_bytes("words of a father")).take();
  for (std::uint8_t& byte : sealed.ciphertext) {
    byte ^= 1;
    CHECK_FALSE(hpke_open(recipient, sealed.enc, info, aad, sealed.ciphertext).ok());
    byte ^= 1;
  }
  for (std::uint8_t& byte : aad) {
    byte ^= 1;
    CHECK_FALSE(hpke_open(recipient, sealed.enc, info, aad, sealed.ciphertext).ok());
    byte ^= 1;
  }
  CHECK(hpke_open(recipient, sealed.enc, info, aad, sealed.ciphertext).ok());
  CHECK_FALSE(hpke_open(recipient, Key32{}, info, aad, sealed.ciphertext).ok());
}

TEST_CASE("Ed25519 signs as RFC 8032 test 1 and refuses another message, S >= L and small-order keys") {
  const SigningKey key =
      SigningKey::from_seed(
          from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60").take())
          .take();
  const Signature64 signature = sign(key, {});
  CHECK(to_hex(signature) ==
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25b"
        "f5f0595bbe24655141438e7a100b");
  CHECK(verify(key.open, {}, signature));
  CHECK_FALSE(verify(key.open, view("x"), signature));
  Signature64 large = signature;
  std::fill(large.begin() + 32, large.end(), std::uint8_t{0xff});
  CHECK_FALSE(verify(key.open, {}, large));
  Key32 small{};
  small[0] = 1;
  CHECK_FALSE(verify(small, {}, signature));
}

TEST_CASE("TOTP gives the RFC 6238 values and each step is known by number") {
  const Bytes secret = to_bytes("12345678901234567890");
  CHECK(totp_code(secret, 59) == "287082");
  CHECK(totp_code(secret, 1111111109) == "081804");
  CHECK(check_totp(secret, "287082", 59 + 30) == 1);
  CHECK(check_totp(secret, "287082", 59 + 90) == -1);
  CHECK(check_totp(secret, "28708", 59) == -1);
}

TEST_CASE("HMAC-SHA256 as RFC 4231 case 2, SHA-256 of abc, base32 as RFC 4648") {
  CHECK(to_hex(hmac_sha256(view("Jefe"), view("what do ya want for nothing?"))) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(to_hex(sha256(view("abc"))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_base32(view("foobar")) == "MZXW6YTBOI");
}

TEST_CASE("a password is checked against its Argon2id text") {
  const std::string encoded = hash_pin("2468");
  CHECK(encoded.rfind("$argon2id$", 0) == 0);
  CHECK(check_password(encoded, "2468"));
  CHECK_FALSE(check_password(encoded, "2469"));
  CHECK_FALSE(check_password("nonsense", "2468"));
}
