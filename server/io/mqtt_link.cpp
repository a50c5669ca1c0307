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

}  // namespace

MqttLink::MqttLink(broker::LinkId id, Established&& established)
    : id_(id),
      socket_(std::move(established.socket)),
      stream_(std::move(established.stream)),
      remote_address_(established.peer.remote_address) {}

MqttLink::Input MqttLink::receive(broker::Broker& broker, broker::Now now) {
  const TlsStream::Received received = stream_->receive();
  if (received.status == StreamStatus::blocked) return Input::wait;
  if (received.status != StreamStatus::ok) {
    end_of_input_ =
        received.status == StreamStatus::closed ? "the client closed the connection" : last_error();
  }
  return at_end(broker, feed(broker, received.bytes, now), now);
}

MqttLink::Input MqttLink::feed(broker::Broker& broker, broker::Now now) {
  return at_end(broker, feed(broker, {}, now), now);
}

MqttLink::Input MqttLink::at_end(broker::Broker& broker, Input next, broker::Now now) {
  // Packets that came before the end have their turn first.
  if (end_of_input_.empty() || next == Input::again || next == Input::ended) return next;
  broker.lost(id_, end_of_input_, now);
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
  while (!output_.empty()) {
    gather.clear();
    output_.gather(gather, gather_bytes);
    const StreamStatus status = stream_->send(gather.bytes());
    if (status != StreamStatus::ok) return status;
  }
  return StreamStatus::ok;
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
