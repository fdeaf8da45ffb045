// The session's cookie, the headers of every answer, and the checks of where a request comes from.
#pragma once

#include <platform/http.h>

#include <string>

namespace alongside {

// Empty when there is none, or when there are two: somebody tossed one in.
std::string session_cookie(const HttpRequest& request);
void set_session_cookie(HttpResponse& response, const std::string& token);
void end_session_cookie(HttpResponse& response);
void add_console_headers(HttpResponse& response);
HttpResponse see_other(const std::string& path);
// Sec-Fetch-Site says that another site made the browser send it.
bool from_elsewhere(const HttpRequest& request);
// A reload that nobody asked for: it must not keep a session alive.
bool reloads_itself(const HttpRequest& request);
// A path of ours that a person may be sent back to after signing in; empty otherwise.
std::string own_path(const std::string& asked);

}  // namespace alongside
