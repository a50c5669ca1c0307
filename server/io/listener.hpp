// Accepts connections on one port, has them shake hands and gives the established ones away. Answers peers
// that do not speak TLS with the cure instead of silence.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "server/io/established.hpp"
#include "server/io/event_line.hpp"
#include "server/io/failure.hpp"
#include "server/io/log_sink.hpp"

namespace eg::io {

enum class Protocol : std::uint8_t { mqtt, https };

struct ListenerOptions {
  Protocol protocol = Protocol::mqtt;
  std::string address;  ///< IPv4 or IPv6
  std::uint16_t port = 0;
  std::uint32_t handshake_timeout_milliseconds = 10'000;
};

class Listener {
 public:
  /// Called on a thread of the pool.
  using Receiver = std::function<void(Established&&)>;

  /// Bound and listening, but accepting only after start(). Error: a sentence that names address and port.
  static Outcome<std::unique_ptr<Listener>> open(const ListenerOptions& options,
                                                 boost::asio::io_context& pool, SSL_CTX* context,
                                                 LogSink& log);
  std::uint16_t port() const { return port_; }
  void start(Receiver receiver);
  /// From any thread.
  void stop();

 private:
  Listener(const ListenerOptions& options, boost::asio::io_context& pool, SSL_CTX* context, LogSink& log);
  boost::asio::awaitable<void> accept();
  boost::asio::awaitable<void> welcome(boost::asio::ip::tcp::socket socket);
  boost::asio::awaitable<void> answer_clear_text(boost::asio::ip::tcp::socket& socket,
                                                 std::uint8_t first_byte);
  /// Why the connection of this peer was closed, and what to do.
  void warn(const boost::asio::ip::tcp::endpoint& peer, const std::string& cure);

  ListenerOptions options_;
  boost::asio::io_context& pool_;
  SSL_CTX* context_;
  LogSink& log_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  Receiver receiver_;
  std::mutex throttle_mutex_;
  LineThrottle throttle_;  ///< guarded by throttle_mutex_
};

}  // namespace eg::io
