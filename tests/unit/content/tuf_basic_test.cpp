// The client workflow on a good repository and on one whose files do not fit together.
#include <tests/unit/content/tuf_cases.h>

#include <platform/crypto.h>

using namespace alongside;

TEST_CASE("tuf: a refresh asks for root, timestamp, snapshot and targets, in that order") {
  ported();
  TufSimulator repo;
  TufClient client(repo);
  CHECK(client.refresh());
  CHECK(repo.asked == Versions{{"root", 2}, {"timestamp", 0}, {"snapshot", 1}, {"targets", 1}});
}

TEST_CASE("tuf: what is trusted is kept byte for byte as it was received") {
  ported();
  ported();
  TufSimulator repo;
  TufClient client(repo);
  repo.published["timestamp"].back() += " ";
  CHECK(client.refresh());
  for (const char* role : {"root", "timestamp", "snapshot", "targets"})
    CHECK(client.stored(role) == repo.published[role].back());
}

TEST_CASE("tuf: a download refreshes first") {
  ported();
  TufSimulator repo;
  TufClient client(repo);
  CHECK_FALSE(client.download("nonexistent artifact"));
  CHECK(repo.asked == Versions{{"root", 2}, {"timestamp", 0}, {"snapshot", 1}, {"targets", 1}});
  CHECK(client.trusted() == Versions{{"root", 1}, {"snapshot", 1}, {"targets", 1}, {"timestamp", 1}});
}

TEST_CASE("tuf: a first root that is broken or unsigned is refused before anything is asked") {
  TufSimulator repo;
  const std::string good = repo.published["root"][0];
  Json file = Json::parse(good);
  file["signed"].erase("version");
  ported();
  TufClient broken(repo, file.dump());
  CHECK_FALSE(broken.refresh());
  file = Json::parse(good);
  file["signatures"][0]["sig"] = std::string(128, 'a');
  ported();
  TufClient unsigned_root(repo, file.dump());
  CHECK_FALSE(unsigned_root.refresh());
  CHECK(repo.asked.empty());
}

TEST_CASE("tuf: an unsigned role stops the refresh there, and what came before it is kept") {
  const std::vector<std::pair<std::string, Versions>> rows = {
      {"root", {{"root", 1}}},
      {"timestamp", {{"root", 2}}},
      {"snapshot", {{"root", 2}, {"timestamp", 2}}},
      {"targets", {{"root", 2}, {"snapshot", 2}, {"timestamp", 2}}},
  };
  for (const auto& [its_role, wanted] : rows) {
    const auto& role = its_role;
    CAPTURE(role);
    ported();
    TufSimulator repo;
    TufClient client(repo);
    repo.signers[role].clear();
    repo.publish({"root", "targets", "snapshot", "timestamp"});
    CHECK_FALSE(client.refresh());
    CHECK(client.trusted() == wanted);
  }
}

TEST_CASE("tuf: a version that its address does not say is refused") {
  const std::vector<std::pair<std::string, Versions>> rows = {
      {"root", {{"root", 1}}},
      {"snapshot", {{"root", 2}, {"timestamp", 2}}},
      {"targets", {{"root", 2}, {"snapshot", 2}, {"timestamp", 2}}},
  };
  for (const auto& [its_role, wanted] : rows) {
    const auto& role = its_role;
    CAPTURE(role);
    ported();
    TufSimulator repo;
    TufClient client(repo);
    repo.mds[role]["version"] = 2;  // published as the second, it says 3
    repo.publish({"root", "targets", "snapshot", "timestamp"});
    CHECK_FALSE(client.refresh());
    // The roles above say version 3, which nobody serves: the same outcome as a file that lies.
    CHECK(client.trusted() == wanted);
  }
  for (const char* role : {"snapshot", "targets"}) {
    CAPTURE(role);
    extra();
    TufSimulator repo;
    TufClient client(repo);
    repo.publish_all();
    Json lying = repo.mds[role];
    lying["version"] = 7;
    repo.published[role].back() = sign_metadata(lying, repo.signers[role]);
    CHECK_FALSE(client.refresh());
    CHECK(client.version(role) == 0);
  }
}

TEST_CASE("tuf: a timestamp of the version we hold changes nothing") {
  ported();
  TufSimulator repo;
  TufClient client(repo);
  REQUIRE(client.refresh());
  const std::string held = client.stored("timestamp");
  repo.timestamp()["meta"]["snapshot.json"]["version"] = 100;
  repo.published.erase("timestamp");
  repo.publish({"timestamp"});
  CHECK(client.refresh());
  CHECK(repo.asked.back() == std::pair<std::string, std::int64_t>("timestamp", 0));
  CHECK(client.stored("timestamp") == held);
}

