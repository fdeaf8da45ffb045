// Transport on libcurl: proxy, added CA folder, low-speed abort, size caps, no redirects, no Expect.
#pragma once

#include <platform/http.h>

#include <memory>

namespace alongside {

// Times in seconds. An answer's head may have 32 KiB and 100 lines, its body `answer_most_bytes`.
struct ClientOptions {
  std::string base_url;   // https://host[:port] or http://127.0.0.1:port
  std::string proxy;      // empty: none; any authentication that libcurl offers
  std::string ca_folder;  // PEM files named by OpenSSL's hash, trusted besides the system's own
  std::string ca_file;    // PEM, trusted in place of the system's own
  long connect_timeout_s = 10;
  long total_timeout_s = 60;
  long low_speed_bytes_s = 1;
  long low_speed_s = 30;
  std::size_t answer_most_bytes = 1u << 20;
};

// invalid: an address of another scheme. The Transport answers invalid for a request that would break the
// framing and offline for everything that is no whole answer: no connection, TLS, too slow, too large, cut
// off. GET and POST only; one request at a time, from any thread.
Result<std::unique_ptr<Transport>> open_http_client(const ClientOptions& options);

}  // namespace alongside
