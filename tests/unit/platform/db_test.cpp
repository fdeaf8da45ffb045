// The database: migrations, names of parameters, atomic work, erasure, settings, a second writer, a full
// disk.
#include <platform/db.h>
#include <platform/files.h>

#include <tests/unit/platform/folder.h>
#include <tests/unit/platform/syscalls.h>

#include <doctest/doctest.h>

#include <sqlite3.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <sys/wait.h>
#include <unistd.h>

using namespace alongside;

namespace {

const std::vector<Migration> one = {{"0001_first", "create table t(a bigint, b text, c bytea);"}};

Db open(const std::string& path) { return Db::open(path, one).take(); }

std::int64_t count(Db& db) { return db.row("select count(*) from t").take()->integer(0); }

std::string pragma(Db& db, const std::string& name) {
  const auto row = db.row("select cast(" + name + " as text) from pragma_" + name);
  return row.ok() && row.value() ? row.value()->text(0) : "none";
}

// Lets SQLite write so many times, then says that the disk is full, for as long as one lives.
class FullDisk {
 public:
  explicit FullDisk(int writes) : vfs_(sqlite3_vfs_find(nullptr)) {
    left = writes;
    real = vfs_->xGetSystemCall(vfs_, "pwrite64");
    if (real == nullptr) real = vfs_->xGetSystemCall(vfs_, "pwrite");
    set(reinterpret_cast<sqlite3_syscall_ptr>(write));
  }
  ~FullDisk() { set(real); }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  bool was_full() const { return left < 0; }

 private:
  static ssize_t write(int descriptor, const void* bytes, std::size_t size, off_t at) {
    if (--left >= 0) return ::pwrite(descriptor, bytes, size, at);
    errno = ENOSPC;
    return -1;
  }
  void set(sqlite3_syscall_ptr to) {
    for (const char* name : {"pwrite64", "pwrite"}) vfs_->xSetSystemCall(vfs_, name, to);
  }
  sqlite3_vfs* vfs_;
  static inline sqlite3_syscall_ptr real = nullptr;
  static inline int left = 0;
};

}  // namespace

TEST_CASE("parameters are bound by their number, whatever order they appear in") {
  TestFolder folder;
  Db db = open(folder / "a.db");
  REQUIRE(db.run("insert into t(b, a, c) values($2, $1, $3)", 7, "seven", Bytes{1, 2}).ok());
  const auto row = db.row("select a, b, c from t where b = $1", "seven").take();
  REQUIRE(row.has_value());
  CHECK(row->integer(0) == 7);
  CHECK(row->blob(2) == Bytes{1, 2});
  CHECK_FALSE(db.run("insert into t(a) values($1)", 1, 2).ok());
  CHECK_FALSE(db.run("insert into t(a, b) values($1, $2)", 1).ok());
  CHECK_FALSE(db.run("insert into t(a) values($2)", 1).ok());
  CHECK(count(db) == 1);
  REQUIRE(db.run("update t set a = $1 where b = $2 and a < $1", 9, "seven").value() == 1);
}

TEST_CASE("values come back as they went in: null, edges of integers, empty, NUL and bytes of every value") {
  TestFolder folder;
  Db db = open(folder / "a.db");
  Bytes every;
  for (int i = 0; i < 256; ++i) every.push_back(static_cast<std::uint8_t>(i));
  const std::string text("a\0'; drop table t; --\xf0\x9f\x98\x80", 26);
  REQUIRE(db.run("insert into t(a, b, c) values($1, $2, $3)", INT64_MIN, text, every).ok());
  REQUIRE(db.run("insert into t(a, b, c) values($1, $2, $3)", nullptr, "", Bytes{}).ok());
  const auto rows = db.rows("select a, b, c, typeof(c) from t order by rowid").take();
  CHECK(rows[0].integer(0) == INT64_MIN);
  CHECK(rows[0].text(1) == text);
  CHECK(rows[0].blob(2) == every);
  CHECK(rows[1].null(0));
  CHECK(rows[1].integer(0) == 0);
  CHECK_FALSE(rows[1].null(1));
  CHECK(rows[1].text(3) == "blob");
}

