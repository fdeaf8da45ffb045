// One SQL text with $1 placeholders for every store. Today on SQLite; the seam to PostgreSQL is the SQL text.
#pragma once

#include <platform/bytes.h>
#include <platform/result.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

struct sqlite3;

namespace alongside {

using DbValue = std::variant<std::nullptr_t, std::int64_t, double, std::string, Bytes>;

// A row; a column of another type than asked for aborts (a broken promise between our SQL and our code),
// except that a null integer reads as 0 and a null text or blob as empty.
class Row {
 public:
  explicit Row(std::vector<DbValue> values) : values_(std::move(values)) {}
  std::int64_t integer(std::size_t column) const;
  const std::string& text(std::size_t column) const;
  const Bytes& blob(std::size_t column) const;
  bool null(std::size_t column) const;
  std::size_t size() const { return values_.size(); }

 private:
  std::vector<DbValue> values_;
};

struct Migration {
  std::string name;  // "0001_first", applied in order, once
  std::string sql;
};

struct DbOptions {
  bool create = true;
  bool read_only = false;
  std::int64_t heap_limit_bytes = 0;  // of the whole process; 0: none
  int busy_ms = 10'000;               // how long a writer waits for another one before it is told
};

// One connection. Not for two threads at once. Settings: WAL, synchronous FULL, secure_delete, temp_store
// MEMORY, foreign_keys, DEFENSIVE, trusted_schema off, cell_size_check, no ATTACH. Limits: a value or row of
// 1,000,000 bytes, SQL of 100,000 bytes, expressions 10 deep. Errors of every function are `storage`, but a
// wrong number of parameters, which is `invalid`. A -wal of another database with the same page size is
// played back by SQLite: nobody but the program may put files beside its database.
class Db {
 public:
  // storage: cannot open, damaged (quick_check), cut off, read-only folder, or made by a newer program;
  // `what` starts with the path. Each migration is one transaction.
  static Result<Db> open(const std::string& path, const std::vector<Migration>& migrations,
                         DbOptions options = {});
  Db(Db&&) noexcept;
  Db& operator=(Db&&) noexcept;
  ~Db();

  // $1, $2 … are bound by name. Answers how many rows changed.
  template <class... Args>
  Result<std::int64_t> run(std::string_view sql, const Args&... args) {
    return run_values(sql, {to_value(args)...});
  }
  template <class... Args>
  Result<std::vector<Row>> rows(std::string_view sql, const Args&... args) {
    return query_values(sql, {to_value(args)...});
  }
  template <class... Args>
  Result<std::optional<Row>> row(std::string_view sql, const Args&... args) {
    auto found = query_values(sql, {to_value(args)...});
    if (!found.ok()) return found.error();
    if (found->empty()) return std::optional<Row>{};
    return std::optional<Row>{std::move(found->front())};
  }
  // Everything in `work` or nothing; nested calls join the outer one. BEGIN IMMEDIATE. An error rolls back.
  Result<> atomically(const std::function<Result<>()>& work);
  Result<> checkpoint();  // wal_checkpoint(TRUNCATE): after a purge nothing is left in -wal
  Result<> back_up_to(const std::string& path);  // SQLite backup API, then quick_check of the copy
  std::int64_t size_bytes();                     // of the database without its -wal; 0 when it cannot be read

  static DbValue to_value(std::nullptr_t) { return nullptr; }
  static DbValue to_value(bool value) { return std::int64_t{value}; }
  static DbValue to_value(int value) { return std::int64_t{value}; }
  static DbValue to_value(std::int64_t value) { return value; }
  static DbValue to_value(std::uint32_t value) { return std::int64_t{value}; }
  static DbValue to_value(double value) { return value; }
  static DbValue to_value(const char* value) { return std::string(value); }
  static DbValue to_value(std::string_view value) { return std::string(value); }
  static DbValue to_value(const std::string& value) { return value; }
  static DbValue to_value(const Bytes& value) { return value; }
  template <class T>
  static DbValue to_value(const std::optional<T>& value) {
    return value ? to_value(*value) : DbValue{nullptr};
  }

 private:
  struct Handle;
  explicit Db(std::unique_ptr<Handle> handle);
  Result<std::int64_t> run_values(std::string_view sql, const std::vector<DbValue>& values);
  Result<std::vector<Row>> query_values(std::string_view sql, const std::vector<DbValue>& values);
  std::unique_ptr<Handle> handle_;
};

}  // namespace alongside
