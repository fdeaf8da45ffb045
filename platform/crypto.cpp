// Hashes, random, wipe, Ed25519, Argon2id over libsodium; TOTP over liboath.
#include <platform/crypto.h>

#include <platform/files.h>

#include <liboath/oath.h>
#include <sodium.h>

#include <cstring>

namespace alongside {

Result<> start_crypto() {
  if (sodium_init() < 0) return Error{Code::storage, "libsodium cannot start"};
  if (oath_init() != OATH_OK) return Error{Code::storage, "liboath cannot start"};
  return {};
}

Bytes random_bytes(std::size_t count) {
  Bytes bytes(count);
  if (count > 0) randombytes_buf(bytes.data(), count);
  return bytes;
}

std::string random_hex(std::size_t bytes) { return to_hex(random_bytes(bytes)); }

void wipe(void* data, std::size_t size) {
  if (size > 0) sodium_memzero(data, size);
}

void wipe(std::string& text) {
  text.resize(text.capacity());
  wipe(text.data(), text.size());
  text.clear();
}

void wipe(Bytes& bytes) {
  bytes.resize(bytes.capacity());
  wipe(bytes.data(), bytes.size());
  bytes.clear();
}

bool same_secret(ByteView a, ByteView b) {
  return a.size() == b.size() && (a.empty() || sodium_memcmp(a.data(), b.data(), a.size()) == 0);
}

namespace {

// libsodium wants a place even for nothing.
const std::uint8_t* place(ByteView bytes) {
  static const std::uint8_t nothing = 0;
  return bytes.empty() ? &nothing : bytes.data();
}

}  // namespace

Digest32 sha256(ByteView data) {
  Digest32 digest{};
  crypto_hash_sha256(digest.data(), place(data), data.size());
  return digest;
}

Bytes sha512(ByteView data) {
  Bytes digest(crypto_hash_sha512_BYTES);
  crypto_hash_sha512(digest.data(), place(data), data.size());
  return digest;
}

Digest32 hmac_sha256(ByteView key, ByteView data) {
  Digest32 mac{};
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, place(key), key.size());
  crypto_auth_hmacsha256_update(&state, place(data), data.size());
  crypto_auth_hmacsha256_final(&state, mac.data());
  return mac;
}

Digest32 hkdf_extract(ByteView salt, ByteView material) { return hmac_sha256(salt, material); }

Bytes hkdf_expand(ByteView key, ByteView info, std::size_t bytes) {
  if (bytes > 255 * sizeof(Digest32)) std::abort();
  Bytes out;
  Bytes block;
  for (std::uint8_t number = 1; out.size() < bytes; ++number) {
    block.insert(block.end(), info.begin(), info.end());
    block.push_back(number);
    Digest32 next = hmac_sha256(key, block);
    wipe(block);
    block.assign(next.begin(), next.end());
    wipe(next.data(), next.size());
    out.insert(out.end(), block.begin(), block.end());
  }
  wipe(block);
  out.resize(bytes);
  return out;
}

SigningKey SigningKey::make() {
  SigningKey key;
  key.secret.resize(crypto_sign_SECRETKEYBYTES);
  crypto_sign_keypair(key.open.data(), key.secret.data());
  return key;
}

Result<SigningKey> SigningKey::from_seed(ByteView seed32) {
  if (seed32.size() != crypto_sign_SEEDBYTES) return Error{Code::invalid, "key: a seed has 32 bytes"};
  SigningKey key;
  key.secret.resize(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(key.open.data(), key.secret.data(), seed32.data());
  return key;
}

SigningKey::~SigningKey() { wipe(secret); }

Signature64 sign(const SigningKey& key, ByteView message) {
  Signature64 signature{};
  crypto_sign_detached(signature.data(), nullptr, place(message), message.size(), key.secret.data());
  return signature;
}

bool verify(const Key32& open_key, ByteView message, ByteView signature) {
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(signature.data(), place(message), message.size(), open_key.data()) == 0;
}

namespace {

Result<Bytes> load_secret(const std::string& path) {
  TRY(check_private(path));
  std::string text = TRY(read_file(path, 200));
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  Result<Bytes> bytes = from_hex(text);
  wipe(text);
  if (!bytes.ok() || bytes->size() != 32)
    return Error{Code::invalid, path + ": not a key of 32 bytes in hex"};
  return bytes;
}

Result<> save_secret(const std::string& path, ByteView secret) {
  std::string text = to_hex(secret) + "\n";
  Result<> saved = write_file(path, text, FileMode::owner);
  wipe(text);
  return saved;
}

}  // namespace

Result<SigningKey> load_signing_key(const std::string& path) {
  Bytes seed = TRY(load_secret(path));
  Result<SigningKey> key = SigningKey::from_seed(seed);
  wipe(seed);
  return key;
}

Result<> save_signing_key(const std::string& path, const SigningKey& key) {
  return save_secret(path, ByteView(key.secret).first(32));
}

Result<SealKey> load_seal_key(const std::string& path) {
  Bytes secret = TRY(load_secret(path));
  Key32 key{};
  std::memcpy(key.data(), secret.data(), key.size());
  wipe(secret);
  return SealKey::from_secret(key);
}

Result<> save_seal_key(const std::string& path, const SealKey& key) { return save_secret(path, key.secret); }

namespace {

std::string argon2(std::string_view password, unsigned long long passes, std::size_t memory) {
  char encoded[crypto_pwhash_STRBYTES];
  if (crypto_pwhash_str_alg(encoded, password.data(), password.size(), passes, memory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    std::abort();  // out of memory: nothing sound can follow
  }
  return encoded;
}

}  // namespace

std::string hash_password(std::string_view password) { return argon2(password, 3, 64u << 20); }
std::string hash_pin(std::string_view pin) { return argon2(pin, 2, 19u << 20); }

bool check_password(std::string_view encoded, std::string_view password) {
  const std::string text(encoded);
  return text.size() < crypto_pwhash_STRBYTES &&
         crypto_pwhash_str_verify(text.c_str(), password.data(), password.size()) == 0;
}

std::string totp_code(ByteView secret, Time at) {
  char code[8] = {};
  const char* bytes = reinterpret_cast<const char*>(secret.data());
  if (oath_totp_generate(bytes, secret.size(), static_cast<time_t>(at), 30, 0, 6, code) != OATH_OK) return {};
  return code;
}

std::int64_t check_totp(ByteView secret, std::string_view code, Time at) {
  if (code.size() != 6) return -1;
  for (const Time step : {at / 30, at / 30 - 1, at / 30 + 1}) {
    const std::string right = totp_code(secret, step * 30);
    if (!right.empty() && same_secret(view(right), view(code))) return step;
  }
  return -1;
}

std::string to_base32(ByteView bytes) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  unsigned held = 0;
  unsigned bits = 0;
  for (const std::uint8_t byte : bytes) {
    held = (held << 8 | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += digits[held >> bits & 31];
    }
  }
  if (bits > 0) text += digits[held << (5 - bits) & 31];
  return text;
}

}  // namespace alongside
