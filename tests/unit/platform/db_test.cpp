// The database: migrations, names of parameters, atomic work, erasure, damaged files.
#include <platform/db.h>
#include <platform/files.h>

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

using namespace alongside;

namespace {

struct Folder {
  std::string path;
  Folder() {
    char name[] = "/tmp/alongside-db-XXXXXX";
    path = mkdtemp(name);
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

const std::vector<Migration> one = {{"0001_first", "create table t(a bigint, b text, c bytea);"}};

}  // namespace

TEST_CASE("parameters are bound by their number, whatever order they appear in") {
  Folder folder;
  Db db = Db::open(folder.path + "/a.db", one).take();
  REQUIRE(db.run("insert into t(b, a, c) values($2, $1, $3)", 7, "seven", Bytes{1, 2}).ok());
  const auto row = db.row("select a, b, c from t where b = $1", "seven").take();
  REQUIRE(row.has_value());
  CHECK(row->integer(0) == 7);
  CHECK(row->blob(2) == Bytes{1, 2});
  CHECK_FALSE(db.run("insert into t(a) values($1)", 1, 2).ok());
}

TEST_CASE("atomic work that fails leaves nothing") {
  Folder folder;
  Db db = Db::open(folder.path + "/a.db", one).take();
  CHECK_FALSE(db.atomically([&]() -> Result<> {
                  TRY(db.run("insert into t(a) values($1)", 1));
                  return Error{Code::invalid, "planned"};
                }).ok());
  CHECK(db.row("select count(*) from t").take()->integer(0) == 0);
}

TEST_CASE("a schema from a newer program, garbage and an attach are refused") {
  Folder folder;
  const std::string path = folder.path + "/a.db";
  { Db db = Db::open(path, {one[0], {"0002_next", "create table u(a bigint);"}}).take(); }
  CHECK(Db::open(path, one).error().code == Code::storage);
  REQUIRE(write_file(folder.path + "/b.db", std::string(8192, 'x')).ok());
  CHECK(Db::open(folder.path + "/b.db", one).error().code == Code::storage);
  Db db = Db::open(folder.path + "/c.db", one).take();
  CHECK_FALSE(db.run("attach database ':memory:' as other").ok());
}

TEST_CASE("deleted bytes are gone from the files after a checkpoint, and a backup opens") {
  Folder folder;
  Db db = Db::open(folder.path + "/a.db", one).take();
  REQUIRE(db.run("insert into t(b) values($1)", "canary-4711-canary").ok());
  REQUIRE(db.run("delete from t").ok());
  REQUIRE(db.checkpoint().ok());
  const auto names = list_files(folder.path).take();
  for (const std::string& name : names) {
    CHECK(read_file(folder.path + "/" + name, 1u << 20).take().find("canary-4711") == std::string::npos);
  }
  REQUIRE(db.run("insert into t(b) values($1)", "kept").ok());
  REQUIRE(db.back_up_to(folder.path + "/copy.db").ok());
  Db copy = Db::open(folder.path + "/copy.db", one).take();
  CHECK(copy.row("select b from t").take()->text(0) == "kept");
}
