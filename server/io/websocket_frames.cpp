// A header is read byte by byte, payload in runs. Each rule stands where the byte that breaks it is read.
#include "server/io/websocket_frames.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace eg::io {
namespace {

constexpr std::uint8_t final_bit = 0x80;
constexpr std::uint8_t reserved_bits = 0x70;
constexpr std::uint8_t mask_bit = 0x80;
constexpr std::uint8_t length_16 = 126;
constexpr std::uint8_t length_64 = 127;
constexpr std::size_t mask_bytes = 4;
constexpr std::size_t code_bytes = 2;

/// Codes that may stand in a Close frame (RFC 6455, 7.4, and the registry of 11.7).
bool may_be_sent(unsigned code) {
  return (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999);
}

}  // namespace

WebSocketHeader websocket_header(WebSocketOpcode opcode, std::size_t payload_bytes) {
  WebSocketHeader header;
  const auto add = [&header](std::uint64_t value) {
    header.storage[header.size++] = static_cast<std::uint8_t>(value & 0xFFU);
  };
  add(final_bit | static_cast<unsigned>(opcode));
  unsigned length_bytes = 0;
  if (payload_bytes <= websocket_control_bytes_max) {
    add(payload_bytes);
  } else if (payload_bytes <= 0xFFFF) {
    add(length_16);
    length_bytes = 2;
  } else {
    add(length_64);
    length_bytes = 8;
  }
  while (length_bytes != 0) add(std::uint64_t{payload_bytes} >> (8 * --length_bytes));
  return header;
}

std::vector<std::uint8_t> websocket_close_frame(WebSocketCode code, std::string_view reason) {
  const auto number = static_cast<unsigned>(code);
  if (code == WebSocketCode::none) reason = {};
  reason = reason.substr(0, websocket_control_bytes_max - code_bytes);
  const std::size_t size = code == WebSocketCode::none ? 0 : code_bytes + reason.size();
  const WebSocketHeader header = websocket_header(WebSocketOpcode::close, size);
  std::vector<std::uint8_t> frame(header.bytes().begin(), header.bytes().end());
  if (size == 0) return frame;
  frame.push_back(static_cast<std::uint8_t>(number >> 8U));
  frame.push_back(static_cast<std::uint8_t>(number & 0xFFU));
  frame.insert(frame.end(), reason.begin(), reason.end());
  return frame;
}

std::span<const std::uint8_t> WebSocketReader::read(std::span<std::uint8_t> bytes) {
  std::size_t at = 0;
  std::size_t payload = 0;
  while (at < bytes.size() && end_ == End::none) {
    if (!in_payload_) {
      take_header_byte(bytes[at++]);
      continue;
    }
    const auto count =
        static_cast<std::size_t>(std::min<std::uint64_t>(payload_bytes_left_, bytes.size() - at));
    if (is_control()) {
      const std::size_t before = control_.size();
      control_.resize(before + count);
      unmask(bytes.data() + at, control_.data() + before, count);
    } else {
      unmask(bytes.data() + at, bytes.data() + payload, count);
      payload += count;
    }
    at += count;
    payload_bytes_left_ -= count;
    if (payload_bytes_left_ == 0) finish_frame();
  }
  return bytes.first(payload);
}

std::size_t WebSocketReader::header_bytes_wanted() const {
  if (header_bytes_ < 2) return 2;
  const unsigned length = header_[1] & 0x7FU;
  const std::size_t length_bytes = length == length_64 ? 8 : length == length_16 ? 2 : 0;
  return 2 + length_bytes + mask_bytes;
}

void WebSocketReader::take_header_byte(std::uint8_t byte) {
  header_[header_bytes_++] = byte;
  if (header_bytes_ == 2) check_start();
  if (end_ == End::none && header_bytes_ == header_bytes_wanted()) begin_payload();
}

