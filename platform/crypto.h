// Hashes, random, wipe, Ed25519, HPKE (RFC 9180), Argon2id, TOTP: over libsodium and liboath.
#pragma once

#include <platform/bytes.h>
#include <platform/clock.h>
#include <platform/result.h>

#include <array>
#include <string>
#include <string_view>

namespace alongside {

using Key32 = std::array<std::uint8_t, 32>;
using Digest32 = std::array<std::uint8_t, 32>;
using Signature64 = std::array<std::uint8_t, 64>;

Result<> start_crypto();                // once per process, before anything here
Bytes random_bytes(std::size_t count);  // from the kernel's generator, by libsodium
std::string random_hex(std::size_t bytes);
// Overwrites, and is not optimised away. The text and the bytes are empty afterwards.
void wipe(void* data, std::size_t size);
void wipe(std::string& text);
void wipe(Bytes& bytes);
bool same_secret(ByteView a, ByteView b);  // constant time

Digest32 sha256(ByteView data);  // FIPS 180-4
Bytes sha512(ByteView data);     // 64 bytes
Digest32 hmac_sha256(ByteView key, ByteView data);
// HKDF over SHA-256, RFC 5869. Expand gives at most 255 * 32 bytes.
Digest32 hkdf_extract(ByteView salt, ByteView material);
Bytes hkdf_expand(ByteView key, ByteView info, std::size_t bytes);

// Ed25519, RFC 8032. verify refuses S >= L and small-order keys.
struct SigningKey {
  Bytes secret;  // 64 bytes (seed and public key)
  Key32 open;    // the public half
  static SigningKey make();
  static Result<SigningKey> from_seed(ByteView seed32);
  ~SigningKey();
  SigningKey() = default;
  SigningKey(const SigningKey&) = default;
  SigningKey& operator=(const SigningKey&) = default;
};
Signature64 sign(const SigningKey& key, ByteView message);
bool verify(const Key32& open_key, ByteView message, ByteView signature);
// A key file holds the 32-byte seed in hex, mode 0600. Refused when others may read it.
Result<SigningKey> load_signing_key(const std::string& path);
Result<> save_signing_key(const std::string& path, const SigningKey& key);

// HPKE base mode, DHKEM(X25519, HKDF-SHA256) 0x0020, HKDF-SHA256 0x0001, ChaCha20-Poly1305 0x0003; one
// message.
struct SealKey {
  Key32 secret;
  Key32 open;
  static SealKey make();
  static SealKey from_secret(const Key32& secret);
};
struct HpkeSealed {
  Key32 enc;
  Bytes ciphertext;  // plaintext + 16 bytes
};
// What both sides derive; wiped at its end.
struct HpkeContext {
  Bytes shared_secret;
  Bytes key;
  Bytes nonce;
  ~HpkeContext();
  HpkeContext() = default;
  HpkeContext(HpkeContext&&) = default;
  HpkeContext& operator=(HpkeContext&&) = default;
};
// invalid: a low-order point.
Result<HpkeContext> hpke_sender(const SealKey& ephemeral, const Key32& to, ByteView info);
Result<HpkeContext> hpke_receiver(const SealKey& key, const Key32& enc, ByteView info);
Result<HpkeSealed> hpke_seal(const Key32& to, ByteView info, ByteView aad, ByteView plaintext);
// With a given ephemeral key: for the vectors only.
Result<HpkeSealed> hpke_seal_with(const SealKey& ephemeral, const Key32& to, ByteView info, ByteView aad,
                                  ByteView plaintext);
Result<Bytes> hpke_open(const SealKey& key, const Key32& enc, ByteView info, ByteView aad,
                        ByteView ciphertext);
// A file as that of a signing key. refused: others may read it.
Result<SealKey> load_seal_key(const std::string& path);
Result<> save_seal_key(const std::string& path, const SealKey& key);

// RFC 9106: Argon2id 64 MiB, t=3, p=1; the encoded string of libsodium.
std::string hash_password(std::string_view password);
// A cheaper one for the kiosk's staff PIN on a small device (19 MiB, t=2).
std::string hash_pin(std::string_view pin);
bool check_password(std::string_view encoded, std::string_view password);

// RFC 6238 section 4, SHA-1, 30 s, 6 digits; answers the matching time step within +-1, or -1.
std::string totp_code(ByteView secret, Time at);
std::int64_t check_totp(ByteView secret, std::string_view code, Time at);
std::string to_base32(ByteView bytes);  // RFC 4648, for otpauth:// addresses

}  // namespace alongside
