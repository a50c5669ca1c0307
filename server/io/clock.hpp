// The only clock of the emulator: core code gets its time from here as an argument.
#pragma once

#include <cstdint>

#include "server/broker/effects.hpp"

namespace eg::io {

/// Steady milliseconds for deadlines, Unix seconds for certificates.
broker::Now read_clock();
/// Of the clock of `Now::steady_milliseconds`.
std::int64_t steady_microseconds();
std::int64_t unix_milliseconds();
std::int64_t unix_seconds();

}  // namespace eg::io