void WebSocketReader::check_start() {
  constexpr auto error = WebSocketCode::protocol_error;
  if ((header_[0] & reserved_bits) != 0)
    return fail(error, "reserved bits are set, no extension was agreed on");
  const bool is_final = (header_[0] & final_bit) != 0;
  switch (opcode()) {
    case WebSocketOpcode::continuation:
      if (!in_message_) return fail(error, "a continuation frame without a message");
      break;
    case WebSocketOpcode::text:  // MQTT 5, 6.0.0-1
      return fail(WebSocketCode::unsupported_data, "a text frame: MQTT packets travel in binary frames");
    case WebSocketOpcode::binary:
      if (in_message_) return fail(error, "a new message before the end of the one before");
      break;
    case WebSocketOpcode::close:
    case WebSocketOpcode::ping:
    case WebSocketOpcode::pong:
      if (!is_final) return fail(error, "a control frame in fragments");
      if ((header_[1] & 0x7FU) > websocket_control_bytes_max)
        return fail(error, "a control frame of more than 125 bytes");
      break;
    default: return fail(error, "an unknown opcode");
  }
  if ((header_[1] & mask_bit) == 0) return fail(error, "a frame without a mask");
  if (!is_control()) in_message_ = !is_final;
}

void WebSocketReader::begin_payload() {
  const std::size_t length_end = header_bytes_ - mask_bytes;
  std::uint64_t length = header_[1] & 0x7FU;
  if (length_end > 2) {
    length = 0;
    for (std::size_t at = 2; at < length_end; ++at) length = length << 8U | header_[at];
    const std::uint64_t least = length_end == 4 ? length_16 : 0x1'0000;
    if (length < least)
      return fail(WebSocketCode::protocol_error, "a length that is not in its shortest form");
    if (length >> 63U != 0) return fail(WebSocketCode::protocol_error, "a length of more than 63 bits");
  }
  payload_bytes_left_ = length;
  mask_offset_ = 0;
  in_payload_ = true;
  if (length == 0) finish_frame();
}

/// `to` may overlap `from` if it does not lie behind it.
void WebSocketReader::unmask(const std::uint8_t* from, std::uint8_t* to, std::size_t count) {
  std::array<std::uint8_t, 8> mask{};
  for (std::size_t at = 0; at < mask.size(); ++at)
    mask[at] = header_[header_bytes_ - mask_bytes + ((mask_offset_ + at) % mask_bytes)];
  std::uint64_t wide_mask = 0;
  std::memcpy(&wide_mask, mask.data(), mask.size());
  std::size_t at = 0;
  for (; at + sizeof wide_mask <= count; at += sizeof wide_mask) {
    std::uint64_t word = 0;
    std::memcpy(&word, from + at, sizeof word);
    word ^= wide_mask;
    std::memcpy(to + at, &word, sizeof word);
  }
  for (; at < count; ++at) to[at] = from[at] ^ mask[at % mask_bytes];
  mask_offset_ = static_cast<std::uint8_t>((mask_offset_ + count) % mask_bytes);
}

void WebSocketReader::finish_frame() {
  in_payload_ = false;
  if (is_control()) {
    if (opcode() == WebSocketOpcode::ping) answer_ping();
    if (opcode() == WebSocketOpcode::close) finish_close();
    control_ = {};
  }
  header_bytes_ = 0;
}

void WebSocketReader::finish_close() {
  if (control_.size() == 1) return fail(WebSocketCode::protocol_error, "a close code of one byte");
  close_code_ = WebSocketCode::none;
  if (!control_.empty()) {
    const unsigned code = static_cast<unsigned>(control_[0]) << 8U | control_[1];
    if (!may_be_sent(code)) return fail(WebSocketCode::protocol_error, "a close code that may not be sent");
    close_code_ = static_cast<WebSocketCode>(code);
  }
  end_ = End::closed_by_peer;
}

void WebSocketReader::answer_ping() {
  const WebSocketHeader header = websocket_header(WebSocketOpcode::pong, control_.size());
  if (answers_.size() + header.size + control_.size() > answer_bytes_max) answers_.resize(last_answer_);
  last_answer_ = answers_.size();
  answers_.insert(answers_.end(), header.bytes().begin(), header.bytes().end());
  answers_.insert(answers_.end(), control_.begin(), control_.end());
}

void WebSocketReader::clear_answers() {
  answers_ = {};
  last_answer_ = 0;
}

void WebSocketReader::fail(WebSocketCode code, std::string_view fault) {
  end_ = End::failed;
  close_code_ = code;
  fault_ = fault;
}

}  // namespace eg::io
