// Db on SQLite: settings and limits, statements kept, parameters bound by name.
#include <platform/db.h>

#include <sqlite3.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <sys/stat.h>

namespace alongside {

std::int64_t Row::integer(std::size_t column) const {
  const DbValue& value = values_.at(column);
  if (std::holds_alternative<std::nullptr_t>(value)) return 0;
  const auto* number = std::get_if<std::int64_t>(&value);
  if (number == nullptr) std::abort();
  return *number;
}

const std::string& Row::text(std::size_t column) const {
  static const std::string empty;
  const DbValue& value = values_.at(column);
  if (std::holds_alternative<std::nullptr_t>(value)) return empty;
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) std::abort();
  return *text;
}

const Bytes& Row::blob(std::size_t column) const {
  static const Bytes empty;
  const DbValue& value = values_.at(column);
  if (std::holds_alternative<std::nullptr_t>(value)) return empty;
  const auto* bytes = std::get_if<Bytes>(&value);
  if (bytes == nullptr) std::abort();
  return *bytes;
}

bool Row::null(std::size_t column) const {
  return std::holds_alternative<std::nullptr_t>(values_.at(column));
}

namespace {

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

Error fault(sqlite3* db, const char* doing) {
  return Error{Code::storage,
               std::string(doing) + ": " + (db != nullptr ? sqlite3_errmsg(db) : "out of memory")};
}

int authorize(void*, int action, const char*, const char* second, const char*, const char*) {
  if (action == SQLITE_ATTACH || action == SQLITE_DETACH) return SQLITE_DENY;
  if (action == SQLITE_FUNCTION && second != nullptr && std::string_view(second) == "load_extension")
    return SQLITE_DENY;
  return SQLITE_OK;
}

void limit(sqlite3* db, int busy_ms) {
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 1'000'000);
  sqlite3_limit(db, SQLITE_LIMIT_SQL_LENGTH, 100'000);
  sqlite3_limit(db, SQLITE_LIMIT_VDBE_OP, 25'000);
  sqlite3_limit(db, SQLITE_LIMIT_EXPR_DEPTH, 10);
  sqlite3_limit(db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_set_authorizer(db, authorize, nullptr);
  sqlite3_busy_timeout(db, busy_ms);
}

Result<> bind(sqlite3* db, sqlite3_stmt* statement, const std::vector<DbValue>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string name = "$" + std::to_string(i + 1);
    const int at = sqlite3_bind_parameter_index(statement, name.c_str());
    if (at == 0) return Error{Code::invalid, "SQL does not use " + name};
    const DbValue& value = values[i];
    int rc = SQLITE_OK;
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      rc = sqlite3_bind_int64(statement, at, *number);
    } else if (const auto* real = std::get_if<double>(&value)) {
      rc = sqlite3_bind_double(statement, at, *real);
    } else if (const auto* text = std::get_if<std::string>(&value)) {
      rc = sqlite3_bind_text64(statement, at, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
    } else if (const auto* bytes = std::get_if<Bytes>(&value)) {
      static const std::uint8_t nothing = 0;
      rc = sqlite3_bind_blob64(statement, at, bytes->empty() ? &nothing : bytes->data(), bytes->size(),
                               SQLITE_STATIC);
    } else {
      rc = sqlite3_bind_null(statement, at);
    }
    if (rc != SQLITE_OK) return fault(db, "bind");
  }
  if (static_cast<std::size_t>(sqlite3_bind_parameter_count(statement)) != values.size()) {
    return Error{Code::invalid, "SQL has another number of parameters"};
  }
  return {};
}

DbValue column(sqlite3_stmt* statement, int at) {
  switch (sqlite3_column_type(statement, at)) {
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(statement, at)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, at);
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, at));
      return std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, at)));
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement, at));
      const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement, at));
      return bytes == nullptr ? Bytes{} : Bytes(bytes, bytes + size);
    }
    default:
      return nullptr;
  }
}

}  // namespace

struct Db::Handle {
  sqlite3* db = nullptr;
  std::map<std::string, Statement, std::less<>> kept;
  bool inside = false;

  ~Handle() {
    kept.clear();
    sqlite3_close(db);
  }

  Result<> script(const char* sql) {
    if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK) return fault(db, "database");
    return {};
  }

  Result<sqlite3_stmt*> prepared(std::string_view sql) {
    const auto found = kept.find(sql);
    if (found != kept.end()) return found->second.get();
    sqlite3_stmt* made = nullptr;
    if (sqlite3_prepare_v3(db, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &made,
                           nullptr) != SQLITE_OK) {
      return fault(db, "SQL");
    }
    if (kept.size() > 200) kept.clear();
    kept.emplace(std::string(sql), Statement(made));
    return made;
  }
};

Db::Db(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
Db::Db(Db&&) noexcept = default;
Db& Db::operator=(Db&&) noexcept = default;
Db::~Db() = default;

namespace {

const char* settings(bool read_only) {
  if (read_only) return "pragma temp_store=memory; pragma cell_size_check=on; pragma query_only=on;";
  return "pragma journal_mode=wal; pragma synchronous=full; pragma secure_delete=on; pragma "
         "temp_store=memory;"
         "pragma foreign_keys=on; pragma cell_size_check=on;"
         "create table if not exists migration(name text primary key);";
}

bool known(const std::vector<Migration>& migrations, const std::string& name) {
  return std::any_of(migrations.begin(), migrations.end(),
                     [&](const Migration& m) { return m.name == name; });
}

// To SQLite a file of no bytes or one is an empty database: here it is one that has lost everything, unless a
// new one may be made of it.
Result<> check_size(const std::string& path, const DbOptions& options) {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode)) return {};  // the opening says it better
  if (facts.st_size >= 512 || (facts.st_size == 0 && options.create && !options.read_only)) return {};
  return Error{Code::storage, path + ": damaged (cut off)"};
}

}  // namespace

