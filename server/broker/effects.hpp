// What the broker asks of its surroundings. The shell implements it over sockets, tests over lists.
// Calls happen inside the broker's own calls, on the core executor; none may call back into the broker.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "authz/authenticate.hpp"
#include "protocol/mqtt/types.hpp"
#include "server/broker/message.hpp"

namespace eg::broker {

/// A network connection, numbered by the shell; never 0, reused only after `close` or `lost`.
using LinkId = std::uint32_t;

/// Time is an argument of every call that may depend on it. The steady value never goes back.
struct Now {
  std::int64_t steady_milliseconds = 0;
  std::int64_t unix_seconds = 0;
};

/// Something worth a log line or a counter. Views live during the call only.
struct Event {
  enum class Kind : std::uint8_t {
    connected,
    connect_refused,
    disconnected,
    publish_refused,
    subscribe_refused,
    message_dropped,  ///< QoS 0 to a slow link
    session_ended,
  };
  Kind kind{};
  LinkId link = 0;
  std::string_view namespace_name;
  std::string_view identity;           ///< authentication name as stored, or as tried
  std::string_view client_identifier;  ///< session name
  std::optional<mqtt::Version> version;
  bool is_websocket = false;  ///< with `version`: the protocol's label (broker-behaviour 2.1)
  std::uint8_t code = 0;      ///< reason or return code sent; 0 if none
  /// Of a refusal or a dropped message: stable identifier (authz/reason.hpp). Of an end: the service's word.
  std::string_view reason;
  std::string_view cause;  ///< of an end: the identifier of what led to it; empty: nothing was refused
  std::string_view authentication_type;  ///< as the service's log calls it (broker-behaviour 11), if known
  std::string_view topic;                ///< topic or filter, if any
  std::string_view detail;               ///< sentence for people: what was tried, what would have matched
};

class Effects {
 public:
  virtual ~Effects() = default;
  /// Whole encoded packets, in order with `deliver`.
  virtual void send(LinkId link, std::span<const std::uint8_t> packets) = 0;
  /// A PUBLISH to this link.
  virtual void deliver(LinkId link, const Delivery& delivery) = 0;
  /// Send what was asked before, then close. The broker has forgotten the link when this is called.
  virtual void close(LinkId link) = 0;
  /// Check the certificate chain of this link against the namespace's CA certificates, then call
  /// Broker::verified with this policy generation. Asked during CONNECT, when nothing further is read from
  /// the link until then, and of a connected link after a change of the certificates, which goes on
  /// meanwhile.
  virtual void verify_chain(LinkId link, std::string_view namespace_name,
                            std::uint64_t policy_generation) = 0;
  virtual void event(const Event& event) = 0;
};

}  // namespace eg::broker
