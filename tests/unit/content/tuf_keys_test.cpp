// Signatures, thresholds and the rotation of keys.
#include <tests/unit/content/tuf_cases.h>

#include <platform/crypto.h>

using namespace alongside;

TEST_CASE("tuf: every key type of the specification signs, and a false signature of it does not") {
  for (const SignerKind kind : {SignerKind::ed25519, SignerKind::ecdsa, SignerKind::ecdsa_old_name,
                                SignerKind::rsa_pss, SignerKind::rsa_pkcs1}) {
    CAPTURE(int(kind));
    if (kind == SignerKind::ecdsa_old_name || kind == SignerKind::rsa_pkcs1)
      extra();
    else
      ported();
    TufSimulator repo;
    TufClient client(repo);
    const TufSigner signer = repo.add_key("root", "root", new_signer(kind));
    repo.root()["roles"]["root"]["threshold"] = 2;
    repo.publish({"root"});
    CHECK(client.refresh());
    CHECK(client.version("root") == 2);
    repo.publish({"root"});
    Json file = Json::parse(repo.published["root"].back());
    for (Json& entry : file["signatures"]) {
      if (entry["keyid"] == signer.keyid) entry["sig"] = to_hex(signer.sign(view("something else")));
    }
    repo.published["root"].back() = file.dump();
    CHECK_FALSE(client.refresh());
    CHECK(client.version("root") == 2);
  }
}

TEST_CASE("tuf: a whole repository under P-256 keys is read") {
  extra();
  TufSimulator repo(SignerKind::ecdsa);
  TufClient client(repo);
  CHECK(client.refresh());
}

TEST_CASE("tuf: a role signed by too few of its keys is refused") {
  ported();
  TufSimulator repo;
  TufClient client(repo);
  repo.root()["roles"]["snapshot"]["threshold"] = 3;
  repo.add_key("snapshot");
  repo.add_key("snapshot");
  repo.publish({"root", "targets", "snapshot", "timestamp"});
  CHECK(client.refresh());
  repo.signers["snapshot"].pop_back();
  repo.publish_all();
  CHECK_FALSE(client.refresh());
  CHECK(client.version("snapshot") == 2);
  ported();
  TufSimulator few;
  TufClient another(few);
  for (int i = 0; i < 4; ++i) few.add_key("snapshot");
  few.root()["roles"]["snapshot"]["threshold"] = 6;
  few.publish({"root", "snapshot", "timestamp"});
  CHECK_FALSE(another.refresh());
  CHECK(another.version("root") == 2);
  CHECK(another.version("snapshot") == 0);
}

TEST_CASE("tuf: one key never counts twice: same id, same key under another id, signature repeated") {
  ported();
  TufSimulator same_id;
  TufClient first(same_id);
  const TufSigner signer = new_signer();
  for (int i = 0; i < 9; ++i) same_id.add_key("snapshot", "root", signer);
  same_id.root()["roles"]["snapshot"]["threshold"] = 6;
  same_id.publish({"root", "snapshot", "timestamp"});
  CHECK_FALSE(first.refresh());
  CHECK(first.version("snapshot") == 0);
  for (const SignerKind kind : {SignerKind::ed25519, SignerKind::ecdsa}) {
    extra();
    TufSimulator other_id;
    TufClient second(other_id);
    const TufSigner one = new_signer(kind);
    for (int i = 0; i < 3; ++i) other_id.add_key("snapshot", "root", with_member(one, "x", i));
    other_id.root()["roles"]["snapshot"]["threshold"] = 3;
    other_id.publish({"root", "snapshot", "timestamp"});
    CHECK_FALSE(second.refresh());
    CHECK(second.version("snapshot") == 0);
  }
  for (const char* role : {"timestamp", "snapshot", "targets", "root"}) {
    CAPTURE(role);
    extra();
    TufSimulator repeated;
    TufClient third(repeated);
    repeated.publish({"root", "targets", "snapshot", "timestamp"});
    Json file = Json::parse(repeated.published[role].back());
    file["signatures"].push_back(file["signatures"][0]);
    repeated.published[role].back() = file.dump();
    CHECK_FALSE(third.refresh());
    CHECK(third.version(role) < 2);
  }
}

