// MQTT sessions between an orderly stop and the next start: the broker's snapshots in the store (design 2,
// "What survives what"). They are read once: what is in force again is erased first, so that a process that
// is killed later does not bring back an old state.
#pragma once

#include <cstdint>

#include "server/broker/broker.hpp"
#include "server/io/failure.hpp"
#include "server/io/log_sink.hpp"
#include "store/store.hpp"

namespace eg::app {

/// After Broker::stop. All namespaces in one transaction; a failure leaves nothing of them.
io::Outcome<void> keep_sessions(broker::Broker& broker, store::Store& store, broker::Now now,
                                std::int64_t now_unix_milliseconds, io::LogSink& log);

/// Before the first link, with all policies in force. A snapshot that cannot be read is one warning, and its
/// namespace begins without sessions. Error: the store cannot forget what was read; it still has all of it.
io::Outcome<void> bring_back_sessions(broker::Broker& broker, store::Store& store, broker::Now now,
                                      std::int64_t now_unix_milliseconds, io::LogSink& log);

}  // namespace eg::app
