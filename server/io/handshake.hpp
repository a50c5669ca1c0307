// The TLS handshake of one accepted connection, on a thread of the pool: a slow peer costs nothing but its
// own time-out. What comes out is an established stream with the peer's identity, or the reason why there is
// none.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "server/io/established.hpp"

namespace eg::io {

struct HandshakeResult {
  std::optional<Established> established;
  std::optional<std::uint8_t> clear_text_byte;  ///< the peer's first byte, when it does not speak TLS
  std::string failure;                          ///< why there is no handshake, when it does
};

/// Runs on the socket's executor. With clear text nothing was read and the socket is still open.
boost::asio::awaitable<HandshakeResult> shake_hands(boost::asio::ip::tcp::socket& socket, SSL_CTX* context,
                                                    std::chrono::milliseconds timeout);

}  // namespace eg::io
