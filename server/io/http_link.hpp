// One HTTPS connection on the control thread: requests in, responses out, kept alive between them. What a
// request means is the control plane's.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include "server/io/established.hpp"
#include "server/io/gate.hpp"
#include "server/io/log_sink.hpp"

namespace eg::io {

/// Ends with the connection. `control` is the control thread's; everything outlives the coroutine.
boost::asio::awaitable<void> serve_http(Established established, boost::asio::io_context& control, Gate& gate,
                                        LogSink& log);

}  // namespace eg::io
