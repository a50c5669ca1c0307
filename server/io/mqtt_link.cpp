// Received bytes are handed on where they lie; only what is left over is copied.
#include "server/io/mqtt_link.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <sys/socket.h>

namespace eg::io {
namespace {

/// Per call of TLS: four full records.
constexpr std::size_t gather_bytes = std::size_t{64} * 1024;
constexpr std::size_t reserve_bytes_max = std::size_t{1024} * 1024;
constexpr int discards_max = 16;

/// `gathered` begins with room for the largest header.
std::span<const std::uint8_t> put_in_frame(std::span<std::uint8_t> gathered) {
  const std::size_t payload_bytes = gathered.size() - websocket_header_bytes_max;
  const WebSocketHeader header = websocket_header(WebSocketOpcode::binary, payload_bytes);
  const std::span<std::uint8_t> frame = gathered.subspan(websocket_header_bytes_max - header.size);
  std::copy(header.bytes().begin(), header.bytes().end(), frame.begin());
  return frame;
}

}  // namespace

MqttLink::MqttLink(broker::LinkId id, Established&& established)
    : id_(id),
      socket_(std::move(established.socket)),
      stream_(std::move(established.stream)),
      websocket_(established.peer.is_websocket ? std::make_unique<WebSocketReader>() : nullptr),
      remote_address_(established.peer.remote_address) {}

MqttLink::Input MqttLink::receive(broker::Broker& broker, broker::Now now, Intake& intake) {
  const TlsStream::Received received = stream_->receive();
  if (received.status == StreamStatus::blocked) return Input::wait;
  ++intake.receives;
  intake.bytes += received.bytes.size();
  if (received.status != StreamStatus::ok) {
    end_of_input_ =
        received.status == StreamStatus::closed ? "the client closed the connection" : last_error();
  }
  return at_end(broker, feed(broker, websocket_ ? unframe(received.bytes) : received.bytes, now), now);
}

std::span<const std::uint8_t> MqttLink::unframe(std::span<std::uint8_t> bytes) {
  const std::span<const std::uint8_t> payload = websocket_->read(bytes);
  switch (websocket_->end()) {
    case WebSocketReader::End::none: break;
    case WebSocketReader::End::closed_by_peer:
      end_of_input_ = "the client closed the WebSocket";
      end_kind_ = broker::LinkEnd::closed_by_client;
      break;
    case WebSocketReader::End::failed:
      end_of_input_ = "WebSocket: " + std::string(websocket_->fault());
      end_kind_ = broker::LinkEnd::client_error;
      break;
  }
  return payload;
}

MqttLink::Input MqttLink::feed(broker::Broker& broker, broker::Now now) {
  return at_end(broker, feed(broker, {}, now), now);
}

MqttLink::Input MqttLink::at_end(broker::Broker& broker, Input next, broker::Now now) {
  // Packets that came before the end have their turn first.
  if (end_of_input_.empty() || next == Input::again || next == Input::ended) return next;
  broker.lost(id_, end_of_input_, now, end_kind_);
  return Input::ended;
}

MqttLink::Input MqttLink::feed(broker::Broker& broker, std::span<const std::uint8_t> fresh, broker::Now now) {
  std::span<const std::uint8_t> bytes = fresh;
  if (!kept_.empty()) {
    kept_.insert(kept_.end(), fresh.begin(), fresh.end());
    bytes = std::span<const std::uint8_t>(kept_).subspan(kept_offset_);
  }
  if (bytes.empty() || bytes.size() < needed_bytes_) return Input::wait;
  const broker::InputResult result = broker.input(id_, bytes, now);
  if (result.state == broker::InputResult::State::closed) {
    kept_ = {};
    return Input::ended;
  }
  needed_bytes_ = result.state == broker::InputResult::State::wants_more ? result.needed_bytes : 0;
  keep(bytes, result.consumed_bytes);
  switch (result.state) {
    case broker::InputResult::State::yielded: return kept_.empty() ? Input::wait : Input::again;
    case broker::InputResult::State::waiting: return Input::paused;
    default: return Input::wait;
  }
}

void MqttLink::keep(std::span<const std::uint8_t> bytes, std::size_t consumed) {
  const std::span<const std::uint8_t> rest = bytes.subspan(consumed);
  if (rest.empty()) {
    kept_ = {};
    kept_offset_ = 0;
    return;
  }
  if (!kept_.empty()) {
    kept_offset_ += consumed;
    if (kept_offset_ < kept_.size() / 2) return;
    kept_.erase(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(kept_offset_));
    kept_offset_ = 0;
    return;
  }
  kept_.reserve(std::max(rest.size(), std::min(needed_bytes_, reserve_bytes_max)));
  kept_.assign(rest.begin(), rest.end());
  kept_offset_ = 0;
}

StreamStatus MqttLink::flush(GatherBuffer& gather) {
  if (stream_->has_output()) {
    const StreamStatus status = stream_->flush();
    if (status != StreamStatus::ok) return status;
  }
  if (websocket_) {
    if (const StreamStatus status = send_answers(); status != StreamStatus::ok) return status;
  }
  while (!output_.empty()) {
    gather.clear();
    if (const StreamStatus status = send_gathered(gather); status != StreamStatus::ok) return status;
  }
  return websocket_ && closing ? send_close() : StreamStatus::ok;
}

/// What one call of TLS takes; over WebSocket it is one binary frame, whose header is put in front.
StreamStatus MqttLink::send_gathered(GatherBuffer& gather) {
  if (!websocket_) {
    output_.gather(gather, gather_bytes);
    return stream_->send(gather.bytes());
  }
  gather.extend(websocket_header_bytes_max);
  output_.gather(gather, gather_bytes);
  return stream_->send(put_in_frame(gather.writable_bytes()));
}

/// Before the packets: a peer that asks whether we are there is not to wait for a long queue.
StreamStatus MqttLink::send_answers() {
  if (websocket_->answers().empty()) return StreamStatus::ok;
  const StreamStatus status = stream_->send(websocket_->answers());
  websocket_->clear_answers();
  return status;
}

StreamStatus MqttLink::send_close() {
  if (close_frame_sent_) return StreamStatus::ok;
  close_frame_sent_ = true;
  return stream_->send(websocket_close_frame(websocket_->close_code(), websocket_->fault()));
}

bool MqttLink::finish() {
  stream_->shut_down();
  ::shutdown(socket_.get(), SHUT_WR);
  return discard_input();
}

bool MqttLink::discard_input() {
  std::array<std::uint8_t, 4096> nowhere;
  for (int round = 0; round < discards_max; ++round) {
    const ssize_t count = ::recv(socket_.get(), nowhere.data(), nowhere.size(), 0);
    if (count > 0 || (count < 0 && errno == EINTR)) continue;
    return count == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
  }
  return false;
}

}  // namespace eg::io
