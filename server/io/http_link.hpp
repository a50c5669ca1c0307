// One HTTPS connection on the control thread: requests in, responses out, kept alive between them, until it
// becomes a WebSocket. What a request means is the control plane's.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include "server/io/established.hpp"
#include "server/io/event_line.hpp"
#include "server/io/gate.hpp"
#include "server/io/log_sink.hpp"

namespace eg::io {

/// Ends with the connection, or when it has become an MQTT link of the core. `control` is the control
/// thread's, `throttle` is for refusals and used there alone; everything outlives the coroutine.
boost::asio::awaitable<void> serve_http(Established established, boost::asio::io_context& control, Gate& gate,
                                        LogSink& log, LineThrottle& throttle);

}  // namespace eg::io
