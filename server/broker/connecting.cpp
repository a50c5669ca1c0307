// Reads CONNECT, chooses the namespace and asks authz who it is.
#include "server/broker/connecting.hpp"

#include <utility>

#include "authz/authentication_trail.hpp"
#include "protocol/mqtt/decode.hpp"
#include "server/broker/accepting.hpp"
#include "server/broker/connect_refusal.hpp"
#include "server/broker/namespace_choice.hpp"
#include "server/broker/network_rules.hpp"

namespace eg::broker {
namespace {

/// The outcome of a verification holds for the policy it was made for and no other.
struct Verification {
  std::string_view namespace_name;
  std::uint64_t policy_generation = 0;
  authz::ChainOutcome outcome = authz::ChainOutcome::not_checked;
};

void refuse_unreadable(Core& core, Link& link, const mqtt::DecodeError& error) {
  if (error.reason == mqtt::ReasonCode::unsupported_protocol_version) {
    link.version = mqtt::Version::v311;  // broker-behaviour 2.1: 0x01 whatever the level
    ConnectRefusal refusal;
    refusal.v311_code = mqtt::ConnectReturnCode::unacceptable_protocol_version;
    refusal.reason = "protocol-version-not-supported";
    refusal.detail = "only MQTT 3.1.1 (level 4) and MQTT 5 (level 5) are served";
    return refuse_connect(core, link, nullptr, refusal);
  }
  ConnectRefusal refusal;
  refusal.v5_code = error.reason;
  if (error.reason == mqtt::ReasonCode::client_identifier_not_valid) {
    refusal.v311_code = mqtt::ConnectReturnCode::identifier_rejected;
  }
  refusal.reason = "connect-malformed";
  refusal.detail = error.what;
  refuse_connect(core, link, nullptr, refusal);
}

void authenticate(Core& core, Link& link, const mqtt::Connect& packet, mqtt::BytesView body,
                  const Verification& verification) {
  authz::Credentials credentials;
  credentials.user_name = packet.user_name;
  credentials.certificate = link.peer.certificate.get();
  const auto policies = core.policies();
  const NamespaceChoice choice = choose_namespace(policies, link.peer.server_name, credentials);
  if (choice.policy == nullptr) {
    return refuse_connect(core, link, &packet, connect_refusal(choice.reason, choice.detail));
  }
  const authz::Policy& policy = *choice.policy;
  const std::string& name = policy.settings().name;
  if (auto why = forbidden_address(core.settings, policy, link.peer)) {
    ConnectRefusal refusal = connect_refusal(authz::Reason::address_not_allowed, std::move(*why));
    refusal.namespace_name = name;
    return refuse_connect(core, link, &packet, refusal);
  }
  if (name == verification.namespace_name && policy.generation() == verification.policy_generation) {
    credentials.chain = verification.outcome;
  }
  const authz::Authentication outcome = authz::authenticate(policy, credentials, core.now.unix_seconds);
  switch (outcome.kind) {
    case authz::Authentication::Kind::granted:
      link.chain = credentials.chain;
      link.state = Link::State::connecting;
      return accept_connect(core, link, packet, *core.find_namespace(name), outcome.principal);
    case authz::Authentication::Kind::needs_chain:
      if (credentials.chain != authz::ChainOutcome::not_checked) break;  // it was checked: deny
      link.state = Link::State::verifying;
      link.pending_connect.assign(body.begin(), body.end());
      link.verifying_namespace = name;
      link.verifying_generation = policy.generation();
      link.is_verification_pending = true;
      return core.effects.verify_chain(link.id, name, policy.generation());
    case authz::Authentication::Kind::refused: break;
  }
  ConnectRefusal refusal =
      explained_refusal(outcome.reason, authz::to_line(authz::trail_of(policy, credentials, outcome)));
  refusal.identity = outcome.identity;
  refusal.namespace_name = name;
  refuse_connect(core, link, &packet, refusal);
}

}  // namespace

void handle_connect(Core& core, Link& link, const mqtt::Frame& frame) {
  if (frame.type != mqtt::PacketType::connect) {
    return reject_connection(core, link, "first-packet-not-connect", "the first packet is not a CONNECT");
  }
  if (const auto version = mqtt::connect_version(frame)) {
    link.version = *version;
  } else {
    link.version = mqtt::Version::v311;
  }
  const auto decoded = mqtt::decode_connect(frame);
  if (!decoded) return refuse_unreadable(core, link, decoded.error());
  if (const auto refusal = check_connect_form(*decoded, core.settings.quotas))
    return refuse_connect(core, link, &*decoded, *refusal);
  authenticate(core, link, *decoded, frame.body, {});
}

void continue_connect(Core& core, Link& link, authz::ChainOutcome outcome, std::uint64_t policy_generation) {
  const std::vector<std::uint8_t> body = std::move(link.pending_connect);
  mqtt::Frame frame;
  frame.type = mqtt::PacketType::connect;
  frame.body = body;
  const auto decoded = mqtt::decode_connect(frame);  // it could be read the first time
  const std::string verified_namespace = std::move(link.verifying_namespace);
  link.is_verification_pending = false;
  authenticate(core, link, *decoded, body, {verified_namespace, policy_generation, outcome});
}

}  // namespace eg::broker
