// What a page function is given and what it answers: a template's name and its data.
#pragma once

#include <platform/clock.h>
#include <platform/http.h>
#include <platform/json.h>
#include <sync/server/inbox/inbox.h>
#include <sync/server/site.h>
#include <sync/server/work/scope.h>
#include <sync/server/work/session.h>

#include <nlohmann/json.hpp>

#include <map>
#include <string>

namespace alongside {

using Fields = std::map<std::string, std::string>;

// Line ends become \n. invalid: a name twice, over 64 fields, a broken %-escape, or bytes that are not UTF-8.
Result<Fields> read_fields(std::string_view encoded);

struct Page {
  int status = 200;
  std::string name;  // of the template
  std::string title;
  Json data = Json::object();
  int reload_s = 0;
  std::string go_to;  // not empty: 303 to this path of ours
};

struct PageCall {
  Db& db;     // case database
  Db& inbox;  // envelopes and kiosks
  const IntakeKeys& intake;
  const SiteSettings& site;
  const Pack& pack;
  SessionLoader& sessions;
  std::string token;
  std::string id;  // what stood for * in the route's path
  Fields query;
  Fields form;
  Time now;
};

std::string field(const Fields& fields, const std::string& name);
// Numbers in a form: -1 when it is not a whole number of at most 12 digits.
std::int64_t number_field(const Fields& fields, const std::string& name);

Page problem_page(int status, const std::string& heading, const std::string& sentence);
// What he typed and what was not saved, shown once more so that he can copy it.
void keep_typed(Page& page, const Fields& form);

Result<Page> queue_page(const PageCall& call, const Scope& scope);
Result<Page> request_page(const PageCall& call, const Scope& scope);
Result<Page> act_page(const PageCall& call, const Scope& scope);
Result<Page> needs_person_page(const PageCall& call, const Scope& scope);
Result<Page> retry_page(const PageCall& call, const Scope& scope);
Result<Page> kiosks_page(const PageCall& call, const Scope& scope);
Result<Page> account_page(const PageCall& call, const Scope& scope);
Result<Page> end_others_page(const PageCall& call, const Scope& scope);
Result<Page> end_session_page(const PageCall& call, const Scope& scope);
Result<Page> audit_page(const PageCall& call, const Scope& scope);

}  // namespace alongside
