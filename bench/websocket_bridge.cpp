// Carries plain TCP to MQTT over WebSocket and back, so that a load generator that knows no WebSocket can
// load a server over it: each connection accepted on loopback becomes one wss:// connection of its own, with
// the client certificate, to /mqtt; what one read of the plain side gives is one binary frame. Knows no MQTT.
//   websocket_bridge HOST PORT CA_FILE CERTIFICATE_FILE KEY_FILE resume|full
// With `resume` a new connection uses the newest TLS session that no other has used. It prints the port that
// it listens on, and at SIGTERM one line of JSON: connections, those resumed, and failures.
#include <sys/resource.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <openssl/ssl.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using boost::system::error_code;
using tcp = asio::ip::tcp;
using SslSession = std::unique_ptr<SSL_SESSION, decltype(&SSL_SESSION_free)>;

constexpr std::size_t read_bytes_max = std::size_t{64} * 1024;

struct Figures {
  std::size_t connections = 0;
  std::size_t resumed = 0;
  std::size_t failures = 0;
};

/// What all connections share.
struct Shared {
  asio::io_context context{1};
  asio::ssl::context tls{asio::ssl::context::tls_client};
  tcp::endpoint server;
  bool resumes = false;
  std::vector<SslSession> sessions;  ///< not used by any connection yet; TLS 1.3 sessions are used once
  Figures figures;
  std::array<char, read_bytes_max> plain_input{};

  void failed(const char* what, const error_code& error) {
    if (++figures.failures <= 10) std::fprintf(stderr, "%s: %s\n", what, error.message().c_str());
  }
};

/// One pair of connections. Each direction reads, then writes, then reads on; the handlers hold it.
class Connection : public std::enable_shared_from_this<Connection> {
  using Continuation = void (*)(Connection&);

  auto step(const char* what, Continuation then) {
    return [self = shared_from_this(), what, then](const error_code& error) {
      if (!error) return then(*self);
      self->shared_.failed(what, error);
      self->end();
    };
  }

 public:
  Connection(Shared& shared, tcp::socket plain)
      : shared_(shared), plain_(std::move(plain)), server_(shared.context, shared.tls) {}

  void start() {
    error_code ignored;  // a client that is gone already shows when it is read
    plain_.set_option(tcp::no_delay(true), ignored);
    beast::get_lowest_layer(server_).async_connect(
        shared_.server, step("connect", [](Connection& self) { self.begin_tls(); }));
  }

 private:
  void begin_tls() {
    error_code ignored;
    beast::get_lowest_layer(server_).set_option(tcp::no_delay(true), ignored);
    SSL* const ssl = server_.next_layer().native_handle();
    SSL_set_tlsext_host_name(ssl, "localhost");
    if (shared_.resumes && !shared_.sessions.empty()) {
      SSL_set_session(ssl, shared_.sessions.back().get());
      shared_.sessions.pop_back();
    }
    server_.next_layer().async_handshake(asio::ssl::stream_base::client,
                                         step("TLS handshake", [](Connection& self) { self.upgrade(); }));
  }

