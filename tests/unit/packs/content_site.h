// A published site and a kiosk's pack store, for tests of packs.
#pragma once

#include <platform/files.h>
#include <sync/content/pack_store.h>
#include <tests/support/council.h>
#include <tests/support/starter.h>

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace alongside {

// The starter content in English under another version, with one sentence changed.
inline PackFiles pack_of(const std::string& version, const std::string& help = "") {
  static const PackFiles starter = starter_files();
  PackFiles files = starter;
  std::erase_if(files, [](const auto& file) {
    const bool of_language = file.first.starts_with("words/") || file.first.starts_with("keyboards/");
    return of_language && !file.first.ends_with("/en.json");
  });
  Json about = Json::parse(files.at("pack.json"));
  about["version"] = version;
  about["languages"] = {"en"};
  files["pack.json"] = about.dump();
  if (help.empty()) return files;
  Json lines = Json::parse(files.at("helplines.json"));
  lines["helplines"].back()["about"] = help;
  files["helplines.json"] = lines.dump();
  return files;
}

inline std::string rings_to(const std::string& version) {
  return Json{{"rings", {{{"name", "all"}, {"pack", version}}}}}.dump();
}

// A repository's folder behind /tuf, as ingest serves it.
class UnderTuf final : public Transport {
 public:
  explicit UnderTuf(const std::string& folder) : inner_(folder) {}
  Result<HttpResponse> send(const HttpRequest& request) override {
    HttpRequest below = request;
    below.target = request.target.substr(4);
    return inner_.send(below);
  }

 private:
  FolderTransport inner_;
};

struct StoreOfKiosk {
  TestFolder folder;
  const Council& council;
  PackStore store;
  PullFacts facts;

  explicit StoreOfKiosk(const Council& of)
      : council(of), store(PackStore::open(folder / "content", of.first_root()).take()) {
    facts.hub = "demo-north";
    facts.device_id = std::string(32, 'a');
    facts.now = of.now;
  }
  // With what another has on its disk.
  StoreOfKiosk(const Council& of, const StoreOfKiosk& from) : StoreOfKiosk(of) {
    std::filesystem::copy(
        from.folder / "content", folder / "content",
        std::filesystem::copy_options::recursive | std::filesystem::copy_options::overwrite_existing);
    restart();
  }
  Result<bool> pull_once() {
    UnderTuf transport(council.place);
    return store.pull(transport, facts);
  }
  Result<> pull() {
    for (int i = 0; i < 100; ++i) {
      if (!TRY(pull_once())) return {};
    }
    return Error{Code::invalid, "never ends"};
  }
  void restart() { store = PackStore::open(folder / "content", council.first_root()).take(); }
  std::string file(const std::string& name) {
    const auto files = store.load();
    return files.ok() ? files->at(name) : files.error().what;
  }
};

// Three online roles and one pack, to which every kiosk is pointed.
struct PublishedSite {
  Council council;
  explicit PublishedSite(Time begun = tuf_now) : council(begun) {
    REQUIRE(council.delegate("rings", {"rings/*"}).ok());
    REQUIRE(council.delegate("withdraw", {"withdraw/*"}).ok());
    REQUIRE(council.delegate("la/E08", {"la/E08/*"}).ok());
    REQUIRE(council.add_pack("2026-1", pack_of("2026-1")).ok());
    REQUIRE(council.say("rings", rings_target, rings_to("2026-1")).ok());
  }
};

}  // namespace alongside
