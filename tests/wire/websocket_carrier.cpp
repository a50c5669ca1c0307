#include "tests/wire/websocket_carrier.hpp"

#include <stdexcept>

#include "tests/support/websocket_client.hpp"

namespace eg::test {
namespace {

constexpr std::size_t first_frame_bytes = 3;

class WebSocketCarrier final : public MqttCarrier {
 public:
  explicit WebSocketCarrier(const WireOptions& options) : client_(options) {}
  void send(const Bytes& bytes) override {
    const std::string text(bytes.begin(), bytes.end());
    try {
      client_.send({.payload = text.substr(0, first_frame_bytes)});
      if (text.size() > first_frame_bytes) client_.send({.payload = text.substr(first_frame_bytes)});
    } catch (const std::runtime_error&) {
      return;  // what the peer has closed shows when it is read
    }
  }
  std::optional<Bytes> packet() override {
    std::optional<Bytes> packet = client_.packet();
    if (!packet && !client_.close && client_.tls.timed_out()) throw std::runtime_error("nothing comes");
    return packet;
  }
  bool has_input() override { return client_.has_input(); }

 private:
  WebSocketClient client_;
};

}  // namespace

std::unique_ptr<MqttCarrier> websocket_carrier(const WireEmulator& emulator, const CarrierOptions& options) {
  return std::make_unique<WebSocketCarrier>(WireOptions{
      .port = emulator.https_port(), .identity = options.identity, .server_name = options.server_name});
}

}  // namespace eg::test
