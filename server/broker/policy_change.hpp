// A new policy of a namespace: swaps it in and re-checks the sessions whose principal changed, no others
// (broker-behaviour 6.10; design 2, Policy).
#pragma once

#include "server/broker/core.hpp"

namespace eg::broker {

void apply_update(Core& core, const NamespaceUpdate& update);
/// Ends the session, whose principal is in force, when the policy does not allow one of its subscriptions.
void recheck_subscriptions(Core& core, Session& session);
/// The answer to a verification that was asked for on a connected link.
void continue_session(Core& core, Link& link, const authz::ChainVerdict& verdict);

}  // namespace eg::broker
