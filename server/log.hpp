// The log: one line per event on standard error, with time and level. Standard output carries the ready line
// alone.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "server/io/log_sink.hpp"

namespace eg::app {

/// `level`: debug, info, warning or error. Safe to use from any thread.
std::unique_ptr<io::LogSink> make_log(std::string_view level);

/// Control characters as \xNN: whoever chooses a part of a line cannot forge another one.
std::string escaped_line(std::string_view text);

}  // namespace eg::app
