// PEM keys read and signatures checked with OpenSSL's EVP interface.
#include <platform/pem_key.h>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace alongside {
namespace {

struct Free {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Pkey = std::unique_ptr<EVP_PKEY, Free>;

constexpr std::size_t pem_most_bytes = 8192;

bool fits(const EVP_PKEY* key, PemScheme scheme) {
  if (scheme == PemScheme::ecdsa_p256_sha256) {
    char name[64] = {};
    std::size_t size = 0;
    return EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_group_name(key, name, sizeof name, &size) == 1 &&
           std::string(name) == "prime256v1";
  }
  const int bits = EVP_PKEY_get_bits(key);
  return EVP_PKEY_is_a(key, "RSA") == 1 && bits >= 2048 && bits <= 8192;
}

Pkey read_key(std::string_view pem, PemScheme scheme) {
  if (pem.size() > pem_most_bytes || !pem.starts_with("-----BEGIN PUBLIC KEY-----")) return nullptr;
  const std::unique_ptr<BIO, Free> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  Pkey key(bio == nullptr ? nullptr : PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
  return key != nullptr && fits(key.get(), scheme) ? std::move(key) : nullptr;
}

}  // namespace

Result<Bytes> read_pem_key(std::string_view pem, PemScheme scheme) {
  const Pkey key = read_key(pem, scheme);
  if (key == nullptr) return Error{Code::invalid, "no public key of this kind"};
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key.get(), &der);
  if (size <= 0) return Error{Code::invalid, "no public key of this kind"};
  Bytes bytes(der, der + size);
  OPENSSL_free(der);
  return bytes;
}

bool verify_pem(std::string_view pem, PemScheme scheme, ByteView message, ByteView signature) {
  const Pkey key = read_key(pem, scheme);
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  if (key == nullptr || context == nullptr || signature.empty()) return false;
  EVP_PKEY_CTX* parameters = nullptr;
  if (EVP_DigestVerifyInit(context.get(), &parameters, EVP_sha256(), nullptr, key.get()) != 1) return false;
  if (scheme == PemScheme::rsa_pss_sha256 &&
      (EVP_PKEY_CTX_set_rsa_padding(parameters, RSA_PKCS1_PSS_PADDING) != 1 ||
       EVP_PKEY_CTX_set_rsa_pss_saltlen(parameters, RSA_PSS_SALTLEN_AUTO) != 1)) {
    return false;
  }
  return EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(),
                          message.size()) == 1;
}

}  // namespace alongside
