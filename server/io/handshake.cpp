// The certificate is read here, on the pool: the core only ever sees values.
#include "server/io/handshake.hpp"

#include <cerrno>
#include <utility>

#include <sys/socket.h>

#include "server/io/peer_identity.hpp"
#include "server/io/server_name.hpp"
#include "server/io/socket_deadline.hpp"

namespace eg::io {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::uint8_t tls_handshake_record = 0x16;

std::string address_text(const tcp::socket& socket) {
  boost::system::error_code error;
  const tcp::endpoint endpoint = socket.remote_endpoint(error);
  if (error) return "?";
  const std::string address = endpoint.address().to_string();
  return (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port());
}

broker::Peer read_peer(SSL* ssl, std::string remote_address) {
  broker::Peer peer;
  peer.server_name = server_name(ssl);
  peer.remote_address = std::move(remote_address);
  // Kept with the session: a resumed connection has it too.
  if (X509* certificate = SSL_get0_peer_certificate(ssl)) {
    peer.certificate = std::make_shared<const authz::PeerCertificate>(read_peer_certificate(certificate));
  }
  return peer;
}

/// First byte without taking it from the socket; nullopt: the peer is gone.
asio::awaitable<std::optional<std::uint8_t>> peek(tcp::socket& socket, SocketDeadline& deadline) {
  while (co_await deadline.wait(tcp::socket::wait_read)) {
    std::uint8_t byte = 0;
    const ssize_t count = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK);
    if (count == 1) co_return byte;
    // With several threads the wait may end though nothing is there yet.
    const bool is_early = count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
    if (!is_early) co_return std::nullopt;
  }
  co_return std::nullopt;
}

asio::awaitable<StreamStatus> run_handshake(TlsStream& stream, SocketDeadline& deadline) {
  for (;;) {
    const StreamStatus status = stream.handshake();
    if (status != StreamStatus::blocked) co_return status;
    const auto wait = stream.has_output() ? tcp::socket::wait_write : tcp::socket::wait_read;
    if (!co_await deadline.wait(wait)) co_return StreamStatus::failed;
  }
}

}  // namespace

asio::awaitable<HandshakeResult> shake_hands(tcp::socket& socket, SSL_CTX* context,
                                             std::chrono::milliseconds timeout) {
  HandshakeResult result;
  SocketDeadline deadline(socket);
  deadline.set(timeout);
  socket.set_option(tcp::no_delay(true));
  socket.native_non_blocking(true);
  const std::optional<std::uint8_t> first = co_await peek(socket, deadline);
  if (!first) {
    result.failure =
        deadline.expired() ? "nothing was sent" : "the connection was closed before the handshake";
  } else if (*first != tls_handshake_record) {
    result.clear_text_byte = first;
  } else {
    auto stream = std::make_unique<TlsStream>(context, socket.native_handle());
    const StreamStatus status = co_await run_handshake(*stream, deadline);
    if (status == StreamStatus::ok && !deadline.expired()) {
      broker::Peer peer = read_peer(stream->native(), address_text(socket));
      result.established = Established{FileDescriptor{}, std::move(stream), std::move(peer)};
    } else if (deadline.expired()) {
      result.failure = "the handshake took too long";
    } else {
      result.failure =
          status == StreamStatus::closed ? "the peer closed the connection" : stream->last_error();
    }
  }
  if (result.established) result.established->socket = FileDescriptor(socket.release());
  co_return result;
}

}  // namespace eg::io
