// Offers a message to each target and ends the sessions that cannot take it.
#include "server/broker/routing.hpp"

#include <algorithm>

#include "protocol/mqtt/decode.hpp"
#include "server/broker/ending.hpp"
#include "server/broker/retained_backlog.hpp"
#include "server/broker/sharing.hpp"

namespace eg::broker {
namespace {

constexpr std::int64_t milliseconds_per_second = 1000;

std::uint32_t remaining_seconds(const Message& message, std::int64_t now_steady_milliseconds) {
  if (message.expires_steady_milliseconds() == Message::never_expires) return 0;
  const std::int64_t rest = message.expires_steady_milliseconds() - now_steady_milliseconds;
  const std::int64_t seconds = (rest + milliseconds_per_second - 1) / milliseconds_per_second;
  return static_cast<std::uint32_t>(std::max<std::int64_t>(1, seconds));  // 0 would say never
}

void report_dropped(Core& core, const Session& session, const Message& message) {
  Event event = core.describe(Event::Kind::message_dropped, session);
  event.topic = message.topic();
  event.reason = "slow-link";
  event.detail = "QoS 0 message dropped: the client does not read fast enough";
  core.effects.event(event);
}

constexpr std::string_view over_quota = "more than 100 messages or 1 MiB wait for this session";
constexpr std::string_view over_memory =
    "the queues of all sessions together hold more than --memory-max, and this session's holds most";

void end_overflowed_session(Core& core, Session& session, std::string_view detail) {
  if (session.ended) return;
  if (session.link != nullptr) {
    disconnect(core, *session.link,
               {mqtt::ReasonCode::quota_exceeded, disconnection::session_overflow, detail});
  }
  end_session(core, session, drop_reason::session_overflow, detail,
              authz::row(authz::Reason::session_overflow).identifier);
}

bool is_over_memory(const Core& core) {
  return core.queued.total() > core.settings.waiting_bytes_max;
}

}  // namespace

std::int64_t expires_at(std::int64_t now_steady_milliseconds, std::uint32_t message_expiry_seconds) {
  if (message_expiry_seconds == 0) return Message::never_expires;
  return now_steady_milliseconds + message_expiry_seconds * milliseconds_per_second;
}

/// One at a time: the will of an ended session may overflow the next.
void end_overflowed(Core& core) {
  if (core.is_ending_overflowed || (core.overflowed.empty() && !is_over_memory(core))) return;
  core.is_ending_overflowed = true;
  while (!core.overflowed.empty() || is_over_memory(core)) {
    for (std::size_t index = 0; index < core.overflowed.size(); ++index) {
      end_overflowed_session(core, *core.overflowed[index], over_quota);
    }
    core.overflowed.clear();
    if (!is_over_memory(core)) break;
    Session* largest = core.session_with_largest_outbox();
    if (largest == nullptr) break;
    end_overflowed_session(core, *largest, over_memory);
  }
  core.is_ending_overflowed = false;
}

bool fits(const Core& core, const Link& link, const MessagePointer& message, mqtt::Qos qos,
          const DeliveryNotePointer& note) {
  if (link.packet_bytes_max == std::numeric_limits<std::uint32_t>::max()) return true;
  Delivery delivery{message, {}, remaining_seconds(*message, core.now.steady_milliseconds), note};
  delivery.head.version = link.version;
  delivery.head.qos = qos;
  return encoded_size(delivery) <= link.packet_bytes_max;
}

void offer(Core& core, Session& session, const MessagePointer& message, mqtt::Qos qos, bool retain,
           const DeliveryNotePointer& note) {
  if (!session.is_entitled() || session.overflowed) return;
  const bool is_retained_due = !session.retained_backlog.empty();
  if (qos == mqtt::Qos::at_most_once) {
    if (session.link == nullptr) return;
    if (session.link->is_congested) return report_dropped(core, session, *message);
    if (is_retained_due) draw_retained_forward(core, session, message->topic(), qos);
    Delivery delivery{message, {}, 0, note};
    delivery.head.retain = retain;
    deliver(core, *session.link, std::move(delivery));
    return;
  }
  if (is_retained_due) draw_retained_forward(core, session, message->topic(), qos);
  if (!session.outbox.push({message, note, retain}, core.now.steady_milliseconds, core.settings.quotas)) {
    session.overflowed = true;
    core.overflowed.push_back(&session);
    return;
  }
  pump(core, session);
}

void route(Core& core, NamespaceState& home, const Session* publisher, const MessagePointer& message,
           mqtt::Qos qos, bool retain) {
  const Matches& matches = home.subscriptions.match(message->topic());
  for (const Target& target : matches.targets) {
    if (target.session != publisher) {
      offer(core, *target.session, message, std::min(qos, target.qos), retain && target.retain_as_published,
            target.note);
    } else if (target.own_qos) {
      offer(core, *target.session, message, std::min(qos, *target.own_qos),
            retain && target.own_retain_as_published, DeliveryNote::own_part(target.note));
    }
  }
  for (const SharedGroup* group : matches.groups) {
    const SharedMember* const member = choose_member(core, *group, message, qos);
    if (member == nullptr) continue;
    offer(core, *member->session, message, std::min(qos, member->options.qos),
          retain && member->options.retain_as_published, member->note);
  }
  end_overflowed(core);
}

bool deliver(Core& core, const Link& link, Delivery delivery) {
  delivery.head.version = link.version;
  delivery.remaining_expiry_seconds = remaining_seconds(*delivery.message, core.now.steady_milliseconds);
  if (link.packet_bytes_max != std::numeric_limits<std::uint32_t>::max() &&
      encoded_size(delivery) > link.packet_bytes_max) {
    return false;
  }
  link.counters->transferred(Direction::outbound, encoded_size(delivery));
  link.counters->request(OperationType::deliver, link.protocol, Failure::none);
  link.counters->delivered(link.protocol, delivery.head.qos, delivery.head.retain);
  core.effects.deliver(link.id, delivery);
  return true;
}

void pump(Core& core, Session& session) {
  send_queued(core, session);
  if (!session.retained_backlog.empty()) send_retained(core, session);
}

void send_queued(Core& core, Session& session) {
  if (session.link == nullptr) return;
  const Link& link = *session.link;
  // Within the quotas the window bounds what a slow link holds; without them its own queue must.
  while (core.settings.quotas || !link.is_congested) {
    auto outgoing = session.outbox.next(core.now.steady_milliseconds);
    if (!outgoing) return;
    Delivery delivery;
    delivery.message = std::move(outgoing->copy.message);
    delivery.note = std::move(outgoing->copy.note);
    delivery.head.qos = mqtt::Qos::at_least_once;
    delivery.head.retain = outgoing->copy.retain;
    delivery.head.duplicate = outgoing->duplicate;
    delivery.head.packet_identifier = outgoing->packet_identifier;
    if (!deliver(core, link, std::move(delivery))) session.outbox.acknowledge(outgoing->packet_identifier);
  }
}

void handle_puback(Core& core, Link& link, const mqtt::Frame& frame) {
  const auto decoded = mqtt::decode_acknowledgement(frame, link.version);
  if (!decoded) return disconnect_for_error(core, link, decoded.error().reason, decoded.error().what);
  if (decoded->has_user_properties) {  // broker-behaviour 5.4
    return disconnect_for_error(core, link, mqtt::ReasonCode::implementation_specific_error,
                                "user properties on PUBACK are not supported");
  }
  if (static_cast<std::uint8_t>(decoded->reason) >= 0x80) {        // broker-behaviour 5.1
    link.session->outbox.acknowledge(decoded->packet_identifier);  // and is not sent again: MQTT 5, 4.4
    return disconnect_for_error(core, link, mqtt::ReasonCode::implementation_specific_error,
                                "the client acknowledged a message with an error",
                                authz::row(authz::Reason::message_refused_by_client).identifier);
  }
  link.session->outbox.acknowledge(decoded->packet_identifier);
  pump(core, *link.session);
}

}  // namespace eg::broker
