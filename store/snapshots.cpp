// Used at start and stop only: each statement is prepared for its one use.
#include "store/snapshots.hpp"

#include "store/sqlite.hpp"

namespace eg::store {
namespace {

constexpr std::string_view append_sql =
    "INSERT INTO snapshot_chunks (name, number, written_at_unix_milliseconds, bytes) VALUES (?1, ?2, ?3, ?4)";
constexpr std::string_view all_sql =
    "SELECT name, max(written_at_unix_milliseconds) FROM snapshot_chunks GROUP BY name ORDER BY name";
constexpr std::string_view get_sql = "SELECT bytes FROM snapshot_chunks WHERE name = ?1 AND number = ?2";

}  // namespace

StoreResult<void> append_chunk(Store& store, const SnapshotPlace& place,
                               std::int64_t written_at_unix_milliseconds,
                               std::span<const std::uint8_t> bytes) {
  auto statement = Statement::prepare(store.database(), append_sql);
  if (!statement) {
    return statement.error();
  }
  statement->bind(1, std::string_view(place.name));
  statement->bind(2, place.number);
  statement->bind(3, written_at_unix_milliseconds);
  statement->bind(4, bytes);
  if (auto done = statement->step(store.database()); !done) {
    return done.error();
  }
  return {};
}

StoreResult<void> erase_snapshots(Store& store) {
  return store.database().execute("DELETE FROM snapshot_chunks");
}

StoreResult<std::vector<SnapshotRow>> all_snapshots(Store& store) {
  auto statement = Statement::prepare(store.database(), all_sql);
  if (!statement) {
    return statement.error();
  }
  std::vector<SnapshotRow> rows;
  for (;;) {
    const auto row = statement->step(store.database());
    if (!row) {
      return row.error();
    }
    if (!*row) {
      return rows;
    }
    rows.push_back({statement->text(0), statement->number(1)});
  }
}

StoreResult<std::optional<std::vector<std::uint8_t>>> get_chunk(Store& store, const SnapshotPlace& place) {
  auto statement = Statement::prepare(store.database(), get_sql);
  if (!statement) {
    return statement.error();
  }
  statement->bind(1, std::string_view(place.name));
  statement->bind(2, place.number);
  const auto found = statement->step(store.database());
  if (!found) {
    return found.error();
  }
  if (!*found) {
    return std::optional<std::vector<std::uint8_t>>();
  }
  return std::optional(statement->bytes(0));
}

}  // namespace eg::store
