// The end of a connection whose peer may still be sending: closing with unread input would reset it before
// the peer has read our last answer. Knows nothing of what is read.
#pragma once

#include <chrono>
#include <cstddef>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

namespace eg::io {

struct DrainLimits {
  std::chrono::milliseconds time{1000};
  /// A whole request body that is too large, with room to spare.
  std::size_t bytes = std::size_t{16} * 1024 * 1024;
};

/// Ends our direction, then reads and forgets until the peer ends its own or a limit is reached. To be
/// awaited on the socket's executor.
boost::asio::awaitable<void> drain(boost::asio::ip::tcp::socket& socket, DrainLimits limits = {});

}  // namespace eg::io
