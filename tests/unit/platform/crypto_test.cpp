// Hashes, key derivation, codes and passwords against published vectors.
#include <platform/crypto.h>
#include <platform/files.h>

#include <tests/unit/platform/folder.h>

#include <doctest/doctest.h>

using namespace alongside;

namespace {

Bytes hex(std::string_view text) { return from_hex(text).take(); }
Bytes repeated(std::size_t count, std::uint8_t byte) { return Bytes(count, byte); }

// first, first + 1, … last
Bytes range(int first, int last) {
  Bytes bytes;
  for (int i = first; i <= last; ++i) bytes.push_back(static_cast<std::uint8_t>(i));
  return bytes;
}

struct Started {
  Started() { (void)start_crypto().ok(); }
} started;

}  // namespace

TEST_CASE("SHA-256 and SHA-512 of FIPS 180, and base32 of RFC 4648") {
  CHECK(to_hex(sha256(view("abc"))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(sha256({})) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(sha256(view("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(to_hex(sha512(view("abc"))) ==
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd45"
        "4d4423643ce80e2a9ac94fa54ca49f");
  const char* const texts[] = {"", "MY", "MZXQ", "MZXW6", "MZXW6YQ", "MZXW6YTB", "MZXW6YTBOI"};
  for (std::size_t i = 0; i <= 6; ++i) CHECK(to_base32(view("foobar").first(i)) == texts[i]);
}

TEST_CASE("HMAC-SHA256 as RFC 4231, cases 1 to 7") {
  const auto mac = [](const Bytes& key, const Bytes& data) { return to_hex(hmac_sha256(key, data)); };
  CHECK(mac(repeated(20, 0x0b), to_bytes("Hi There")) ==
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  CHECK(mac(to_bytes("Jefe"), to_bytes("what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(mac(repeated(20, 0xaa), repeated(50, 0xdd)) ==
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  CHECK(mac(range(1, 25), repeated(50, 0xcd)) ==
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
  CHECK(mac(repeated(20, 0x0c), to_bytes("Test With Truncation")).substr(0, 32) ==
        "a3b6167473100ee06e0c796c2955552b");
  CHECK(mac(repeated(131, 0xaa), to_bytes("Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  CHECK(mac(repeated(131, 0xaa), to_bytes("This is a test using a larger than block-size key and a larger "
                                          "than block-size data. The key needs to be hashed before being "
                                          "used by the HMAC algorithm.")) ==
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
}

TEST_CASE("HKDF-SHA256 as RFC 5869, cases 1 to 3, and up to its longest output") {
  const Digest32 first = hkdf_extract(range(0, 12), repeated(22, 0x0b));
  CHECK(to_hex(first) == "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
  CHECK(to_hex(hkdf_expand(first, range(0xf0, 0xf9), 42)) ==
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  const Digest32 second = hkdf_extract(range(0x60, 0xaf), range(0, 0x4f));
  CHECK(to_hex(second) == "06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244");
  CHECK(to_hex(hkdf_expand(second, range(0xb0, 0xff), 82)) ==
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da32"
        "75600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
  const Digest32 third = hkdf_extract({}, repeated(22, 0x0b));
  CHECK(to_hex(third) == "19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04");
  CHECK(to_hex(hkdf_expand(third, {}, 42)) ==
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
  CHECK(hkdf_expand(third, {}, 255 * 32).size() == 255 * 32);
  CHECK(hkdf_expand(third, {}, 0).empty());
}

TEST_CASE("TOTP gives every SHA-1 row of RFC 6238 and each step is known by number") {
  const Bytes secret = to_bytes("12345678901234567890");
  const std::pair<Time, const char*> rows[] = {{59, "287082"},         {1111111109, "081804"},
                                               {1111111111, "050471"}, {1234567890, "005924"},
                                               {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& row : rows) {
    CHECK(totp_code(secret, row.first) == row.second);
    CHECK(check_totp(secret, row.second, row.first) == row.first / 30);
    CHECK(check_totp(secret, row.second, row.first + 30) == row.first / 30);
    CHECK(check_totp(secret, row.second, row.first - 30) == row.first / 30);
    CHECK(check_totp(secret, row.second, row.first + 91) == -1);
    CHECK(check_totp(secret, row.second, row.first - 91) == -1);
  }
  for (const char* bad : {"", "28708", "2870820", "28708a", "-87082", " 28708"})
    CHECK(check_totp(secret, bad, 59) == -1);
}

TEST_CASE("key files come back the same, and are refused when open to others, short or not hex") {
  const TestFolder folder;
  const SigningKey signing = SigningKey::make();
  const SealKey seal = SealKey::make();
  REQUIRE(save_signing_key(folder / "sign", signing).ok());
  REQUIRE(save_seal_key(folder / "seal", seal).ok());
  CHECK(load_signing_key(folder / "sign")->open == signing.open);
  CHECK(load_seal_key(folder / "seal")->open == seal.open);
  const auto mode = std::filesystem::status(folder / "sign").permissions();
  CHECK(mode == std::filesystem::perms(0600));
  for (const unsigned wrong : {0640u, 0604u, 0620u, 0666u}) {
    std::filesystem::permissions(folder / "sign", std::filesystem::perms(wrong));
    CHECK(load_signing_key(folder / "sign").error().code == Code::refused);
  }
  for (const std::string& text : {std::string(), std::string("ab"), std::string(64, 'x'),
                                  std::string(66, 'a'), std::string(1000, 'a')}) {
    REQUIRE(write_file(folder / "bad", text, FileMode::owner).ok());
    CHECK(load_seal_key(folder / "bad").error().code == Code::invalid);
    CHECK(load_seal_key(folder / "bad").error().what.find("aaaa") == std::string::npos);
  }
  CHECK(load_seal_key(folder / "none").error().code == Code::missing);
}

TEST_CASE("secrets of other lengths are never the same, and wiping leaves nothing") {
  CHECK(same_secret({}, {}));
  CHECK_FALSE(same_secret(hex("00"), {}));
  CHECK_FALSE(same_secret(hex("0001"), hex("0002")));
  CHECK(same_secret(hex("0001"), hex("0001")));
  std::string text = "words of a father";
  const char* const place = text.data();
  wipe(text);
  CHECK(text.empty());
  CHECK(std::string_view(place, 5) == std::string_view("\0\0\0\0\0", 5));
}

TEST_CASE("a password is checked against its Argon2id text") {
  const std::string encoded = hash_pin("2468");
  CHECK(encoded.rfind("$argon2id$", 0) == 0);
  CHECK(check_password(encoded, "2468"));
  CHECK_FALSE(check_password(encoded, "2469"));
  CHECK_FALSE(check_password("nonsense", "2468"));
}
