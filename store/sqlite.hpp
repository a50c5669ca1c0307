// The thinnest wrapper of SQLite that owns its handles: a database, a prepared statement, codes turned into
// StoreError. It knows SQL texts as little as their meaning; every sqlite3 call of the emulator is in
// sqlite.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sqlite3.h>

#include "store/store.hpp"

namespace eg::store {

/// What an SQLite result code means to the user of `path`; `detail` is SQLite's own sentence.
StoreError error_of(int code, const std::string& path, std::string_view detail);

class Database {
 public:
  /// Opens or creates the file. SQLite reads nothing yet: a damaged file shows at the first statement.
  static StoreResult<Database> open(const std::string& path);

  /// Statements without rows or values, separated by `;`.
  StoreResult<void> execute(const char* sql);
  /// The integer in the first column of the first row: for `PRAGMA user_version` and its like.
  StoreResult<std::int64_t> integer(const char* sql);
  /// Outside a transaction.
  bool in_autocommit() const { return sqlite3_get_autocommit(handle_.get()) != 0; }
  int changes() const { return sqlite3_changes(handle_.get()); }
  StoreError error(int code) const;
  const std::string& path() const { return path_; }
  sqlite3* handle() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
  };
  Database(sqlite3* handle, std::string path) : handle_(handle), path_(std::move(path)) {}
  std::unique_ptr<sqlite3, Close> handle_;
  std::string path_;
};

/// A prepared statement that is used many times. Parameters count from 1, columns from 0.
class Statement {
 public:
  static StoreResult<Statement> prepare(const Database& database, std::string_view sql);

  /// The text must live until `reset`.
  void bind(int parameter, std::string_view text);
  void bind(int parameter, std::int64_t number);
  /// The bytes must live until `reset`.
  void bind(int parameter, std::span<const std::uint8_t> bytes);
  /// True: a row is there; false: done.
  StoreResult<bool> step(const Database& database);
  std::string text(int column) const;
  std::vector<std::uint8_t> bytes(int column) const;
  std::int64_t number(int column) const { return sqlite3_column_int64(handle_.get(), column); }
  /// Ready for the next use; releases the read lock that an unfinished statement holds.
  void reset();

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
  };
  explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}
  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

}  // namespace eg::store
