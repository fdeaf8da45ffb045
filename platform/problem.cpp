// RFC 9457 problem details, made and read.
#include <platform/json.h>
#include <platform/problem.h>

#include <nlohmann/json.hpp>

namespace alongside {
namespace {
constexpr std::string_view prefix = "urn:alongside:problem:";
}

HttpResponse problem(int status, std::string_view name, std::string_view detail) {
  Json body = Json::object();
  body["type"] = std::string(prefix) + std::string(name);
  body["title"] = std::string(name);
  body["status"] = status;
  if (!detail.empty()) body["detail"] = std::string(detail);
  HttpResponse response;
  response.status = status;
  response.set("content-type", "application/problem+json");
  response.set("cache-control", "no-store");
  // A detail that is not UTF-8 must not stop the answer.
  response.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  return response;
}

std::string problem_name(const HttpResponse& response) {
  if (response.header("content-type") != "application/problem+json") return {};
  const auto body = parse_json(response.body, JsonLimits{64u << 10, 8});
  if (!body.ok() || !body->is_object()) return {};
  const std::string type = string_or(*body, "type");
  return type.starts_with(prefix) ? type.substr(prefix.size()) : std::string();
}

}  // namespace alongside
