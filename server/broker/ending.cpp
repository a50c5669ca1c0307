// One way out for links, one for sessions; the will in between.
#include "server/broker/ending.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "authz/reason.hpp"
#include "protocol/mqtt/decode.hpp"
#include "server/broker/connect_refusal.hpp"
#include "server/broker/routing.hpp"
#include "server/broker/sharing.hpp"
#include "server/broker/wills.hpp"

namespace eg::broker {
namespace {

constexpr std::int64_t milliseconds_per_second = 1000;

void send_disconnect(Core& core, const Link& link, const Disconnection& why) {
  if (link.version != mqtt::Version::v5) return;  // 3.1.1 has no DISCONNECT from the server
  mqtt::Bytes packet;
  const bool says_why = link.wants_reason_strings && !why.detail.empty();
  encode_disconnect(packet, why.code, says_why ? std::optional<std::string_view>(why.detail) : std::nullopt);
  if (packet.size() > link.packet_bytes_max) {
    packet.clear();
    encode_disconnect(packet, why.code, std::nullopt);
  }
  core.send(link, packet);
}

struct CauseRow {
  std::string_view reason;
  mqtt::ReasonCode code;
  authz::Reason cause;
};
/// For ends whose caller has nothing more exact to say.
constexpr CauseRow usual_causes[] = {
    {disconnection::client_error, mqtt::ReasonCode::malformed_packet, authz::Reason::packet_malformed},
    {disconnection::client_error, mqtt::ReasonCode::implementation_specific_error,
     authz::Reason::user_properties_not_supported},
    {disconnection::client_error, mqtt::ReasonCode::keep_alive_timeout, authz::Reason::keep_alive_timeout},
    {disconnection::client_error, mqtt::ReasonCode::topic_filter_invalid, authz::Reason::topic_malformed},
    {disconnection::client_error, mqtt::ReasonCode::topic_name_invalid, authz::Reason::topic_malformed},
    {disconnection::client_error, mqtt::ReasonCode::topic_alias_invalid, authz::Reason::topic_alias_invalid},
    {disconnection::client_error, mqtt::ReasonCode::packet_too_large, authz::Reason::packet_too_large},
    {disconnection::client_error, mqtt::ReasonCode::shared_subscriptions_not_supported,
     authz::Reason::shared_subscription_in_v311},
    {disconnection::ip_forbidden, mqtt::ReasonCode::not_authorized, authz::Reason::address_not_allowed},
    {disconnection::server_initiated, mqtt::ReasonCode::server_shutting_down,
     authz::Reason::server_shutting_down},
    {disconnection::session_overflow, mqtt::ReasonCode::quota_exceeded, authz::Reason::session_overflow},
    {disconnection::session_taken_over, mqtt::ReasonCode::session_taken_over,
     authz::Reason::session_taken_over},
};

/// Empty: the client or the network ended it, and nothing was refused.
std::string_view usual_cause(const Disconnection& why) {
  for (const CauseRow& one : usual_causes) {
    if (one.reason == why.reason && one.code == why.code) return authz::row(one.cause).identifier;
  }
  return why.reason == disconnection::client_error ? authz::row(authz::Reason::protocol_error).identifier
                                                   : std::string_view();
}

void report_disconnected(Core& core, const Link& link, const Disconnection& why) {
  Event event = core.describe(Event::Kind::disconnected, link);
  event.code = link.version == mqtt::Version::v5 ? static_cast<std::uint8_t>(why.code) : std::uint8_t{0};
  event.reason = why.reason;
  event.cause = why.cause.empty() ? usual_cause(why) : why.cause;
  event.detail = why.detail;
  core.effects.event(event);
}

std::string_view reason_of(LinkEnd end) {
  switch (end) {
    case LinkEnd::closed_by_client: return disconnection::client_initiated;
    case LinkEnd::client_error: return disconnection::client_error;
    case LinkEnd::lost: break;
  }
  return disconnection::connection_lost;
}

void detach(Link& link) {
  link.counters->connection_closed(link.protocol);
  link.session->link = nullptr;
  link.session = nullptr;
}

void close_link(Core& core, Link& link, const Disconnection& why) {
  report_disconnected(core, link, why);
  detach(link);
  core.forget_link(link);
  core.effects.close(link.id);
}

}  // namespace

void release_link(Core& core, Link& link, const Disconnection& why) {
  send_disconnect(core, link, why);
  close_link(core, link, why);
}

void go_offline(Core& core, Session& session) {
  if (session.expiry_seconds == 0) {
    end_session(core, session, drop_reason::transient_session);
    return;
  }
  const std::int64_t now = core.now.steady_milliseconds;
  session.ends_at_steady_milliseconds = now + session.expiry_seconds * milliseconds_per_second;
  if (session.will != nullptr) {
    const std::uint32_t delay = std::min(session.will->delay_seconds, session.expiry_seconds);
    if (delay == 0) {
      publish_will(core, session);
    } else {
      session.will_at_steady_milliseconds = now + delay * milliseconds_per_second;
    }
  }
  core.arm(session);
}

void disconnect(Core& core, Link& link, const Disconnection& why) {
  Session& session = *link.session;
  release_link(core, link, why);
  go_offline(core, session);
}

void disconnect_for_error(Core& core, Link& link, mqtt::ReasonCode code, std::string_view detail,
                          std::string_view cause) {
  disconnect(core, link, {code, disconnection::client_error, detail, cause});
}

void close_unanswered(Core& core, Link& link, std::string_view detail, std::string_view cause) {
  Session& session = *link.session;
  close_link(core, link, {mqtt::ReasonCode::success, disconnection::client_error, detail, cause});
  go_offline(core, session);
}

void send_answer(Core& core, Link& link, const mqtt::Bytes& packet) {
  if (packet.size() <= link.packet_bytes_max) return core.send(link, packet);
  close_unanswered(core, link, "the answer is larger than the client's Maximum Packet Size",
                   authz::row(authz::Reason::answer_too_large).identifier);
}

void link_lost(Core& core, Link& link, std::string_view why, LinkEnd end) {
  if (link.session == nullptr) {
    if (end == LinkEnd::client_error) return reject_connection(core, link, "transport-error", why);
    core.forget_link(link);
    return;
  }
  Session& session = *link.session;
  report_disconnected(core, link, {mqtt::ReasonCode::success, reason_of(end), why});
  detach(link);
  core.forget_link(link);
  go_offline(core, session);
}

void handle_disconnect(Core& core, Link& link, const mqtt::Frame& frame) {
  const auto decoded = mqtt::decode_disconnect(frame, link.version);
  if (!decoded) return disconnect_for_error(core, link, decoded.error().reason, decoded.error().what);
  if (decoded->has_user_properties) {  // broker-behaviour 5.4: there is nothing to answer
    return close_unanswered(core, link, "user properties on DISCONNECT are not supported",
                            authz::row(authz::Reason::user_properties_not_supported).identifier);
  }
  Session& session = *link.session;
  if (decoded->session_expiry_interval_seconds) {
    const std::uint32_t asked = *decoded->session_expiry_interval_seconds;
    if (asked != 0 && session.expiry_seconds == 0) {  // MQTT 5, 3.14.2.2.2
      return disconnect_for_error(core, link, mqtt::ReasonCode::protocol_error,
                                  "session expiry raised from 0 on DISCONNECT");
    }
    session.expiry_seconds = std::min(asked, session_expiry_seconds_max(*session.home->policy));
  }
  if (decoded->reason == mqtt::ReasonCode::success) session.will.reset();  // MQTT 5, 3.14.4
  close_link(core, link, {mqtt::ReasonCode::success, disconnection::client_initiated, {}});
  go_offline(core, session);
}

void end_session(Core& core, Session& session, std::string_view reason, std::string_view detail,
                 std::string_view cause) {
  if (session.ended) return;
  std::vector<Outbox::Copy> undelivered;
  if (reason != drop_reason::namespace_deleted) undelivered = session.outbox.shared_copies();
  core.forget_session(session);
  Event event = core.describe(Event::Kind::session_ended, session);
  event.reason = reason;
  event.cause = cause;
  event.detail = detail;
  core.effects.event(event);
  session.home->counters.session_dropped(reason);
  hand_over(core, session, undelivered);
  publish_will(core, session);
}

void session_due(Core& core, Session& session) {
  session.armed_steady_milliseconds = no_deadline;
  const std::int64_t now = core.now.steady_milliseconds;
  if (session.will_at_steady_milliseconds <= now) publish_will(core, session);
  if (session.ends_at_steady_milliseconds <= now) {
    end_session(core, session, drop_reason::session_expiry);
    return;
  }
  if (session.ended) return;
  if (session.retained_at_steady_milliseconds <= now) {
    session.retained_at_steady_milliseconds = no_deadline;
    pump(core, session);
  }
  core.arm(session);
}

std::uint32_t session_expiry_seconds_max(const authz::Policy& policy) {
  return policy.settings().maximum_session_expiry_hours * 3600U;
}

}  // namespace eg::broker
