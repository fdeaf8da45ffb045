// Fuzz target: a request's head. What is accepted has one Host, one length, and is read the same when
// repeated.
#include <tests/fuzz/target.h>

#include <platform/http_framing.h>

using namespace alongside;

FUZZ_TARGET(http_head) {
  const ServerOptions options;
  const HeadVerdict verdict = check_head(input, options);
  if (verdict.status != 0) {
    return must(verdict.close && (verdict.status == 400 || verdict.status == 405 || verdict.status == 413));
  }
  const HttpRequest& request = verdict.request;
  must(request.count("host") == 1 && request.count("transfer-encoding") == 0);
  must(request.count("content-length") <= 1 && verdict.body_bytes <= options.body_most_bytes);
  must(request.target.starts_with('/') && request.target.find('\0') == std::string::npos);
  must(input.ends_with("\r\n\r\n") && input.find("\r\n\r\n") == input.size() - 4);
  std::string plain = request.method + " " + request.target + " HTTP/1.1\r\n";
  for (const auto& [name, value] : request.headers) {
    must(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
    plain += name + ":" + value + "\r\n";
  }
  const HeadVerdict again = check_head(plain + "\r\n", options);
  must(again.status == 0 && again.body_bytes == verdict.body_bytes && again.close == verdict.close);
  must(again.request.headers == request.headers && again.request.target == request.target);
}
