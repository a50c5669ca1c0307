// Bytes of the packets a client sends, for tests and dialogues, in both versions. Writes what it is told to,
// wrong values too; knows nothing of the codec under test but its vocabulary.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/mqtt/types.hpp"

namespace eg::test {

using Bytes = std::vector<std::uint8_t>;
using UserProperties = std::vector<std::pair<std::string, std::string>>;

inline Bytes bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}

/// MQTT 5, 1.5: the data representations, appended.
class PacketBytes {
 public:
  Bytes bytes;

  PacketBytes& byte(unsigned value) {
    bytes.push_back(static_cast<std::uint8_t>(value & 0xFF));
    return *this;
  }
  PacketBytes& two_byte_integer(unsigned value) { return byte(value >> 8).byte(value); }
  PacketBytes& four_byte_integer(std::uint32_t value) {
    return two_byte_integer(value >> 16).two_byte_integer(value & 0xFFFF);
  }
  PacketBytes& variable_byte_integer(std::size_t value) {
    for (; value >= 128; value >>= 7) byte(static_cast<unsigned>(value & 0x7F) | 0x80U);
    return byte(static_cast<unsigned>(value));
  }
  PacketBytes& raw(const Bytes& more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
    return *this;
  }
  PacketBytes& binary_data(const Bytes& data) {
    return two_byte_integer(static_cast<unsigned>(data.size())).raw(data);
  }
  PacketBytes& string(std::string_view text) { return binary_data(bytes_of(text)); }
  PacketBytes& prefixed(const Bytes& block) { return variable_byte_integer(block.size()).raw(block); }
  PacketBytes& user_properties(const UserProperties& properties) {
    for (const auto& [name, value] : properties) byte(0x26).string(name).string(value);
    return *this;
  }
};

/// A packet with its fixed header; `type` is the first byte, flags included.
inline Bytes packet(unsigned type_and_flags, const Bytes& body) {
  return PacketBytes().byte(type_and_flags).prefixed(body).bytes;
}

struct WillOptions {
  std::string topic{};
  std::string payload{};
  unsigned qos = 0;
  bool retain = false;
  std::optional<std::uint32_t> delay_interval_seconds{};
  std::optional<std::uint32_t> message_expiry_interval_seconds{};
  UserProperties user_properties{};
};

struct ConnectOptions {
  mqtt::Version version = mqtt::Version::v5;
  std::string client_identifier = "client";
  bool clean_start = true;
  unsigned keep_alive_seconds = 60;
  std::optional<std::string> user_name{};
  std::optional<std::string> password{};
  std::optional<WillOptions> will{};
  std::optional<std::uint32_t> session_expiry_interval_seconds{};
  std::optional<unsigned> receive_maximum{};
  std::optional<std::uint32_t> maximum_packet_size_bytes{};
  std::optional<unsigned> topic_alias_maximum{};
  std::optional<bool> request_response_information{};
  std::optional<bool> request_problem_information{};
  std::optional<std::string> authentication_method{};
  std::optional<std::string> authentication_data{};
  UserProperties user_properties{};
};

inline Bytes connect_properties(const ConnectOptions& options) {
  PacketBytes block;
  if (options.session_expiry_interval_seconds) {
    block.byte(0x11).four_byte_integer(*options.session_expiry_interval_seconds);
  }
  if (options.receive_maximum) block.byte(0x21).two_byte_integer(*options.receive_maximum);
  if (options.maximum_packet_size_bytes)
    block.byte(0x27).four_byte_integer(*options.maximum_packet_size_bytes);
  if (options.topic_alias_maximum) block.byte(0x22).two_byte_integer(*options.topic_alias_maximum);
  if (options.request_response_information)
    block.byte(0x19).byte(*options.request_response_information ? 1 : 0);
  if (options.request_problem_information)
    block.byte(0x17).byte(*options.request_problem_information ? 1 : 0);
  if (options.authentication_method) block.byte(0x15).string(*options.authentication_method);
  if (options.authentication_data) block.byte(0x16).string(*options.authentication_data);
  return block.user_properties(options.user_properties).bytes;
}

