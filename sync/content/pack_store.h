// The packs on a kiosk's disk: fetched beside the one in use, checked whole, and the last good one kept.
#pragma once

#include <platform/http.h>
#include <sync/content/updater.h>
#include <sync/record/pack.h>

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace alongside {

// A target of the offline role is safety/packs/VERSION/FILE; a pack is all of one version.
inline constexpr const char* pack_target_prefix = "safety/packs/";
inline constexpr const char* rings_target = "rings/current.json";
inline constexpr const char* withdraw_target = "withdraw/current.json";
inline constexpr std::size_t pack_most_files = 2000;

struct InstalledPack {
  std::string version;
  std::string hash;                          // of the whole: SHA-256 over every file's hash and name
  std::map<std::string, std::string> files;  // name -> SHA-256, hex
};

struct ContentReport {
  std::string version;  // to be shown from the next visit on; empty: what came with the program
  std::string hash;
  std::string fault;      // why the newest cannot be shown, in plain words for staff; empty: none
  std::string withdrawn;  // SHA-256 of the list that is obeyed; empty: none
  Time refreshed_at = 0;  // 0: never
};

struct PullFacts {
  std::string hub;
  std::string device_id;
  Site use = Site::demo;
  Time now = 0;
  int most_files = 16;  // in one call, so that a visit that waits to be sent waits no longer
};

class PackStore {
 public:
  // `first_root` came with the program; it is used once. storage: the folder cannot be written.
  static Result<PackStore> open(const std::string& folder, std::string_view first_root);

  // One step towards what the repository wants this kiosk to show. True: there is more to fetch. Whatever
  // fails, what is installed stays, and report() says why.
  Result<bool> pull(Transport& transport, const PullFacts& facts);
  // The installed pack, every byte of it as signed; else the one before it; missing: neither.
  Result<PackFiles> load();
  // Names from the last list that was signed; it hides for as long as no other comes.
  std::vector<std::string> withdraw_list() const;
  // Hashes what is on the disk when the last time was a day ago or more.
  Result<> check_daily(Time now);
  const ContentReport& report() const { return report_; }

 private:
  explicit PackStore(std::string folder) : folder_(std::move(folder)) {}
  Result<bool> pull_now(Transport& transport, const PullFacts& facts);
  Result<> pull_withdraw_list(Updater& updater);
  Result<bool> pull_pack(Updater& updater, const PullFacts& facts);
  Result<bool> install(Updater& updater, const InstalledPack& wanted, const PullFacts& facts);
  Result<bool> fetch_files(Updater& updater, const InstalledPack& wanted, int most_files);
  Result<PackFiles> read_whole(const std::string& folder, const InstalledPack& pack) const;
  Result<> read_state();
  Result<> write_state(const InstalledPack& pack);
  void prune() const;
  std::string place(const InstalledPack& pack) const { return folder_ + "/packs/" + pack.hash; }

  std::string folder_;
  std::optional<InstalledPack> pack_;
  std::optional<InstalledPack> before_;
  ContentReport report_;
  Time checked_at_ = 0;
  bool spoilt_ = false;  // pack_ is not whole on the disk
};

// What the offline role lists under this version. missing: nothing.
Result<InstalledPack> listed_pack(const TargetsMetadata& targets, const std::string& version);

}  // namespace alongside
