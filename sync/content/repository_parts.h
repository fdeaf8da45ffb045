// What the files of the repository share: roles as JSON, keys put in and taken out.
#pragma once

#include <platform/json.h>
#include <platform/result.h>

#include <string>

namespace alongside::repository_parts {

Json empty_role(const char* type);               // without version and expiry: staging gives them
std::string written(const Json& file);           // as published: one member a line
void add_key(Json& keys, Json& role, Json key);  // nothing when it is there already
// `roles` is a list of roles or an object of them.
void drop_unused_keys(Json& keys, const Json& roles);

template <class T>
Result<> outcome(const Result<T>& result) {
  return result.ok() ? Result<>{} : Result<>{result.error()};
}

}  // namespace alongside::repository_parts
