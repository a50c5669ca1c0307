// One coroutine accepts, one per connection shakes hands.
#include "server/io/listener.hpp"

#include <cctype>
#include <chrono>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "server/io/clock.hpp"
#include "server/io/handshake.hpp"
#include "server/io/socket_drain.hpp"

namespace eg::io {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr int backlog = 4096;
constexpr std::int64_t accept_warning_milliseconds = 10'000;
constexpr std::uint8_t mqtt_connect_byte = 0x10;

std::string clear_text_response(std::uint16_t port) {
  const std::string sentence = "This port speaks HTTPS only: use https://localhost:" + std::to_string(port) +
                               "/ and trust the emulator's ca.pem.\n";
  return "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n"
         "Content-Length: " +
         std::to_string(sentence.size()) + "\r\n\r\n" + sentence;
}

/// What to tell the user about a first byte that begins no TLS handshake.
std::string clear_text_cure(Protocol protocol, std::uint8_t first_byte) {
  if (first_byte == mqtt_connect_byte) {
    return protocol == Protocol::mqtt ? "plain MQTT was sent to the TLS port: switch TLS on in the client "
                                        "(mosquitto: --cafile ca.pem)"
                                      : "plain MQTT was sent to the HTTPS port: use the MQTT port, with TLS";
  }
  if (std::isupper(first_byte) != 0) {
    return protocol == Protocol::mqtt
               ? "plain HTTP was sent to the MQTT port: use https:// and the HTTPS port"
               : "plain HTTP was sent to the HTTPS port: use https://";
  }
  return "the first byte is no TLS handshake: this port speaks TLS only";
}

/// A client that gives up says why in an alert; mostly it does not trust the server's certificate.
std::string distrust_cure(const std::string& alert) {
  return "the client ended the TLS handshake (" + alert +
         "): let it trust the emulator's ca.pem, and connect by a name that the certificate has";
}

}  // namespace

Listener::Listener(const ListenerOptions& options, asio::io_context& pool, SSL_CTX* context, LogSink& log)
    : options_(options), pool_(pool), context_(context), log_(log), acceptor_(asio::make_strand(pool)) {}

Outcome<std::unique_ptr<Listener>> Listener::open(const ListenerOptions& options, asio::io_context& pool,
                                                  SSL_CTX* context, LogSink& log) {
  boost::system::error_code error;
  const asio::ip::address address = asio::ip::make_address(options.address, error);
  if (error) return Failure("'" + options.address + "' is no IP address to bind to.");
  std::unique_ptr<Listener> listener(new Listener(options, pool, context, log));
  tcp::acceptor& acceptor = listener->acceptor_;
  const tcp::endpoint endpoint(address, options.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(backlog, error);
  if (error) {
    const bool is_mqtt = options.protocol == Protocol::mqtt;
    const bool is_foreign = error == boost::system::errc::address_not_available;
    return Failure("Port " + std::to_string(options.port) + " on " + options.address +
                   " cannot be used for " + (is_mqtt ? "MQTT" : "HTTPS") + ": " + error.message() +
                   (is_foreign ? " (choose an address of this machine with --bind)."
                               : std::string(" (choose another with ") +
                                     (is_mqtt ? "--mqtt-port" : "--https-port") + ")."));
  }
  listener->port_ = acceptor.local_endpoint(error).port();
  return listener;
}

void Listener::start(Receiver receiver) {
  receiver_ = std::move(receiver);
  asio::co_spawn(acceptor_.get_executor(), accept(), asio::detached);
}

void Listener::stop() {
  asio::post(acceptor_.get_executor(), [this] {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
  });
}

asio::awaitable<void> Listener::accept() {
  std::int64_t silent_until = 0;
  while (acceptor_.is_open()) {
    auto [error, socket] = co_await acceptor_.async_accept(asio::make_strand(pool_), no_throw);
    if (!error) {
      const asio::any_io_executor executor = socket.get_executor();
      asio::co_spawn(executor, welcome(std::move(socket)), asio::detached);
    } else if (acceptor_.is_open() && error != asio::error::connection_aborted) {
      const std::int64_t now = read_clock().steady_milliseconds;
      if (now >= silent_until) {
        silent_until = now + accept_warning_milliseconds;
        log_.line(LogLevel::error, "connections to port " + std::to_string(port_) +
                                       " wait because none can be accepted: " + error.message() +
                                       " (is the limit of open files, ulimit -n, too low?)");
      }
      asio::steady_timer pause(acceptor_.get_executor(), std::chrono::milliseconds(100));
      co_await pause.async_wait(no_throw);
    }
  }
}

asio::awaitable<void> Listener::welcome(tcp::socket socket) {
  const auto timeout = std::chrono::milliseconds(options_.handshake_timeout_milliseconds);
  try {
    HandshakeResult result = co_await shake_hands(socket, context_, timeout);
    if (result.established) {
      receiver_(std::move(*result.established));
    } else if (result.clear_text_byte) {
      co_await answer_clear_text(socket, *result.clear_text_byte);
    } else if (result.failure.find("alert") != std::string::npos) {
      boost::system::error_code ignored;
      warn(socket.remote_endpoint(ignored), distrust_cure(result.failure));
    } else if (log_.wants(LogLevel::debug)) {
      log_.line(LogLevel::debug, "no TLS handshake: " + result.failure);
    }
  } catch (const std::exception& exception) {
    log_.line(LogLevel::warning, std::string("a connection was given up: ") + exception.what());
  }
}

void Listener::warn(const tcp::endpoint& peer, const std::string& cure) {
  const std::string address = peer.address().to_string();
  LineThrottle::Verdict verdict;
  {
    const std::lock_guard lock(throttle_mutex_);
    verdict = throttle_.judge(address + "\n" + cure, read_clock().steady_milliseconds);
  }
  if (!verdict.write) return;
  log_.line(LogLevel::warning, "connection from " + address + ":" + std::to_string(peer.port()) +
                                   " closed: " + cure + format_suppressed(verdict));
}

asio::awaitable<void> Listener::answer_clear_text(tcp::socket& socket, std::uint8_t first_byte) {
  boost::system::error_code ignored;
  warn(socket.remote_endpoint(ignored), clear_text_cure(options_.protocol, first_byte));
  if (options_.protocol == Protocol::https && std::isupper(first_byte) != 0) {
    const std::string response = clear_text_response(port_);
    co_await asio::async_write(socket, asio::buffer(response), no_throw);
    co_await drain(socket);
  }
  socket.close(ignored);
}

}  // namespace eg::io
