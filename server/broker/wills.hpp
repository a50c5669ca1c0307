// Wills (broker-behaviour 4.7): taken from CONNECT, published when their time has come, authorised as an
// ordinary publish of their client both times.
#pragma once

#include <memory>

#include "protocol/mqtt/packets.hpp"
#include "server/broker/core.hpp"

namespace eg::broker {

/// Copies what CONNECT carries.
std::unique_ptr<Will> copy_will(const mqtt::WillView& view);
/// Publishes and forgets the session's will, if it has one and its client may (still) publish there.
void publish_will(Core& core, Session& session);

}  // namespace eg::broker
