// Cancels what waits for a socket when a time is over. Lives in the coroutine that uses the socket, on its
// executor; once it is gone nothing touches the socket any more.
#pragma once

#include <chrono>
#include <memory>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace eg::io {

class SocketDeadline {
 public:
  explicit SocketDeadline(boost::asio::ip::tcp::socket& socket)
      : state_(std::make_shared<State>(&socket, boost::asio::steady_timer(socket.get_executor()))) {}
  SocketDeadline(const SocketDeadline&) = delete;
  SocketDeadline& operator=(const SocketDeadline&) = delete;
  ~SocketDeadline() {
    state_->socket = nullptr;
    state_->timer.cancel();
  }

  /// Replaces the deadline before.
  void set(std::chrono::milliseconds after) {
    state_->expired = false;
    state_->timer.expires_after(after);
    state_->timer.async_wait([state = state_](boost::system::error_code error) {
      const bool replaced = state->timer.expiry() > std::chrono::steady_clock::now();
      if (error || replaced || state->socket == nullptr) return;
      state->expired = true;
      state->socket->cancel(error);
    });
  }
  bool expired() const { return state_->expired; }
  /// Until the socket is ready, which may be said too early; false: the deadline has passed or the socket is
  /// broken.
  boost::asio::awaitable<bool> wait(boost::asio::ip::tcp::socket::wait_type what) {
    // A deadline that passed while nothing waited has cancelled nothing.
    if (expired()) co_return false;
    const auto [error] =
        co_await state_->socket->async_wait(what, boost::asio::as_tuple(boost::asio::use_awaitable));
    co_return !error;
  }

 private:
  struct State {
    State(boost::asio::ip::tcp::socket* used, boost::asio::steady_timer&& made)
        : socket(used), timer(std::move(made)) {}
    boost::asio::ip::tcp::socket* socket;
    boost::asio::steady_timer timer;
    bool expired = false;
  };
  std::shared_ptr<State> state_;
};

}  // namespace eg::io
