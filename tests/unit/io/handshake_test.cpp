// A wake-up that nothing is behind, a peer that leaves, clear text.
#include "server/io/handshake.hpp"

#include <array>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include "tests/support/catch.hpp"
#include "tests/support/wire_pair.hpp"

namespace eg::io {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

/// A connection over loopback whose server side shakes hands; all in one thread.
struct Handshake {
  asio::io_context context;
  tcp::socket client{context};
  tcp::socket server{context};
  std::optional<HandshakeResult> result;

  Handshake() {
    tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    client.connect(acceptor.local_endpoint());
    server = acceptor.accept();
    client.non_blocking(true);
  }
  void begin() {
    asio::co_spawn(context, shake_hands(server, test::server_context(), std::chrono::seconds(10)),
                   [this](const std::exception_ptr&, HandshakeResult made) { result = std::move(made); });
    context.poll();
  }
  void run_until(const std::function<bool()>& is_done) {
    for (int round = 0; !is_done() && round < 10'000; ++round) context.run_for(std::chrono::milliseconds(1));
    REQUIRE(is_done());
  }
  void connect_as_client() {
    const ContextPointer client_context(SSL_CTX_new(TLS_client_method()));
    const SslPointer tls(SSL_new(client_context.get()));
    SSL_set_fd(tls.get(), client.native_handle());
    run_until([&] { return SSL_connect(tls.get()) == 1; });
    run_until([&] { return result.has_value(); });
  }
};

TEST_CASE("a handshake ends with an established stream") {
  Handshake handshake;
  handshake.begin();
  handshake.connect_as_client();
  CHECK(handshake.result->established.has_value());
  CHECK(handshake.result->failure.empty());
}

TEST_CASE("a wake-up that nothing is behind is not taken for a peer that left") {
  Handshake handshake;
  // Threads of a pool may see readiness that was another connection's. Here the byte is taken away before the
  // handshake looks for it.
  bool is_taken = false;
  handshake.server.async_wait(tcp::socket::wait_read, [&](const boost::system::error_code&) {
    std::array<char, 1> byte{};
    is_taken = ::recv(handshake.server.native_handle(), byte.data(), byte.size(), 0) == 1;
  });
  handshake.begin();
  asio::write(handshake.client, asio::buffer("x", 1));
  handshake.run_until([&] { return is_taken; });
  handshake.context.poll();
  REQUIRE_FALSE(handshake.result.has_value());
  handshake.connect_as_client();
  CHECK(handshake.result->established.has_value());
}

TEST_CASE("a peer that leaves without a word, and one that speaks no TLS") {
  Handshake handshake;
  handshake.begin();
  SECTION("leaves") {
    handshake.client.close();
    handshake.run_until([&] { return handshake.result.has_value(); });
    CHECK(handshake.result->failure == "the connection was closed before the handshake");
  }
  SECTION("clear text") {
    asio::write(handshake.client, asio::buffer("GET", 3));
    handshake.run_until([&] { return handshake.result.has_value(); });
    CHECK(handshake.result->clear_text_byte == 'G');
  }
}

}  // namespace
}  // namespace eg::io
