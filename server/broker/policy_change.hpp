// A new policy of a namespace: swaps it in and re-checks the sessions whose principal changed, no others
// (broker-behaviour 6.10; design 2, Policy).
#pragma once

#include "server/broker/core.hpp"

namespace eg::broker {

void apply_update(Core& core, const NamespaceUpdate& update);
/// The answer to a verification that was asked for on a connected link.
void continue_session(Core& core, Link& link, const authz::ChainVerdict& verdict);

}  // namespace eg::broker
