// A small blocking TLS client for tests: knows OpenSSL and nothing of the emulator. Every wait ends after ten
// seconds, so that a hanging server fails a test instead of stopping it.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include "server/io/certificate_builder.hpp"
#include "server/io/file_descriptor.hpp"
#include "server/io/openssl_pointers.hpp"
#include "server/io/peer_identity.hpp"
#include "tests/support/mqtt_packets.hpp"

namespace eg::test {

/// A client's key and self-signed certificate.
struct WireIdentity {
  io::KeyPointer key;
  io::CertificatePointer certificate;
  std::string thumbprint;

  explicit WireIdentity(const std::string& common_name) {
    key = std::move(io::make_key(io::KeyKind::ecdsa_p256).value());
    io::CertificateRequest request;
    request.common_name = common_name;
    request.days = 2;
    certificate = std::move(io::make_certificate(request, key.get(), {}, std::time(nullptr)).value());
    thumbprint = io::thumbprint_sha256(certificate.get());
  }
};

inline io::FileDescriptor connect_tcp(std::uint16_t port) {
  io::FileDescriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval timeout{10, 0};
  setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
  setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &timeout, sizeof timeout);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("cannot connect");
  }
  // Else a packet may lie here until the one before it is acknowledged, while later ones of other links
  // overtake it.
  const int at_once = 1;
  setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  return socket;
}

/// What a peer sends in clear text until it closes.
inline std::string send_clear_text(std::uint16_t port, std::string_view text) {
  const io::FileDescriptor socket = connect_tcp(port);
  ::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL);
  std::string answer;
  char chunk[1024];
  for (ssize_t count = 0; (count = ::recv(socket.get(), chunk, sizeof chunk, 0)) > 0;) {
    answer.append(chunk, static_cast<std::size_t>(count));
  }
  return answer;
}

/// Reason or return code of a CONNACK, whose remaining length may take several bytes.
inline std::uint8_t connack_code(const Bytes& connack) {
  std::size_t at = 1;
  while ((connack.at(at) & 0x80U) != 0) ++at;
  return connack.at(at + 2);
}

struct WireOptions {
  std::uint16_t port = 0;
  const WireIdentity* identity = nullptr;  ///< no certificate is sent without one
  int tls_version = TLS1_3_VERSION;
  std::string server_name = "localhost";
  std::string ca_certificate_pem{};    ///< not empty: the server is verified
  SSL_SESSION* session = nullptr;      ///< to resume
  std::string signature_algorithms{};  ///< not empty: what the client offers, and so the server's kind of key
};

class WireClient {
 public:
  explicit WireClient(const WireOptions& options) : context_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_min_proto_version(context_.get(), options.tls_version);
    SSL_CTX_set_max_proto_version(context_.get(), options.tls_version);
    SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_CLIENT);
    if (options.identity != nullptr) {
      SSL_CTX_use_certificate(context_.get(), options.identity->certificate.get());
      SSL_CTX_use_PrivateKey(context_.get(), options.identity->key.get());
    }
    if (!options.ca_certificate_pem.empty()) {
      const io::CertificatePointer authority = io::certificate_from_pem(options.ca_certificate_pem);
      X509_STORE_add_cert(SSL_CTX_get_cert_store(context_.get()), authority.get());
      SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    }
    if (!options.signature_algorithms.empty())
      SSL_CTX_set1_sigalgs_list(context_.get(), options.signature_algorithms.c_str());
    socket_ = connect_tcp(options.port);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), socket_.get());
    SSL_set_tlsext_host_name(ssl_.get(), options.server_name.c_str());
    if (!options.ca_certificate_pem.empty()) SSL_set1_host(ssl_.get(), options.server_name.c_str());
    if (options.session != nullptr) SSL_set_session(ssl_.get(), options.session);
    if (SSL_connect(ssl_.get()) != 1)
      throw std::runtime_error("handshake failed: " + io::take_openssl_error());
  }

  void send(const Bytes& bytes) { send({reinterpret_cast<const char*>(bytes.data()), bytes.size()}); }
  void send(std::string_view text) {
    if (SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size())) <= 0) {
      throw std::runtime_error("cannot send");
    }
  }

  /// At least `count` bytes; fewer when the peer closes before. What is more is kept.
  bool fill(std::size_t count) {
    while (received_.size() < count) {
      char chunk[16384];
      const int length = SSL_read(ssl_.get(), chunk, sizeof chunk);
      if (length <= 0) {
        timed_out_ = SSL_get_error(ssl_.get(), length) == SSL_ERROR_WANT_READ;
        return false;
      }
      received_.append(chunk, static_cast<std::size_t>(length));
    }
    return true;
  }

  /// The next MQTT packet; nullopt: the peer closed.
  std::optional<Bytes> packet() {
    std::size_t remaining = 0;
    std::size_t header = 1;
    for (unsigned shift = 0;; shift += 7, ++header) {
      if (!fill(header + 1)) return std::nullopt;
      const auto byte = static_cast<unsigned char>(received_[header]);
      remaining |= std::size_t{byte & 0x7FU} << shift;
      if ((byte & 0x80U) == 0) break;
    }
    const std::size_t size = header + 1 + remaining;
    if (!fill(size)) return std::nullopt;
    const Bytes bytes(received_.begin(), received_.begin() + static_cast<std::ptrdiff_t>(size));
    received_.erase(0, size);
    return bytes;
  }

  /// Up to and with `end`.
  std::string text_until(std::string_view end) {
    std::size_t at = 0;
    while ((at = received_.find(end)) == std::string::npos) {
      if (!fill(received_.size() + 1)) return std::exchange(received_, {});
    }
    return take(at + end.size());
  }
  std::string take(std::size_t count) {
    if (!fill(count)) throw std::runtime_error("the peer closed early");
    std::string text = received_.substr(0, count);
    received_.erase(0, count);
    return text;
  }

  /// Why fill() or packet() gave up: nothing came, where a close would have been told.
  bool timed_out() const { return timed_out_; }
  /// Whether something was received, or the peer has closed; does not wait.
  bool has_input() {
    if (!received_.empty()) return true;
    const int flags = ::fcntl(socket_.get(), F_GETFL);
    ::fcntl(socket_.get(), F_SETFL, flags | O_NONBLOCK);
    const bool has_closed = !fill(1) && !timed_out_;
    ::fcntl(socket_.get(), F_SETFL, flags);
    return has_closed || !received_.empty();
  }
  /// What was read and not taken.
  std::string take_all() { return std::exchange(received_, {}); }

  bool resumed() const { return SSL_session_reused(ssl_.get()) == 1; }
  SSL_SESSION* session() const { return SSL_get1_session(ssl_.get()); }
  SSL* native() const { return ssl_.get(); }
  int socket() const { return socket_.get(); }

 private:
  io::ContextPointer context_;
  io::FileDescriptor socket_;
  io::SslPointer ssl_;
  std::string received_;
  bool timed_out_ = false;
};

}  // namespace eg::test
