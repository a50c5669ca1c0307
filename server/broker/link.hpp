// State of one network connection: what CONNECT asked for, and what is waiting for an answer. Plain state;
// sockets are the shell's.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "authz/authenticate.hpp"
#include "protocol/mqtt/types.hpp"
#include "server/broker/broker.hpp"
#include "server/broker/counters.hpp"
#include "server/broker/session.hpp"

namespace eg::broker {

struct Link {
  enum class State : std::uint8_t { connecting, verifying, connected, closed };

  LinkId id = 0;
  std::uint64_t serial = 0;  ///< tells it from an earlier link of the same number
  Peer peer;
  State state = State::connecting;
  mqtt::Version version = mqtt::Version::v5;
  bool wants_reason_strings = true;  ///< Request Problem Information; MQTT 5, 3.1.2.11.7
  bool is_congested = false;
  Protocol protocol = Protocol::mqtt5;  ///< set with `counters`
  Counters* counters = nullptr;         ///< of its namespace; nullptr until that is known
  std::size_t uncounted_bytes = 0;      ///< received before that
  Session* session = nullptr;           ///< set when connected
  std::uint32_t keep_alive_seconds = 0;
  std::uint32_t packet_bytes_max = std::numeric_limits<std::uint32_t>::max();  ///< what the client takes
  std::int64_t opened_steady_milliseconds = 0;
  std::int64_t active_steady_milliseconds = 0;  ///< of the last packet
  std::int64_t armed_steady_milliseconds = no_deadline;
  std::vector<std::string> topic_aliases;     ///< index: alias - 1
  std::vector<std::uint8_t> pending_connect;  ///< body of a CONNECT that waits for `verified`
  std::uint64_t question = 0;  ///< of the verification that is awaited, while connecting or later; 0: none
  authz::PolicyPointer verifying_policy;  ///< what CONNECT was judged by when it was asked
  authz::ChainOutcome chain = authz::ChainOutcome::not_checked;
  /// With a trusted chain: when the first certificate in it ends.
  std::int64_t chain_not_after_unix_seconds = std::numeric_limits<std::int64_t>::max();
};

}  // namespace eg::broker
