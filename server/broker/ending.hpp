// How connections and sessions end: DISCONNECT from either side, loss, take-over, expiry, and what becomes of
// the will (broker-behaviour 4, 8). Knows nothing of why; callers say it.
#pragma once

#include <string_view>

#include "protocol/mqtt/frame.hpp"
#include "protocol/mqtt/types.hpp"
#include "server/broker/core.hpp"

namespace eg::broker {

/// Disconnection reasons of the life-cycle events (broker-behaviour 8).
namespace disconnection {
inline constexpr std::string_view client_authentication_error = "ClientAuthenticationError";
inline constexpr std::string_view client_authorization_error = "ClientAuthorizationError";
inline constexpr std::string_view client_error = "ClientError";
inline constexpr std::string_view client_initiated = "ClientInitiatedDisconnect";
inline constexpr std::string_view connection_lost = "ConnectionLost";
inline constexpr std::string_view ip_forbidden = "IpForbidden";
inline constexpr std::string_view quota_exceeded = "QuotaExceeded";
inline constexpr std::string_view server_initiated = "ServerInitiatedDisconnect";
inline constexpr std::string_view session_overflow = "SessionOverflow";
inline constexpr std::string_view session_taken_over = "SessionTakenOver";
}  // namespace disconnection

/// Why a session ends (broker-behaviour 11, DropReason; the last two are ours).
namespace drop_reason {
inline constexpr std::string_view session_expiry = "SessionExpiry";
inline constexpr std::string_view transient_session = "TransientSession";
inline constexpr std::string_view session_overflow = "SessionOverflow";
inline constexpr std::string_view authorization_error = "AuthorizationError";
inline constexpr std::string_view clean_start = "CleanStart";
inline constexpr std::string_view namespace_deleted = "NamespaceDeleted";
}  // namespace drop_reason

struct Disconnection {
  mqtt::ReasonCode code = mqtt::ReasonCode::unspecified_error;  ///< sent to v5 clients
  std::string_view reason;
  std::string_view detail;
  std::string_view cause{};  ///< stable identifier (authz/reason.hpp); empty: follows from reason and code
};

/// The namespace's bound on a session's life without a connection (broker-behaviour 4.2).
std::uint32_t session_expiry_seconds_max(const authz::Policy& policy);

/// The broker ends the connection of a connected link; its will is published.
void disconnect(Core& core, Link& link, const Disconnection& why);
/// The same for a fault of the client in a packet; `detail` is a phrase for the log.
void disconnect_for_error(Core& core, Link& link, mqtt::ReasonCode code, std::string_view detail,
                          std::string_view cause = {});
/// Ends the connection without a word to the client, for its fault; its will is published.
void close_unanswered(Core& core, Link& link, std::string_view detail, std::string_view cause);
/// Sends the answer to a packet. One that is larger than the client takes cannot be sent, and without it the
/// client would wait for ever: the connection is closed (MQTT 5, 3.1.2.11.4).
void send_answer(Core& core, Link& link, const mqtt::Bytes& packet);
/// Says so and closes, but leaves the session as it is: for take-over and for the end of the broker.
void release_link(Core& core, Link& link, const Disconnection& why);
/// The session after its connection: it ends, or waits for the client until it expires, as its will does.
void go_offline(Core& core, Session& session);
/// The network connection is gone; nothing can be sent.
void link_lost(Core& core, Link& link, std::string_view why, LinkEnd end);
/// DISCONNECT from the client.
void handle_disconnect(Core& core, Link& link, const mqtt::Frame& frame);

/// Ends an offline session: its will is published, what other members of its shared groups can take
/// is theirs, everything else of it forgotten. `detail` is a phrase for
/// the log, `cause` the identifier of what led to it (authz/reason.hpp), if something was refused.
void end_session(Core& core, Session& session, std::string_view reason, std::string_view detail = {},
                 std::string_view cause = {});
/// A deadline of a session: will delay or expiry.
void session_due(Core& core, Session& session);

}  // namespace eg::broker
