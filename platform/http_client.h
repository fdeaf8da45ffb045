// Transport on libcurl: proxy, added CA folder, low-speed abort, size caps, no redirects, no Expect.
#pragma once

#include <platform/http.h>

#include <memory>

namespace alongside {

struct ClientOptions {
  std::string base_url;  // https://host[:port] or http://127.0.0.1:port
  std::string proxy;     // empty: none; any authentication that libcurl offers
  std::string ca_folder;
  std::string ca_file;
  long connect_timeout_s = 10;
  long total_timeout_s = 60;
  long low_speed_bytes_s = 1;
  long low_speed_s = 30;
  std::size_t answer_most_bytes = 1u << 20;
};

Result<std::unique_ptr<Transport>> open_http_client(const ClientOptions& options);

}  // namespace alongside
