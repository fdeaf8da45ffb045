// A council that publishes signed content, for tests: three offline keys of which two sign, and online keys.
#pragma once

#include <sync/content/repository.h>
#include <tests/support/tuf_simulator.h>

#include <initializer_list>
#include <map>
#include <string>
#include <vector>

namespace alongside {

struct Council {
  TestFolder folder;
  std::vector<SigningKey> keys;
  SigningKey online;
  Time now;
  std::string place = folder / "repository";

  explicit Council(Time begun = tuf_now);  // an empty repository, published
  Council(const Council& from);            // with a copy of its repository
  Council& operator=(const Council&) = delete;
  Repository repository() { return Repository::open(place).take(); }
  // Each carries the file to its own machine and brings it back.
  Result<> sign(const std::string& role, const std::vector<std::size_t>& by);
  Result<> sign_online(const std::string& role);
  Result<> publish();
  // A delegated role under the online key, its delegation signed by two.
  Result<> delegate(const std::string& role, const std::vector<std::string>& paths);
  // One file of an online role, signed and published.
  Result<> say(const std::string& role, const std::string& path, const std::string& content);
  // A pack of the offline role, signed by two and published.
  Result<> add_pack(const std::string& version, const std::map<std::string, std::string>& files);
  std::string first_root() const;
};

}  // namespace alongside
