// The strict reading of a request's head, before any library sees it.
#pragma once

#include <platform/http_server.h>

namespace alongside {

struct HeadVerdict {
  int status = 0;  // 0: go on; otherwise answer this and close
  std::size_t body_bytes = 0;
  bool close = false;   // the client asked to end after this answer
  HttpRequest request;  // without body and peer
};

// `head` ends with the empty line. RFC 9112 section 2.2 (no bare CR), 3.2 (one Host, origin-form), 5.1 (no
// space before the colon), 5.2 (no folding), 6.1 and 6.3 (no Transfer-Encoding, one Content-Length): whatever
// that leaves to the receiver is refused. 400, 405 for methods other than GET and POST, 413 for a body over
// the limit.
HeadVerdict check_head(std::string_view head, const ServerOptions& options);

// The bytes of an answer; a header that would break the framing turns it into a bare 500.
std::string response_text(const HttpResponse& response, bool close);

}  // namespace alongside