inline Bytes will_properties(const WillOptions& will) {
  PacketBytes block;
  if (will.delay_interval_seconds) block.byte(0x18).four_byte_integer(*will.delay_interval_seconds);
  if (will.message_expiry_interval_seconds) {
    block.byte(0x02).four_byte_integer(*will.message_expiry_interval_seconds);
  }
  return block.user_properties(will.user_properties).bytes;
}

inline unsigned connect_flags(const ConnectOptions& options) {
  unsigned flags = options.clean_start ? 0x02U : 0U;
  if (options.user_name) flags |= 0x80U;
  if (options.password) flags |= 0x40U;
  if (options.will) flags |= 0x04U | options.will->qos << 3 | (options.will->retain ? 0x20U : 0U);
  return flags;
}

inline Bytes connect_packet(const ConnectOptions& options) {
  const bool v5 = options.version == mqtt::Version::v5;
  PacketBytes body;
  body.string("MQTT").byte(static_cast<unsigned>(options.version)).byte(connect_flags(options));
  body.two_byte_integer(options.keep_alive_seconds);
  if (v5) body.prefixed(connect_properties(options));
  body.string(options.client_identifier);
  if (options.will) {
    if (v5) body.prefixed(will_properties(*options.will));
    body.string(options.will->topic).string(options.will->payload);
  }
  if (options.user_name) body.string(*options.user_name);
  if (options.password) body.string(*options.password);
  return packet(0x10, body.bytes);
}

struct PublishOptions {
  mqtt::Version version = mqtt::Version::v5;
  std::string topic{};
  std::string payload{};
  unsigned qos = 0;
  bool retain = false;
  bool duplicate = false;
  unsigned packet_identifier = 0;  ///< written when qos is not 0
  std::optional<unsigned> payload_format_indicator{};
  std::optional<std::uint32_t> message_expiry_interval_seconds{};
  std::optional<unsigned> topic_alias{};
  std::optional<std::string> response_topic{};
  std::optional<std::string> correlation_data{};
  std::optional<std::string> content_type{};
  UserProperties user_properties{};
};

/// In the order of MQTT 5, 3.3.2.3.
inline Bytes publish_properties(const PublishOptions& options) {
  PacketBytes block;
  if (options.payload_format_indicator) block.byte(0x01).byte(*options.payload_format_indicator);
  if (options.message_expiry_interval_seconds) {
    block.byte(0x02).four_byte_integer(*options.message_expiry_interval_seconds);
  }
  if (options.topic_alias) block.byte(0x23).two_byte_integer(*options.topic_alias);
  if (options.response_topic) block.byte(0x08).string(*options.response_topic);
  if (options.correlation_data) block.byte(0x09).string(*options.correlation_data);
  block.user_properties(options.user_properties);
  if (options.content_type) block.byte(0x03).string(*options.content_type);
  return block.bytes;
}

inline Bytes publish_packet(const PublishOptions& options) {
  PacketBytes body;
  body.string(options.topic);
  if (options.qos != 0) body.two_byte_integer(options.packet_identifier);
  if (options.version == mqtt::Version::v5) body.prefixed(publish_properties(options));
  body.raw(bytes_of(options.payload));
  return packet(0x30U | (options.duplicate ? 8U : 0U) | options.qos << 1 | (options.retain ? 1U : 0U),
                body.bytes);
}

struct FilterOptions {
  std::string filter{};
  unsigned qos = 0;
  bool no_local = false;
  bool retain_as_published = false;
  unsigned retain_handling = 0;
};

struct SubscribeOptions {
  mqtt::Version version = mqtt::Version::v5;
  unsigned packet_identifier = 1;
  std::vector<FilterOptions> filters{};
  std::optional<std::uint32_t> subscription_identifier{};
  UserProperties user_properties{};
};