TEST_CASE("tuf: a key whose id is not its own hash makes the file refused") {
  extra();
  TufSimulator repo;
  TufClient client(repo);
  repo.publish({"root"});
  const TufSigner signer = new_signer();
  repo.root()["keys"][std::string(64, '0')] = signer.key;
  repo.publish({"root"});
  CHECK_FALSE(client.refresh());
  CHECK(client.version("root") == 2);
}

TEST_CASE("tuf: signatures of strangers, broken and empty ones do no harm and are not counted") {
  for (const char* sig : {"", "zz", "00", "3045"}) {
    CAPTURE(sig);
    extra();
    TufSimulator repo;
    TufClient client(repo);
    const TufSigner second = repo.add_key("snapshot");
    repo.publish({"root", "snapshot", "timestamp"});
    Json file = Json::parse(repo.published["snapshot"].back());
    for (Json& entry : file["signatures"]) {
      if (entry["keyid"] == second.keyid) entry["sig"] = sig;
    }
    file["signatures"].push_back({{"keyid", std::string(64, 'f')}, {"sig", "00"}});
    repo.published["snapshot"].back() = file.dump();
    CHECK(client.refresh());
    repo.root()["roles"]["snapshot"]["threshold"] = 2;
    repo.publish({"root"});
    TufClient stricter(repo);
    CHECK_FALSE(stricter.refresh());
  }
}

namespace {

struct Step {
  std::vector<int> keys;
  int threshold;
  std::vector<int> signed_by;
  bool good = true;
};

const std::vector<std::vector<Step>> root_chains = {
    {{{1}, 1, {1}}, {{2}, 1, {2, 1}}, {{2}, 1, {2}}},
    {{{1}, 1, {3, 1, 4}}, {{2}, 1, {3, 2, 1, 4}}, {{2}, 1, {3, 2, 4}}},
    {{{0, 1, 2, 3, 4}, 3, {0, 2, 4}}, {{0, 1, 2, 3, 4}, 3, {0, 4, 1}}, {{0, 1, 2, 3, 4}, 3, {0, 1, 3}}},
    {{{0, 1, 2, 3, 4}, 3, {0, 2, 4}}, {{0, 1, 3, 4, 5}, 3, {0, 4, 1}}},
    {{{0, 1, 2, 3, 4}, 3, {0, 2, 4}}, {{0, 1, 3, 4, 5}, 3, {0, 2, 4, 5}}, {{0, 1, 3, 4, 5}, 3, {0, 4, 5}}},
    {{{0, 1, 2, 3, 4}, 3, {0, 2, 4}},
     {{5, 6, 7, 8, 9}, 3, {0, 2, 4, 5, 6, 7}},
     {{5, 6, 7, 8, 9}, 3, {5, 6, 7}}},
    {{{1, 2, 3}, 1, {1}}, {{1, 2, 3}, 2, {1, 2}}},
    {{{1, 2, 3}, 2, {1, 2}}, {{1, 2, 3}, 1, {1, 2}}, {{1, 2, 3}, 1, {1}}},
    {{{1}, 1, {1}}, {{1, 2}, 2, {1, 2}}},
    {{{1}, 1, {1}}, {{2}, 1, {2, 3, 4}, false}},
    {{{1}, 1, {1}}, {{2}, 1, {1, 3, 4}, false}},
    {{{0, 1, 2, 3, 4}, 3, {0, 2, 4}}, {{0, 1, 3, 4, 5}, 3, {0, 2, 4}, false}},
    {{{0, 1, 2, 3, 4}, 3, {0, 2, 4}}, {{0, 1, 3, 4, 5}, 3, {0, 4, 5}, false}},
    {{{1, 2, 3}, 1, {1}}, {{1, 2, 3}, 2, {2}, false}},
    {{{1, 2, 3}, 2, {1, 2}}, {{1, 2, 3}, 1, {1}, false}},
};

const std::vector<Step> role_rotations = {
    {{2}, 1, {2}},
    {{1}, 1, {3, 1, 4}},
    {{2}, 1, {1, 3, 4}, false},
    {{0, 1, 3, 4, 5}, 3, {0, 2, 4}, false},
    {{0, 1, 3, 4, 5}, 3, {0, 4}, false},
    {{0, 1, 2, 3, 4}, 3, {0, 2, 4}},
    {{0, 1, 2, 3, 4}, 3, {0, 4, 1}},
    {{0, 1, 2, 3, 4}, 3, {0, 1, 3}},
    {{0, 1, 2, 3, 4}, 3, {1, 2, 3}},
    {{0, 1, 2, 3, 4}, 3, {2, 3, 4}},
};

std::vector<TufSigner> ten_signers() {
  std::vector<TufSigner> signers;
  for (int i = 0; i < 10; ++i) signers.push_back(new_signer());
  return signers;
}

void set_keys(TufSimulator& repo, const std::string& role, const Step& step,
              const std::vector<TufSigner>& signers) {
  repo.root()["roles"][role]["keyids"] = Json::array();
  repo.root()["roles"][role]["threshold"] = step.threshold;
  for (const int i : step.keys) repo.add_key(role, "root", signers[static_cast<std::size_t>(i)]);
  repo.signers[role].clear();
  for (const int i : step.signed_by) repo.signers[role].push_back(signers[static_cast<std::size_t>(i)]);
}

}  // namespace

