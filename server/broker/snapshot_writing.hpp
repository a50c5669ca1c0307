// A namespace to records. Walks sessions oldest first; a message that many queues share is written once, as
// is a note. Changes nothing but that expired retained messages go.
#pragma once

#include "server/broker/core.hpp"
#include "server/broker/snapshot.hpp"

namespace eg::broker {

/// All links are closed, so that every session waits for its end. Nothing is written of an empty namespace.
/// nullopt: the sink refused a chunk.
std::optional<Snapshot> write_snapshot(const Core& core, NamespaceState& home, const SnapshotSink& sink);

}  // namespace eg::broker
