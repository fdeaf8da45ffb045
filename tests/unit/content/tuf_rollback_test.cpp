// Old metadata served again, metadata frozen past its time, and the way back from a version driven too high.
#include <tests/unit/content/tuf_cases.h>

using namespace alongside;

TEST_CASE("tuf: an older timestamp is refused") {
  ported();
  TufSimulator repo;
  TufClient client(repo);
  repo.publish({"timestamp"});
  REQUIRE(client.refresh());
  repo.published["timestamp"].push_back(repo.published["timestamp"][0]);
  CHECK_FALSE(client.refresh());
  CHECK(client.version("timestamp") == 2);
  CHECK(repo.asked.back().first == "timestamp");
}

TEST_CASE("tuf: a snapshot that timestamp names is not fetched again, so an old one is not seen") {
  ported();
  TufSimulator repo;
  TufClient client(repo);
  repo.publish_all();
  REQUIRE(client.refresh());
  repo.published["snapshot"].back() = repo.published["snapshot"][0];
  CHECK(client.refresh());
  CHECK(client.version("snapshot") == 2);
  CHECK(repo.asked.back().first == "timestamp");
}

TEST_CASE("tuf: a timestamp that names an older snapshot is refused, with hashes and without") {
  for (const bool hashes : {false, true}) {
    CAPTURE(hashes);
    ported();
    TufSimulator repo;
    repo.hashes = hashes;
    TufClient client(repo);
    repo.publish({"snapshot", "timestamp"});
    REQUIRE(client.refresh());
    repo.published.erase("snapshot");
    repo.snapshot()["version"] = 1;
    repo.publish({"snapshot", "timestamp"});
    CHECK_FALSE(client.refresh());
    CHECK(client.version("timestamp") == 2);
    CHECK(client.version("snapshot") == 2);
    CHECK(repo.asked.back().first == "timestamp");
  }
}

TEST_CASE("tuf: a snapshot that names older targets is refused, with hashes and without") {
  for (const bool hashes : {false, true}) {
    CAPTURE(hashes);
    ported();
    TufSimulator repo;
    repo.hashes = hashes;
    TufClient client(repo);
    repo.publish_all();
    REQUIRE(client.refresh());
    repo.published.erase("targets");
    repo.targets()["version"] = 1;
    repo.publish_all();
    CHECK_FALSE(client.refresh());
    CHECK(client.version("timestamp") == 3);
    CHECK(client.version("snapshot") == 2);
    CHECK(client.version("targets") == 2);
  }
}

TEST_CASE("tuf: a role may not vanish from snapshot") {
  for (const bool hashes : {false, true}) {
    extra();
    TufSimulator repo;
    repo.hashes = hashes;
    TufClient client(repo);
    repo.add_delegation("targets", "A", {"*"});
    repo.publish({"A", "targets", "snapshot", "timestamp"});
    REQUIRE(client.refresh());
    repo.snapshot()["meta"].erase("A.json");
    repo.publish({"snapshot", "timestamp"});
    CHECK_FALSE(client.refresh());
    CHECK(client.version("snapshot") == 2);
  }
}

TEST_CASE("tuf: a delegated role may not go back") {
  extra();
  TufSimulator repo;
  TufClient client(repo);
  repo.add_delegation("targets", "A", {"*"});
  repo.add_artifact("A", "one", "file");
  repo.publish({"A", "A", "targets", "snapshot", "timestamp"});
  REQUIRE(client.download("file"));
  repo.snapshot()["meta"]["A.json"]["version"] = 1;
  repo.publish({"snapshot", "timestamp"});
  CHECK_FALSE(client.refresh());
  CHECK(client.version("A") == 2);
}

