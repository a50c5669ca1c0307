// Second half of CONNECT: ownership of the client identifier, session limit, will permission; then the
// session is made or resumed and CONNACK sent (broker-behaviour 3.9, 4.1 to 4.4, 5.2).
#pragma once

#include "authz/policy.hpp"
#include "protocol/mqtt/packets.hpp"
#include "server/broker/core.hpp"

namespace eg::broker {

inline constexpr std::uint32_t keep_alive_seconds_max = 1160;
inline constexpr std::uint32_t packet_bytes_max = 524'288;
inline constexpr std::uint16_t receive_maximum = 1000;

void accept_connect(Core& core, Link& link, const mqtt::Connect& packet, NamespaceState& home,
                    const authz::PrincipalPointer& principal);

}  // namespace eg::broker
