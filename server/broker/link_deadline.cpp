// Works out when a link is due, and acts when it is.
#include "server/broker/link_deadline.hpp"

#include <algorithm>
#include <string>

#include "server/broker/connect_refusal.hpp"
#include "server/broker/ending.hpp"

namespace eg::broker {
namespace {

constexpr std::int64_t milliseconds_per_second = 1000;

std::int64_t connect_due(const Core& core, const Link& link) {
  return link.opened_steady_milliseconds + core.settings.connect_timeout_milliseconds;
}

/// MQTT 5, 3.1.2.10: one and a half times the keep alive.
std::int64_t keep_alive_due(const Link& link) {
  return link.active_steady_milliseconds +
         std::int64_t{link.keep_alive_seconds} * milliseconds_per_second * 3 / 2;
}

bool is_certificate_expired(const Core& core, const Link& link) {
  return link.peer.certificate != nullptr &&
         link.peer.certificate->not_after_unix_seconds < core.now.unix_seconds;
}

std::int64_t certificate_due(const Core& core, const Link& link) {
  if (link.peer.certificate == nullptr) return no_deadline;
  // A far date would overflow; a day is looked at again.
  constexpr std::int64_t seconds_max = 86'400;
  const std::int64_t rest = link.peer.certificate->not_after_unix_seconds + 1 - core.now.unix_seconds;
  return core.now.steady_milliseconds +
         std::clamp<std::int64_t>(rest, 1, seconds_max) * milliseconds_per_second;
}

}  // namespace

void arm_link(Core& core, Link& link) {
  if (link.state == Link::State::connected) {
    core.arm(link, std::min(keep_alive_due(link), certificate_due(core, link)));
  } else {
    core.arm(link, connect_due(core, link));
  }
}

void link_due(Core& core, Link& link) {
  link.armed_steady_milliseconds = no_deadline;
  const std::int64_t now = core.now.steady_milliseconds;
  if (link.state != Link::State::connected) {
    if (connect_due(core, link) > now) return arm_link(core, link);
    return reject_connection(core, link, "connect-timeout", "no CONNECT, or no decision on it, in time");
  }
  if (is_certificate_expired(core, link)) {
    return disconnect(
        core, link,
        {mqtt::ReasonCode::not_authorized, disconnection::client_authentication_error,
         "the client certificate has expired", authz::row(authz::Reason::certificate_expired).identifier});
  }
  if (keep_alive_due(link) <= now) {
    return disconnect_for_error(core, link, mqtt::ReasonCode::keep_alive_timeout,
                                "Timed out per negotiated Keep Alive");
  }
  arm_link(core, link);
}

}  // namespace eg::broker
