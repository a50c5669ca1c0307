// Every reason for which a client is let in or refused: a stable identifier, what it means, what cures it,
// and the codes it has on the wire. One table (reason.cpp); logs, reason strings and pages read it.
#pragma once

#include <cstdint>
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
  ca_certificate_expired,
  ca_certificate_not_yet_valid,
  certificate_constraint_broken,
  certificate_chain_weak,
  certificate_signature_invalid,
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
};

struct ReasonRow {
  Reason reason;
  std::string_view identifier;  ///< stable, e.g. "thumbprint-mismatch"
  std::string_view cause;       ///< one sentence
  std::string_view cure;        ///< one sentence that says what to do
  std::uint8_t v5_code;         ///< CONNACK or PUBACK reason code
  std::uint8_t v5_suback_code;  ///< the same refusal in a SUBACK
  std::uint8_t v311_code;       ///< CONNACK return code; 0x80 for subscribe; 0 where the connection is closed
  std::string_view result_signature;  ///< "AuthenticationError", ... (broker-behaviour 11)
};

const ReasonRow& row(Reason reason);

}  // namespace eg::authz
