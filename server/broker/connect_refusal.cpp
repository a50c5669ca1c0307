// The table of what may be wrong with a CONNECT, and the answers to it.
#include "server/broker/connect_refusal.hpp"

#include <algorithm>
#include <utility>

#include "authz/quote.hpp"
#include "server/broker/namespace_choice.hpp"

namespace eg::broker {

std::string with_cure(std::string detail, std::string_view identifier) {
  const authz::ReasonRow* row = authz::find_reason(identifier);
  if (row == nullptr) return detail;
  detail.append("; cure: ").append(row->cure);
  detail.pop_back();  // of the sentence
  return detail;
}

namespace {

using mqtt::ConnectReturnCode;
using mqtt::ReasonCode;

constexpr std::size_t client_identifier_characters_max = 128;
constexpr std::size_t authentication_data_bytes_max = 8192;

std::size_t character_count(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  }));
}

/// By its namespace, or the one that the connection means by itself; not at all when there is none such.
void count_refused(Core& core, Link& link, const ConnectRefusal& refusal) {
  NamespaceState* home = core.find_namespace(refusal.namespace_name);
  if (home == nullptr) {
    const auto policies = core.policies();
    const NamespaceChoice choice = choose_namespace(policies, link.peer.server_name, {});
    if (choice.policy != nullptr) home = core.find_namespace(choice.policy->settings().name);
  }
  if (home == nullptr) return;
  core.attribute(link, *home);
  link.counters->request(OperationType::connect, link.protocol, refusal.failure);
}

bool has_too_much_authentication_data(const mqtt::Connect& packet) {
  return packet.authentication_data && packet.authentication_data->size() > authentication_data_bytes_max;
}

ConnectRefusal too_much_authentication_data() {
  ConnectRefusal refusal;  // its default code is that of a failed authentication
  refusal.reason = "authentication-data-too-large";
  refusal.failure = Failure::authentication_error;
  refusal.detail = with_cure("the authentication data has more than 8192 bytes", refusal.reason);
  return refusal;
}

struct FormRule {
  bool (*is_broken_by)(const mqtt::Connect&);
  ReasonCode v5_code;
  std::optional<ConnectReturnCode> v311_code;
  std::string_view reason;
  std::string_view detail;
};

constexpr FormRule form_rules[] = {
    {[](const mqtt::Connect& packet) { return !packet.user_properties.empty(); },
     ReasonCode::implementation_specific_error, std::nullopt, "user-properties-not-supported",
     "user properties on CONNECT are not supported"},
    {[](const mqtt::Connect& packet) { return packet.will && packet.will->qos == mqtt::Qos::exactly_once; },
     ReasonCode::qos_not_supported, std::nullopt, "will-qos-not-supported",
     "a will of QoS 2 is not supported"},
    {[](const mqtt::Connect& packet) {
       return packet.version == mqtt::Version::v311 && packet.client_identifier.empty();
     },
     ReasonCode::client_identifier_not_valid, ConnectReturnCode::identifier_rejected,
     "client-identifier-empty", "an empty client identifier is served in MQTT 5 only"},
    {[](const mqtt::Connect& packet) {
       return character_count(packet.client_identifier) > client_identifier_characters_max;
     },
     ReasonCode::client_identifier_not_valid, ConnectReturnCode::identifier_rejected,
     "client-identifier-too-long", "the client identifier has more than 128 characters"},
};

}  // namespace

ConnectRefusal connect_refusal(authz::Reason reason, std::string detail) {
  return explained_refusal(reason, with_cure(std::move(detail), authz::row(reason).identifier));
}

ConnectRefusal explained_refusal(authz::Reason reason, std::string explanation) {
  const authz::ReasonRow& row = authz::row(reason);
  ConnectRefusal refusal;
  refusal.v5_code = static_cast<ReasonCode>(row.v5_code);
  if (row.v311_code != 0) refusal.v311_code = static_cast<ConnectReturnCode>(row.v311_code);
  refusal.reason = row.identifier;
  refusal.failure = failure_of(row.result_signature);
  refusal.detail = std::move(explanation);
  return refusal;
}

std::optional<ConnectRefusal> check_connect_form(const mqtt::Connect& packet, bool quotas) {
  for (const FormRule& rule : form_rules) {
    if (!rule.is_broken_by(packet)) continue;
    ConnectRefusal refusal;
    refusal.v5_code = rule.v5_code;
    refusal.v311_code = rule.v311_code;
    refusal.reason = rule.reason;
    refusal.detail = with_cure(std::string(rule.detail), rule.reason);
    return refusal;
  }
  if (quotas && has_too_much_authentication_data(packet)) return too_much_authentication_data();
  if (packet.authentication_method) {
    return connect_refusal(authz::Reason::authentication_method_not_supported,
                           "authentication method " + authz::quoted(*packet.authentication_method) +
                               " is not supported; certificates are");
  }
  return std::nullopt;
}

void refuse_connect(Core& core, Link& link, const mqtt::Connect* packet, const ConnectRefusal& refusal) {
  count_refused(core, link, refusal);
  mqtt::Bytes connack;
  std::uint8_t code = 0;
  if (link.version == mqtt::Version::v5) {
    code = static_cast<std::uint8_t>(refusal.v5_code);
    mqtt::ConnackProperties properties;
    if (packet == nullptr || packet->request_problem_information) properties.reason_string = refusal.detail;
    encode_connack_v5(connack, false, refusal.v5_code, properties);
    if (packet != nullptr && packet->maximum_packet_size_bytes &&
        connack.size() > *packet->maximum_packet_size_bytes) {
      connack.clear();
      encode_connack_v5(connack, false, refusal.v5_code, {});
    }
    if (packet != nullptr && connack.size() > packet->maximum_packet_size_bytes.value_or(connack.size())) {
      connack.clear();  // MQTT 5, 3.1.2.11.4: what is too large for the client is not sent
      code = 0;
    }
  } else if (refusal.v311_code) {
    code = static_cast<std::uint8_t>(*refusal.v311_code);
    encode_connack_v311(connack, false, *refusal.v311_code);
  }
  if (!connack.empty()) core.send(link, connack);
  Event event = core.describe(Event::Kind::connect_refused, link);
  event.namespace_name = refusal.namespace_name;
  event.identity = refusal.identity;
  if (event.identity.empty() && packet != nullptr) event.identity = packet->user_name.value_or("");
  if (packet != nullptr) event.client_identifier = packet->client_identifier;
  event.code = code;
  event.reason = refusal.reason;
  event.detail = refusal.detail;
  core.effects.event(event);
  core.forget_link(link);
  core.effects.close(link.id);
}

void reject_connection(Core& core, Link& link, std::string_view reason, std::string_view detail) {
  Event event = core.describe(Event::Kind::connect_refused, link);
  event.version.reset();
  event.reason = reason;
  event.detail = detail;
  core.effects.event(event);
  core.forget_link(link);
  core.effects.close(link.id);
}

}  // namespace eg::broker
