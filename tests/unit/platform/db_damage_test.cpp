// Damaged databases of many kinds: refused with the file's name or opened whole, never a crash, never a
// guess.
#include <platform/db.h>
#include <platform/files.h>

#include <tests/unit/platform/folder.h>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <random>
#include <sys/stat.h>
#include <unistd.h>

using namespace alongside;
namespace fs = std::filesystem;

namespace {

const std::vector<Migration> one = {
    {"0001_first", "create table t(a bigint primary key, b text not null); create index by_text on t(b);"}};
constexpr int rows_written = 400;

void fill(const std::string& path, const std::string& text) {
  Db db = Db::open(path, one).take();
  REQUIRE(db.atomically([&]() -> Result<> {
              for (int i = 0; i < rows_written; ++i) {
                TRY(db.run("insert into t(a, b) values($1, $2)", i, text + std::to_string(i)));
              }
              return {};
            }).ok());
  REQUIRE(db.checkpoint().ok());
}

// What a program makes of a file: refused at open, refused at a read, or all rows there.
enum class Fate { refused_at_open, refused_at_read, whole, wrong };

Fate fate(const std::string& path) {
  auto db = Db::open(path, one);
  if (!db.ok()) {
    CHECK(db.error().code == Code::storage);
    CHECK(db.error().what.starts_with(path + ": "));
    return Fate::refused_at_open;
  }
  const auto rows = db->rows("select a, b from t order by a");
  if (!rows.ok()) {
    CHECK(rows.error().code == Code::storage);
    return Fate::refused_at_read;
  }
  return rows->size() == rows_written ? Fate::whole : Fate::wrong;
}

struct Damaged {
  TestFolder folder;
  std::string path = folder / "a.db";
  std::string good;
  Damaged() {
    fill(path, "row number ");
    good = read_file(path, 1u << 20).take();
  }
  Fate with(const std::string& bytes) {
    for (const char* end : {"", "-wal", "-shm", "-journal"}) fs::remove(path + end);
    REQUIRE(write_file(path, bytes).ok());
    return fate(path);
  }
};

}  // namespace

TEST_CASE("a database cut off, overwritten or of another kind is refused with its name") {
  Damaged damaged;
  CHECK(damaged.with(damaged.good) == Fate::whole);
  for (const std::size_t size : {1u, 15u, 16u, 99u, 100u, 4095u, 4097u, 8192u}) {
    CAPTURE(size);
    CHECK(damaged.with(damaged.good.substr(0, size)) == Fate::refused_at_open);
  }
  CHECK(damaged.with(damaged.good.substr(0, damaged.good.size() - 4096)) == Fate::refused_at_open);
  CHECK(damaged.with(damaged.good.substr(0, damaged.good.size() / 2)) == Fate::refused_at_open);
  CHECK(damaged.with(std::string(8192, 'x')) == Fate::refused_at_open);
  CHECK(damaged.with(std::string(8192, '\0')) == Fate::refused_at_open);
  CHECK(damaged.with("<html><title>Sign in to the network</title></html>") == Fate::refused_at_open);
  for (std::size_t page = 0; page * 4096 < damaged.good.size(); ++page) {
    std::string bytes = damaged.good;
    CHECK(damaged.with(bytes.replace(page * 4096, 4096, std::string(4096, '\0'))) == Fate::refused_at_open);
    bytes = damaged.good;
    CHECK(damaged.with(bytes.replace(page * 4096, 4096, std::string(4096, '\xff'))) == Fate::refused_at_open);
  }
}

TEST_CASE("a file of 4 GiB of nothing, a folder, a pipe and a link in a circle are no database") {
  TestFolder folder;
  REQUIRE(write_file(folder / "big.db", "x").ok());
  REQUIRE(::truncate((folder / "big.db").c_str(), off_t{4} << 30) == 0);
  REQUIRE(make_folder(folder / "folder.db").ok());
  REQUIRE(::mkfifo((folder / "pipe.db").c_str(), 0600) == 0);
  fs::create_symlink("circle.db", folder / "circle.db");
  for (const char* name : {"big.db", "folder.db", "pipe.db", "circle.db"}) {
    CAPTURE(name);
    const auto db = Db::open(folder / name, one);
    REQUIRE_FALSE(db.ok());
    CHECK(db.error().code == Code::storage);
    CHECK(db.error().what.starts_with(folder / name));
  }
}

