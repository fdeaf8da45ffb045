// RFC 9457 problem details.
#pragma once

#include <platform/http.h>

namespace alongside {

// application/problem+json with type urn:alongside:problem:<name>.
HttpResponse problem(int status, std::string_view name, std::string_view detail = {});
// The <name> of a problem answer, or empty: another content type, another type or not JSON of at most 64 KiB.
std::string problem_name(const HttpResponse& response);

}  // namespace alongside
