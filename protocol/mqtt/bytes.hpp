// Reads and writes the data representations of MQTT (MQTT 5, 1.5): integers, strings, binary data.
// Knows no packets. The reader's first error sticks, so that a decoder checks once, at its end.
#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "protocol/mqtt/decode.hpp"
#include "protocol/mqtt/utf8.hpp"

namespace eg::mqtt {

inline constexpr std::uint32_t variable_byte_integer_max = 268'435'455;

/// After an error every read gives 0 or an empty view, and the reader is at its end.
class ByteReader {
 public:
  explicit ByteReader(BytesView bytes) : next_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  bool at_end() const { return next_ == end_; }
  bool failed() const { return what_ != nullptr; }
  DecodeError error() const { return {reason_, what_}; }
  const std::uint8_t* position() const { return next_; }

  /// `what` must be a literal.
  void fail(ReasonCode reason, const char* what) {
    if (failed()) return;
    reason_ = reason;
    what_ = what;
    next_ = end_;
  }
  void expect_end() {
    if (!at_end()) fail(ReasonCode::malformed_packet, "bytes after the end of the packet");
  }

  std::uint8_t byte() { return static_cast<std::uint8_t>(big_endian<1>()); }
  std::uint16_t two_byte_integer() { return static_cast<std::uint16_t>(big_endian<2>()); }
  std::uint32_t four_byte_integer() { return big_endian<4>(); }

  /// MQTT 5, 1.5.5: at most four bytes, and no more than the value needs.
  std::uint32_t variable_byte_integer() {
    std::uint32_t value = 0;
    for (unsigned shift = 0; shift <= 21; shift += 7) {
      const std::uint8_t digit = byte();
      value |= static_cast<std::uint32_t>(digit & 0x7F) << shift;
      if ((digit & 0x80) != 0) continue;
      if (digit == 0 && shift > 0) break;
      return value;
    }
    fail(ReasonCode::malformed_packet, "variable byte integer not well formed");
    return 0;
  }

  BytesView take(std::size_t size_bytes) {
    if (size_bytes > static_cast<std::size_t>(end_ - next_)) {
      fail(ReasonCode::malformed_packet, "packet ends too early");
      return {};
    }
    const BytesView taken(next_, size_bytes);
    next_ += size_bytes;
    return taken;
  }
  BytesView rest() { return take(static_cast<std::size_t>(end_ - next_)); }
  BytesView binary_data() { return take(two_byte_integer()); }

  /// A length-prefixed string whose characters are not looked at.
  std::string_view unchecked_string() {
    const BytesView bytes = binary_data();
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  /// MQTT 5, 1.5.4.
  std::string_view utf8_string() {
    const std::string_view text = unchecked_string();
    if (valid_utf8(text)) return text;
    fail(ReasonCode::malformed_packet, "string is not valid UTF-8");
    return {};
  }
  /// Zero is no packet identifier: MQTT 5, 2.2.1.
  std::uint16_t packet_identifier() {
    const std::uint16_t identifier = two_byte_integer();
    if (identifier == 0) fail(ReasonCode::protocol_error, "packet identifier is zero");
    return identifier;
  }

 private:
  template <std::size_t size_bytes>
  std::uint32_t big_endian() {
    std::uint32_t value = 0;
    for (const std::uint8_t part : take(size_bytes)) value = value << 8 | part;
    return value;
  }

  const std::uint8_t* next_;
  const std::uint8_t* end_;
  const char* what_ = nullptr;
  ReasonCode reason_ = ReasonCode::malformed_packet;
};

constexpr std::size_t variable_byte_integer_size(std::size_t value) {
  return value < 128 ? 1 : value < 16'384 ? 2 : value < 2'097'152 ? 3 : 4;
}

/// Writes to memory that the caller has measured beforehand; checks nothing.
class ByteWriter {
 public:
  explicit ByteWriter(std::uint8_t* out) : next_(out) {}

  std::uint8_t* position() const { return next_; }
  void byte(std::uint8_t value) { *next_++ = value; }
  void two_byte_integer(std::uint16_t value) {
    byte(static_cast<std::uint8_t>(value >> 8));
    byte(static_cast<std::uint8_t>(value & 0xFF));
  }
  void four_byte_integer(std::uint32_t value) {
    two_byte_integer(static_cast<std::uint16_t>(value >> 16));
    two_byte_integer(static_cast<std::uint16_t>(value & 0xFFFF));
  }
  void variable_byte_integer(std::size_t value) {
    assert(value <= variable_byte_integer_max);
    while (value >= 128) {
      byte(static_cast<std::uint8_t>((value & 0x7F) | 0x80));
      value >>= 7;
    }
    byte(static_cast<std::uint8_t>(value));
  }
  void raw(const void* data, std::size_t size_bytes) {
    if (size_bytes == 0) return;
    std::memcpy(next_, data, size_bytes);
    next_ += size_bytes;
  }
  void binary_data(const void* data, std::size_t size_bytes) {
    assert(size_bytes <= 65535);
    two_byte_integer(static_cast<std::uint16_t>(size_bytes));
    raw(data, size_bytes);
  }
  void string(std::string_view text) { binary_data(text.data(), text.size()); }

 private:
  std::uint8_t* next_;
};

}  // namespace eg::mqtt
