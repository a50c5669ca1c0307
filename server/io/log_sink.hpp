// Where the shell writes its log lines. The format and the destination are the application's; calls come from
// any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace eg::io {

enum class LogLevel : std::uint8_t { debug, info, warning, error };

class LogSink {
 public:
  virtual ~LogSink() = default;
  /// One line, without its end.
  virtual void line(LogLevel level, std::string_view text) = 0;
  /// False: a line of this level would be dropped, so it need not be made.
  virtual bool wants(LogLevel level) const = 0;
};

}  // namespace eg::io
