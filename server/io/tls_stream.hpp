// TLS over a non-blocking socket: a small class around SSL* for MQTT and HTTPS links alike. Ciphertext passes
// through buffers of the thread, so that a wake-up costs one receive and a flush one send, whatever the
// number of records, and an idle stream owns no buffer. Knows no event loop: the caller waits when it is told
// `blocked`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "server/io/openssl_pointers.hpp"

namespace eg::io {

enum class StreamStatus : std::uint8_t {
  ok,
  blocked,  ///< wait for the socket, then call again
  closed,   ///< the peer ended the stream
  failed,   ///< see last_error
};

class TlsStream {
 public:
  /// Server side; `socket` is not owned.
  TlsStream(SSL_CTX* context, int socket);
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  /// Blocked: wait until the socket can be read (or written, when has_output()).
  StreamStatus handshake();

  struct Received {
    StreamStatus status = StreamStatus::ok;
    std::span<std::uint8_t>
        bytes;  ///< in a buffer of the thread: valid until the next receive of any stream; may be changed
  };
  /// One receive at most, everything in it decrypted. There may be bytes together with `closed`. May leave
  /// output (answers to key updates, alerts); `failed` when a peer has more than 64 KB of such answers made
  /// without any data between, or does not read them.
  Received receive();
  /// Encrypts and sends all; what the socket does not take is kept (has_output, then flush).
  StreamStatus send(std::span<const std::uint8_t> plain);
  StreamStatus flush();
  /// Says goodbye to the peer (close_notify), as far as the socket takes it, and lets go of all memory: many
  /// links wait at once for their peers to close the socket. Nothing can be received or sent afterwards.
  void shut_down();

  /// Input that arrived with the handshake: call receive() without waiting for the socket.
  bool has_input() const { return !kept_input_.empty(); }
  bool has_output() const { return !kept_output_.empty(); }
  std::size_t output_bytes() const { return kept_output_.size(); }
  /// nullptr after shut_down.
  SSL* native() const { return ssl_.get(); }
  const std::string& last_error() const { return last_error_; }

 private:
  friend struct StreamBio;
  enum class Filled : std::uint8_t { some, blocked, ended, failed };
  Filled fill();
  void keep_rest();
  StreamStatus send_gathered();
  StreamStatus fail(std::string text);

  SslPointer ssl_;
  int socket_;
  std::span<const std::uint8_t> input_;  ///< ciphertext not yet read by OpenSSL
  std::vector<std::uint8_t> kept_input_;
  std::vector<std::uint8_t> kept_output_;
  std::size_t answer_bytes_ = 0;  ///< what receive() made TLS itself write since the peer's last data
  std::string last_error_;
};

}  // namespace eg::io
