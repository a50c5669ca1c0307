#include "authz/reason.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace eg::authz {

namespace {

constexpr std::string_view authentication = "AuthenticationError";
constexpr std::string_view authorization = "AuthorizationError";
constexpr std::string_view client_error = "ClientError";
constexpr std::string_view quota = "QuotaExceeded";

// Codes: broker-behaviour 3.9 (connecting), 5.3 and 6.7 (subscribing), 5.5 (publishing). In the order of
// `Reason`.
constexpr ReasonRow rows[] = {
    {Reason::allowed, "allowed", "The request is allowed.", "Nothing needs to be done.", 0x00, 0x00, 0x00,
     "Success"},
    {Reason::no_authentication_name, "no-authentication-name", "The CONNECT names no client.",
     "Set the user name to the client's authentication name, or configure "
     "alternativeAuthenticationNameSources and "
     "present a certificate that holds such a field.",
     0x87, 0x87, 0x05, authentication},
    {Reason::client_not_found, "client-not-found", "Client could not be found.",
     "Create a client with this authentication name, or send the authentication name of an existing client "
     "as the "
     "user name; the name of the client resource does not count.",
     0x87, 0x87, 0x05, authentication},
    {Reason::client_disabled, "client-disabled", "The client exists and is disabled.",
     "Set the client's state to Enabled.", 0x87, 0x87, 0x05, authentication},
    {Reason::no_client_certificate, "no-client-certificate",
     "The connection presented no client certificate.",
     "Give the MQTT client its certificate and private key.", 0x87, 0x87, 0x05, authentication},
    {Reason::thumbprint_mismatch, "thumbprint-mismatch",
     "The certificate's thumbprint is not one of the client's allowed thumbprints.",
     "Put the SHA-256 thumbprint of the presented certificate into the client's allowedThumbprints, or "
     "present the "
     "certificate that is allowed.",
     0x87, 0x87, 0x05, authentication},
    {Reason::certificate_expired, "certificate-expired", "The client certificate has expired.",
     "Issue a new certificate and, for thumbprint clients, update allowedThumbprints.", 0x87, 0x87, 0x05,
     authentication},
    {Reason::certificate_not_yet_valid, "certificate-not-yet-valid",
     "The client certificate is not valid yet.",
     "Check the clocks of this machine and of the one that issued the certificate.", 0x87, 0x87, 0x05,
     authentication},
    {Reason::certificate_chain_not_trusted, "certificate-chain-not-trusted",
     "The certificate does not lead to a CA certificate of the namespace.",
     "Register the CA certificate that signed the client certificate, or let the client send the "
     "intermediates "
     "between the two.",
     0x87, 0x87, 0x05, authentication},
    {Reason::ca_certificate_expired, "ca-certificate-expired",
     "A CA certificate between the client certificate and the one registered, or that one itself, has "
     "expired.",
     "Renew the CA certificate and register it, or let the client send it along if it is an intermediate.",
     0x87, 0x87, 0x05, authentication},
    {Reason::ca_certificate_not_yet_valid, "ca-certificate-not-yet-valid",
     "A CA certificate between the client certificate and the one registered, or that one itself, is not "
     "valid "
     "yet.",
     "Check the clocks of this machine and of the one that issued the CA certificate.", 0x87, 0x87, 0x05,
     authentication},
    {Reason::certificate_constraint_broken, "certificate-constraint-broken",
     "A certificate stands in the chain where its constraints, or those of one above it, do not let it.",
     "Issue what signs others as the certificate of an authority: basicConstraints CA:TRUE with a path "
     "length "
     "that suffices, keyCertSign in keyUsage if it has one, name constraints that permit the client's names.",
     0x87, 0x87, 0x05, authentication},
    {Reason::certificate_chain_weak, "certificate-chain-weak",
     "A key or a signature in the certificate's chain is too weak.",
     "Use RSA keys of at least 2048 bits or EC keys of at least 224 bits, and sign with SHA-256 or better.",
     0x87, 0x87, 0x05, authentication},
    {Reason::certificate_signature_invalid, "certificate-signature-invalid",
     "A signature in the certificate's chain was not made with the key of its issuer.",
     "Register the CA certificate whose key signed the client certificate: one of the same name with another "
     "key is another authority.",
     0x87, 0x87, 0x05, authentication},
    {Reason::certificate_field_mismatch, "certificate-field-mismatch",
     "The certificate field of the client's validation scheme does not hold its authentication name.",
     "Issue a certificate whose field equals the authentication name, or choose another validationScheme.",
     0x87, 0x87, 0x05, authentication},
    {Reason::authentication_method_not_supported, "authentication-method-not-supported",
     "The CONNECT asks for an authentication method that is not served.",
     "Connect with a client certificate and without an authentication method.", 0x8C, 0x8C, 0x05,
     authentication},
    {Reason::namespace_not_found, "namespace-not-found", "No namespace belongs to this connection.",
     "Create a namespace, or connect with the host name of an existing one.", 0x87, 0x87, 0x05,
     authentication},
    {Reason::namespace_ambiguous, "namespace-ambiguous",
     "Several namespaces exist and the connection does not say which one it wants.",
     "Connect to a host name that begins with the namespace's name, so that TLS server name indication tells "
     "them apart: NAMESPACE.ts.eventgrid.localhost, or NAMESPACE.HOST when the emulator was started with "
     "--hostname HOST; the name must resolve to the emulator's address.",
     0x87, 0x87, 0x05, authentication},
    {Reason::mqtt_disabled, "mqtt-disabled", "MQTT is not enabled in this namespace.",
     "Set topicSpacesConfiguration.state to Enabled.", 0x87, 0x87, 0x05, authentication},
    {Reason::address_not_allowed, "address-not-allowed",
     "The network rules of the namespace do not let the client's address in.",
     "Add the address to inboundIpRules and set publicNetworkAccess to Enabled, or start the emulator with "
     "--network-rules off, which ignores both.",
     0x87, 0x87, 0x05, authorization},
    {Reason::client_identifier_owned_by_other, "client-identifier-owned-by-other",
     "Another client has a session with this client identifier.",
     "Use a client identifier that is unique in the namespace; a session blocks its identifier until it "
     "expires.",
     0x87, 0x87, 0x05, authorization},
    {Reason::session_limit_reached, "session-limit-reached",
     "The client has as many sessions as the namespace allows for one authentication name.",
     "Raise maximumClientSessionsPerAuthenticationName, or reuse the client identifier; offline sessions "
     "count "
     "until they expire.",
     0x97, 0x97, 0x03, quota},
    {Reason::topic_reserved, "topic-reserved", "Topics that begin with '$' are reserved.",
     "Use a topic that does not begin with '$'; only $share/ filters may.", 0x87, 0x87, 0x80, authorization},
    {Reason::topic_limit_exceeded, "topic-limit-exceeded", "The topic has more than 256 bytes or 15 levels.",
     "Shorten the topic.", 0x90, 0x8F, 0x80, client_error},
    {Reason::topic_malformed, "topic-malformed", "The topic or filter is not well formed.",
     "A topic is not empty and holds no wildcard; in a filter '+' and '#' fill a whole level and '#' is the "
     "last.",
     0x90, 0x8F, 0x80, client_error},
    {Reason::shared_subscription_in_v311, "shared-subscription-in-v311",
     "Shared subscriptions exist in MQTT 5 only.", "Connect with MQTT 5, or subscribe without $share/.", 0x9E,
     0x9E, 0x00, client_error},
    {Reason::no_permission_binding, "no-permission-binding",
     "None of the client's groups has a permission binding of this kind.",
     "Create a permission binding for one of the client's groups: Publisher to publish, Subscriber to "
     "subscribe.",
     0x87, 0x87, 0x80, authorization},
    {Reason::no_topic_space_matches, "no-topic-space-matches",
     "No topic template that is bound to the client covers the topic.",
     "Add a template that covers the topic to a bound topic space, or use a topic that is covered; one "
     "template "
     "must cover a filter as a whole.",
     0x87, 0x87, 0x80, authorization},
    {Reason::protocol_version_not_supported, "protocol-version-not-supported",
     "Only MQTT 3.1.1 (level 4) and MQTT 5 (level 5) are served.",
     "Set the client's protocol version to 3.1.1 or 5.", 0x84, 0x84, 0x01, client_error},
    {Reason::connect_malformed, "connect-malformed", "The CONNECT breaks the rules of MQTT.",
     "Use a client library that follows the specification; the detail names the rule.", 0x81, 0x81, 0x00,
     client_error},
    {Reason::first_packet_not_connect, "first-packet-not-connect", "The first packet is not a CONNECT.",
     "Send CONNECT first, and nothing else before it.", 0x00, 0x00, 0x00, client_error},
    {Reason::connect_timeout, "connect-timeout", "No CONNECT came in time.",
     "Send CONNECT as soon as the TLS handshake is done.", 0x00, 0x00, 0x00, client_error},
    {Reason::transport_error, "transport-error", "What carries MQTT was used wrongly.",
     "Speak WebSocket in binary frames, as MQTT's client libraries do.", 0x00, 0x00, 0x00, client_error},
    {Reason::user_properties_not_supported, "user-properties-not-supported",
     "User properties are not supported on this packet.", "Send user properties with PUBLISH only.", 0x83,
     0x83, 0x00, client_error},
    {Reason::will_qos_not_supported, "will-qos-not-supported", "A will of QoS 2 is not supported.",
     "Ask for QoS 0 or 1 for the will.", 0x9B, 0x9B, 0x00, client_error},
    {Reason::client_identifier_empty, "client-identifier-empty",
     "An empty client identifier is served in MQTT 5 only.",
     "Set a client identifier, or connect with MQTT 5.", 0x85, 0x85, 0x02, client_error},
    {Reason::client_identifier_too_long, "client-identifier-too-long",
     "The client identifier has more than 128 characters.", "Shorten the client identifier.", 0x85, 0x85,
     0x02, client_error},
    {Reason::authentication_data_too_large, "authentication-data-too-large",
     "The authentication data has more than 8192 bytes.", "Send a shorter token.", 0x87, 0x87, 0x05,
     authentication},
    {Reason::namespace_session_limit_reached, "namespace-session-limit-reached",
     "The namespace has as many sessions as its throughput units allow.",
     "Raise sku.capacity, end sessions that are no longer needed, or start the emulator with --quotas off.",
     0x97, 0x97, 0x03, quota},
    {Reason::qos_not_supported, "qos-not-supported", "QoS 2 is not supported.", "Publish with QoS 0 or 1.",
     0x9B, 0x9B, 0x00, client_error},
    {Reason::topic_alias_invalid, "topic-alias-invalid", "The topic alias is not between 1 and 10.",
     "Use at most as many topic aliases as the CONNACK's Topic Alias Maximum says.", 0x94, 0x94, 0x00,
     client_error},
    {Reason::topic_alias_unknown, "topic-alias-unknown", "The topic alias was not set on this connection.",
     "Send the topic with the alias first; aliases end with the connection.", 0x82, 0x82, 0x00, client_error},
    {Reason::property_too_large, "property-too-large", "A property of the message is larger than allowed.",
     "Shorten the property, or start the emulator with --quotas off.", 0x97, 0x97, 0x00, quota},
    {Reason::retained_too_large, "retained-too-large", "The payload is too large to be retained.",
     "Send at most 65536 bytes, or publish without RETAIN.", 0x97, 0x97, 0x00, quota},
    {Reason::too_many_retained_messages, "too-many-retained-messages",
     "The namespace retains as many messages as its throughput units allow.",
     "Delete retained messages by an empty payload, or raise sku.capacity.", 0x97, 0x97, 0x00, quota},
    {Reason::too_many_retained_bytes, "too-many-retained-bytes",
     "The namespace retains as many bytes as its throughput units allow.",
     "Delete retained messages by an empty payload, or raise sku.capacity.", 0x97, 0x97, 0x00, quota},
    {Reason::too_many_filters, "too-many-filters", "One SUBSCRIBE holds more than 10 filters.",
     "Send several SUBSCRIBE packets of at most 10 filters each.", 0x97, 0x97, 0x80, quota},
    {Reason::too_many_subscriptions, "too-many-subscriptions",
     "The session has as many subscriptions as are allowed.",
     "Subscribe to a wider filter, unsubscribe from others, or use a second session.", 0x97, 0x97, 0x80,
     quota},
    {Reason::too_many_subscriptions_in_namespace, "too-many-subscriptions-in-namespace",
     "The namespace has as many subscriptions as are allowed.",
     "End subscriptions and sessions that are no longer needed.", 0x97, 0x97, 0x80, quota},
    {Reason::too_many_shared_subscriptions, "too-many-shared-subscriptions",
     "The session has as many shared subscriptions as are allowed.",
     "Unsubscribe from others, or use a second session.", 0x97, 0x97, 0x80, quota},
    {Reason::too_many_shared_groups, "too-many-shared-groups",
     "The namespace has as many groups of shared subscriptions as are allowed.",
     "Join an existing group: one name with two filters is two groups.", 0x97, 0x97, 0x80, quota},
    {Reason::too_many_group_members, "too-many-group-members",
     "The group of this shared subscription has as many members as are allowed.",
     "Use a second group, or fewer members.", 0x97, 0x97, 0x80, quota},
    {Reason::slow_link, "slow-link", "The client reads too slowly; messages of QoS 0 are dropped.",
     "Read faster, subscribe to less, or ask for QoS 1.", 0x00, 0x00, 0x00, quota},
    {Reason::no_group_member, "no-group-member",
     "No member of the shared subscription's group has room for the message.",
     "Let more members join, or read faster.", 0x00, 0x00, 0x00, quota},
    {Reason::packet_malformed, "packet-malformed", "A packet cannot be read.",
     "Use a client library that follows the specification; the detail names the rule.", 0x81, 0x81, 0x00,
     client_error},
    {Reason::packet_too_large, "packet-too-large", "A packet has more than 524288 bytes.",
     "Send smaller messages, or start the emulator with --quotas off.", 0x95, 0x95, 0x00, client_error},
    {Reason::protocol_error, "protocol-error", "A packet breaks the rules of MQTT.",
     "Use a client library that follows the specification; the detail names the rule.", 0x82, 0x82, 0x00,
     client_error},
    {Reason::keep_alive_timeout, "keep-alive-timeout", "Timed out per negotiated Keep Alive.",
     "Send PINGREQ within the keep alive interval, which the CONNACK's Server Keep Alive may have shortened.",
     0x8D, 0x8D, 0x00, client_error},
    {Reason::answer_too_large, "answer-too-large",
     "The answer is larger than the client's Maximum Packet Size.",
     "Raise the Maximum Packet Size of the CONNECT, or ask for less in one packet.", 0x00, 0x00, 0x00,
     client_error},
    {Reason::message_refused_by_client, "message-refused-by-client",
     "The client answered a message with a PUBACK that holds an error.",
     "Acknowledge messages with success, also those that the application cannot use.", 0x83, 0x83, 0x00,
     client_error},
    {Reason::session_taken_over, "session-taken-over",
     "A newer connection of the same client uses this client identifier.",
     "Give each running client a client identifier of its own.", 0x8E, 0x8E, 0x00, client_error},
    {Reason::session_overflow, "session-overflow", "More messages wait for the session than are kept.",
     "Read faster, stay connected, subscribe to less, or start the emulator with --quotas off.", 0x97, 0x97,
     0x00, quota},
    {Reason::namespace_deleted, "namespace-deleted", "The namespace was deleted.",
     "Create the namespace again.", 0x8B, 0x8B, 0x00, "ServiceError"},
    {Reason::server_shutting_down, "server-shutting-down", "The emulator stops.",
     "Connect again when it runs.", 0x8B, 0x8B, 0x00, "ServiceError"},
};

constexpr bool rows_are_in_order() {
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    if (static_cast<std::size_t>(rows[i].reason) != i) return false;
  }
  return rows[std::size(rows) - 1].reason == Reason::server_shutting_down;
}
static_assert(rows_are_in_order());

}  // namespace

const ReasonRow& row(Reason reason) {
  return rows[static_cast<std::size_t>(reason)];
}

const ReasonRow* find_reason(std::string_view identifier) {
  const auto found = std::find_if(std::begin(rows), std::end(rows),
                                  [&](const ReasonRow& one) { return one.identifier == identifier; });
  return found == std::end(rows) ? nullptr : found;
}

std::span<const ReasonRow> reasons() {
  return rows;
}

}  // namespace eg::authz
