// From an accepted message to the sessions that get it: the online ones at once, as far as their windows go,
// the offline ones into their queues (broker-behaviour 4.5, 4.8, 5.5). Permission to receive was settled at
// SUBSCRIBE.
#pragma once

#include <cstdint>

#include "protocol/mqtt/frame.hpp"
#include "server/broker/core.hpp"

namespace eg::broker {

/// When a message of this expiry interval expires; 0 means never (broker-behaviour 5.1).
std::int64_t expires_at(std::int64_t now_steady_milliseconds, std::uint32_t message_expiry_seconds);

/// `publisher` may be null (wills). `retain`: as published; who did not ask for it gets
/// RETAIN 0 (MQTT 5, 3.3.1.3). Ends sessions whose queue overflows, the publisher's own included.
void route(Core& core, NamespaceState& home, const Session* publisher, const MessagePointer& message,
           mqtt::Qos qos, bool retain);
/// One copy for one session: sent, queued or, QoS 0 to a slow link, dropped. A session whose queue is full is
/// noted and ends with the routing of the message.
void offer(Core& core, Session& session, const MessagePointer& message, mqtt::Qos qos, bool retain,
           const DeliveryNotePointer& note);
/// Ends the sessions that were noted, then those whose queues hold most, until all queues together are within
/// their memory.
void end_overflowed(Core& core);
/// Whether the client takes a packet of this size (MQTT 5, 3.1.2.11.4).
bool fits(const Core& core, const Link& link, const MessagePointer& message, mqtt::Qos qos,
          const DeliveryNotePointer& note);
/// Sends what the session's window allows, then retained messages; nothing when it is offline.
void pump(Core& core, Session& session);
/// The queued messages alone.
void send_queued(Core& core, Session& session);
/// Writes a message to the link, with the rest of its expiry. False when it is too large for the client: it
/// counts as delivered (MQTT 5, 3.1.2.11.4).
bool deliver(Core& core, const Link& link, Delivery delivery);
/// PUBACK from the client.
void handle_puback(Core& core, Link& link, const mqtt::Frame& frame);

}  // namespace eg::broker
