// A small WebSocket client over the tests' TLS client. Sends frames of any form, cut as the test likes, and
// reads the server's frames; checks nothing by itself but that the server's frames are lawful.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "protocol/mqtt/frame.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/websocket_frames.hpp"
#include "tests/support/wire_emulator.hpp"

namespace eg::test {

struct UpgradeOptions {
  std::string target = "/mqtt";
  std::string host = "localhost";
  std::string protocol = "Sec-WebSocket-Protocol: mqtt\r\n";
  std::string version = "13";
  std::string more_headers{};
};

inline std::string upgrade_text(const UpgradeOptions& options) {
  return "GET " + options.target + " HTTP/1.1\r\nHost: " + options.host +
         "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
         "Sec-WebSocket-Version: " +
         options.version + "\r\n" + options.protocol + options.more_headers + "\r\n";
}

class WebSocketClient {
 public:
  explicit WebSocketClient(const WireOptions& options) : tls(options) {
    tls.send(upgrade_text({}));
    upgrade = read_reply(tls);
    REQUIRE(upgrade.status == 101);
  }

  void send(const ClientFrame& frame) { tls.send(frame_bytes(frame)); }
  void send_packet(const Bytes& packet) { send({.payload = std::string(packet.begin(), packet.end())}); }

  /// nullopt: the peer ended the stream.
  std::optional<ServerFrame> frame() {
    for (;;) {
      if (auto whole = take_frame(received_)) {
        CHECK(whole->is_final);
        CHECK_FALSE(whole->is_masked);
        return whole;
      }
      if (!tls.fill(1)) return std::nullopt;
      received_ += tls.take_all();
    }
  }
  /// The next MQTT packet; nullopt: a Close frame, kept in `close`, or the end.
  std::optional<Bytes> packet() {
    for (;;) {
      const mqtt::FrameResult cut = mqtt::cut_frame(mqtt_, 300'000'000);
      if (cut.state == mqtt::FrameState::complete) {
        const auto end = mqtt_.begin() + static_cast<std::ptrdiff_t>(cut.frame.size_bytes);
        const Bytes packet(mqtt_.begin(), end);
        mqtt_.erase(mqtt_.begin(), end);
        return packet;
      }
      const auto next = frame();
      if (!next) return std::nullopt;
      if (next->opcode == 8) {
        close = next;
        return std::nullopt;
      }
      REQUIRE(next->opcode == 2);
      mqtt_.insert(mqtt_.end(), next->payload.begin(), next->payload.end());
    }
  }
  /// Whether something was received, or the peer has closed; does not wait.
  bool has_input() { return !mqtt_.empty() || !received_.empty() || tls.has_input(); }
  /// CONNACK's code.
  std::uint8_t connect(const ConnectOptions& options) {
    send_packet(connect_packet(options));
    const auto connack = packet();
    REQUIRE(connack);
    return connack_code(*connack);
  }

  WireClient tls;
  HttpReply upgrade;
  std::optional<ServerFrame> close;

 private:
  std::string received_;
  Bytes mqtt_;
};

}  // namespace eg::test
