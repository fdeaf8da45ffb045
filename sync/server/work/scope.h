// What a signed-in worker may see: his hubs and his role. Only the session loader makes one.
#pragma once

#include <sync/record/request.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace alongside {

class Scope {
 public:
  Scope() = delete;
  const std::string& user_id() const { return user_id_; }
  const std::string& name() const { return name_; }
  Role role() const { return role_; }
  const std::vector<std::string>& hubs() const { return hubs_; }
  const std::string& csrf() const { return csrf_; }
  bool sees(const std::string& hub) const {
    return std::find(hubs_.begin(), hubs_.end(), hub) != hubs_.end();
  }
  bool handles_requests() const { return role_ != Role::admin; }

 private:
  friend class SessionLoader;
  Scope(std::string user_id, std::string name, Role role, std::vector<std::string> hubs, std::string csrf)
      : user_id_(std::move(user_id)),
        name_(std::move(name)),
        role_(role),
        hubs_(std::move(hubs)),
        csrf_(std::move(csrf)) {}
  std::string user_id_;
  std::string name_;
  Role role_;
  std::vector<std::string> hubs_;
  std::string csrf_;
};

}  // namespace alongside
