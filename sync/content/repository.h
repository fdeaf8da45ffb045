// The publisher's side of TUF: a folder with what is published and what waits for signatures.
// FOLDER/metadata and FOLDER/targets are served as they are; FOLDER/staged holds roles in the making.
#pragma once

#include <platform/crypto.h>
#include <platform/http.h>
#include <sync/content/metadata.h>

#include <map>
#include <string>
#include <vector>

namespace alongside {

// Seconds until a role expires, trust.md 3.
inline constexpr Time root_lasts_s = 365 * 86400;
inline constexpr Time targets_last_s = 180 * 86400;
inline constexpr Time delegated_lasts_s = 30 * 86400;
inline constexpr Time snapshot_lasts_s = 7 * 86400;
inline constexpr Time timestamp_lasts_s = 86400;

Json tuf_key_of(const Key32& open);  // as it stands in metadata; its id is keyid_of()

// Adds a signature to {"signed", "signatures"}. refused: this key signed it already.
Result<std::string> sign_metadata_text(std::string_view text, const SigningKey& key);

struct NewRepository {
  std::vector<Json> offline;  // keys of root and targets
  int threshold = 2;
  std::vector<Json> online;  // keys of snapshot and timestamp; one is enough
};

struct NewDelegation {
  std::string name;
  std::vector<std::string> paths;
  std::vector<Json> keys;
  int threshold = 1;
  bool terminating = true;
};

struct KeyChange {
  std::string role;                 // root, targets, snapshot, timestamp
  std::vector<std::string> remove;  // key ids
  std::vector<Json> add;
  int threshold = 0;  // 0: as it was
};

struct RoleStatus {
  std::string role;
  std::int64_t version = 0;  // published; 0: never
  Time expires = 0;
  std::int64_t staged_version = 0;  // 0: nothing waits
  int signatures = 0;               // good ones on what waits
  std::int64_t threshold = 0;
  bool ready = false;  // what waits has all its signatures
};

class Repository {
 public:
  // Stages root and targets of version 1. refused: there is one already, or the keys are fewer than asked.
  static Result<Repository> init(const std::string& folder, const NewRepository& fresh, Time now);
  static Result<Repository> open(const std::string& folder);

  // Each stages the next version of the role: its signatures begin anew.
  Result<> add(const std::string& path, std::string_view content, const std::string& role, Time now);
  Result<> add_all(const std::map<std::string, std::string>& files, const std::string& role, Time now);
  Result<> remove(const std::vector<std::string>& paths, const std::string& role, Time now);
  Result<> delegate(const NewDelegation& delegation, Time now);
  Result<> rotate(const KeyChange& change, Time now);
  Result<> renew(const std::string& role, Time now);  // the same again with a later expiry

  // What waits, to be carried to a key and back. take() keeps the good signatures of both.
  Result<std::string> staged(const std::string& role) const;
  Result<> take(std::string_view text);

  // Publishes what waits and has its signatures, then snapshot. `left` names what still waits for signatures.
  Result<std::vector<std::string>> snapshot(const SigningKey& online, Time now);
  // Makes the newest snapshot seen. Nothing before this changes what a client finds.
  Result<> timestamp(const SigningKey& online, Time now);

  Result<std::vector<RoleStatus>> status() const;
  // Reads everything as a client does that holds root version 1, every target included.
  Result<std::string> verify(Time now) const;
  // Everything that is served, to a folder: targets first, timestamp last.
  Result<> export_to(const std::string& folder) const;
  const std::string& folder() const { return folder_; }

 private:
  explicit Repository(std::string folder) : folder_(std::move(folder)) {}
  Result<Json> latest(const std::string& role) const;  // waiting, else published: {"signed", "signatures"}
  Result<Json> published(const std::string& role) const;
  Result<std::int64_t> newest_file(const std::string& role) const;  // 0: none
  Result<> stage(const std::string& role, Json body, Time expires);
  Result<TufKeys> keys_of(const std::string& role, RoleKeys& keys) const;
  Result<bool> ready(const std::string& role, int* good, RoleKeys* keys) const;
  Result<std::vector<std::string>> staged_roles() const;
  Result<> put(const std::string& role, std::int64_t version, std::string_view text) const;
  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::string folder_;
};

// The folder behind a Transport: what a web server would answer.
class FolderTransport final : public Transport {
 public:
  explicit FolderTransport(std::string folder) : folder_(std::move(folder)) {}
  Result<HttpResponse> send(const HttpRequest& request) override;

 private:
  std::string folder_;
};

}  // namespace alongside
