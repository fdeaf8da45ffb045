// The page of one request, also shown again after an act that was refused.
#pragma once

#include <sync/server/console/page.h>

#include <string>

namespace alongside {

// What went wrong with a form on the page; empty: nothing did.
struct FormFault {
  std::string sentence;
  std::string at;  // the act's word, "contact", "close" …: its form is open and holds what he typed
};

Result<Page> show_request(const PageCall& call, const Scope& scope, const FormFault& fault);

}  // namespace alongside
