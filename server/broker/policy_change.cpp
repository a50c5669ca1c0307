// Re-checks certificate, then subscriptions, of the sessions a change touches.
#include "server/broker/policy_change.hpp"

#include <string>
#include <utility>
#include <vector>

#include "authz/authentication_trail.hpp"
#include "authz/explain.hpp"
#include "server/broker/connect_refusal.hpp"
#include "server/broker/ending.hpp"
#include "server/broker/network_rules.hpp"

namespace eg::broker {
namespace {

using mqtt::ReasonCode;

void disconnect_all(Core& core, NamespaceState& home, std::string_view detail, authz::Reason cause) {
  for (Session* session : home.sessions.all()) {
    if (session->ended || session->link == nullptr) continue;
    disconnect(core, *session->link,
               {ReasonCode::server_shutting_down, disconnection::server_initiated, detail,
                authz::row(cause).identifier});
  }
}

bool network_rules_changed(const authz::Namespace& before, const authz::Namespace& after) {
  return before.public_network_access != after.public_network_access ||
         before.inbound_ip_masks != after.inbound_ip_masks;
}

/// Their sessions stay (broker-behaviour 2.5, 8).
void disconnect_forbidden(Core& core, NamespaceState& home, const authz::Policy& policy) {
  for (Session* session : home.sessions.all()) {
    if (session->ended || session->link == nullptr) continue;
    auto why = forbidden_address(core.settings, policy, session->link->peer);
    if (!why) continue;
    *why = with_cure(std::move(*why), authz::row(authz::Reason::address_not_allowed).identifier);
    disconnect(core, *session->link, {ReasonCode::not_authorized, disconnection::ip_forbidden, *why});
  }
}

void remove_namespace(Core& core, NamespaceState& home) {
  for (Session* session : home.sessions.all()) session->will.reset();
  disconnect_all(core, home, "the namespace was deleted", authz::Reason::namespace_deleted);
  for (Session* session : home.sessions.all()) end_session(core, *session, drop_reason::namespace_deleted);
  core.forget_namespace(home);
}

/// False: the connection ended.
bool recheck_authentication(Core& core, Link& link, const authz::Policy& policy) {
  authz::Credentials credentials;
  credentials.user_name = link.session->identity;
  credentials.certificate = link.peer.certificate.get();
  credentials.chain = link.chain;
  const authz::Authentication outcome = authz::authenticate(policy, credentials, core.now.unix_seconds);
  if (outcome.kind == authz::Authentication::Kind::granted) return true;
  if (outcome.kind == authz::Authentication::Kind::needs_chain &&
      link.chain == authz::ChainOutcome::not_checked) {
    link.is_verification_pending = true;
    link.verifying_generation = policy.generation();
    core.effects.verify_chain(link.id, policy.settings().name, policy.generation());
    return true;
  }
  const std::string detail = authz::to_line(authz::trail_of(policy, credentials, outcome));
  disconnect(core, link,
             {ReasonCode::not_authorized, disconnection::client_authentication_error, detail,
              authz::row(outcome.reason).identifier});
  return false;
}

void recheck(Core& core, Session& session, const authz::Policy& policy, bool anchors_changed) {
  const authz::PrincipalPointer fresh = policy.find(session.identity);
  Link* link = session.link;
  const bool is_by_chain = link != nullptr && link->chain == authz::ChainOutcome::trusted;
  const bool must_verify = anchors_changed && is_by_chain;
  if (fresh == session.principal && !must_verify) return;
  session.principal = fresh;
  session.decisions.clear();
  if (must_verify) link->chain = authz::ChainOutcome::not_checked;
  if (link != nullptr && !recheck_authentication(core, *link, policy)) return;
  if (session.is_entitled()) recheck_subscriptions(core, session);
}

/// A policy that does not follow the one before it says nothing of changes.
std::vector<Session*> sessions_to_look_at(const NamespaceState& home, const authz::Policy& previous,
                                          bool concerns_everybody) {
  if (concerns_everybody || home.policy->generation() != previous.generation() + 1)
    return home.sessions.all();
  std::vector<Session*> sessions;
  for (const std::string& folded_identity : home.policy->changed_names()) {
    const auto& of_client = home.sessions.of(folded_identity);
    sessions.insert(sessions.end(), of_client.begin(), of_client.end());
  }
  return sessions;
}

}  // namespace

void recheck_subscriptions(Core& core, Session& session) {
  for (const auto& [filter, options] : session.subscriptions) {
    // A shared one stands even when 3.1.1 has resumed the session: it was made with version 5.
    const authz::Decision decision =
        authz::decide_subscribe(*session.principal, filter, false, core.topic_limits());
    if (decision.allowed) continue;
    const std::string_view cause = authz::row(decision.reason).identifier;
    const std::string detail = authz::explain(*session.home->policy, *session.principal,
                                              authz::Permission::subscriber, filter, decision);
    Event event = core.describe(Event::Kind::subscribe_refused, session);
    event.code = authz::row(decision.reason).v5_code;
    event.reason = cause;
    event.topic = filter;
    event.detail = detail;
    core.effects.event(event);
    if (session.link != nullptr) {
      disconnect(core, *session.link,
                 {ReasonCode::not_authorized, disconnection::client_authorization_error, detail, cause});
    }
    end_session(core, session, drop_reason::authorization_error, detail, cause);
    return;
  }
}

void apply_update(Core& core, const NamespaceUpdate& update) {
  NamespaceState* home = core.find_namespace(update.name);
  if (update.policy == nullptr) {
    if (home != nullptr) remove_namespace(core, *home);
    return;
  }
  if (home == nullptr) {
    core.add_namespace(update.name).policy = update.policy;
    return;
  }
  const authz::PolicyPointer previous = home->policy;
  home->policy = update.policy;
  if (!update.policy->settings().mqtt_enabled)
    disconnect_all(core, *home, "MQTT was disabled for the namespace", authz::Reason::mqtt_disabled);
  if (network_rules_changed(previous->settings(), update.policy->settings()))
    disconnect_forbidden(core, *home, *update.policy);
  const bool anchors_changed =
      previous->settings().ca_certificates != update.policy->settings().ca_certificates;
  for (Session* session : sessions_to_look_at(*home, *previous, anchors_changed)) {
    if (!session->ended) recheck(core, *session, *update.policy, anchors_changed);
  }
}

void continue_session(Core& core, Link& link, authz::ChainOutcome outcome) {
  link.is_verification_pending = false;
  link.chain = outcome;
  recheck_authentication(core, link, *link.session->home->policy);
}

}  // namespace eg::broker
