// Frames as a WebSocket client writes them, lawful or not, and a plain reading of a server's frames: for
// tests of the codec and for the small client of the wire tests.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eg::test {

using FrameBytes = std::vector<std::uint8_t>;

struct ClientFrame {
  unsigned opcode = 2;
  std::string payload{};
  bool is_final = true;
  bool is_masked = true;
  unsigned reserved_bits = 0;     ///< 0 to 7
  unsigned length_bytes_min = 0;  ///< 2 or 8: a longer form than is needed
};

inline FrameBytes frame_bytes(const ClientFrame& frame) {
  constexpr std::uint8_t mask[] = {0x12, 0xA5, 0x00, 0xFF};
  const std::uint64_t size = frame.payload.size();
  const unsigned needed = size < 126 ? 0 : size <= 0xFFFF ? 2 : 8;
  unsigned length_bytes = needed > frame.length_bytes_min ? needed : frame.length_bytes_min;
  const unsigned mask_bit = frame.is_masked ? 0x80 : 0;
  const unsigned first = (frame.is_final ? 0x80U : 0U) | frame.reserved_bits << 4U | frame.opcode;
  FrameBytes bytes = {static_cast<std::uint8_t>(first)};
  const unsigned length = length_bytes == 0 ? static_cast<unsigned>(size) : length_bytes == 2 ? 126 : 127;
  bytes.push_back(static_cast<std::uint8_t>(mask_bit | length));
  while (length_bytes != 0) bytes.push_back(static_cast<std::uint8_t>(size >> (8 * --length_bytes) & 0xFFU));
  if (frame.is_masked) bytes.insert(bytes.end(), mask, mask + 4);
  for (std::size_t at = 0; at < size; ++at) {
    const auto byte = static_cast<std::uint8_t>(frame.payload[at]);
    bytes.push_back(frame.is_masked ? byte ^ mask[at % 4] : byte);
  }
  return bytes;
}

/// Payload of a Close frame.
inline std::string close_payload(unsigned code, std::string_view reason = {}) {
  return std::string{static_cast<char>(code >> 8U), static_cast<char>(code & 0xFFU)}.append(reason);
}

struct ServerFrame {
  unsigned opcode = 0;
  bool is_final = false;
  bool is_masked = false;
  std::string payload{};
  /// Of a Close frame; 0 without one.
  unsigned close_code() const {
    if (payload.size() < 2) return 0;
    return static_cast<unsigned>(static_cast<unsigned char>(payload[0])) << 8U |
           static_cast<unsigned char>(payload[1]);
  }
};

/// Takes one unmasked frame from the front of `bytes`; nullopt: it is not whole yet.
inline std::optional<ServerFrame> take_frame(std::string& bytes) {
  const auto byte = [&bytes](std::size_t at) { return std::uint64_t{static_cast<unsigned char>(bytes[at])}; };
  if (bytes.size() < 2) return std::nullopt;
  std::uint64_t size = byte(1) & 0x7FU;
  const std::size_t length_bytes = size == 127 ? 8 : size == 126 ? 2 : 0;
  if (bytes.size() < 2 + length_bytes) return std::nullopt;
  if (length_bytes != 0) size = 0;
  for (std::size_t at = 0; at < length_bytes; ++at) size = size << 8U | byte(2 + at);
  const std::size_t header = 2 + length_bytes;
  if (bytes.size() < header + size) return std::nullopt;
  ServerFrame frame{static_cast<unsigned>(byte(0) & 0x0FU), (byte(0) & 0x80U) != 0, (byte(1) & 0x80U) != 0,
                    bytes.substr(header, size)};
  bytes.erase(0, header + size);
  return frame;
}

}  // namespace eg::test
