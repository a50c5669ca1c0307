#include "authz/reason.hpp"

#include <array>
#include <cstddef>

namespace eg::authz {

namespace {

constexpr std::string_view authentication = "AuthenticationError";
constexpr std::string_view authorization = "AuthorizationError";
constexpr std::string_view client_error = "ClientError";

// Codes: broker-behaviour 3.9 (connecting), 5.3 and 6.7 (subscribing), 5.5 (publishing). In the order of
// `Reason`.
constexpr std::array<ReasonRow, 28> rows{{
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
     "Connect with the host name of the namespace, so that TLS server name indication tells them apart.",
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
     0x97, 0x97, 0x03, "QuotaExceeded"},
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
}};

constexpr bool rows_are_in_order() {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (static_cast<std::size_t>(rows[i].reason) != i) return false;
  }
  return rows.back().reason == Reason::no_topic_space_matches;
}
static_assert(rows_are_in_order());

}  // namespace

const ReasonRow& row(Reason reason) {
  return rows.at(static_cast<std::size_t>(reason));
}

}  // namespace eg::authz
