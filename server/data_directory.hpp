// The folder that holds database, keys and certificates: made when it is missing, and held by one process at
// a time.
#pragma once

#include "server/config.hpp"
#include "server/io/failure.hpp"
#include "store/store.hpp"

namespace eg::app {

/// Opens DIR/emulator.db (or a database in memory). Error: one sentence that names the directory.
io::Outcome<store::Store> open_data_directory(const Config& config);

}  // namespace eg::app
