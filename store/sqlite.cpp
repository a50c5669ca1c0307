#include "store/sqlite.hpp"

#include <array>
#include <stdexcept>

namespace eg::store {
namespace {

struct Meaning {
  int code;  ///< primary result code
  StoreError::Kind kind;
  std::string_view advice;
};

constexpr std::array meanings{
    Meaning{SQLITE_BUSY, StoreError::Kind::in_use,
            "is in use by another process: stop the other emulator or choose another data directory"},
    Meaning{SQLITE_LOCKED, StoreError::Kind::in_use,
            "is in use by another process: stop the other emulator or choose another data directory"},
    Meaning{SQLITE_NOTADB, StoreError::Kind::damaged,
            "is not a database: move the file away to start with an empty one"},
    Meaning{SQLITE_CORRUPT, StoreError::Kind::damaged,
            "is damaged: restore a copy of it or move it away to start with an empty one"},
    Meaning{SQLITE_FULL, StoreError::Kind::disk_full,
            "cannot grow because the disk is full: free some space and repeat the request"},
    Meaning{SQLITE_CANTOPEN, StoreError::Kind::cannot_open,
            "cannot be opened: check that its directory exists and may be written"},
    Meaning{SQLITE_PERM, StoreError::Kind::cannot_open, "cannot be opened: access is not permitted"},
    Meaning{SQLITE_READONLY, StoreError::Kind::cannot_open,
            "cannot be written: check the permissions of the file and of its directory"},
};

}  // namespace

StoreError error_of(int code, const std::string& path, std::string_view detail) {
  const int primary = code & 0xFF;
  for (const Meaning& meaning : meanings) {
    if (meaning.code == primary) {
      return {meaning.kind, "The database '" + path + "' " + std::string(meaning.advice) + "."};
    }
  }
  return {StoreError::Kind::failed,
          "The database '" + path + "' failed: " + std::string(detail) + " (" + std::to_string(code) + ")."};
}

StoreResult<Database> Database::open(const std::string& path) {
  sqlite3* handle = nullptr;
  // One connection, one thread (store.hpp): SQLite's own mutexes would only cost time.
  constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
  Database database(handle, path);
  if (code != SQLITE_OK) {
    return error_of(code, path, sqlite3_errstr(code));
  }
  if (sqlite3_db_readonly(handle, "main") == 1) {
    // SQLite opens what it may only read without a word, and fails at the lock.
    return error_of(SQLITE_READONLY, path, sqlite3_errstr(SQLITE_READONLY));
  }
  sqlite3_extended_result_codes(handle, 1);
  return database;
}

StoreResult<void> Database::execute(const char* sql) {
  const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) {
    return error(code);
  }
  return {};
}

StoreResult<std::int64_t> Database::integer(const char* sql) {
  auto statement = Statement::prepare(*this, sql);
  if (!statement) {
    return statement.error();
  }
  const auto row = statement->step(*this);
  if (!row) {
    return row.error();
  }
  return *row ? statement->number(0) : 0;
}

StoreError Database::error(int code) const {
  return error_of(code, path_, sqlite3_errmsg(handle_.get()));
}

StoreResult<Statement> Statement::prepare(const Database& database, std::string_view sql) {
  sqlite3_stmt* handle = nullptr;
  const int code = sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  if (code != SQLITE_OK) {
    return database.error(code);
  }
  return Statement(handle);
}

void Statement::bind(int parameter, std::string_view text) {
  // An empty view may have no address, and SQLite would store NULL for that.
  const char* bytes = text.data() == nullptr ? "" : text.data();
  if (sqlite3_bind_text64(handle_.get(), parameter, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8) !=
      SQLITE_OK) {
    throw std::logic_error("a statement was bound wrongly");
  }
}

void Statement::bind(int parameter, std::int64_t number) {
  if (sqlite3_bind_int64(handle_.get(), parameter, number) != SQLITE_OK) {
    throw std::logic_error("a statement was bound wrongly");
  }
}

void Statement::bind(int parameter, std::span<const std::uint8_t> bytes) {
  // An empty blob without an address would be NULL.
  const void* data = bytes.empty() ? "" : static_cast<const void*>(bytes.data());
  if (sqlite3_bind_blob64(handle_.get(), parameter, data, bytes.size(), SQLITE_STATIC) != SQLITE_OK) {
    throw std::logic_error("a statement was bound wrongly");
  }
}

StoreResult<bool> Statement::step(const Database& database) {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW || code == SQLITE_DONE) {
    return code == SQLITE_ROW;
  }
  return database.error(code);
}

std::string Statement::text(int column) const {
  const unsigned char* bytes = sqlite3_column_text(handle_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return bytes == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(bytes), size);
}

std::vector<std::uint8_t> Statement::bytes(int column) const {
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(handle_.get(), column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return bytes == nullptr ? std::vector<std::uint8_t>() : std::vector<std::uint8_t>(bytes, bytes + size);
}

void Statement::reset() {
  // The code repeats the error of the last step, which its caller has seen.
  sqlite3_reset(handle_.get());
}

}  // namespace eg::store