TEST_CASE("tuf: new keys lead back from a version that was driven too high") {
  struct Row {
    std::vector<std::string> driven;   // which role's version went to 100
    std::vector<std::string> rotated;  // whose keys are new
  };
  const std::vector<Row> rows = {
      {{"targets"}, {"snapshot"}}, {{"snapshot"}, {"snapshot", "timestamp"}}, {{"timestamp"}, {"timestamp"}}};
  for (const Row& row : rows) {
    const std::string role = row.driven[0];
    CAPTURE(role);
    ported();
    TufSimulator repo;
    TufClient client(repo);
    for (int i = 0; i < 99; ++i) repo.publish({role});
    repo.publish_all();
    REQUIRE(client.refresh());
    REQUIRE(client.version(role) >= 100);
    for (const std::string& name : row.rotated) repo.rotate_keys(name);
    repo.published.erase(role);
    repo.mds[role]["version"] = 1;
    repo.publish({"root", "targets", "snapshot", "timestamp"});
    CHECK(client.refresh());
    CHECK(client.version(role) == 1);
  }
}

TEST_CASE("tuf: a key that is added beside the old one leads back too") {
  for (const char* role : {"timestamp", "targets"}) {
    CAPTURE(role);
    extra();
    TufSimulator repo;
    TufClient client(repo);
    for (int i = 0; i < 9; ++i) repo.publish({role});
    repo.publish_all();
    REQUIRE(client.refresh());
    repo.add_key(std::string(role) == "targets" ? "snapshot" : role);
    repo.published.erase(role);
    repo.mds[role]["version"] = 1;
    repo.publish({"root", "targets", "snapshot", "timestamp"});
    CHECK(client.refresh());
    CHECK(client.version(role) == 1);
  }
}

TEST_CASE("tuf: 2^31-1 and 2^53 are versions like others, and new keys lead back from them") {
  for (const std::int64_t high : {std::int64_t{2147483647}, std::int64_t{1} << 53}) {
    CAPTURE(high);
    extra();
    TufSimulator repo;
    TufClient client(repo);
    repo.timestamp()["version"] = high;
    repo.published["timestamp"].back() = repo.sign("timestamp");
    REQUIRE(client.refresh());
    REQUIRE(client.version("timestamp") == high);
    repo.timestamp()["version"] = 2;
    repo.published["timestamp"].back() = repo.sign("timestamp");
    CHECK_FALSE(client.refresh());
    repo.rotate_keys("timestamp");
    repo.publish({"root"});
    repo.published["timestamp"].back() = repo.sign("timestamp");
    CHECK(client.refresh());
    CHECK(client.version("timestamp") == 2);
  }
}

TEST_CASE("tuf: a key that is added and taken again leads back too") {
  extra();
  TufSimulator repo;
  TufClient client(repo);
  for (int i = 0; i < 9; ++i) repo.publish({"timestamp"});
  REQUIRE(client.refresh());
  const Json before = repo.root();
  const auto signers = repo.signers;
  repo.rotate_keys("timestamp");
  repo.publish({"root"});
  const std::int64_t version = repo.root()["version"];
  repo.root() = before;
  repo.root()["version"] = version;
  repo.signers = signers;
  repo.publish({"root"});
  repo.published.erase("timestamp");
  repo.timestamp()["version"] = 1;
  repo.publish({"timestamp"});
  CHECK(client.refresh());
  CHECK(client.version("root") == 3);
  CHECK(client.version("timestamp") == 1);
}

TEST_CASE("tuf: a root that expired is kept, and nothing below it is believed") {
  ported();
  TufSimulator repo;
  TufClient client(repo);
  REQUIRE(client.refresh());
  repo.root()["expires"] = iso_utc(tuf_now - tuf_day);
  repo.publish({"root", "targets", "snapshot", "timestamp"});
  CHECK_FALSE(client.refresh());
  CHECK(client.trusted() == Versions{{"root", 2}, {"snapshot", 1}, {"targets", 1}, {"timestamp", 1}});
  extra();  // a root between that has expired does no harm
  repo.root()["expires"] = iso_utc(tuf_now + tuf_day);
  repo.publish({"root"});
  CHECK(client.refresh());
  CHECK(client.version("root") == 3);
  extra();  // the first one may have expired as well
  TufClient late(repo);
  repo.root()["expires"] = iso_utc(tuf_now + 400 * tuf_day);
  for (const char* role : {"targets", "snapshot", "timestamp"})
    repo.mds[role]["expires"] = iso_utc(tuf_now + 400 * tuf_day);
  repo.publish({"root", "targets", "snapshot", "timestamp"});
  late.now = tuf_now + 300 * tuf_day;
  CHECK(late.refresh());
}

