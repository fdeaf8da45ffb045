// HPKE base mode, single message (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
#include <platform/crypto.h>

#include <sodium.h>

#include <utility>

namespace alongside {
namespace {

const Bytes kem_suite = {'K', 'E', 'M', 0x00, 0x20};
const Bytes hpke_suite = {'H', 'P', 'K', 'E', 0x00, 0x20, 0x00, 0x01, 0x00, 0x03};

void append(Bytes& to, ByteView more) { to.insert(to.end(), more.begin(), more.end()); }

// RFC 9180 section 4, LabeledExtract.
Digest32 labeled_extract(const Bytes& suite, ByteView salt, std::string_view label, ByteView input) {
  Bytes material = to_bytes("HPKE-v1");
  append(material, suite);
  append(material, view(label));
  append(material, input);
  const Digest32 result = hkdf_extract(salt, material);
  wipe(material);
  return result;
}

// RFC 9180 section 4, LabeledExpand.
Bytes labeled_expand(const Bytes& suite, ByteView key, std::string_view label, ByteView info,
                     std::uint8_t bytes) {
  Bytes labeled = {0, bytes};
  append(labeled, view("HPKE-v1"));
  append(labeled, suite);
  append(labeled, view(label));
  append(labeled, info);
  return hkdf_expand(key, labeled, bytes);
}

// Section 4.1, ExtractAndExpand over the Diffie-Hellman value. invalid: a low-order point.
Result<Bytes> shared_secret(const Key32& mine, const Key32& theirs, const Key32& enc,
                            const Key32& recipient) {
  Key32 dh{};
  if (crypto_scalarmult(dh.data(), mine.data(), theirs.data()) != 0) {
    return Error{Code::invalid, "hpke: low-order point"};
  }
  Bytes context(enc.begin(), enc.end());
  append(context, recipient);
  const Digest32 prk = labeled_extract(kem_suite, {}, "eae_prk", dh);
  wipe(dh.data(), dh.size());
  return labeled_expand(kem_suite, prk, "shared_secret", context, 32);
}

// Section 5.1, KeySchedule of the base mode.
HpkeContext schedule(Bytes secret, ByteView info) {
  Bytes inputs = {0};
  append(inputs, labeled_extract(hpke_suite, {}, "psk_id_hash", {}));
  append(inputs, labeled_extract(hpke_suite, {}, "info_hash", info));
  Digest32 main_secret = labeled_extract(hpke_suite, secret, "secret", {});
  HpkeContext context;
  context.shared_secret = std::move(secret);
  context.key = labeled_expand(hpke_suite, main_secret, "key", inputs, 32);
  context.nonce = labeled_expand(hpke_suite, main_secret, "base_nonce", inputs, 12);
  wipe(main_secret.data(), main_secret.size());
  return context;
}

}  // namespace

HpkeContext::~HpkeContext() {
  wipe(shared_secret);
  wipe(key);
  wipe(nonce);
}

SealKey SealKey::make() {
  Key32 secret{};
  randombytes_buf(secret.data(), secret.size());
  return from_secret(secret);
}

SealKey SealKey::from_secret(const Key32& secret) {
  SealKey key{secret, {}};
  crypto_scalarmult_base(key.open.data(), secret.data());
  return key;
}

Result<HpkeContext> hpke_sender(const SealKey& ephemeral, const Key32& to, ByteView info) {
  return schedule(TRY(shared_secret(ephemeral.secret, to, ephemeral.open, to)), info);
}

Result<HpkeContext> hpke_receiver(const SealKey& key, const Key32& enc, ByteView info) {
  return schedule(TRY(shared_secret(key.secret, enc, enc, key.open)), info);
}

Result<HpkeSealed> hpke_seal_with(const SealKey& ephemeral, const Key32& to, ByteView info, ByteView aad,
                                  ByteView plaintext) {
  const HpkeContext context = TRY(hpke_sender(ephemeral, to, info));
  HpkeSealed sealed{ephemeral.open, Bytes(plaintext.size() + crypto_aead_chacha20poly1305_ietf_ABYTES)};
  crypto_aead_chacha20poly1305_ietf_encrypt(sealed.ciphertext.data(), nullptr, plaintext.data(),
                                            plaintext.size(), aad.data(), aad.size(), nullptr,
                                            context.nonce.data(), context.key.data());
  return sealed;
}

Result<HpkeSealed> hpke_seal(const Key32& to, ByteView info, ByteView aad, ByteView plaintext) {
  SealKey ephemeral = SealKey::make();
  Result<HpkeSealed> sealed = hpke_seal_with(ephemeral, to, info, aad, plaintext);
  wipe(ephemeral.secret.data(), ephemeral.secret.size());
  return sealed;
}

Result<Bytes> hpke_open(const SealKey& key, const Key32& enc, ByteView info, ByteView aad,
                        ByteView ciphertext) {
  if (ciphertext.size() < crypto_aead_chacha20poly1305_ietf_ABYTES)
    return Error{Code::invalid, "hpke: too short"};
  const HpkeContext context = TRY(hpke_receiver(key, enc, info));
  Bytes plaintext(ciphertext.size() - crypto_aead_chacha20poly1305_ietf_ABYTES);
  if (crypto_aead_chacha20poly1305_ietf_decrypt(plaintext.data(), nullptr, nullptr, ciphertext.data(),
                                                ciphertext.size(), aad.data(), aad.size(),
                                                context.nonce.data(), context.key.data()) != 0) {
    return Error{Code::invalid, "hpke: cannot be opened"};
  }
  return plaintext;
}

}  // namespace alongside
