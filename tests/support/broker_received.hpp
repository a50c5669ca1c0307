// What a client reads, as one line of text per packet, for tests of the broker: `connack 0x00 present=1 ...`.
// A reader of its own, so that encoder and decoder under test do not judge each other. Blanks in values
// become `_`.
#pragma once

#include <cstdint>
#include <cstdio>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "protocol/mqtt/types.hpp"

namespace eg::test {

class PacketReader {
 public:
  explicit PacketReader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  bool empty() const { return at_ == bytes_.size(); }
  unsigned byte() {
    if (empty()) throw std::runtime_error("the packet ends too early");
    return bytes_[at_++];
  }
  unsigned two_byte_integer() {
    const unsigned high = byte();
    return high << 8 | byte();
  }
  unsigned four_byte_integer() {
    const unsigned high = two_byte_integer();
    return high << 16 | two_byte_integer();
  }
  std::size_t variable_byte_integer() {
    std::size_t value = 0;
    for (unsigned shift = 0; shift < 28; shift += 7) {
      const unsigned next = byte();
      value |= std::size_t{next & 0x7F} << shift;
      if (next < 0x80) return value;
    }
    throw std::runtime_error("a length of more than four bytes");
  }
  std::span<const std::uint8_t> take(std::size_t size) {
    if (size > bytes_.size() - at_) throw std::runtime_error("the packet ends too early");
    at_ += size;
    return bytes_.subspan(at_ - size, size);
  }
  std::string text(std::size_t size) {
    const auto taken = take(size);
    std::string result(taken.begin(), taken.end());
    for (char& letter : result) letter = letter == ' ' ? '_' : letter;
    return result;
  }
  std::string string() { return text(two_byte_integer()); }
  std::string rest() { return text(bytes_.size() - at_); }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

inline std::string code_text(unsigned code) {
  char text[8];
  std::snprintf(text, sizeof text, "0x%02X", code & 0xFFU);
  return text;
}

enum class PropertyKind : std::uint8_t { one, two, four, variable, string, pair };
struct ReceivedProperty {
  unsigned identifier;
  const char* name;
  PropertyKind kind;
};
inline constexpr ReceivedProperty received_properties[] = {
    {0x01, "format", PropertyKind::one},          {0x02, "expiry", PropertyKind::four},
    {0x03, "content_type", PropertyKind::string}, {0x08, "response_topic", PropertyKind::string},
    {0x09, "correlation", PropertyKind::string},  {0x0B, "identifier", PropertyKind::variable},
    {0x11, "session_expiry", PropertyKind::four}, {0x12, "assigned", PropertyKind::string},
    {0x13, "keep_alive", PropertyKind::two},      {0x1F, "reason", PropertyKind::string},
    {0x21, "receive_maximum", PropertyKind::two}, {0x22, "aliases", PropertyKind::two},
    {0x24, "maximum_qos", PropertyKind::one},     {0x25, "retain", PropertyKind::one},
    {0x26, "property", PropertyKind::pair},       {0x27, "packet_size", PropertyKind::four},
    {0x28, "wildcards", PropertyKind::one},       {0x29, "identifiers", PropertyKind::one},
    {0x2A, "shared", PropertyKind::one},
};

inline std::string properties_text(PacketReader& packet) {
  PacketReader block(packet.take(packet.variable_byte_integer()));
  std::string line;
  while (!block.empty()) {
    const unsigned identifier = block.byte();
    const ReceivedProperty* found = nullptr;
    for (const ReceivedProperty& row : received_properties)
      found = row.identifier == identifier ? &row : found;
    if (found == nullptr) throw std::runtime_error("unexpected property " + code_text(identifier));
    line += std::string(" ") + found->name + "=";
    switch (found->kind) {
      case PropertyKind::one: line += std::to_string(block.byte()); break;
      case PropertyKind::two: line += std::to_string(block.two_byte_integer()); break;
      case PropertyKind::four: line += std::to_string(block.four_byte_integer()); break;
      case PropertyKind::variable: line += std::to_string(block.variable_byte_integer()); break;
      case PropertyKind::string: line += block.string(); break;
      case PropertyKind::pair:
        line += block.string();
        line += ":" + block.string();
        break;
    }
  }
  return line;
}

inline std::string codes_text(PacketReader& packet) {
  std::string codes;
  while (!packet.empty()) codes += (codes.empty() ? "" : ",") + code_text(packet.byte());
  return codes;
}

inline std::string publish_text(PacketReader& packet, unsigned flags, bool is_v5) {
  std::string line = "publish topic=" + packet.string() + " qos=" + std::to_string(flags >> 1 & 3U);
  if ((flags & 6U) != 0) line += " pid=" + std::to_string(packet.two_byte_integer());
  if ((flags & 8U) != 0) line += " dup=1";
  if ((flags & 1U) != 0) line += " retained=1";
  const std::string properties = is_v5 ? properties_text(packet) : "";
  return line + " payload=" + packet.rest() + properties;
}

inline std::string packet_text(unsigned first_byte, PacketReader packet, mqtt::Version version) {
  const bool is_v5 = version == mqtt::Version::v5;
  std::string line;
  switch (static_cast<mqtt::PacketType>(first_byte >> 4)) {
    case mqtt::PacketType::connack: {
      const std::string present = std::to_string(packet.byte());
      line = "connack " + code_text(packet.byte());
      return line + " present=" + present + (is_v5 ? properties_text(packet) : "");
    }
    case mqtt::PacketType::publish: return publish_text(packet, first_byte & 0xFU, is_v5);
    case mqtt::PacketType::puback:
      line = "puback pid=" + std::to_string(packet.two_byte_integer());
      line += " code=" + code_text(packet.empty() ? 0 : packet.byte());
      return line + (packet.empty() ? "" : properties_text(packet));
    case mqtt::PacketType::suback:
    case mqtt::PacketType::unsuback: {
      line = (first_byte >> 4) == 9 ? "suback" : "unsuback";
      line += " pid=" + std::to_string(packet.two_byte_integer());
      const std::string properties = is_v5 ? properties_text(packet) : "";
      return line + " codes=" + codes_text(packet) + properties;
    }
    case mqtt::PacketType::pingresp: return "pingresp";
    case mqtt::PacketType::disconnect:
      line = "disconnect " + code_text(packet.empty() ? 0 : packet.byte());
      return line + (packet.empty() ? "" : properties_text(packet));
    default: throw std::runtime_error("a packet that no broker sends");
  }
}

/// All packets in `bytes`, which are whole.
inline std::vector<std::string> received_lines(std::span<const std::uint8_t> bytes, mqtt::Version version) {
  std::vector<std::string> lines;
  PacketReader reader(bytes);
  while (!reader.empty()) {
    const unsigned first_byte = reader.byte();
    lines.push_back(
        packet_text(first_byte, PacketReader(reader.take(reader.variable_byte_integer())), version));
  }
  return lines;
}

}  // namespace eg::test
