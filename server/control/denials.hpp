// What was refused lately (GET /emulator/denials): the record, where records come from, and the answer with
// its filters. Keeps nothing itself; the shell remembers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "protocol/arm/error.hpp"
#include "server/control/answers.hpp"

namespace eg::control {

struct Context;

enum class DenialKind : std::uint8_t {
  connect,
  publish,
  subscribe,
  disconnect,  ///< a connection or session that the broker ended
};

/// One refusal, or several alike that came one after the other.
struct Denial {
  DenialKind kind = DenialKind::connect;
  std::int64_t unix_milliseconds = 0;        ///< of the last
  std::int64_t first_unix_milliseconds = 0;  ///< of the first alike
  std::uint64_t count = 1;                   ///< how many alike
  std::string reason;                        ///< stable identifier (docs/REFUSALS.md)
  std::string namespace_name;                ///< empty: none was found
  std::string client;                        ///< authentication name, as stored or as tried
  std::string session_name;
  std::string topic;  ///< or filter; cut
  std::string protocol;
  std::string peer;  ///< address and port
  std::uint8_t code = 0;
  std::string result_signature;    ///< as in the service's log records (broker-behaviour 11)
  std::string result_description;  ///< likewise
  std::string detail;              ///< one line: what was tried, what would have matched, the cure
};

/// Of MQTT, as `0x87`.
std::string code_text(std::uint8_t code);

struct RecentDenials {
  std::vector<std::shared_ptr<const Denial>> newest_first;
  std::size_t kept_max = 0;                  ///< so many are remembered
  std::uint64_t forgotten = 0;               ///< older ones since the start
  std::int64_t since_unix_milliseconds = 0;  ///< the start
};
using DenialSource = std::function<RecentDenials()>;

/// Filters: `namespace`, `client`, `session`, `kind` and `reason` (one or several, separated by commas),
/// `since` and `until` (ISO 8601), `$top`. Error: invalid_parameter with a sentence.
Answer get_denials(Context& context);

}  // namespace eg::control
