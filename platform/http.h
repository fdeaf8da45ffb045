// HTTP values that client and server share.
#pragma once

#include <platform/result.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace alongside {

struct HttpRequest {
  std::string method = "GET";
  std::string target;  // origin-form of RFC 9112 section 3.2.1: path and query as sent, nothing decoded
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  std::string peer;  // address of the other side, where known (server)
  std::size_t answer_most_bytes = 0;  // of the answer's body (client); 0: as the client's options say

  std::string_view path() const;
  std::string_view query() const;  // without '?'
  // Empty when absent. Several of one name: joined by ", " (RFC 9110 section 5.3).
  std::string header(std::string_view lower_name) const;
  std::size_t count(std::string_view lower_name) const;
};

struct HttpResponse {
  int status = 200;  // RFC 9110 section 15
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  std::string header(std::string_view lower_name) const;
  void set(std::string lower_name, std::string value);
};

// The seam between the kiosk's sync and the world: libcurl, or a loop back to a server in the same process.
class Transport {
 public:
  virtual ~Transport() = default;
  // offline: no answer. Any status is a success here.
  virtual Result<HttpResponse> send(const HttpRequest& request) = 0;
  // While an answer is awaited, `work` runs on the sending thread after each wake(); false gives the request
  // up. So nothing of this thread ever waits behind a server that hangs.
  virtual void while_waiting(std::function<bool()> work) { static_cast<void>(work); }
  virtual void wake() {}  // from any thread
};

}  // namespace alongside
