// Fuzz target: bytes on a real connection. As many answers as the strict reading finds requests, then the
// end.
#include <tests/fuzz/target.h>

#include <platform/http_framing.h>

#include <tests/unit/platform/raw_socket.h>

using namespace alongside;

namespace {

HttpServer& server() {
  static const auto started = HttpServer::start(ServerOptions(), [](HttpRequest, Reply reply) {
                                reply.send(HttpResponse{200, {}, "ok"});
                              }).take();
  return *started;
}

// The statuses that the input must be answered with: 200 for each whole request, then one refusal at most.
std::vector<int> expected(std::string_view input) {
  const ServerOptions options;
  const std::size_t most = options.request_line_most + options.headers_most_bytes;
  std::vector<int> statuses;
  while (true) {
    const std::size_t end = input.find("\r\n\r\n");
    if (end == std::string_view::npos || end + 4 > most) {
      if (input.size() >= most) statuses.push_back(400);
      return statuses;
    }
    const HeadVerdict verdict = check_head(input.substr(0, end + 4), options);
    if (verdict.status != 0) statuses.push_back(verdict.status);
    if (verdict.status != 0 || input.size() - end - 4 < verdict.body_bytes) return statuses;
    statuses.push_back(200);
    if (verdict.close) return statuses;
    input.remove_prefix(end + 4 + verdict.body_bytes);
  }
}

std::vector<int> answered(std::string_view text) {
  std::vector<int> statuses;
  while (!text.empty()) {
    must(text.starts_with("HTTP/1.1 ") && text.size() > 12);
    statuses.push_back(std::atoi(std::string(text.substr(9, 3)).c_str()));
    const std::size_t end = text.find("\r\n\r\n");
    must(end != std::string_view::npos);
    text.remove_prefix(end + 4 + (statuses.back() == 200 ? 2 : 0));
  }
  return statuses;
}

}  // namespace

FUZZ_TARGET(http_server) {
  if (input.size() > 40000) return;
  const RawSocket client(server().port());
  must(client.connected());
  static_cast<void>(client.send(input));
  client.end_sending();
  const std::vector<int> got = answered(client.rest());
  std::vector<int> wanted = expected(input);
  // The library's reading may be the stricter one: then the rest is one 400.
  if (got != wanted) {
    must(!got.empty() && got.back() == 400 && got.size() <= wanted.size());
    must(std::equal(got.begin(), got.end() - 1, wanted.begin()));
  }
}
