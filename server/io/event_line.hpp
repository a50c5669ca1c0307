// Log lines made from the broker's events: one place, one format. Refusals say who, what was tried, which
// code was sent and what would have matched.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "server/broker/effects.hpp"
#include "server/io/log_sink.hpp"

namespace eg::io {

LogLevel level_of(broker::Event::Kind kind);

/// E.g. `CONNECT refused: thumbprint-mismatch namespace="n1" client="c1" session="s1" peer=127.0.0.1:5000
/// MQTT5 code=0x87 detail="presented AB, allowed CD"`. Texts of clients are quoted and their control
/// characters escaped.
std::string format_event(const broker::Event& event, std::string_view remote_address);

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
