// Cuts a byte stream into MQTT control packets: fixed header and remaining length, nothing of the content.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "protocol/mqtt/packets.hpp"
#include "protocol/mqtt/types.hpp"

namespace eg::mqtt {

struct Frame {
  PacketType type{};
  std::uint8_t flags = 0;      ///< low nibble of the first byte
  BytesView body{};            ///< what follows the remaining length
  std::size_t size_bytes = 0;  ///< header and body together
};

enum class FrameState : std::uint8_t {
  complete,
  incomplete,  ///< more bytes are needed
  malformed,   ///< packet type 0, or a remaining length of more than four bytes; MQTT 5, 2.1.4
  too_large,   ///< the packet is larger than the limit given; known as soon as its length is
};

struct FrameResult {
  FrameState state = FrameState::incomplete;
  Frame frame;                   ///< set when complete
  std::size_t needed_bytes = 0;  ///< when incomplete: whole size if known, else 0
};

FrameResult cut_frame(BytesView bytes, std::size_t packet_bytes_max);

}  // namespace eg::mqtt
