// A flat loop: read a request, have it handled, write the response.
#include "server/io/http_link.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <boost/asio/ip/tcp.hpp>

#include "protocol/arm/error.hpp"
#include "server/control/answers.hpp"
#include "server/io/clock.hpp"
#include "server/io/http_message_text.hpp"
#include "server/io/socket_deadline.hpp"
#include "server/io/socket_drain.hpp"
#include "server/io/websocket_upgrade.hpp"

namespace eg::io {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr std::chrono::seconds idle_time{120};
constexpr std::chrono::seconds write_time{30};
constexpr std::size_t send_bytes = std::size_t{64} * 1024;

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
  HttpLink(Established& established, tcp::socket socket, Gate& gate, LogSink& log, LineThrottle& throttle)
      : socket_(std::move(socket)),
        stream_(std::move(established.stream)),
        peer_(std::move(established.peer)),
        gate_(gate),
        log_(log),
        throttle_(throttle),
        deadline_(socket_) {}

  /// What is to go on as MQTT; nullopt: the connection ended.
  asio::awaitable<std::optional<Established>> serve() {
    for (bool go_on = true; go_on;) {
      deadline_.set(idle_time);
      const RequestReader::State state = co_await read();
      if (state == RequestReader::State::wants_more) co_return std::nullopt;
      deadline_.set(write_time);
      if (state != RequestReader::State::complete) {
        co_await write(to_text(refusal_of(state), {}));
        break;
      }
      go_on = co_await answer(reader_.take());
      if (upgraded_)
        co_return Established{FileDescriptor(socket_.release()), std::move(stream_), std::move(peer_)};
    }
    stream_->shut_down();
    co_await drain(socket_);
    co_return std::nullopt;
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
        if (!co_await deadline_.wait(tcp::socket::wait_read)) co_return RequestReader::State::wants_more;
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
    if (concerns_websocket(request) && response.status != 403) {
      UpgradeAnswer answer = answer_upgrade({request, taken.is_http_1_1, taken.more_was_sent});
      if (!answer.refusal.empty()) warn(answer.refusal);
      response = std::move(answer.response);
      taken.keep_alive = false;
    }
    if (log_.wants(LogLevel::debug)) {
      log_.line(LogLevel::debug, "HTTP " + request.method + " " + request.target + " " +
                                     std::to_string(response.status) + " peer=" + peer_.remote_address);
    }
    const bool written = co_await write(to_text(response, {taken.keep_alive, is_head}));
    upgraded_ = written && response.status == 101;
    co_return written&& taken.keep_alive;
  }

  void warn(const std::string& refusal) {
    const LineThrottle::Verdict verdict = throttle_.judge(refusal, read_clock().steady_milliseconds);
    if (!verdict.write) return;
    log_.line(LogLevel::warning, "MQTT over WebSocket refused: " + refusal + " peer=" + peer_.remote_address +
                                     format_suppressed(verdict));
  }

  asio::awaitable<bool> write(std::string text) {
    const std::span<const std::uint8_t> bytes(reinterpret_cast<const std::uint8_t*>(text.data()),
                                              text.size());
    for (std::size_t sent = 0; sent < bytes.size(); sent += send_bytes) {
      StreamStatus status = stream_->send(bytes.subspan(sent, std::min(send_bytes, bytes.size() - sent)));
      while (status == StreamStatus::blocked) {
        if (!co_await deadline_.wait(tcp::socket::wait_write)) co_return false;
        status = stream_->flush();
      }
      if (status != StreamStatus::ok) co_return false;
    }
    co_return true;
  }

  tcp::socket socket_;
  std::unique_ptr<TlsStream> stream_;
  broker::Peer peer_;
  Gate& gate_;
  LogSink& log_;
  LineThrottle& throttle_;
  SocketDeadline deadline_;
  RequestReader reader_;
  bool upgraded_ = false;
};

}  // namespace

asio::awaitable<void> serve_http(Established established, asio::io_context& control, Gate& gate, LogSink& log,
                                 LineThrottle& throttle) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  ::getsockname(established.socket.get(), reinterpret_cast<sockaddr*>(&address), &length);
  const tcp protocol = address.ss_family == AF_INET6 ? tcp::v6() : tcp::v4();
  try {
    HttpLink link(established, tcp::socket(control, protocol, established.socket.release()), gate, log,
                  throttle);
    std::optional<Established> upgraded = co_await link.serve();
    if (!upgraded) co_return;
    upgraded->peer.is_websocket = true;
    gate.adopt(std::move(*upgraded));
  } catch (const std::exception& exception) {
    log.line(LogLevel::error, std::string("an HTTPS connection was given up: ") + exception.what());
  }
}

}  // namespace eg::io