inline Bytes subscribe_packet(const SubscribeOptions& options) {
  PacketBytes body;
  body.two_byte_integer(options.packet_identifier);
  if (options.version == mqtt::Version::v5) {
    PacketBytes block;
    if (options.subscription_identifier)
      block.byte(0x0B).variable_byte_integer(*options.subscription_identifier);
    body.prefixed(block.user_properties(options.user_properties).bytes);
  }
  for (const FilterOptions& each : options.filters) {
    body.string(each.filter)
        .byte(each.qos | (each.no_local ? 4U : 0U) | (each.retain_as_published ? 8U : 0U) |
              each.retain_handling << 4);
  }
  return packet(0x82, body.bytes);
}

struct UnsubscribeOptions {
  mqtt::Version version = mqtt::Version::v5;
  unsigned packet_identifier = 1;
  std::vector<std::string> filters{};
  UserProperties user_properties{};
};

inline Bytes unsubscribe_packet(const UnsubscribeOptions& options) {
  PacketBytes body;
  body.two_byte_integer(options.packet_identifier);
  if (options.version == mqtt::Version::v5) {
    body.prefixed(PacketBytes().user_properties(options.user_properties).bytes);
  }
  for (const std::string& filter : options.filters) body.string(filter);
  return packet(0xA2, body.bytes);
}

struct PubackOptions {
  mqtt::Version version = mqtt::Version::v5;
  unsigned packet_identifier = 1;
  mqtt::ReasonCode reason = mqtt::ReasonCode::success;  ///< v5; left out when success and no user properties
  UserProperties user_properties{};
};

inline Bytes puback_packet(const PubackOptions& options) {
  PacketBytes body;
  body.two_byte_integer(options.packet_identifier);
  const bool v5 = options.version == mqtt::Version::v5;
  const bool with_properties = v5 && !options.user_properties.empty();
  if (with_properties || (v5 && options.reason != mqtt::ReasonCode::success)) {
    body.byte(static_cast<unsigned>(options.reason));
  }
  if (with_properties) body.prefixed(PacketBytes().user_properties(options.user_properties).bytes);
  return packet(0x40, body.bytes);
}

inline Bytes pingreq_packet() {
  return packet(0xC0, {});
}

struct DisconnectOptions {
  mqtt::Version version = mqtt::Version::v5;
  mqtt::ReasonCode reason = mqtt::ReasonCode::success;
  std::optional<std::uint32_t> session_expiry_interval_seconds{};
  UserProperties user_properties{};
};

inline Bytes disconnect_packet(const DisconnectOptions& options) {
  PacketBytes block;
  if (options.session_expiry_interval_seconds) {
    block.byte(0x11).four_byte_integer(*options.session_expiry_interval_seconds);
  }
  block.user_properties(options.user_properties);
  const bool v5 = options.version == mqtt::Version::v5;
  PacketBytes body;
  if (v5 && (options.reason != mqtt::ReasonCode::success || !block.bytes.empty())) {
    body.byte(static_cast<unsigned>(options.reason)).prefixed(block.bytes);
  }
  return packet(0xE0, body.bytes);
}

struct AuthOptions {
  mqtt::ReasonCode reason = mqtt::ReasonCode::re_authenticate;
  std::optional<std::string> authentication_method{};
  std::optional<std::string> authentication_data{};
  UserProperties user_properties{};
};

inline Bytes auth_packet(const AuthOptions& options) {
  PacketBytes block;
  if (options.authentication_method) block.byte(0x15).string(*options.authentication_method);
  if (options.authentication_data) block.byte(0x16).string(*options.authentication_data);
  block.user_properties(options.user_properties);
  return packet(0xF0, PacketBytes().byte(static_cast<unsigned>(options.reason)).prefixed(block.bytes).bytes);
}

}  // namespace eg::test