Result<Db> Db::open(const std::string& path, const std::vector<Migration>& migrations, DbOptions options) {
  TRY(check_size(path, options));
  auto handle = std::make_unique<Handle>();
  const int flags = options.read_only ? SQLITE_OPEN_READONLY
                                      : SQLITE_OPEN_READWRITE | (options.create ? SQLITE_OPEN_CREATE : 0);
  if (sqlite3_open_v2(path.c_str(), &handle->db, flags | SQLITE_OPEN_NOMUTEX, nullptr) != SQLITE_OK) {
    return Error{Code::storage, path + ": " + sqlite3_errmsg(handle->db)};
  }
  if (options.heap_limit_bytes > 0) sqlite3_hard_heap_limit64(options.heap_limit_bytes);
  limit(handle->db, options.busy_ms);
  Db db(std::move(handle));
  if (const Result<> set = db.handle_->script(settings(options.read_only)); !set.ok()) {
    return Error{Code::storage, path + ": " + set.error().what};
  }
  const auto checked = db.row("pragma quick_check(1)");
  if (!checked.ok()) return Error{Code::storage, path + ": " + checked.error().what};
  if (!checked.value() || checked.value()->text(0) != "ok")
    return Error{Code::storage, path + ": damaged (quick_check)"};
  if (migrations.empty() && options.read_only) return db;
  const auto applied = TRY(db.rows("select name from migration order by name"));
  for (const Row& row : applied) {
    if (!known(migrations, row.text(0))) {
      return Error{Code::storage, path + ": made by a newer program (" + row.text(0) + ")"};
    }
  }
  if (options.read_only) return db;
  for (const Migration& migration : migrations) {
    TRY(db.atomically([&]() -> Result<> {
      if (TRY(db.row("select 1 from migration where name = $1", migration.name))) return {};
      TRY(db.handle_->script(migration.sql.c_str()));
      TRY(db.run("insert into migration(name) values($1)", migration.name));
      return {};
    }));
  }
  return db;
}

Result<std::int64_t> Db::run_values(std::string_view sql, const std::vector<DbValue>& values) {
  sqlite3_stmt* statement = TRY(handle_->prepared(sql));
  Result<> bound = bind(handle_->db, statement, values);
  int rc = SQLITE_DONE;
  if (bound.ok()) {
    do {
      rc = sqlite3_step(statement);
    } while (rc == SQLITE_ROW);
  }
  Result<std::int64_t> outcome = !bound.ok() ? Result<std::int64_t>(bound.error())
                                 : rc != SQLITE_DONE
                                     ? Result<std::int64_t>(fault(handle_->db, "write"))
                                     : Result<std::int64_t>(std::int64_t{sqlite3_changes(handle_->db)});
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  return outcome;
}

Result<std::vector<Row>> Db::query_values(std::string_view sql, const std::vector<DbValue>& values) {
  sqlite3_stmt* statement = TRY(handle_->prepared(sql));
  std::vector<Row> rows;
  Result<> outcome = bind(handle_->db, statement, values);
  while (outcome.ok()) {
    const int rc = sqlite3_step(statement);
    if (rc == SQLITE_DONE) break;
    if (rc != SQLITE_ROW) {
      outcome = fault(handle_->db, "read");
      break;
    }
    std::vector<DbValue> columns;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) columns.push_back(column(statement, i));
    rows.emplace_back(std::move(columns));
  }
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  if (!outcome.ok()) return outcome.error();
  return rows;
}

Result<> Db::atomically(const std::function<Result<>()>& work) {
  if (handle_->inside) return work();
  TRY(handle_->script("begin immediate"));
  handle_->inside = true;
  Result<> outcome = work();
  handle_->inside = false;
  if (outcome.ok()) outcome = handle_->script("commit");
  if (!outcome.ok() && sqlite3_get_autocommit(handle_->db) == 0)
    sqlite3_exec(handle_->db, "rollback", nullptr, nullptr, nullptr);
  return outcome;
}

Result<> Db::checkpoint() {
  if (sqlite3_wal_checkpoint_v2(handle_->db, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) !=
      SQLITE_OK) {
    return fault(handle_->db, "checkpoint");
  }
  return {};
}

Result<> Db::back_up_to(const std::string& path) {
  const std::string beside = path + ".new";
  std::remove(beside.c_str());
  {
    Handle copy;
    if (sqlite3_open_v2(beside.c_str(), &copy.db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr) !=
        SQLITE_OK) {
      return fault(copy.db, "backup");
    }
    sqlite3_backup* backup = sqlite3_backup_init(copy.db, "main", handle_->db, "main");
    if (backup == nullptr) return fault(copy.db, "backup");
    const int rc = sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    if (rc != SQLITE_DONE) return fault(copy.db, "backup");
    if (sqlite3_exec(copy.db, "pragma journal_mode=delete", nullptr, nullptr, nullptr) != SQLITE_OK) {
      return fault(copy.db, "backup");
    }
  }
  Db check = TRY(Db::open(beside, {}, DbOptions{.create = false, .read_only = true}));
  if (std::rename(beside.c_str(), path.c_str()) != 0)
    return Error{Code::storage, path + ": cannot be put in place"};
  return {};
}

std::int64_t Db::size_bytes() {
  const auto pages = row("select page_count * page_size from pragma_page_count(), pragma_page_size()");
  return pages.ok() && pages.value() ? pages.value()->integer(0) : 0;
}

}  // namespace alongside
