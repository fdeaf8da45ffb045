// Test keys made with libsodium and OpenSSL.
#include <tests/support/tuf_signer.h>

#include <platform/crypto.h>
#include <sync/content/metadata.h>

#include <nlohmann/json.hpp>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>

namespace alongside {
namespace {

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Pkey = std::unique_ptr<EVP_PKEY, FreeKey>;

std::string pem_of(EVP_PKEY* key) {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PUBKEY(bio, key);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string pem(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return pem;
}

Bytes sign_with(EVP_PKEY* key, SignerKind kind, ByteView message) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* parameters = nullptr;
  EVP_DigestSignInit(context, &parameters, EVP_sha256(), nullptr, key);
  if (kind == SignerKind::rsa_pss) {
    EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_DIGEST);
  }
  std::size_t size = 0;
  EVP_DigestSign(context, nullptr, &size, message.data(), message.size());
  Bytes signature(size);
  EVP_DigestSign(context, signature.data(), &size, message.data(), message.size());
  signature.resize(size);
  EVP_MD_CTX_free(context);
  return signature;
}

TufSigner finish(std::string type, std::string scheme, std::string open,
                 std::function<Bytes(ByteView)> sign) {
  TufSigner signer;
  signer.key = {
      {"keytype", std::move(type)}, {"scheme", std::move(scheme)}, {"keyval", {{"public", std::move(open)}}}};
  signer.keyid = keyid_of(signer.key);
  signer.sign = std::move(sign);
  return signer;
}

TufSigner ed25519_signer() {
  const SigningKey key = SigningKey::make();
  return finish("ed25519", "ed25519", to_hex(key.open), [key](ByteView message) {
    const Signature64 signature = sign(key, message);
    return Bytes(signature.begin(), signature.end());
  });
}

// The keys live as long as the program.
TufSigner pem_signer(SignerKind kind, std::string type, std::string scheme) {
  const bool rsa = kind == SignerKind::rsa_pss || kind == SignerKind::rsa_pkcs1;
  // RSA keys take long to make: one for the whole program.
  static const Pkey one_rsa(EVP_RSA_gen(2048));
  EVP_PKEY* key = rsa ? one_rsa.get() : EVP_EC_gen("P-256");
  static std::vector<Pkey> kept;
  if (!rsa) kept.emplace_back(key);
  return finish(std::move(type), std::move(scheme), pem_of(key),
                [key, kind](ByteView message) { return sign_with(key, kind, message); });
}

}  // namespace

TufSigner new_signer(SignerKind kind) {
  switch (kind) {
    case SignerKind::ecdsa:
      return pem_signer(kind, "ecdsa", "ecdsa-sha2-nistp256");
    case SignerKind::ecdsa_old_name:
      return pem_signer(kind, "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256");
    case SignerKind::rsa_pss:
      return pem_signer(kind, "rsa", "rsassa-pss-sha256");
    case SignerKind::rsa_pkcs1:
      return pem_signer(kind, "rsa", "rsa-pkcs1v15-sha256");
    default:
      return ed25519_signer();
  }
}

TufSigner with_member(TufSigner signer, const std::string& name, Json value) {
  signer.key[name] = std::move(value);
  signer.keyid = keyid_of(signer.key);
  return signer;
}

}  // namespace alongside