TEST_CASE("tuf: a role that has expired is refused when it comes") {
  const std::map<std::string, Versions> rows = {
      {"timestamp", {{"root", 1}}},
      {"snapshot", {{"root", 1}, {"timestamp", 2}}},
      {"targets", {{"root", 1}, {"snapshot", 2}, {"timestamp", 2}}},
  };
  for (const auto& [its_role, wanted] : rows) {
    const auto& role = its_role;
    CAPTURE(role);
    ported();
    TufSimulator repo;
    TufClient client(repo);
    repo.mds[role]["expires"] = iso_utc(tuf_now);
    repo.publish_all();
    CHECK_FALSE(client.refresh());
    CHECK(client.trusted() == wanted);
  }
}

TEST_CASE("tuf: what is held and expired still compares with what comes") {
  ported();
  TufSimulator repo;
  repo.timestamp()["expires"] = iso_utc(tuf_now + 7 * tuf_day);
  repo.published.erase("timestamp");
  repo.publish({"timestamp"});
  TufClient client(repo);
  REQUIRE(client.refresh());
  repo.timestamp()["expires"] = iso_utc(tuf_now + 21 * tuf_day);
  repo.publish_all();
  client.now = tuf_now + 18 * tuf_day;
  CHECK(client.refresh());
  CHECK(client.version("timestamp") == 2);
  extra();
  TufSimulator older;
  TufClient another(older);
  older.publish({"timestamp"});
  REQUIRE(another.refresh());
  another.now = tuf_now + 31 * tuf_day;
  older.published["timestamp"].push_back(older.published["timestamp"][0]);
  CHECK_FALSE(another.refresh());
  CHECK(another.version("timestamp") == 2);
}

TEST_CASE("tuf: a timestamp that is served for ever freezes nobody: it expires") {
  extra();
  TufSimulator repo;
  TufClient client(repo);
  REQUIRE(client.refresh());
  client.now = tuf_now + 30 * tuf_day - 1;
  CHECK(client.refresh());
  client.now = tuf_now + 30 * tuf_day;
  CHECK_FALSE(client.refresh());
}

TEST_CASE("tuf: each role that is held expires at its second, and not before") {
  for (const char* role : {"root", "timestamp", "snapshot", "targets"}) {
    CAPTURE(role);
    extra();
    TufSimulator repo;
    repo.mds[role]["expires"] = iso_utc(tuf_now + 5 * tuf_day);
    if (std::string(role) == "root") {
      repo.published.erase("root");
      repo.publish({"root"});
    } else {
      repo.publish_all();
    }
    TufClient client(repo);
    client.now = tuf_now + 5 * tuf_day - 1;
    CHECK(client.refresh());
    client.now = tuf_now + 5 * tuf_day;
    CHECK_FALSE(client.refresh());
  }
}

TEST_CASE("tuf: a clock set back or forward changes what is fresh, and never what is newer") {
  for (const Time when : {Time{0}, Time{1}, tuf_now - 20 * 365 * tuf_day, tuf_now + 29 * tuf_day}) {
    CAPTURE(when);
    extra();
    TufSimulator repo;
    TufClient client(repo);
    repo.publish_all();
    REQUIRE(client.refresh());
    client.now = when;
    CHECK(client.refresh());
    repo.published["timestamp"].push_back(repo.published["timestamp"][0]);
    CHECK_FALSE(client.refresh());
    CHECK(client.version("timestamp") == 2);
  }
  for (const Time when : {tuf_now + 100 * 365 * tuf_day, Time{1} << 40}) {
    CAPTURE(when);
    extra();
    TufSimulator repo;
    TufClient client(repo);
    REQUIRE(client.refresh());
    client.now = when;
    CHECK_FALSE(client.refresh());
    client.now = tuf_now;
    CHECK(client.refresh());
  }
}
