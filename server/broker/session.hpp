// What the broker keeps of a client between connections and during one (broker-behaviour 4): plain state. The
// rules that move it are in accepting, routing and ending.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "authz/policy.hpp"
#include "protocol/mqtt/types.hpp"
#include "server/broker/counters.hpp"
#include "server/broker/decisions.hpp"
#include "server/broker/outbox.hpp"
#include "server/broker/retained_backlog.hpp"
#include "server/broker/subscriptions.hpp"

namespace eg::broker {

struct Link;
struct NamespaceState;

inline constexpr std::int64_t no_deadline = std::numeric_limits<std::int64_t>::max();

/// MQTT 5, 3.1.3: kept until it is published or the client takes its leave.
struct Will {
  std::string topic;
  std::vector<std::uint8_t> properties;
  std::vector<std::uint8_t> payload;
  mqtt::Qos qos = mqtt::Qos::at_most_once;
  std::uint32_t delay_seconds = 0;
  std::uint32_t message_expiry_seconds = 0;  ///< 0: never
  bool retain = false;
};

struct Session {
  std::uint64_t serial = 0;  ///< never used again, so that deadlines cannot meet a successor
  NamespaceState* home = nullptr;
  std::string client_identifier;
  std::string identity;  ///< authentication name in its stored spelling
  authz::PrincipalPointer
      principal;         ///< nullptr: the client was deleted; the session blocks its name until expiry
  Link* link = nullptr;  ///< nullptr: offline
  mqtt::Version version = mqtt::Version::v5;
  Protocol protocol = Protocol::mqtt5;  ///< of its last connection
  std::uint32_t expiry_seconds = 0;
  std::map<std::string, SubscriptionOptions, std::less<>> subscriptions;
  Outbox outbox;
  RetainedBacklog retained_backlog;
  PublishDecisions decisions;
  std::unique_ptr<Will> will;
  std::int64_t ends_at_steady_milliseconds = no_deadline;      ///< set while offline
  std::int64_t will_at_steady_milliseconds = no_deadline;      ///< set while a will waits for its delay
  std::int64_t retained_at_steady_milliseconds = no_deadline;  ///< set while retained messages pause
  std::int64_t armed_steady_milliseconds = no_deadline;        ///< time of its entry among the deadlines
  bool overflowed = false;  ///< its queue is over the quota; it is about to end
  bool ended = false;

  /// Whether the client may have messages at all: deleted and disabled ones get none.
  bool is_entitled() const { return principal != nullptr && principal->client.enabled; }
};

}  // namespace eg::broker
