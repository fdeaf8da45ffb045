// A self-made certificate for 127.0.0.1, as PEM files, for the tests of TLS.
#pragma once

#include <string>

namespace alongside {

// Writes `<name>.crt` and `<name>.key` (mode 0600) into the folder. P-256, one day.
bool make_certificate(const std::string& folder, const std::string& name);
// The name that OpenSSL looks for in a folder of certificates: 8 hex digits of the subject.
std::string certificate_hash(const std::string& file);
// Whether a client that offers only this TLS version (TLS1_VERSION …) completes a handshake on loopback.
bool tls_handshake(int port, int version);

}  // namespace alongside
