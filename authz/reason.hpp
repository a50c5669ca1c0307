// Every reason for which a client is let in or refused: a stable identifier, what it means, what cures it,
// and the codes it has on the wire. One table (reason.cpp); logs, reason strings and pages read it.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace eg::authz {

enum class Reason : std::uint8_t {
  allowed,
  // connecting: broker-behaviour 3
  no_authentication_name,
  client_not_found,
  client_disabled,
  no_client_certificate,
  thumbprint_mismatch,
  certificate_expired,
  certificate_not_yet_valid,
  certificate_chain_not_trusted,
  certificate_field_mismatch,
  authentication_method_not_supported,
  namespace_not_found,
  namespace_ambiguous,
  mqtt_disabled,
  address_not_allowed,
  client_identifier_owned_by_other,
  session_limit_reached,
  // publishing and subscribing: broker-behaviour 6
  topic_reserved,
  topic_limit_exceeded,
  topic_malformed,
  shared_subscription_in_v311,
  no_permission_binding,   ///< the client's groups have no binding of this permission at all
  no_topic_space_matches,  ///< bindings of this permission exist, no template covers the topic
  // the form of a CONNECT, and what comes before it: broker-behaviour 3.9
  protocol_version_not_supported,
  connect_malformed,
  first_packet_not_connect,
  connect_timeout,
  transport_error,
  user_properties_not_supported,
  will_qos_not_supported,
  client_identifier_empty,
  client_identifier_too_long,
  authentication_data_too_large,
  namespace_session_limit_reached,
  // the form and size of messages and subscriptions: broker-behaviour 5, 10
  qos_not_supported,
  topic_alias_invalid,
  topic_alias_unknown,
  property_too_large,
  retained_too_large,
  too_many_retained_messages,
  too_many_retained_bytes,
  too_many_filters,
  too_many_subscriptions,
  too_many_subscriptions_in_namespace,
  too_many_shared_subscriptions,
  too_many_shared_groups,
  too_many_group_members,
  // messages that are dropped
  slow_link,
  no_group_member,
  // connections and sessions that end: broker-behaviour 4, 8
  packet_malformed,
  packet_too_large,
  protocol_error,
  keep_alive_timeout,
  answer_too_large,
  message_refused_by_client,
  session_taken_over,
  session_overflow,
  namespace_deleted,
  server_shutting_down,
};

struct ReasonRow {
  Reason reason;
  std::string_view identifier;  ///< stable, e.g. "thumbprint-mismatch"
  std::string_view cause;       ///< one sentence
  std::string_view cure;        ///< one sentence that says what to do
  std::uint8_t v5_code;         ///< CONNACK, PUBACK or DISCONNECT reason code; 0 where nothing is answered
  std::uint8_t v5_suback_code;  ///< the same refusal in a SUBACK
  std::uint8_t v311_code;       ///< CONNACK return code; 0x80 for subscribe; 0 where the connection is closed
  std::string_view result_signature;  ///< "AuthenticationError", ... (broker-behaviour 11)
};

const ReasonRow& row(Reason reason);
/// nullptr: no reason has this identifier.
const ReasonRow* find_reason(std::string_view identifier);
/// All rows, in the order of `Reason`.
std::span<const ReasonRow> reasons();

}  // namespace eg::authz
