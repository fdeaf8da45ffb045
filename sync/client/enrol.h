// Enrolment, the kiosk's side: claim a code, show the comparison number, wait for a person's approval.
#pragma once

#include <platform/http.h>
#include <platform/result.h>

#include <functional>
#include <string>

namespace alongside {

struct EnrolOptions {
  std::string folder;
  std::string code;       // as typed
  std::string authority;  // @authority of the server
  std::string anchor;     // SHA-256 of keys.json, hex; empty: the comparison number alone vouches for it
  std::string model = "kiosk";
};

struct EnrolSeams {
  std::function<void(const std::string& compare)> show;
  std::function<bool()> wait;  // between two questions; false: give up
};

// refused: wrong or expired code, refused by staff, or given up. The folder is only written on success.
Result<> enrol(const EnrolOptions& options, Transport& transport, const EnrolSeams& seams);

}  // namespace alongside