TEST_CASE("tuf: hashes of metadata hold where they are given") {
  ported();
  TufSimulator repo;
  repo.hashes = true;
  repo.publish_all();
  TufClient client(repo);
  CHECK(client.refresh());
  repo.publish({"targets"});
  repo.snapshot()["meta"]["targets.json"]["hashes"]["sha256"] = to_hex(sha256(view("another")));
  repo.publish({"snapshot", "timestamp"});
  CHECK_FALSE(client.refresh());
  CHECK(client.version("snapshot") == 3);
  CHECK(client.version("targets") == 2);
}

TEST_CASE("tuf: members that nobody knows are part of what is signed") {
  ported();
  TufSimulator repo;
  TufClient client(repo);
  REQUIRE(client.refresh());
  repo.root()["custom-field"] = "value \" \\ \n\x01 \xc3\xa9";
  repo.add_key("root", "root", with_member(new_signer(), "extra-field", {{"a", 1}, {"b", 2}}));
  repo.root()["roles"]["root"]["another-field"] = "value";
  repo.publish({"root"});
  CHECK(client.refresh());
  CHECK(client.version("root") == 2);
}

TEST_CASE("tuf: keyid_hash_algorithms is ignored") {
  ported();
  TufSimulator repo;
  TufClient client(repo);
  repo.root()["roles"]["snapshot"]["keyids"] = Json::array();
  repo.signers["snapshot"].clear();
  repo.add_key("snapshot", "root", with_member(new_signer(), "keyid_hash_algorithms", "md5"));
  repo.publish({"root", "snapshot", "timestamp"});
  CHECK(client.refresh());
  CHECK(client.version("snapshot") == 2);
}

TEST_CASE("tuf: a role that is not there stops the refresh, and what came before it is kept") {
  TufSimulator repo;
  TufClient client(repo);
  REQUIRE(client.refresh());
  ported();
  repo.timestamp()["meta"]["snapshot.json"]["version"] = 2;
  repo.publish({"timestamp"});
  CHECK_FALSE(client.refresh());
  CHECK(repo.asked.back() == std::pair<std::string, std::int64_t>("snapshot", 2));
  CHECK(client.trusted() == Versions{{"root", 1}, {"snapshot", 1}, {"targets", 1}, {"timestamp", 2}});
  ported();
  repo.snapshot()["meta"]["targets.json"]["version"] = 2;
  repo.publish({"snapshot", "timestamp"});
  CHECK_FALSE(client.refresh());
  CHECK(repo.asked.back() == std::pair<std::string, std::int64_t>("targets", 2));
  CHECK(client.trusted() == Versions{{"root", 1}, {"snapshot", 2}, {"targets", 1}, {"timestamp", 3}});
  ported();
  repo.published.erase("timestamp");
  CHECK_FALSE(client.refresh());
  CHECK(repo.asked.back() == std::pair<std::string, std::int64_t>("timestamp", 0));
}

TEST_CASE("tuf: metadata of another kind is refused, however well it is signed") {
  ported();
  TufSimulator repo;
  TufClient client(repo);
  repo.add_key("snapshot", "root", repo.signers["timestamp"][0]);
  repo.snapshot()["meta"] = {{"snapshot.json", {{"version", 1}}}};
  repo.publish({"root", "snapshot"});
  repo.published["timestamp"].push_back(repo.published["snapshot"].back());
  CHECK_FALSE(client.refresh());
  CHECK(client.trusted() == Versions{{"root", 2}});
}

TEST_CASE("tuf: targets that snapshot does not name yet are not asked for") {
  ported();
  TufSimulator repo;
  TufClient client(repo);
  REQUIRE(client.refresh());
  repo.publish({"targets"});
  CHECK(client.refresh());
  CHECK(client.version("targets") == 1);
  CHECK(repo.asked.back() == std::pair<std::string, std::int64_t>("timestamp", 0));
}

TEST_CASE("tuf: without consistent snapshots the names have no version and no hash") {
  ported();
  TufSimulator repo;
  repo.root()["consistent_snapshot"] = false;
  repo.published.erase("root");
  repo.publish({"root"});
  TufClient client(repo);
  repo.add_artifact("targets", "content", "dir/file.txt");
  repo.publish_all();
  CHECK(client.download("dir/file.txt"));
  CHECK(repo.asked == Versions{{"root", 2}, {"timestamp", 0}, {"snapshot", 0}, {"targets", 0}});
  CHECK(client.target("dir/file.txt") == "content");
}

TEST_CASE("tuf: spec_version 1 is read in every form, another is refused") {
  for (const auto& [its_spec, good] : std::map<std::string, bool>{{"1.0", true},
                                                                  {"1.0.0", true},
                                                                  {"1.0.99", true},
                                                                  {"1.2.3", true},
                                                                  {"2.0.0", false},
                                                                  {"0.9", false},
                                                                  {"1", false},
                                                                  {"", false},
                                                                  {"1.x", false},
                                                                  {"10.0", false}}) {
    const auto& spec = its_spec;
    CAPTURE(spec);
    extra();
    TufSimulator repo;
    TufClient client(repo);
    repo.targets()["spec_version"] = spec;
    repo.publish_all();
    CHECK(client.refresh() == good);
  }
}
