// WebSocket frames as a server of MQTT needs them (RFC 6455, 5; MQTT 5, 6): bytes in, payload and control
// events out, and the header of a frame to send. Payload is passed on as it comes, so that a frame of any
// size needs no memory. Knows no socket and no MQTT.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace eg::io {

enum class WebSocketOpcode : std::uint8_t {
  continuation = 0x0,
  text = 0x1,
  binary = 0x2,
  close = 0x8,
  ping = 0x9,
  pong = 0xA,
};

/// Codes of Close frames that we send by ourselves (RFC 6455, 7.4.1).
enum class WebSocketCode : std::uint16_t {
  none = 0,  ///< a Close frame without a code
  normal = 1000,
  protocol_error = 1002,
  unsupported_data = 1003,
};

inline constexpr std::size_t websocket_header_bytes_max = 10;  ///< of a server: without mask
inline constexpr std::size_t websocket_control_bytes_max = 125;

struct WebSocketHeader {
  std::array<std::uint8_t, websocket_header_bytes_max> storage{};
  std::size_t size = 0;
  std::span<const std::uint8_t> bytes() const { return {storage.data(), size}; }
};
/// Of a whole, unmasked frame.
WebSocketHeader websocket_header(WebSocketOpcode opcode, std::size_t payload_bytes);
/// `reason` is cut to what a control frame holds; it must be ASCII.
std::vector<std::uint8_t> websocket_close_frame(WebSocketCode code, std::string_view reason);

/// The frames of one client.
class WebSocketReader {
 public:
  /// Unmasks in place. The payload of data frames, moved together at the front of `bytes`; what comes after
  /// the end is not looked at.
  std::span<const std::uint8_t> read(std::span<std::uint8_t> bytes);

  /// Whole Pong frames that are to be sent. At most `answer_bytes_max`: of a flood of pings the last one is
  /// answered (RFC 6455, 5.5.3).
  std::span<const std::uint8_t> answers() const { return answers_; }
  void clear_answers();

  enum class End : std::uint8_t {
    none,
    closed_by_peer,  ///< a Close frame
    failed,          ///< the peer broke the protocol: see fault()
  };
  End end() const { return end_; }
  /// For our Close frame: the peer's code, the fault's, or normal.
  WebSocketCode close_code() const { return close_code_; }
  std::string_view fault() const { return fault_; }

  static constexpr std::size_t answer_bytes_max = 4096;

 private:
  static constexpr std::size_t client_header_bytes_max = 14;

  std::size_t header_bytes_wanted() const;
  void take_header_byte(std::uint8_t byte);
  void check_start();
  void begin_payload();
  void unmask(const std::uint8_t* from, std::uint8_t* to, std::size_t count);
  void finish_frame();
  void finish_close();
  void answer_ping();
  void fail(WebSocketCode code, std::string_view fault);
  bool is_control() const { return (header_[0] & 0x08U) != 0; }
  WebSocketOpcode opcode() const { return static_cast<WebSocketOpcode>(header_[0] & 0x0FU); }

  std::uint64_t payload_bytes_left_ = 0;
  std::array<std::uint8_t, client_header_bytes_max> header_{};  ///< the mask comes last
  std::uint8_t header_bytes_ = 0;
  std::uint8_t mask_offset_ = 0;
  bool in_payload_ = false;
  bool in_message_ = false;  ///< a data message was begun and its last frame has not come
  End end_ = End::none;
  WebSocketCode close_code_ = WebSocketCode::normal;
  std::string_view fault_;             ///< of static storage
  std::vector<std::uint8_t> control_;  ///< payload of the control frame that is being received
  std::vector<std::uint8_t> answers_;
  std::size_t last_answer_ = 0;  ///< where it begins
};

}  // namespace eg::io
