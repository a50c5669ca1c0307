// Which member of a shared group gets a message, and what becomes of the messages of a member whose session
// ends (broker-behaviour 5.7; MQTT 5, 4.8.2). Knows no filters; the rest of the way is routing's.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "server/broker/core.hpp"

namespace eg::broker {

/// How well a member could take a message now, best first.
enum class Readiness : std::uint8_t {
  now,        ///< connected, and it would be sent at once
  waits,      ///< connected, and there is room in its queue
  offline,    ///< there is room in the queue of its session
  dropped,    ///< a QoS 0 message to a slow link
  overflows,  ///< its queue is full: the session would end
  never,      ///< not entitled, offline and QoS 0, or too large for it
};
Readiness readiness(const Core& core, const SharedMember& member, const MessagePointer& message,
                    mqtt::Qos qos);

/// One of the members that are most ready, at random; nullptr when all are worse than `worst`.
const SharedMember* choose_member(Core& core, const SharedGroup& group, const MessagePointer& message,
                                  mqtt::Qos qos, Readiness worst = Readiness::overflows);

/// Gives what an ended session had neither sent nor had acknowledged to the other members of its groups.
/// Nobody's session ends for it: what no member has room for is dropped and reported.
void hand_over(Core& core, const Session& ended, const std::vector<Outbox::Copy>& undelivered);

}  // namespace eg::broker
