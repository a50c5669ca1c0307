// A flat loop: read a request, have it handled, write the response.
#include "server/io/http_link.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "protocol/arm/error.hpp"
#include "server/control/answers.hpp"
#include "server/io/http_message_text.hpp"
#include "server/io/socket_deadline.hpp"
#include "server/io/socket_drain.hpp"

namespace eg::io {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr std::chrono::seconds idle_time{120};
constexpr std::chrono::seconds write_time{30};
constexpr std::size_t send_bytes = std::size_t{64} * 1024;
constexpr std::string_view websocket_path = "/mqtt";

control::Response refusal_of(RequestReader::State state) {
  using State = RequestReader::State;
  if (state == State::body_too_large) {
    return control::error_response(
        {arm::ErrorCode::request_too_large, "The request body is larger than 4 MB."});
  }
  control::Response response =
      control::error_response({arm::ErrorCode::invalid_request, "The request is not well-formed HTTP/1.1."});
  if (state == State::header_too_large) {
    response = control::error_response(
        {arm::ErrorCode::invalid_request, "The request header is larger than 64 KB."});
    response.status = 431;
  }
  return response;
}

class HttpLink {
 public:
  HttpLink(Established& established, tcp::socket socket, Gate& gate, LogSink& log)
      : socket_(std::move(socket)),
        stream_(std::move(established.stream)),
        peer_(established.peer.remote_address),
        gate_(gate),
        log_(log),
        deadline_(socket_) {}

  asio::awaitable<void> serve() {
    for (bool go_on = true; go_on;) {
      deadline_.set(idle_time);
      const RequestReader::State state = co_await read();
      if (state == RequestReader::State::wants_more) co_return;  // the connection ended
      deadline_.set(write_time);
      if (state != RequestReader::State::complete) {
        co_await write(to_text(refusal_of(state), {}));
        break;
      }
      go_on = co_await answer(reader_.take());
    }
    stream_->shut_down();
    co_await drain(socket_);
  }

 private:
  /// wants_more: there will be no more.
  asio::awaitable<RequestReader::State> read() {
    for (;;) {
      const RequestReader::State state = reader_.read();
      if (state == RequestReader::State::wants_continue) {
        if (!co_await write("HTTP/1.1 100 Continue\r\n\r\n")) co_return RequestReader::State::wants_more;
        continue;
      }
      if (state != RequestReader::State::wants_more) co_return state;
      if (!stream_->has_input()) {
        const auto [error] = co_await socket_.async_wait(tcp::socket::wait_read, no_throw);
        if (error) co_return RequestReader::State::wants_more;
      }
      const TlsStream::Received received = stream_->receive();
      reader_.add({reinterpret_cast<const char*>(received.bytes.data()), received.bytes.size()});
      const bool ended = received.status == StreamStatus::closed || received.status == StreamStatus::failed;
      if (ended && received.bytes.empty()) co_return RequestReader::State::wants_more;
    }
  }

  asio::awaitable<bool> answer(RequestReader::Taken taken) {
    control::Request& request = taken.request;
    const bool is_head = request.method == "HEAD";
    control::Response response = co_await gate_.handle(request);
    if (is_head && response.status == 405) {
      request.method = "GET";  // a resource that answers GET answers HEAD (RFC 9110, 9.3.2)
      response = co_await gate_.handle(request);
    }
    // The control plane has judged Host and Origin; a foreign page is not told what is here.
    if (asks_for_websocket(taken) && response.status != 403) {
      response = control::error_response(
          {arm::ErrorCode::not_emulated,
           "MQTT over WebSocket is not emulated yet. Connect with MQTT over TLS to the MQTT port."});
      response.status = 501;  // no ARM client comes here, so no retries are to be feared
      taken.keep_alive = false;
    }
    if (log_.wants(LogLevel::debug)) {
      log_.line(LogLevel::debug, "HTTP " + request.method + " " + request.target + " " +
                                     std::to_string(response.status) + " peer=" + peer_);
    }
    const bool written = co_await write(to_text(response, {taken.keep_alive, is_head}));
    co_return written&& taken.keep_alive;
  }

  static bool asks_for_websocket(const RequestReader::Taken& taken) {
    const std::string_view path =
        std::string_view(taken.request.target).substr(0, taken.request.target.find('?'));
    return taken.upgrade && path == websocket_path;
  }

  asio::awaitable<bool> write(std::string text) {
    const std::span<const std::uint8_t> bytes(reinterpret_cast<const std::uint8_t*>(text.data()),
                                              text.size());
    for (std::size_t sent = 0; sent < bytes.size(); sent += send_bytes) {
      StreamStatus status = stream_->send(bytes.subspan(sent, std::min(send_bytes, bytes.size() - sent)));
      while (status == StreamStatus::blocked) {
        const auto [error] = co_await socket_.async_wait(tcp::socket::wait_write, no_throw);
        if (error) co_return false;
        status = stream_->flush();
      }
      if (status != StreamStatus::ok) co_return false;
    }
    co_return true;
  }

  tcp::socket socket_;
  std::unique_ptr<TlsStream> stream_;
  std::string peer_;
  Gate& gate_;
  LogSink& log_;
  SocketDeadline deadline_;
  RequestReader reader_;
};

}  // namespace

asio::awaitable<void> serve_http(Established established, asio::io_context& control, Gate& gate,
                                 LogSink& log) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  ::getsockname(established.socket.get(), reinterpret_cast<sockaddr*>(&address), &length);
  const tcp protocol = address.ss_family == AF_INET6 ? tcp::v6() : tcp::v4();
  try {
    HttpLink link(established, tcp::socket(control, protocol, established.socket.release()), gate, log);
    co_await link.serve();
  } catch (const std::exception& exception) {
    log.line(LogLevel::error, std::string("an HTTPS connection was given up: ") + exception.what());
  }
}

}  // namespace eg::io