  void upgrade() {
    if (SSL_session_reused(server_.next_layer().native_handle()) == 1) ++shared_.figures.resumed;
    server_.set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
      request.set(beast::http::field::sec_websocket_protocol, "mqtt");
    }));
    server_.binary(true);
    server_.auto_fragment(false);
    server_.async_handshake("localhost", "/mqtt", step("WebSocket handshake", [](Connection& self) {
                              ++self.shared_.figures.connections;
                              self.read_plain();
                              self.read_server();
                            }));
  }

  /// All connections read into one buffer, since each copies what it got before another reads.
  void read_plain() {
    plain_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](const error_code& waited) {
      if (waited) return self->say_farewell();
      error_code error;
      const std::size_t count = self->plain_.read_some(asio::buffer(self->shared_.plain_input), error);
      if (error == asio::error::would_block) return self->read_plain();
      if (error) return self->say_farewell();
      self->to_server_.assign(self->shared_.plain_input.data(), count);
      self->server_.async_write(asio::buffer(self->to_server_),
                                [self](const error_code& failure, std::size_t) {
                                  if (failure) return self->end();
                                  self->read_plain();
                                });
    });
  }

  void read_server() {
    server_.async_read_some(to_plain_, 0, [self = shared_from_this()](const error_code& error, std::size_t) {
      if (error) return self->end();
      asio::async_write(self->plain_, self->to_plain_.data(),
                        [self](const error_code& failure, std::size_t count) {
                          if (failure) return self->end();
                          self->to_plain_.consume(count);
                          self->read_server();
                        });
    });
  }

  /// The client is gone: the server is told, and the read that is under way sees its answer.
  void say_farewell() {
    if (ended_) return;
    server_.async_close(websocket::close_code::normal,
                        [self = shared_from_this()](const error_code&) { self->end(); });
  }

  void end() {
    if (ended_) return;
    ended_ = true;
    // OpenSSL spoils the session of a connection that was not shut down.
    SSL_set_shutdown(server_.next_layer().native_handle(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    error_code ignored;
    plain_.close(ignored);
    beast::get_lowest_layer(server_).close(ignored);
  }

  Shared& shared_;
  tcp::socket plain_;
  websocket::stream<asio::ssl::stream<tcp::socket>> server_;
  std::string to_server_;
  beast::flat_buffer to_plain_;
  bool ended_ = false;
};

void accept(Shared& shared, tcp::acceptor& acceptor) {
  acceptor.async_accept([&shared, &acceptor](const error_code& error, tcp::socket socket) {
    if (error == asio::error::operation_aborted) return;
    if (error) {
      shared.failed("accept", error);
    } else {
      socket.non_blocking(true);
      std::make_shared<Connection>(shared, std::move(socket))->start();
    }
    accept(shared, acceptor);
  });
}

/// Of the TLS context; its app data is Asio's.
int shared_index() {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

int keep_session(SSL* ssl, SSL_SESSION* session) {
  auto* const shared = static_cast<Shared*>(SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), shared_index()));
  shared->sessions.emplace_back(session, &SSL_SESSION_free);
  return 1;  // it is ours now
}

void prepare_tls(Shared& shared, char* const* arguments) {
  shared.tls.load_verify_file(arguments[3]);
  shared.tls.set_verify_mode(asio::ssl::verify_peer);
  shared.tls.use_certificate_chain_file(arguments[4]);
  shared.tls.use_private_key_file(arguments[5], asio::ssl::context::pem);
  SSL_CTX* const context = shared.tls.native_handle();
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  shared.resumes = std::string(arguments[6]) == "resume";
  if (!shared.resumes) return;
  SSL_CTX_set_ex_data(context, shared_index(), &shared);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_sess_set_new_cb(context, keep_session);
}

void allow_many_sockets() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int count, char** arguments) try {
  if (count != 7) {
    std::fprintf(stderr, "usage: %s HOST PORT CA_FILE CERTIFICATE_FILE KEY_FILE resume|full\n", arguments[0]);
    return 2;
  }
  allow_many_sockets();
  Shared shared;
  shared.server = {asio::ip::make_address(arguments[1]),
                   static_cast<unsigned short>(std::stoi(arguments[2]))};
  prepare_tls(shared, arguments);
  tcp::acceptor acceptor(shared.context, {asio::ip::address_v4::loopback(), 0});
  asio::signal_set signals(shared.context, SIGTERM, SIGINT);
  signals.async_wait([&shared](const error_code&, int) { shared.context.stop(); });
  accept(shared, acceptor);
  std::printf("%d\n", acceptor.local_endpoint().port());
  std::fflush(stdout);
  shared.context.run();
  std::printf("{\"connections\": %zu, \"resumed\": %zu, \"failures\": %zu}\n", shared.figures.connections,
              shared.figures.resumed, shared.figures.failures);
  return 0;
} catch (const std::exception& exception) {
  std::fprintf(stderr, "websocket_bridge: %s\n", exception.what());
  return 1;
}
