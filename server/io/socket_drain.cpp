// Cancelling reaches only a read that waits; the loop itself looks at the deadline, because a peer that
// always has data ready never makes it wait.
#include "server/io/socket_drain.hpp"

#include <array>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "server/io/socket_deadline.hpp"

namespace eg::io {

namespace asio = boost::asio;
using asio::ip::tcp;

asio::awaitable<void> drain(tcp::socket& socket, DrainLimits limits) {
  boost::system::error_code ignored;
  socket.shutdown(tcp::socket::shutdown_send, ignored);
  const auto end = std::chrono::steady_clock::now() + limits.time;
  SocketDeadline deadline(socket);
  deadline.set(limits.time);
  std::array<char, 16 * 1024> nowhere{};
  std::size_t total = 0;
  for (bool open = true; open;) {
    const auto [error, count] =
        co_await socket.async_read_some(asio::buffer(nowhere), asio::as_tuple(asio::use_awaitable));
    total += count;
    open = !error && total < limits.bytes && std::chrono::steady_clock::now() < end;
  }
}

}  // namespace eg::io
