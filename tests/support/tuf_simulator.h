// A TUF repository in memory that can also lie, and a client of it with folders of its own.
#pragma once

#include <platform/http.h>
#include <sync/content/updater.h>
#include <tests/support/tuf_signer.h>
#include <tests/unit/platform/folder.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace alongside {

inline constexpr Time tuf_now = 1'800'000'000;  // when every test begins
inline constexpr Time tuf_day = 86400;

class TufSimulator {
 public:
  using Asked = std::vector<std::pair<std::string, std::int64_t>>;  // role, version; 0: unversioned

  // Root, timestamp, snapshot and targets of version 1, a key each.
  explicit TufSimulator(SignerKind kind = SignerKind::ed25519);

  std::map<std::string, Json> mds;                            // role -> `signed`, to be changed at will
  std::map<std::string, std::vector<std::string>> published;  // role -> files of version 1, 2 …
  std::map<std::string, std::vector<TufSigner>> signers;      // role -> who signs it
  std::map<std::string, std::string> artifacts;               // target path -> content
  std::vector<std::string> roots() const { return published.at("root"); }
  bool hashes = false;  // snapshot and timestamp give lengths and hashes
  Asked asked;          // metadata requests so far
  std::vector<std::string> asked_targets;

  Json& root() { return mds["root"]; }
  Json& timestamp() { return mds["timestamp"]; }
  Json& snapshot() { return mds["snapshot"]; }
  Json& targets() { return mds["targets"]; }
  // Signs and serves each, in order; one version up if it was served before. Roles below put what they are
  // into snapshot, snapshot into timestamp.
  void publish(const std::vector<std::string>& roles);
  void publish_all() { publish({"targets", "snapshot", "timestamp"}); }
  TufSigner add_key(const std::string& role, const std::string& delegator = "root",
                    std::optional<TufSigner> signer = {});
  void rotate_keys(const std::string& role);
  void add_artifact(const std::string& role, const std::string& content, const std::string& path);
  // A delegation at the end of the delegator's list, with a new key of its own.
  void add_delegation(const std::string& delegator, const std::string& role, Json paths,
                      bool terminating = false, const char* member = "paths");
  std::string sign(const std::string& role) const;  // `signed` as it is now, with its signers

  HttpResponse answer(const HttpRequest& request);

 private:
  Json& role_keys(const std::string& role, const std::string& delegator);
};

Json tuf_signed(const std::string& type);  // a `signed` with nothing in it, version 1, good for 30 days
std::string sign_metadata(const Json& body, const std::vector<TufSigner>& signers);

// The simulator behind a Transport; `twist` may change or drop any answer.
class SimulatorTransport final : public Transport {
 public:
  explicit SimulatorTransport(TufSimulator& simulator) : simulator_(simulator) {}
  std::function<Result<HttpResponse>(const HttpRequest&, HttpResponse)> twist;
  Result<HttpResponse> send(const HttpRequest& request) override;

 private:
  TufSimulator& simulator_;
};

struct TufClient {
  TestFolder folder;
  SimulatorTransport transport;
  Time now = tuf_now;
  std::string last_error;

  explicit TufClient(TufSimulator& simulator) : TufClient(simulator, simulator.published.at("root").at(0)) {}
  TufClient(TufSimulator& simulator, const std::string& first_root);
  bool refresh();
  bool download(const std::vector<std::string>& paths);  // refresh, then each with one updater
  bool download(const std::string& path) { return download(std::vector<std::string>{path}); }
  std::int64_t version(const std::string& role) const;                // 0: none is trusted
  std::vector<std::pair<std::string, std::int64_t>> trusted() const;  // by name
  std::string stored(const std::string& role) const;                  // bytes; empty: none
  std::optional<std::string> target(const std::string& path) const;   // as downloaded
  std::size_t targets_held() const;

 private:
  Result<> run(const std::vector<std::string>& paths);
};

}  // namespace alongside
