// Targets: bound to hash and length, fetched once, never written when they do not fit.
#include <tests/unit/content/tuf_cases.h>

#include <platform/crypto.h>
#include <platform/files.h>

using namespace alongside;

TEST_CASE("tuf: a target is fetched, checked and kept, also in a folder") {
  for (const char* path : {"target_file.txt", "path/to/a/target_file.txt"}) {
    CAPTURE(path);
    ported();
    TufSimulator repo;
    TufClient client(repo);
    repo.add_artifact("targets", "target file contents", path);
    repo.publish_all();
    CHECK(client.refresh());
    CHECK(client.targets_held() == 0);
    CHECK(client.download(path));
    CHECK(client.target(path) == "target file contents");
  }
}

TEST_CASE("tuf: a target that is held and fits is not fetched again") {
  ported();
  TufSimulator repo;
  TufClient client(repo);
  repo.add_artifact("targets", "content", "file");
  repo.publish_all();
  CHECK(client.download("file"));
  CHECK(client.download("file"));
  CHECK(repo.asked_targets.size() == 1);
  ported();  // and a held one that was spoilt is mended
  REQUIRE(write_file(client.folder / "targets/file", "spoilt").ok());
  CHECK(client.download("file"));
  CHECK(client.target("file") == "content");
}

TEST_CASE("tuf: substituted content is refused") {
  ported();
  TufSimulator repo;
  TufClient client(repo);
  repo.add_artifact("targets", "content 1", "file1");
  repo.add_artifact("targets", "content 2", "file2");
  repo.publish_all();
  REQUIRE(client.download("file1"));
  repo.artifacts["file1"] = repo.artifacts["file2"] = "malicious";
  CHECK(client.download("file1"));
  CHECK_FALSE(client.download("file2"));
  CHECK(client.target("file1") == "content 1");
  CHECK(client.targets_held() == 1);
}

TEST_CASE("tuf: a target that changes keeps its name and loses its old content") {
  ported();
  TufSimulator repo;
  TufClient client(repo);
  repo.add_artifact("targets", "first", "file");
  repo.publish_all();
  REQUIRE(client.download("file"));
  for (int i = 0; i < 10; ++i) {
    const std::string content = "content " + std::to_string(i);
    repo.add_artifact("targets", content, "file");
    repo.add_artifact("targets", "new " + content, "new" + std::to_string(i));
    repo.publish_all();
    if (i % 5 != 0) continue;
    CHECK(client.download("file"));
    CHECK(client.target("file") == content);
    CHECK(client.download("new" + std::to_string(i)));
    repo.artifacts["file"] = "malicious";
    repo.publish_all();
    CHECK(client.download("file"));
    CHECK(client.target("file") == content);
  }
  CHECK(client.targets_held() == 3);
}

TEST_CASE("tuf: several targets are taken in order, and the first fault ends it") {
  ported();
  TufSimulator repo;
  TufClient client(repo);
  for (const char* name : {"a", "b", "c"}) repo.add_artifact("targets", name, name);
  repo.publish_all();
  repo.artifacts["b"] = "x";
  CHECK_FALSE(client.download(std::vector<std::string>{"a", "b", "c"}));
  CHECK(client.target("a") == "a");
  CHECK_FALSE(client.target("c").has_value());
  CHECK(repo.asked_targets == std::vector<std::string>{"a", "b"});
}

TEST_CASE("tuf: sha512 alone is enough, both must fit, and none known is refused") {
  const std::string content = "content";
  const std::string good256 = to_hex(sha256(view(content)));
  const std::string good512 = to_hex(sha512(view(content)));
  struct Row {
    Json hashes;
    bool good;
  };
  const std::vector<Row> rows = {{{{"sha512", good512}}, true},
                                 {{{"sha256", good256}, {"sha512", good512}}, true},
                                 {{{"sha256", good256}, {"sha512", good256}}, false},
                                 {{{"sha256", std::string(64, '0')}, {"sha512", good512}}, false},
                                 {{{"md5", "9a0364b9e99bb480dd25e1f0284c8555"}}, false},
                                 {{{"sha256", good256}, {"md5", "00"}}, true}};
  for (const Row& row : rows) {
    CAPTURE(row.hashes.dump());
    if (row.hashes.size() == 1 && row.good)
      ported();
    else
      extra();
    TufSimulator repo;
    TufClient client(repo);
    repo.add_artifact("targets", content, "file");
    repo.targets()["targets"]["file"]["hashes"] = row.hashes;
    repo.publish_all();
    CHECK(client.download("file") == row.good);
  }
}

TEST_CASE("tuf: a target's length is exact") {
  for (const int difference : {-1, 1}) {
    CAPTURE(difference);
    if (difference < 0)
      ported();
    else
      extra();
    TufSimulator repo;
    TufClient client(repo);
    repo.add_artifact("targets", "content", "file");
    repo.targets()["targets"]["file"]["length"] = 7 + difference;
    repo.publish_all();
    CHECK_FALSE(client.download("file"));
    CHECK(client.targets_held() == 0);
  }
  extra();
  TufSimulator repo;
  TufClient client(repo);
  repo.add_artifact("targets", "", "empty");
  repo.publish_all();
  CHECK(client.download("empty"));
  CHECK(client.target("empty") == "");
}

TEST_CASE("tuf: target paths that lead elsewhere are refused, also when signed") {
  for (const char* path : {"../file", "/file", "a/../b", "a//b", "./a", "a/", "a\\b", "a\nb", ""}) {
    CAPTURE(path);
    extra();
    TufSimulator repo;
    TufClient client(repo);
    repo.add_artifact("targets", "content", path);
    repo.publish_all();
    CHECK_FALSE(client.download(path));
    CHECK(repo.asked_targets.empty());
    CHECK(client.targets_held() == 0);
  }
  for (const char* path : {"a b", "a?b", "a#b", "a%2fb", "\xc3\xa9.txt", "con"}) {
    CAPTURE(path);
    extra();
    TufSimulator repo;
    TufClient client(repo);
    repo.add_artifact("targets", "content", path);
    repo.publish_all();
    CHECK(client.download(path));
    CHECK(repo.asked_targets == std::vector<std::string>{path});
  }
}
