// Keys that sign TUF metadata in tests: Ed25519, P-256, RSA.
#pragma once

#include <platform/bytes.h>
#include <platform/json.h>

#include <functional>
#include <string>

namespace alongside {

enum class SignerKind { ed25519, ecdsa, ecdsa_old_name, rsa_pss, rsa_pkcs1 };

struct TufSigner {
  Json key;  // as it stands in metadata
  std::string keyid;
  std::function<Bytes(ByteView)> sign;
};

TufSigner new_signer(SignerKind kind = SignerKind::ed25519);
// The same key with a member more: another key id.
TufSigner with_member(TufSigner signer, const std::string& name, Json value);

}  // namespace alongside
