// The schema and how a file gets to it: settings of the connection, recognition of foreign, damaged and newer
// files, and one SQL text per schema version. Knows nothing of what the rows mean.
#pragma once

#include <cstdint>

#include "store/sqlite.hpp"

namespace eg::store {

/// `PRAGMA application_id` of our files: "EGEM".
inline constexpr std::int64_t application_id = 0x4547454D;
/// `PRAGMA user_version` after all migrations.
inline constexpr std::int64_t schema_version = 2;

/// Takes the file for this process alone and sets how it is written. Errors: in_use, damaged, cannot_open.
StoreResult<void> configure(Database& database);

/// Brings the schema up to `schema_version`, all or nothing. Errors: damaged (a foreign database too), newer,
/// disk_full.
StoreResult<void> migrate(Database& database);

}  // namespace eg::store
