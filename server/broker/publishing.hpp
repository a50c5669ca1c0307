// PUBLISH from a client: dialect, sizes, topic aliases and permission (broker-behaviour 5.5), then routing
// and the PUBACK. The hot path: one allocation per message, none per subscriber beyond its queue entry.
#pragma once

#include "protocol/mqtt/frame.hpp"
#include "server/broker/core.hpp"

namespace eg::broker {

inline constexpr std::uint16_t topic_aliases_max = 10;

void handle_publish(Core& core, Link& link, const mqtt::Frame& frame);

}  // namespace eg::broker