TEST_CASE("tuf: roots follow each other by the old keys and the new") {
  const std::vector<TufSigner> signers = ten_signers();
  for (std::size_t row = 0; row < root_chains.size(); ++row) {
    CAPTURE(row);
    ported();
    TufSimulator repo;
    repo.published.erase("root");
    repo.root()["version"] = 1;
    for (const Step& step : root_chains[row]) {
      set_keys(repo, "root", step, signers);
      repo.publish({"root"});
    }
    TufClient client(repo);
    const bool good = root_chains[row].back().good;
    CHECK(client.refresh() == good);
    CHECK(client.stored("root") == repo.published["root"][repo.published["root"].size() - (good ? 1 : 2)]);
  }
}

TEST_CASE("tuf: each role follows the keys that root gives it") {
  const std::vector<TufSigner> signers = ten_signers();
  for (std::size_t row = 0; row < role_rotations.size(); ++row) {
    for (const char* role : {"timestamp", "snapshot", "targets"}) {
      CAPTURE(row);
      CAPTURE(role);
      if (std::string(role) == "timestamp")
        ported();
      else
        extra();
      TufSimulator repo;
      TufClient client(repo);
      set_keys(repo, role, role_rotations[row], signers);
      repo.publish({"root", "targets", "snapshot", "timestamp"});
      const bool good = role_rotations[row].good;
      CHECK(client.refresh() == good);
      CHECK(client.version(role) == (good ? 2 : 0));
    }
  }
}

TEST_CASE("tuf: a stolen timestamp key installs nothing") {
  extra();
  TufSimulator repo;
  TufClient client(repo);
  REQUIRE(client.refresh());
  repo.signers["snapshot"] = repo.signers["timestamp"];
  repo.signers["targets"] = repo.signers["timestamp"];
  repo.add_artifact("targets", "bad", "file");
  repo.publish_all();
  CHECK_FALSE(client.download("file"));
  CHECK(client.version("snapshot") == 1);
  CHECK(client.version("targets") == 1);
  CHECK(client.targets_held() == 0);
}
