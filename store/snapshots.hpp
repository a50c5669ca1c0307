// Snapshots as rows: named sequences of chunks, written whole in one transaction, read back once and erased.
// Knows nothing of what a chunk says.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace eg::store {

/// The chunks of one snapshot are numbered from 0.
struct SnapshotPlace {
  std::string name;
  std::int64_t number = 0;
};
struct SnapshotRow {
  std::string name;
  std::int64_t written_at_unix_milliseconds = 0;
};

/// Inside a transaction of the caller's. Errors: disk_full, failed.
StoreResult<void> append_chunk(Store& store, const SnapshotPlace& place,
                               std::int64_t written_at_unix_milliseconds,
                               std::span<const std::uint8_t> bytes);
/// All of them; inside a transaction of the caller's.
StoreResult<void> erase_snapshots(Store& store);
/// In order of their names.
StoreResult<std::vector<SnapshotRow>> all_snapshots(Store& store);
/// nullopt: the snapshot has no such chunk.
StoreResult<std::optional<std::vector<std::uint8_t>>> get_chunk(Store& store, const SnapshotPlace& place);

}  // namespace eg::store
