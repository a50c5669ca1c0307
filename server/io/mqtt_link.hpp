// One established MQTT connection: bytes from the TLS stream to the broker and from the output queue to the
// stream, with frames of WebSocket between them where the peer asked for it. Called once per wake-up, never
// per packet. An idle link owns no buffers and no timers. Knows no other link.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "server/broker/broker.hpp"
#include "server/io/established.hpp"
#include "server/io/event_loop.hpp"
#include "server/io/output_queue.hpp"
#include "server/io/presented_chain.hpp"
#include "server/io/wake_up_pacing.hpp"
#include "server/io/websocket_frames.hpp"

namespace eg::io {

class MqttLink {
 public:
  MqttLink(broker::LinkId id, Established&& established);

  /// What is to be done next with the input side.
  enum class Input : std::uint8_t {
    wait,    ///< for the socket
    again,   ///< call feed() in the next turn: packets are left
    paused,  ///< until Broker::verified was called, then feed()
    ended,   ///< the stream ended and the broker was told, or the broker has closed the link
  };
  /// One receive, added to `intake`, and every packet in it that fairness allows.
  Input receive(broker::Broker& broker, broker::Now now, Intake& intake);
  /// Packets that were kept.
  Input feed(broker::Broker& broker, broker::Now now);

  /// Sends as much as the socket takes. `blocked`: wait until it is writable.
  StreamStatus flush(GatherBuffer& gather);
  /// After the last flush: close_notify and the end of our direction. True: the peer's end was already there.
  bool finish();
  /// Reads and forgets, so that closing does not reset the connection before the peer has read our last
  /// packets. A few receives per call, so that a peer that goes on sending holds up nobody. True: the peer
  /// has ended its direction.
  bool discard_input();

  OutputQueue& output() { return output_; }
  const OutputQueue& output() const { return output_; }
  std::size_t unsent_bytes() const { return output_.bytes() + own_output_bytes(); }
  /// What the output side takes, messages counted as if no other link shared them.
  std::size_t held_bytes() const { return unsent_bytes() + output_.overhead_bytes(); }
  /// The same without the messages.
  std::size_t own_bytes() const { return output_.own_bytes() + own_output_bytes(); }
  /// TLS and WebSocket themselves may have written while they read.
  bool has_own_output() const { return own_output_bytes() != 0; }
  /// What the peer presented in the handshake, or in the one that was resumed.
  PresentedChain presented_chain() const { return io::presented_chain(stream_->native()); }
  bool has_input() const { return stream_->has_input(); }
  int socket() const { return socket_.get(); }
  broker::LinkId id() const { return id_; }
  const std::string& remote_address() const { return remote_address_; }
  const std::string& last_error() const { return stream_->last_error(); }

  // Kept by Links.
  Interest interest;
  Input input_state = Input::wait;
  bool dirty = false;
  bool blocked = false;   ///< the socket took less than there was
  bool failed = false;    ///< sending failed; the broker is told at the end of the turn
  bool closing = false;   ///< the broker has forgotten this link
  bool finished = false;  ///< nothing more to send; waits for the peer's end
  bool congested = false;
  bool overfull = false;          ///< it does not read the answers to its own packets: read sparingly
  bool stalled = false;           ///< closing, and the peer does not take the last packets: has a deadline
  std::size_t counted_bytes = 0;  ///< its share in the sum of all links

 private:
  Input feed(broker::Broker& broker, std::span<const std::uint8_t> fresh, broker::Now now);
  Input at_end(broker::Broker& broker, Input next, broker::Now now);
  void keep(std::span<const std::uint8_t> bytes, std::size_t consumed);
  std::span<const std::uint8_t> unframe(std::span<std::uint8_t> bytes);
  StreamStatus send_gathered(GatherBuffer& gather);
  StreamStatus send_answers();
  StreamStatus send_close();
  std::size_t own_output_bytes() const {
    return stream_->output_bytes() + (websocket_ ? websocket_->answers().size() : 0);
  }

  broker::LinkId id_;
  FileDescriptor socket_;
  std::unique_ptr<TlsStream> stream_;
  std::unique_ptr<WebSocketReader> websocket_;  ///< nullptr: MQTT directly over TLS
  std::string remote_address_;
  OutputQueue output_;
  std::vector<std::uint8_t> kept_;  ///< start of a packet, or packets that wait for their turn
  std::size_t kept_offset_ = 0;
  std::string end_of_input_;  ///< why there will be no more input; empty while there may be
  broker::LinkEnd end_kind_ = broker::LinkEnd::lost;
  bool close_frame_sent_ = false;
  std::size_t needed_bytes_ = 0;  ///< of the packet that is being received, 0 if not known
};

}  // namespace eg::io
