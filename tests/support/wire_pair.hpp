// Both ends of a TLS 1.3 connection in one thread, over sockets with small buffers: the server's is the
// stream under test, the client's plain OpenSSL. Nothing blocks.
#pragma once

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include <openssl/ssl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "server/io/authority.hpp"
#include "server/io/established.hpp"
#include "server/io/tls_context.hpp"

namespace eg::test {

inline SSL_CTX* server_context() {
  static const io::ContextPointer context =
      io::make_tls_context(io::open_authority({{}, {}, 1'800'000'000}).value()).value();
  return context.get();
}

class WirePair {
 public:
  WirePair() : WirePair(io::ContextPointer(SSL_CTX_new(TLS_client_method()))) {}
  /// With the client's certificates.
  explicit WirePair(io::ContextPointer client_context) : context_(std::move(client_context)) {
    std::array<int, 2> sockets{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
      throw std::runtime_error("no pair of sockets");
    }
    const int small = 8 * 1024;
    setsockopt(sockets[0], SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    server_socket_ = sockets[0];
    established_.socket = io::FileDescriptor(sockets[0]);
    established_.peer.remote_address = "pair";
    established_.stream = std::make_unique<io::TlsStream>(server_context(), sockets[0]);
    socket_ = io::FileDescriptor(sockets[1]);
    client_.reset(SSL_new(context_.get()));
    SSL_set_fd(client_.get(), socket_.get());
    bool client_is_done = false;
    bool server_is_done = false;
    for (int round = 0; !client_is_done || !server_is_done; ++round) {
      if (round == 100) throw std::runtime_error("no handshake");
      client_is_done = client_is_done || SSL_connect(client_.get()) == 1;
      server_is_done = server_is_done || server().handshake() == io::StreamStatus::ok;
    }
  }

  io::TlsStream& server() { return *established_.stream; }
  /// Afterwards server() must not be used.
  io::Established take_server() { return std::move(established_); }
  /// What the server's socket holds that nobody has received.
  int unread_by_server() const {
    int count = 0;
    ::ioctl(server_socket_, FIONREAD, &count);
    return count;
  }

  bool send(std::string_view text) {
    return SSL_write(client_.get(), text.data(), static_cast<int>(text.size())) > 0;
  }
  /// The server is to change its keys, which it answers.
  bool ask_for_key_update() {
    return SSL_key_update(client_.get(), SSL_KEY_UPDATE_REQUESTED) == 1 &&
           SSL_do_handshake(client_.get()) == 1;
  }
  /// close_notify was read.
  bool has_heard_goodbye() const { return (SSL_get_shutdown(client_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }
  /// Bytes of everything that is there.
  std::size_t read_all() {
    std::array<char, 16384> chunk{};
    std::size_t total = 0;
    for (int count = 0; (count = SSL_read(client_.get(), chunk.data(), chunk.size())) > 0;) {
      total += static_cast<std::size_t>(count);
    }
    return total;
  }

 private:
  io::ContextPointer context_;
  int server_socket_ = -1;
  io::Established established_;
  io::FileDescriptor socket_;
  io::SslPointer client_;
};

}  // namespace eg::test
