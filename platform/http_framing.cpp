// The strict reading of a request's head: two ways to understand a request is one too many.
#include <platform/http_framing.h>

#include <algorithm>
#include <charconv>

namespace alongside {
namespace {

bool token_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), token_char);
}

bool value_char(char c) { return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f); }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// A name, an address or an address in brackets, and a port: RFC 3986 section 3.2.2 without its rarer
// characters.
bool host(std::string_view text) {
  return !text.empty() && text.size() <= 255 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._:[]").find(c) != std::string_view::npos;
  });
}

int check_line(std::string_view line, const ServerOptions& options, HttpRequest& request) {
  if (line.size() > options.request_line_most) return 400;
  const auto first = line.find(' ');
  if (first == std::string_view::npos) return 400;
  const auto second = line.find(' ', first + 1);
  if (second == std::string_view::npos || line.substr(second + 1) != "HTTP/1.1") return 400;
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, second - first - 1);
  // Origin form only, and no fragment; the path stays as it was sent.
  if (!target.starts_with('/') || target.starts_with("//")) return 400;
  for (const char c : target) {
    if (c < 0x21 || c > 0x7e || c == '#') return 400;
  }
  request.method = method;
  request.target = target;
  if (method == "GET" || method == "POST") return 0;
  const std::string_view known[] = {"HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"};
  return std::find(std::begin(known), std::end(known), method) != std::end(known) ? 405 : 400;
}

int check_fields(const ServerOptions& options, HeadVerdict& verdict) {
  const HttpRequest& request = verdict.request;
  if (request.count("host") != 1 || !host(request.header("host"))) return 400;
  if (request.count("transfer-encoding") != 0 || request.count("expect") != 0) return 400;
  if (request.count("content-length") > 1 || request.count("connection") > 1) return 400;
  verdict.close = lower(request.header("connection")) == "close";
  if (request.count("content-length") == 0) return 0;
  const std::string text = request.header("content-length");
  if (text.empty() || text.size() > 18) return 400;
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) return 400;
  std::from_chars(text.data(), text.data() + text.size(), verdict.body_bytes);
  return verdict.body_bytes > options.body_most_bytes ? 413 : 0;
}

const char* reason(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 429:
      return "Too Many Requests";
    case 500:
      return "Internal Server Error";
    case 503:
      return "Service Unavailable";
    default:
      return "Status";
  }
}

}  // namespace

HeadVerdict check_head(std::string_view head, const ServerOptions& options) {
  HeadVerdict verdict;
  const auto refuse = [&](int status) {
    verdict.status = status;
    verdict.close = true;
    return std::move(verdict);
  };
  if (head.size() > options.request_line_most + options.headers_most_bytes) return refuse(400);
  bool first = true;
  while (true) {
    const auto end = head.find("\r\n");
    if (end == std::string_view::npos) return refuse(400);
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(end + 2);
    if (first) {
      if (const int status = check_line(line, options, verdict.request); status != 0) return refuse(status);
      if (head.size() > options.headers_most_bytes) return refuse(400);
      first = false;
      continue;
    }
    if (line.empty()) break;
    if (verdict.request.headers.size() >= options.headers_most_count) return refuse(400);
    // A line that starts with white space is an old way of folding; it has no colon-free name, so it falls
    // here.
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !token(line.substr(0, colon))) return refuse(400);
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!std::all_of(value.begin(), value.end(), value_char)) return refuse(400);
    verdict.request.headers.emplace_back(lower(line.substr(0, colon)), std::string(value));
  }
  if (!head.empty()) return refuse(400);
  if (const int status = check_fields(options, verdict); status != 0) return refuse(status);
  return verdict;
}

std::string response_text(const HttpResponse& response, bool close) {
  std::string text = "HTTP/1.1 " + std::to_string(response.status) + " " + reason(response.status) + "\r\n";
  for (const auto& [name, value] : response.headers) {
    if (!token(name) || !std::all_of(value.begin(), value.end(), value_char)) {
      return "HTTP/1.1 500 Internal Server Error\r\ncontent-length: 0\r\n\r\n";
    }
    if (name == "content-length" || name == "connection" || name == "transfer-encoding") continue;
    text += name + ": " + value + "\r\n";
  }
  const bool bodyless = response.status == 204 || response.status == 304 || response.status < 200;
  if (!bodyless) text += "content-length: " + std::to_string(response.body.size()) + "\r\n";
  if (close) text += "connection: close\r\n";
  text += "\r\n";
  if (!bodyless) text += response.body;
  return text;
}

}  // namespace alongside
