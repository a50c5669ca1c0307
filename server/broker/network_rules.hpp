// Whether a connection's address may enter a namespace (broker-behaviour 2.5; decisions, "IP rules"). Judged
// at CONNECT and again when the rules change; the switch `--network-rules off` lets everybody in.
#pragma once

#include <optional>
#include <string>

#include "authz/policy.hpp"
#include "server/broker/broker.hpp"

namespace eg::broker {

/// Why the peer may not enter, with the cure; nullopt: it may.
std::optional<std::string> forbidden_address(const Settings& settings, const authz::Policy& policy,
                                             const Peer& peer);

}  // namespace eg::broker