TEST_CASE("atomic work that fails leaves nothing, at any depth") {
  TestFolder folder;
  Db db = open(folder / "a.db");
  const auto planned = [] { return Result<>(Error{Code::invalid, "planned"}); };
  CHECK_FALSE(db.atomically([&]() -> Result<> {
                  TRY(db.run("insert into t(a) values($1)", 1));
                  return planned();
                }).ok());
  CHECK(count(db) == 0);
  CHECK_FALSE(db.atomically([&]() -> Result<> {
                  TRY(db.run("insert into t(a) values($1)", 1));
                  TRY(db.atomically([&]() -> Result<> {
                    TRY(db.run("insert into t(a) values($1)", 2));
                    return planned();
                  }));
                  return {};
                }).ok());
  CHECK(count(db) == 0);
  CHECK(db.atomically([&]() -> Result<> {
            TRY(db.run("insert into t(a) values($1)", 1));
            return {};
          }).ok());
  CHECK(count(db) == 1);
}

TEST_CASE("the settings that keep the data hold on every connection") {
  TestFolder folder;
  for (int i = 0; i < 2; ++i) {
    Db db = open(folder / "a.db");
    CHECK(pragma(db, "journal_mode") == "wal");
    CHECK(pragma(db, "synchronous") == "2");
    CHECK(pragma(db, "secure_delete") == "1");
    CHECK(pragma(db, "temp_store") == "2");
    CHECK(pragma(db, "foreign_keys") == "1");
    CHECK(pragma(db, "cell_size_check") == "1");
    CHECK(pragma(db, "trusted_schema") == "0");
  }
}

TEST_CASE("every commit is synced to the disk before it is success") {
  TestFolder folder;
  Db db = open(folder / "a.db");
  REQUIRE(db.run("insert into t(a) values(0)").ok());
  for (int i = 0; i < 3; ++i) {
    const Watch watch;
    REQUIRE(db.run("insert into t(a) values($1)", i).ok());
    const auto calls = watch.calls();
    CHECK(std::count(calls.begin(), calls.end(), "fdatasync a.db-wal") == 1);
  }
  const Watch watch(1);
  CHECK(db.run("insert into t(a) values(99)").error().code == Code::storage);
}