TEST_CASE("an empty file is a new database only where one may be made") {
  TestFolder folder;
  REQUIRE(write_file(folder / "a.db", "").ok());
  CHECK(Db::open(folder / "a.db", one, {.create = false}).error().code == Code::storage);
  CHECK(Db::open(folder / "a.db", one).ok());
}

TEST_CASE(
    "changed bytes of a database end in an error or in all its rows, never in a crash or in fewer rows") {
  Damaged damaged;
  std::mt19937_64 chance(7);
  int fates[4] = {};
  for (int i = 0; i < 400; ++i) {
    std::string bytes = damaged.good;
    for (std::uint64_t n = 1 + chance() % 3; n > 0; --n)
      bytes[chance() % bytes.size()] = static_cast<char>(chance());
    ++fates[static_cast<int>(damaged.with(bytes))];
  }
  std::printf("db: 400 damaged files: %d refused at open, %d at a read, %d whole, %d wrong\n", fates[0],
              fates[1], fates[2], fates[3]);
  CHECK(fates[3] == 0);
  CHECK(fates[0] > 20);
}

TEST_CASE(
    "a log beside the database that is damaged, cut off or gone takes nothing committed to the "
    "file") {
  TestFolder folder;
  for (const std::string kind : {"garbage", "cut", "gone", "empty"}) {
    CAPTURE(kind);
    const std::string path = folder / (kind + ".db");
    fill(path, "row number ");
    std::string wal;
    {
      Db db = Db::open(path, one).take();
      REQUIRE(db.run("update t set b = 'later' where a = 1").ok());
      wal = read_file(path + "-wal", 1u << 20).take();
    }
    REQUIRE(wal.size() > 4096);
    std::string beside = wal.substr(0, wal.size() / 2);
    if (kind == "garbage") beside = std::string(9000, 'g');
    if (kind == "gone" || kind == "empty") beside.clear();
    REQUIRE(write_file(path + "-wal", beside).ok());
    if (kind == "gone") fs::remove(path + "-wal");
    REQUIRE(write_file(path + "-shm", std::string(32768, 's')).ok());
    CHECK(fate(path) == Fate::whole);
  }
}

TEST_CASE("a hot journal of another database is not played back over this one") {
  Damaged damaged;
  std::string journal = "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7";
  journal.resize(1024, '\0');
  REQUIRE(write_file(damaged.path + "-journal", journal).ok());
  CHECK(fate(damaged.path) == Fate::whole);
  REQUIRE(write_file(damaged.path + "-journal", std::string(4096, 'j')).ok());
  CHECK(fate(damaged.path) == Fate::whole);
}

TEST_CASE(
    "a schema from a newer program or a migration that fails is refused, and the file stays as it was") {
  TestFolder folder;
  const std::string path = folder / "a.db";
  { Db db = Db::open(path, {one[0], {"0002_next", "create table u(a bigint);"}}).take(); }
  const auto newer = Db::open(path, one);
  CHECK(newer.error().code == Code::storage);
  CHECK(newer.error().what == path + ": made by a newer program (0002_next)");
  fill(folder / "b.db", "row number ");
  const std::vector<Migration> broken = {one[0],
                                         {"0002_broken", "create table v(a bigint); create tabel w(a);"}};
  CHECK_FALSE(Db::open(folder / "b.db", broken).ok());
  Db db = Db::open(folder / "b.db", one).take();
  CHECK_FALSE(db.rows("select * from v").ok());
  CHECK(fate(folder / "b.db") == Fate::whole);
}
