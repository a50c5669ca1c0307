// Accepts or refuses a client whose identity is known, and writes CONNACK.
#include "server/broker/accepting.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "authz/case_fold.hpp"
#include "authz/explain.hpp"
#include "authz/quote.hpp"
#include "server/broker/connect_refusal.hpp"
#include "server/broker/ending.hpp"
#include "server/broker/link_deadline.hpp"
#include "server/broker/property_limits.hpp"
#include "server/broker/publishing.hpp"
#include "server/broker/routing.hpp"
#include "server/broker/wills.hpp"

namespace eg::broker {
namespace {

using authz::Reason;

ConnectRefusal oversized_will(std::string sentence) {
  ConnectRefusal refusal;
  refusal.v5_code = mqtt::ReasonCode::quota_exceeded;  // 3.1.1 has no such properties
  refusal.reason = property_too_large;
  refusal.failure = Failure::quota_exceeded;
  refusal.detail = with_cure("will: " + std::move(sentence), refusal.reason);
  return refusal;
}

/// Broker-behaviour 4.4: connected and offline ones of the whole namespace.
std::optional<ConnectRefusal> check_namespace_sessions(const Core& core, const NamespaceState& home) {
  const std::size_t limit =
      std::size_t{core.settings.sessions_per_throughput_unit_max} * home.policy->settings().throughput_units;
  if (home.sessions.size() < limit) return std::nullopt;
  ConnectRefusal refusal;
  refusal.v5_code = mqtt::ReasonCode::quota_exceeded;
  refusal.v311_code = mqtt::ConnectReturnCode::server_unavailable;
  refusal.reason = "namespace-session-limit-reached";
  refusal.failure = Failure::quota_exceeded;
  refusal.detail = "the namespace has " + std::to_string(home.sessions.size()) +
                   " sessions, connected and offline ones, and its throughput units allow no more";
  refusal.detail = with_cure(std::move(refusal.detail), refusal.reason);
  return refusal;
}

std::optional<ConnectRefusal> check(const Core& core, const NamespaceState& home, const mqtt::Connect& packet,
                                    const authz::Principal& principal) {
  const bool quotas = core.settings.quotas;
  const std::string& name = principal.client.authentication_name;
  const Session* existing =
      packet.client_identifier.empty() ? nullptr : home.sessions.find(packet.client_identifier);
  if (existing != nullptr && authz::fold_case(existing->identity) != authz::fold_case(name)) {
    return connect_refusal(
        Reason::client_identifier_owned_by_other,
        "session " + authz::quoted(packet.client_identifier) + " belongs to another client");
  }
  const std::size_t others = home.sessions.count_of(name) - (existing != nullptr ? 1U : 0U);
  const std::uint32_t limit = home.policy->settings().maximum_sessions_per_authentication_name;
  if (others >= limit) {
    return connect_refusal(Reason::session_limit_reached,
                           "client " + authz::quoted(name) + " has " + std::to_string(others) +
                               " sessions, connected and offline ones; the namespace allows " +
                               std::to_string(limit));
  }
  if (quotas && existing == nullptr) {
    if (auto refusal = check_namespace_sessions(core, home)) return refusal;
  }
  if (packet.will) {
    if (auto sentence = quotas ? oversized_property(property_sizes(*packet.will)) : std::nullopt)
      return oversized_will(std::move(*sentence));
    const authz::Decision decision =
        authz::decide_publish(principal, packet.will->topic, core.topic_limits());
    if (!decision.allowed) {
      ConnectRefusal refusal = explained_refusal(
          decision.reason, "will: " + authz::explain(*home.policy, principal, authz::Permission::publisher,
                                                     packet.will->topic, decision));
      refusal.v311_code = mqtt::ConnectReturnCode::not_authorized;
      return refusal;
    }
  }
  return std::nullopt;
}

/// Ends the old connection of this client identifier and what CONNECT does not resume. The session that goes
/// on, or nullptr.
Session* take_over(Core& core, NamespaceState& home, const mqtt::Connect& packet) {
  Session* session = home.sessions.find(packet.client_identifier);
  if (session == nullptr) return nullptr;
  const bool was_online = session->link != nullptr;
  if (was_online) {
    release_link(core, *session->link,
                 {mqtt::ReasonCode::session_taken_over, disconnection::session_taken_over,
                  "a newer connection of the same client uses this client identifier"});
  }
  if (was_online && session->expiry_seconds == 0) {
    end_session(core, *session, drop_reason::transient_session);
    return nullptr;
  }
  if (packet.clean_start) {
    end_session(core, *session, drop_reason::clean_start);
    return nullptr;
  }
  if (was_online && session->will != nullptr && session->will->delay_seconds == 0)
    publish_will(core, *session);
  if (session->ended) return nullptr;
  session->will.reset();  // MQTT 5, 3.1.3.2.2: the client came back in time
  session->will_at_steady_milliseconds = no_deadline;
  session->ends_at_steady_milliseconds = no_deadline;
  return session;
}

std::uint32_t session_expiry_of(const mqtt::Connect& packet, const authz::Policy& policy) {
  const std::uint32_t limit = session_expiry_seconds_max(policy);
  if (packet.version == mqtt::Version::v311) return packet.clean_start ? 0 : limit;
  return std::min(packet.session_expiry_interval_seconds.value_or(0), limit);
}

void attach(Core& core, Link& link, Session& session, const mqtt::Connect& packet,
            const authz::PrincipalPointer& principal) {
  session.link = &link;
  session.version = packet.version;
  session.protocol = link.protocol;
  if (session.principal != principal) session.decisions.clear();
  session.principal = principal;
  session.expiry_seconds = session_expiry_of(packet, *session.home->policy);
  if (packet.will) session.will = copy_will(*packet.will);
  session.outbox.connect(packet.receive_maximum, core.settings.quotas);

  link.session = &session;
  link.counters->connection_opened(link.protocol);
  link.counters->request(OperationType::connect, link.protocol, Failure::none);
  link.state = Link::State::connected;
  link.wants_reason_strings = packet.request_problem_information;
  if (packet.maximum_packet_size_bytes) link.packet_bytes_max = *packet.maximum_packet_size_bytes;
  link.keep_alive_seconds = packet.keep_alive_seconds == 0
                                ? keep_alive_seconds_max
                                : std::min<std::uint32_t>(packet.keep_alive_seconds, keep_alive_seconds_max);
  link.active_steady_milliseconds = core.now.steady_milliseconds;
  arm_link(core, link);
}

void send_connack(Core& core, Link& link, const mqtt::Connect& packet, bool session_present) {
  mqtt::Bytes connack;
  if (packet.version == mqtt::Version::v311) {
    encode_connack_v311(connack, session_present, mqtt::ConnectReturnCode::accepted);
    return core.send(link, connack);
  }
  const Session& session = *link.session;
  mqtt::ConnackProperties properties;
  properties.maximum_qos = std::uint8_t{1};
  properties.topic_alias_maximum = topic_aliases_max;
  properties.receive_maximum = receive_maximum;
  if (core.settings.quotas) properties.maximum_packet_size_bytes = packet_bytes_max;
  if (session.expiry_seconds != packet.session_expiry_interval_seconds.value_or(0)) {
    properties.session_expiry_interval_seconds = session.expiry_seconds;
  }
  if (link.keep_alive_seconds != packet.keep_alive_seconds) {
    properties.server_keep_alive_seconds = static_cast<std::uint16_t>(link.keep_alive_seconds);
  }
  if (packet.client_identifier.empty()) properties.assigned_client_identifier = session.client_identifier;
  encode_connack_v5(connack, session_present, mqtt::ReasonCode::success, properties);
  send_answer(core, link, connack);
}

}  // namespace

void accept_connect(Core& core, Link& link, const mqtt::Connect& packet, NamespaceState& home,
                    const authz::PrincipalPointer& principal) {
  core.attribute(link, home);
  const std::string& name = principal->client.authentication_name;
  if (auto refusal = check(core, home, packet, *principal)) {
    refusal->identity = name;
    refusal->namespace_name = home.name;
    return refuse_connect(core, link, &packet, *refusal);
  }
  Session* session = packet.client_identifier.empty() ? nullptr : take_over(core, home, packet);
  const bool session_present = session != nullptr;
  if (session == nullptr) {
    const std::string identifier = packet.client_identifier.empty() ? core.assign_client_identifier(home)
                                                                    : std::string(packet.client_identifier);
    session = &core.add_session(home, identifier, name);
  }
  attach(core, link, *session, packet, principal);
  core.effects.event(core.describe(Event::Kind::connected, link));
  send_connack(core, link, packet, session_present);
  pump(core, *session);
}

}  // namespace eg::broker
