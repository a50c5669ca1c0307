// Log lines made from the broker's events: one place, one format. The fields have the names of the service's
// log records (broker-behaviour 11). Refusals say who, what was tried, which code was sent and what would
// have matched.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "server/broker/effects.hpp"
#include "server/io/log_sink.hpp"

namespace eg::io {

LogLevel level_of(broker::Event::Kind kind);

/// E.g. `CONNECT refused: thumbprint-mismatch category=FailedMqttConnections
/// operationName=Microsoft.EventGrid/topicspaces/connect resultType=Failed
/// resultSignature=AuthenticationError resultDescription="The certificate's thumbprint is ..."
/// clientIdentity="c1" sessionName="s1" protocol=MQTT5 namespace="n1" code=0x87 peer=127.0.0.1:5000
/// detail="presented AB, allowed CD; cure: ..."`. Texts of clients are quoted and their control characters
/// escaped.
std::string format_event(const broker::Event& event, std::string_view remote_address);

/// `MQTT5-WS`, ...; empty before the CONNECT was read.
std::string protocol_label(const broker::Event& event);
/// What the service calls the error; of an end its word for it.
std::string_view result_signature(const broker::Event& event);
/// The service's sentence where it is known, else the cause of the reason's row; no full stop. May be empty.
std::string result_description(const broker::Event& event);

/// Lets the first few lines of a kind through and counts the others, so that a client in a loop does not fill
/// the log.
class LineThrottle {
 public:
  struct Verdict {
    bool write = true;
    std::uint64_t suppressed = 0;  ///< lines of this key left out before this one
    std::uint64_t others = 0;      ///< lines left out of keys that were forgotten meanwhile
  };
  Verdict judge(const std::string& key, std::int64_t now_milliseconds);

 private:
  struct Window {
    std::int64_t start_milliseconds = 0;
    std::uint32_t written = 0;
    std::uint64_t suppressed = 0;
  };
  void forget(std::int64_t now_milliseconds);
  std::unordered_map<std::string, Window> windows_;
  std::uint64_t forgotten_ = 0;  ///< suppressed lines of forgotten keys, not reported yet
};

/// What was left out, in brackets, to be put behind the line; empty if nothing was.
std::string format_suppressed(const LineThrottle::Verdict& verdict);

/// Same key: same client, same refusal, whatever its topic or session.
std::string throttle_key(const broker::Event& event);

}  // namespace eg::io
