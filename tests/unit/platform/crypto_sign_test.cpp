// Ed25519: published vectors, and the signatures that a careless verifier would take.
#include <platform/crypto.h>
#include <platform/files.h>

#include <doctest/doctest.h>

#include <openssl/evp.h>
#include <sodium.h>

#include <algorithm>
#include <memory>
#include <sstream>

using namespace alongside;

namespace {

Bytes hex(std::string_view text) { return from_hex(text).take(); }

Key32 key_of(std::string_view text) {
  const Bytes bytes = hex(text);
  Key32 key{};
  std::copy_n(bytes.begin(), key.size(), key.begin());
  return key;
}

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

// OpenSSL checks the equation of RFC 8032 but not the order of the key: it shows that a planted signature
// would be taken by a verifier without that check.
bool equation_holds(const Key32& open_key, ByteView message, ByteView signature) {
  const std::unique_ptr<EVP_PKEY, Free> key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, open_key.data(), open_key.size()));
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  return key && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                          message.size()) == 1;
}

// R = s*B and S = s for a small s: with a key of small order the equation holds whenever the hash is a
// multiple of that order.
Bytes signature_for_nobody() {
  REQUIRE(start_crypto().ok());
  Bytes signature(64);
  signature[32] = 5;
  REQUIRE(crypto_scalarmult_ed25519_base_noclamp(signature.data(), signature.data() + 32) == 0);
  return signature;
}

// S + L, with L the order of the base point.
Signature64 plus_order(Signature64 signature) {
  const Bytes order = hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
  unsigned carry = 0;
  for (std::size_t i = 0; i < 32; ++i) {
    carry += unsigned{signature[32 + i]} + order[i];
    signature[32 + i] = static_cast<std::uint8_t>(carry & 0xff);
    carry >>= 8;
  }
  REQUIRE(carry == 0);
  return signature;
}

}  // namespace

TEST_CASE("Ed25519 gives the signatures of RFC 8032 tests 1 to 3") {
  struct Vector {
    const char *seed, *open, *message, *signature;
  };
  const Vector vectors[] = {{"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                             "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
                             "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33ba"
                             "cc61e39701cf9b46bd25bf5f0"
                             "595bbe24655141438e7a100b"},
                            {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                             "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
                             "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996"
                             "e458f3613d0f11d8c387b2eae"
                             "b4302aeeb00d291612bb0c00"},
                            {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
                             "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
                             "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f29"
                             "0ae67f760984dc6594a7c15e9"
                             "716ed28dc027beceea1ec40a"}};
  REQUIRE(start_crypto().ok());
  for (const Vector& vector : vectors) {
    const SigningKey key = SigningKey::from_seed(hex(vector.seed)).take();
    CHECK(to_hex(key.open) == vector.open);
    const Bytes message = hex(vector.message);
    CHECK(to_hex(sign(key, message)) == vector.signature);
    CHECK(verify(key.open, message, hex(vector.signature)));
    CHECK(equation_holds(key.open, message, hex(vector.signature)));
    CHECK_FALSE(verify(key.open, view("another"), hex(vector.signature)));
    CHECK_FALSE(verify(key.open, message, ByteView(hex(vector.signature)).first(63)));
    CHECK_FALSE(verify(key.open, message, {}));
  }
  CHECK_FALSE(SigningKey::from_seed(Bytes(31)).ok());
}

TEST_CASE("a signature with S + L is refused, although it is the same number modulo L") {
  REQUIRE(start_crypto().ok());
  const SigningKey key = SigningKey::make();
  for (int i = 0; i < 50; ++i) {
    const Bytes message = random_bytes(20);
    const Signature64 good = sign(key, message);
    const Signature64 malleable = plus_order(good);
    REQUIRE(malleable != good);
    Bytes wide(64);
    std::copy(malleable.begin() + 32, malleable.end(), wide.begin());
    Key32 reduced{};
    crypto_core_ed25519_scalar_reduce(reduced.data(), wide.data());
    CHECK(std::equal(reduced.begin(), reduced.end(), good.begin() + 32));
    CHECK(verify(key.open, message, good));
    CHECK_FALSE(verify(key.open, message, malleable));
  }
}

TEST_CASE("keys of small order are refused, although the equation holds for what nobody signed") {
  const Bytes signature = signature_for_nobody();
  const char* const keys[] = {"0100000000000000000000000000000000000000000000000000000000000000",
                              "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                              "0000000000000000000000000000000000000000000000000000000000000000",
                              "0000000000000000000000000000000000000000000000000000000000000080",
                              "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                              "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
                              "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
                              "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"};
  for (const char* text : keys) {
    CAPTURE(text);
    const Key32 small = key_of(text);
    int taken_by_a_careless_verifier = 0;
    for (int i = 0; i < 200; ++i) {
      const std::string message = "message " + std::to_string(i);
      if (equation_holds(small, view(message), signature)) ++taken_by_a_careless_verifier;
      CHECK_FALSE(verify(small, view(message), signature));
    }
    CHECK(taken_by_a_careless_verifier > 0);
  }
}

TEST_CASE("every changed bit of a signature or a key is refused") {
  REQUIRE(start_crypto().ok());
  const SigningKey key = SigningKey::make();
  Signature64 signature = sign(key, view("receipt"));
  for (std::size_t bit = 0; bit < 512; ++bit) {
    signature[bit / 8] = static_cast<std::uint8_t>(signature[bit / 8] ^ (1u << bit % 8));
    CHECK_FALSE(verify(key.open, view("receipt"), signature));
    signature[bit / 8] = static_cast<std::uint8_t>(signature[bit / 8] ^ (1u << bit % 8));
  }
  Key32 other = key.open;
  for (std::size_t bit = 0; bit < 256; ++bit) {
    other[bit / 8] = static_cast<std::uint8_t>(other[bit / 8] ^ (1u << bit % 8));
    CHECK_FALSE(verify(other, view("receipt"), signature));
    other[bit / 8] = static_cast<std::uint8_t>(other[bit / 8] ^ (1u << bit % 8));
  }
}

TEST_CASE("the 1,024 published Ed25519 signatures") {
  const auto file = read_file(
      "/usr/lib/python3/dist-packages/cryptography_vectors/asymmetric/Ed25519/sign.input", 8u << 20);
  if (!file.ok()) {
    MESSAGE("skipped: python3-cryptography-vectors is not installed");
    return;
  }
  REQUIRE(start_crypto().ok());
  std::istringstream lines(*file);
  std::string part[4];
  int count = 0;
  while (std::getline(lines, part[0], ':') && std::getline(lines, part[1], ':') &&
         std::getline(lines, part[2], ':') && std::getline(lines, part[3], ':')) {
    std::string end;
    std::getline(lines, end);
    const SigningKey key = SigningKey::from_seed(hex(part[0].substr(0, 64))).take();
    const Bytes message = hex(part[2]);
    REQUIRE(to_hex(key.open) == part[1]);
    REQUIRE(to_hex(sign(key, message)) == part[3].substr(0, 128));
    REQUIRE(verify(key.open, message, hex(part[3].substr(0, 128))));
    ++count;
  }
  CHECK(count == 1024);
}