TEST_CASE("the hardening holds: no other file, no schema by hand, no extension, limits on SQL and values") {
  TestFolder folder;
  Db db = open(folder / "a.db");
  for (const char* bad :
       {"attach database ':memory:' as other", "detach database main", "select load_extension('x')",
        "pragma writable_schema = on; delete from sqlite_schema",
        "insert into sqlite_schema values('table', 'x', 'x', 0, 'create table x(a)')",
        "delete from sqlite_schema", "vacuum into '/nowhere/else'"}) {
    CAPTURE(bad);
    const bool done = db.run(bad).ok();
    CHECK((!done || db.run("insert into t(a) values(1)").ok()));
    if (std::string_view(bad).find("pragma") == std::string_view::npos) CHECK_FALSE(done);
  }
  CHECK(db.rows("select 1 -- " + std::string(99'000, 'x')).ok());
  CHECK_FALSE(db.rows("select 1 -- " + std::string(100'001, 'x')).ok());
  std::string sum = "select 1";
  for (int i = 0; i < 50; ++i) sum += " + (1";
  CHECK_FALSE(db.rows(sum + std::string(50, ')')).ok());
  CHECK(db.run("insert into t(c) values($1)", Bytes(900'000)).ok());
  CHECK_FALSE(db.run("insert into t(c) values($1)", Bytes(5'000'000)).ok());
}

TEST_CASE("a second writer waits, then is told; a reader is never held up") {
  TestFolder folder;
  Db first = open(folder / "a.db");
  Db second = Db::open(folder / "a.db", one,
                       {.create = true, .read_only = false, .heap_limit_bytes = 0, .busy_ms = 20})
                  .take();
  const Result<> done = first.atomically([&]() -> Result<> {
    TRY(first.run("insert into t(a) values(1)"));
    CHECK(count(second) == 0);
    const auto busy = second.run("insert into t(a) values(2)");
    CHECK(busy.error().code == Code::storage);
    CHECK(busy.error().what == "write: database is locked");
    CHECK_FALSE(second.atomically([]() -> Result<> { return {}; }).ok());
    return {};
  });
  CHECK(done.ok());
  CHECK(second.run("insert into t(a) values(2)").ok());
  CHECK(count(first) == 2);
}

TEST_CASE("read only: reads, never writes, and asks for a file that is there") {
  TestFolder folder;
  CHECK(Db::open(folder / "a.db", one, {.create = false, .read_only = true}).error().code == Code::storage);
  { Db db = open(folder / "a.db"); }
  Db db = Db::open(folder / "a.db", one, {.create = false, .read_only = true}).take();
  CHECK(count(db) == 0);
  CHECK(db.run("insert into t(a) values(1)").error().code == Code::storage);
  CHECK(Db::open(folder / "none.db", one, {.create = false}).error().code == Code::storage);
  CHECK(Db::open(folder / "none/a.db", one).error().code == Code::storage);
}

TEST_CASE("a folder that may not be written to is said at open, by the file's name") {
  TestFolder folder;
  const std::string path = folder / "a.db";
  std::filesystem::permissions(folder.path, std::filesystem::perms(0555));
  // In a process of its own: the administrator may write anywhere, so it stops being one first.
  const pid_t child = ::fork();
  if (child == 0) {
    if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(3);
    const auto db = Db::open(path, one);
    ::_exit(!db.ok() && db.error().code == Code::storage && db.error().what.starts_with(path) ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WEXITSTATUS(status) == 0);
  std::filesystem::permissions(folder.path, std::filesystem::perms(0755));
}

TEST_CASE("a disk that fills up at any write loses nothing that was committed") {
  TestFolder folder;
  const std::string path = folder / "a.db";
  const Bytes body(20'000, 7);
  std::int64_t committed = 0;
  int full = 0;
  for (int writes = 0; writes < 40; ++writes) {
    Db db = open(path);
    {
      const FullDisk disk(writes);
      const auto done = db.atomically([&]() -> Result<> {
        for (int i = 0; i < 3; ++i) TRY(db.run("insert into t(a, c) values($1, $2)", i, body));
        return {};
      });
      if (done.ok()) committed += 3;
      if (!done.ok()) {
        CHECK(done.error().code == Code::storage);
        CHECK(done.error().what.find("full") != std::string::npos);
      }
      static_cast<void>(db.checkpoint());
      full += disk.was_full() ? 1 : 0;
    }
    CHECK(count(db) == committed);
    CHECK(db.run("update t set b = 'x' where a = 1").ok());  // goes on once there is room
  }
  CHECK(full > 15);
  CHECK(committed > 0);
  Db db = open(path);
  CHECK(count(db) == committed);
}

TEST_CASE("deleted bytes are gone from the files after a checkpoint, and a backup opens") {
  TestFolder folder;
  Db db = open(folder / "a.db");
  REQUIRE(db.run("insert into t(b) values($1)", "canary-4711-canary").ok());
  REQUIRE(db.run("delete from t").ok());
  REQUIRE(db.checkpoint().ok());
  for (const std::string& name : list_files(folder.path).take()) {
    CHECK(read_file(folder / name, 1u << 20).take().find("canary-4711") == std::string::npos);
  }
  REQUIRE(db.run("insert into t(b) values($1)", "kept").ok());
  REQUIRE(db.back_up_to(folder / "copy.db").ok());
  Db copy = open(folder / "copy.db");
  CHECK(copy.row("select b from t").take()->text(0) == "kept");
  CHECK(db.back_up_to(folder / "none/copy.db").error().code == Code::storage);
  CHECK(db.size_bytes() > 0);
}
