// SUBSCRIBE and UNSUBSCRIBE (broker-behaviour 5.3, 5.4, 6.7): each filter is judged on its own.
#pragma once

#include "protocol/mqtt/frame.hpp"
#include "server/broker/core.hpp"

namespace eg::broker {

inline constexpr std::size_t filters_per_subscribe_max = 10;

void handle_subscribe(Core& core, Link& link, const mqtt::Frame& frame);
void handle_unsubscribe(Core& core, Link& link, const mqtt::Frame& frame);

}  // namespace eg::broker
