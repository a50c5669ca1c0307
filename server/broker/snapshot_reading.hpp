// Records to a namespace that has neither sessions nor retained messages yet. What is read is not trusted: a
// record that does not fit leaves the namespace empty. Permissions and deadlines are judged when all of it is
// there.
#pragma once

#include "server/broker/core.hpp"
#include "server/broker/snapshot.hpp"

namespace eg::broker {

/// `elapsed_milliseconds`: how long the snapshot lay there, at least 0; all that waits has come so much
/// nearer. What became due meanwhile is due now. Sessions whose subscriptions the policy does not allow any
/// more end.
Restored read_snapshot(Core& core, NamespaceState& home, const SnapshotSource& source,
                       std::int64_t elapsed_milliseconds);

}  // namespace eg::broker
