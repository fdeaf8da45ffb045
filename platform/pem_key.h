// Signatures under public keys in PEM, as TUF's key types name them: over OpenSSL. Ed25519 is in crypto.h.
#pragma once

#include <platform/bytes.h>
#include <platform/result.h>

#include <string_view>

namespace alongside {

enum class PemScheme {
  ecdsa_p256_sha256,  // FIPS 186-4 over P-256, the signature in DER
  rsa_pss_sha256,     // RFC 8017 section 8.1, any salt length
  rsa_pkcs1_sha256,   // RFC 8017 section 8.2
};

// The key in DER (RFC 5280, SubjectPublicKeyInfo): equal keys give equal bytes, however their PEM is laid
// out. invalid: no public key, a key of another kind than the scheme's, another curve than P-256, RSA under
// 2048 or over 8192 bits.
Result<Bytes> read_pem_key(std::string_view pem, PemScheme scheme);
// False for whatever does not fit, a broken key included.
bool verify_pem(std::string_view pem, PemScheme scheme, ByteView message, ByteView signature);

}  // namespace alongside
