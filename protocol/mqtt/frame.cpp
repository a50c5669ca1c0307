#include "protocol/mqtt/frame.hpp"

namespace eg::mqtt {
namespace {

constexpr std::size_t length_bytes_max = 4;

}  // namespace

FrameResult cut_frame(BytesView bytes, std::size_t packet_bytes_max) {
  FrameResult result;
  if (bytes.empty()) return result;
  if ((bytes[0] >> 4) == 0) {
    result.state = FrameState::malformed;
    return result;
  }
  std::size_t remaining_bytes = 0;
  std::size_t position = 1;
  for (;; ++position) {
    if (position > length_bytes_max) {
      result.state = FrameState::malformed;
      return result;
    }
    if (position == bytes.size()) return result;
    remaining_bytes |= static_cast<std::size_t>(bytes[position] & 0x7F) << (7 * (position - 1));
    if ((bytes[position] & 0x80) == 0) break;
  }
  const std::size_t header_bytes = position + 1;
  const std::size_t size_bytes = header_bytes + remaining_bytes;
  if (size_bytes > packet_bytes_max) {
    result.state = FrameState::too_large;
  } else if (size_bytes > bytes.size()) {
    result.needed_bytes = size_bytes;
  } else {
    result.state = FrameState::complete;
    result.frame.type = static_cast<PacketType>(bytes[0] >> 4);
    result.frame.flags = bytes[0] & 0x0F;
    result.frame.body = bytes.subspan(header_bytes, remaining_bytes);
    result.frame.size_bytes = size_bytes;
  }
  return result;
}

}  // namespace eg::mqtt
