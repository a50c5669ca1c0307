#include "store/migrations.hpp"

#include <array>

namespace eg::store {
namespace {

// busy_timeout: an emulator that is just ending gets a moment to let go; more would only delay the sentence.
// locking_mode: the file is ours until the process ends. The kernel drops the lock when the process dies, so
// that
//   kill -9 leaves nothing behind, and WAL then needs no shared memory file.
// journal_mode: in WAL a commit is one append and one fsync.
// synchronous: with FULL the WAL is synced before COMMIT returns, so that an answered PUT survives a power
// cut
//   (NORMAL syncs at checkpoints only).
// secure_delete: a library that zeroes what is deleted would write a whole snapshot again at each start.
// foreign_keys stay unused: what lies below a row is found by its key, which starts with the row's own.
constexpr const char* settings =
    "PRAGMA busy_timeout = 250;"
    "PRAGMA locking_mode = EXCLUSIVE;"
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA secure_delete = FAST;"
    // journal_mode does not touch a file that is in WAL already: this takes the lock now, not at the first
    // request.
    "BEGIN EXCLUSIVE; COMMIT;";

// Index n leads from version n to n + 1. Rows of a parent and a kind sort by key as by name: their keys
// differ only in the name.
constexpr std::array<const char*, schema_version> migrations{
    "CREATE TABLE resources ("
    "  key TEXT NOT NULL PRIMARY KEY,"
    "  parent_key TEXT NOT NULL,"
    "  kind TEXT NOT NULL,"
    "  name TEXT NOT NULL,"
    "  id TEXT NOT NULL,"
    "  document TEXT NOT NULL"
    ") STRICT;"
    "CREATE UNIQUE INDEX resources_by_parent ON resources (parent_key, kind, key);"
    "CREATE INDEX resources_by_kind ON resources (kind, key);",
    "CREATE TABLE snapshot_chunks ("
    "  name TEXT NOT NULL,"
    "  number INTEGER NOT NULL,"
    "  written_at_unix_milliseconds INTEGER NOT NULL,"
    "  bytes BLOB NOT NULL"
    ") STRICT;"
    "CREATE UNIQUE INDEX snapshot_chunks_by_name ON snapshot_chunks (name, number);",
};

StoreResult<void> apply_from(Database& database, std::int64_t version) {
  std::string sql = "BEGIN IMMEDIATE;";
  for (auto next = static_cast<std::size_t>(version); next < migrations.size(); ++next) {
    sql += migrations[next];
  }
  sql += "PRAGMA application_id = " + std::to_string(application_id) + ";";
  sql += "PRAGMA user_version = " + std::to_string(schema_version) + ";";
  sql += "COMMIT;";
  auto done = database.execute(sql.c_str());
  if (!done && !database.in_autocommit()) {
    // Its outcome changes nothing: what is not committed is gone when the file is opened again.
    static_cast<void>(database.execute("ROLLBACK"));
  }
  return done;
}

}  // namespace

StoreResult<void> configure(Database& database) {
  return database.execute(settings);
}

StoreResult<void> migrate(Database& database) {
  const auto version = database.integer("PRAGMA user_version");
  if (!version) {
    return version.error();
  }
  const auto owner = database.integer("PRAGMA application_id");
  if (!owner) {
    return owner.error();
  }
  const auto tables = database.integer("SELECT count(*) FROM sqlite_schema");
  if (!tables) {
    return tables.error();
  }
  if (*owner != application_id && (*owner != 0 || *tables != 0)) {
    return StoreError(StoreError::Kind::damaged,
                      "The database '" + database.path() +
                          "' was not written by this emulator: choose another data "
                          "directory or move the file away.");
  }
  if (*version > schema_version) {
    return StoreError(StoreError::Kind::newer,
                      "The database '" + database.path() + "' was written by a newer emulator (schema " +
                          std::to_string(*version) + ", this one knows " + std::to_string(schema_version) +
                          "): use that emulator or another data directory.");
  }
  if (*version == schema_version) {
    return {};
  }
  return apply_from(database, *version);
}

}  // namespace eg::store
