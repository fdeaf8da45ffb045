// Certificates and bare handshakes on OpenSSL.
#include <tests/unit/platform/certificate.h>
#include <tests/unit/platform/raw_socket.h>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <memory>
#include <sys/stat.h>

namespace alongside {
namespace {

template <auto end>
struct Free {
  template <class T>
  void operator()(T* held) const {
    end(held);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;
using File = std::unique_ptr<std::FILE, Free<std::fclose>>;

void extend(X509* certificate, int kind, const char* value) {
  const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value));
  X509_add_ext(certificate, extension.get(), -1);
}

}  // namespace

std::string certificate_hash(const std::string& file) {
  const File opened(std::fopen(file.c_str(), "r"));
  const Certificate certificate(opened ? PEM_read_X509(opened.get(), nullptr, nullptr, nullptr) : nullptr);
  char text[16] = {};
  if (certificate) std::snprintf(text, sizeof text, "%08lx", X509_subject_name_hash(certificate.get()));
  return text;
}

bool make_certificate(const std::string& folder, const std::string& name) {
  const Key key(EVP_EC_gen("P-256"));
  const Certificate certificate(X509_new());
  if (!key || !certificate) return false;
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86400);
  X509_set_pubkey(certificate.get(), key.get());
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  const auto* words = reinterpret_cast<const unsigned char*>("Alongside test");
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, words, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), subject);
  extend(certificate.get(), NID_subject_alt_name, "IP:127.0.0.1");
  extend(certificate.get(), NID_basic_constraints, "critical,CA:TRUE");
  if (X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0) return false;
  const std::string base = folder + "/" + name;
  const File open_file(std::fopen((base + ".crt").c_str(), "w"));
  const File key_file(std::fopen((base + ".key").c_str(), "w"));
  if (!open_file || !key_file) return false;
  ::chmod((base + ".key").c_str(), 0600);
  return PEM_write_X509(open_file.get(), certificate.get()) == 1 &&
         PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1;
}

bool tls_handshake(int port, int version) {
  const std::unique_ptr<SSL_CTX, Free<SSL_CTX_free>> context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_security_level(context.get(), 0);  // or the client itself would refuse to offer old versions
  SSL_CTX_set_min_proto_version(context.get(), version);
  SSL_CTX_set_max_proto_version(context.get(), version);
  const std::unique_ptr<SSL, Free<SSL_free>> client(SSL_new(context.get()));
  const RawSocket socket(static_cast<std::uint16_t>(port));
  SSL_set_fd(client.get(), socket.number());
  return SSL_connect(client.get()) == 1;
}

}  // namespace alongside
