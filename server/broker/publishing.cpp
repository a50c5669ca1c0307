// The checks of a PUBLISH in order, each a function that returns a refusal or nothing.
#include "server/broker/publishing.hpp"

#include <optional>
#include <string>
#include <utility>

#include "authz/explain.hpp"
#include "protocol/mqtt/decode.hpp"
#include "server/broker/connect_refusal.hpp"
#include "server/broker/ending.hpp"
#include "server/broker/property_limits.hpp"
#include "server/broker/retaining.hpp"
#include "server/broker/routing.hpp"

namespace eg::broker {
namespace {

using mqtt::Publish;
using mqtt::ReasonCode;

constexpr std::size_t puback_bytes = 4;

/// Why a message is refused; the session may go on when it came with QoS 1 in v5.
struct Refusal {
  ReasonCode code{};
  std::string_view reason;         // stable identifier
  std::string_view disconnection;  // when the connection ends for it
  std::string detail;
  bool is_fatal = false;
};

/// The answer to an accepted QoS 1 message: in both versions four bytes, no reason and no properties.
void send_puback(Core& core, const Link& link, std::uint16_t packet_identifier) {
  const std::uint8_t packet[puback_bytes] = {0x40, 2, static_cast<std::uint8_t>(packet_identifier >> 8U),
                                             static_cast<std::uint8_t>(packet_identifier)};
  core.send(link, packet);
}

void count(const Link& link, const Publish& packet, Failure failure) {
  link.counters->request(OperationType::publish, link.protocol, failure);
  link.counters->published(link.protocol, packet.qos, packet.retain, failure);
}

void refuse(Core& core, Link& link, const Publish& packet, const Refusal& refusal) {
  count(link, packet, failure_of(refusal.code));
  const bool is_v5 = link.version == mqtt::Version::v5;
  Event event = core.describe(Event::Kind::publish_refused, link);
  event.code = is_v5 ? static_cast<std::uint8_t>(refusal.code) : std::uint8_t{0};
  event.reason = refusal.reason;
  event.topic = packet.topic;
  event.detail = refusal.detail;
  core.effects.event(event);
  if (!is_v5 || packet.qos != mqtt::Qos::at_least_once || refusal.is_fatal) {
    return disconnect(core, link, {refusal.code, refusal.disconnection, refusal.detail, refusal.reason});
  }
  mqtt::Bytes puback;
  if (link.wants_reason_strings) {
    encode_puback(puback, link.version, packet.packet_identifier, refusal.code, refusal.detail);
  }
  if (puback.empty() || puback.size() > link.packet_bytes_max) {
    puback.clear();
    encode_puback(puback, link.version, packet.packet_identifier, refusal.code, std::nullopt);
  }
  core.send(link, puback);
}

std::optional<Refusal> check_dialect(const Publish& packet) {
  if (packet.qos == mqtt::Qos::exactly_once) {
    return Refusal{ReasonCode::qos_not_supported, "qos-not-supported", disconnection::client_error,
                   with_cure("QoS 2 is not supported", "qos-not-supported"), true};
  }
  return std::nullopt;
}

/// Replaces an alias by its topic, or remembers the topic for the alias (MQTT 5, 3.3.2.3.4).
std::optional<Refusal> resolve_alias(Link& link, Publish& packet) {
  if (!packet.topic_alias) return std::nullopt;
  const std::uint16_t alias = *packet.topic_alias;
  if (alias == 0 || alias > topic_aliases_max) {
    return Refusal{
        ReasonCode::topic_alias_invalid, "topic-alias-invalid", disconnection::client_error,
        with_cure("topic alias " + std::to_string(alias) + " is not between 1 and 10", "topic-alias-invalid"),
        true};
  }
  if (link.topic_aliases.size() < alias) link.topic_aliases.resize(alias);
  std::string& topic = link.topic_aliases[alias - 1U];
  if (!packet.topic.empty()) {
    topic = packet.topic;
  } else if (topic.empty()) {
    return Refusal{ReasonCode::protocol_error, "topic-alias-unknown", disconnection::client_error,
                   with_cure("topic alias " + std::to_string(alias) + " was not set on this connection",
                             "topic-alias-unknown"),
                   true};
  } else {
    packet.topic = topic;
  }
  return std::nullopt;
}

std::optional<Refusal> check_sizes(const Publish& packet) {
  auto sentence = oversized_property(property_sizes(packet));
  if (!sentence) return std::nullopt;
  return Refusal{ReasonCode::quota_exceeded, property_too_large, disconnection::quota_exceeded,
                 with_cure(std::move(*sentence), property_too_large)};
}

std::optional<Refusal> check_permission(Session& session, std::string_view topic, authz::TopicLimits limits) {
  if (session.decisions.is_allowed(topic)) return std::nullopt;
  const authz::Decision decision = authz::decide_publish(*session.principal, topic, limits);
  if (decision.allowed) {
    session.decisions.remember_allowed(topic);
    return std::nullopt;
  }
  const authz::ReasonRow& row = authz::row(decision.reason);
  const bool is_form = decision.reason == authz::Reason::topic_malformed ||
                       decision.reason == authz::Reason::topic_limit_exceeded;
  return Refusal{
      static_cast<ReasonCode>(is_form ? ReasonCode::topic_name_invalid : ReasonCode::not_authorized),
      row.identifier, is_form ? disconnection::client_error : disconnection::client_authorization_error,
      authz::explain(*session.home->policy, *session.principal, authz::Permission::publisher, topic,
                     decision),
      decision.reason == authz::Reason::topic_malformed};
}

std::optional<Refusal> check_room(Core& core, NamespaceState& home, const Publish& packet) {
  const std::size_t bytes = packet.topic.size() + packet.properties.size() + packet.payload.size();
  auto refusal = refuse_to_retain(core, home, {packet.topic, packet.payload.size(), bytes});
  if (!refusal) return std::nullopt;
  return Refusal{ReasonCode::quota_exceeded, refusal->reason, disconnection::quota_exceeded,
                 with_cure(std::move(refusal->detail), refusal->reason)};
}

std::optional<Refusal> check(Core& core, Link& link, Publish& packet) {
  if (auto refusal = check_dialect(packet)) return refusal;
  if (auto refusal = resolve_alias(link, packet)) return refusal;
  if (core.settings.quotas) {
    if (auto refusal = check_sizes(packet)) return refusal;
  }
  if (auto refusal = check_permission(*link.session, packet.topic, core.topic_limits())) return refusal;
  return packet.retain ? check_room(core, *link.session->home, packet) : std::nullopt;
}

}  // namespace

void handle_publish(Core& core, Link& link, const mqtt::Frame& frame) {
  auto decoded = mqtt::decode_publish(frame, link.version);
  if (!decoded) {
    link.counters->request(OperationType::publish, link.protocol, Failure::client_error);
    return disconnect_for_error(core, link, decoded.error().reason, decoded.error().what);
  }
  Publish& packet = *decoded;
  if (const auto refusal = check(core, link, packet)) return refuse(core, link, packet, *refusal);
  count(link, packet, Failure::none);

  Session& session = *link.session;
  const MessagePointer message = Message::make(
      packet.topic, packet.properties, packet.payload,
      expires_at(core.now.steady_milliseconds, packet.message_expiry_interval_seconds.value_or(0)));
  if (packet.retain) retain(core, session, message, packet.qos, session.client_identifier);
  route(core, *session.home, &session, message, packet.qos, packet.retain);
  if (packet.qos != mqtt::Qos::at_least_once || link.state == Link::State::closed) return;
  send_puback(core, link, packet.packet_identifier);
}

}  // namespace eg::broker
