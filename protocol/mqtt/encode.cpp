#include "protocol/mqtt/encode.hpp"

#include <algorithm>

#include "protocol/mqtt/properties.hpp"
#include "protocol/mqtt/utf8.hpp"

namespace eg::mqtt {
namespace {

constexpr std::size_t string_bytes_max = 65'535;  // MQTT 5, 1.5.4: the length has two bytes

/// Appends to a block of v5 properties what is set, and nothing for what is not.
class PropertyBlock {
 public:
  const Bytes& bytes() const { return bytes_; }

  void byte(PropertyIdentifier identifier, std::optional<std::uint8_t> value) {
    if (!value) return;
    ByteWriter writer = append(identifier, 1);
    writer.byte(*value);
  }
  void flag(PropertyIdentifier identifier, std::optional<bool> value) {
    if (value) byte(identifier, static_cast<std::uint8_t>(*value ? 1 : 0));
  }
  void two_byte_integer(PropertyIdentifier identifier, std::optional<std::uint16_t> value) {
    if (!value) return;
    ByteWriter writer = append(identifier, 2);
    writer.two_byte_integer(*value);
  }
  void four_byte_integer(PropertyIdentifier identifier, std::optional<std::uint32_t> value) {
    if (!value) return;
    ByteWriter writer = append(identifier, 4);
    writer.four_byte_integer(*value);
  }
  void string(PropertyIdentifier identifier, std::optional<std::string_view> value) {
    if (!value) return;
    const std::string_view text = utf8_prefix(*value, string_bytes_max);
    binary_data(identifier, BytesView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
  }
  void reason_string(std::optional<std::string_view> value) {
    if (value) string(PropertyIdentifier::reason_string, utf8_prefix(*value, reason_string_bytes_max));
  }
  void binary_data(PropertyIdentifier identifier, std::optional<BytesView> value) {
    if (!value) return;
    const BytesView data = value->first(std::min(value->size(), string_bytes_max));
    ByteWriter writer = append(identifier, 2);
    writer.two_byte_integer(static_cast<std::uint16_t>(data.size()));
    bytes_.insert(bytes_.end(), data.begin(), data.end());
  }

 private:
  ByteWriter append(PropertyIdentifier identifier, std::size_t value_bytes) {
    const std::size_t before = bytes_.size();
    bytes_.resize(before + 1 + value_bytes);
    ByteWriter writer(bytes_.data() + before);
    writer.byte(static_cast<std::uint8_t>(identifier));
    return writer;
  }

  Bytes bytes_;
};

std::size_t size_with_prefix(const Bytes& properties) {
  return variable_byte_integer_size(properties.size()) + properties.size();
}

void write_properties(ByteWriter& writer, const Bytes& properties) {
  writer.variable_byte_integer(properties.size());
  writer.raw(properties.data(), properties.size());
}

/// Makes room for a packet at the end of `out` and writes its fixed header.
ByteWriter begin_packet(Bytes& out, PacketType type, std::size_t body_bytes) {
  const std::size_t before = out.size();
  out.resize(before + 1 + variable_byte_integer_size(body_bytes) + body_bytes);
  ByteWriter writer(out.data() + before);
  writer.byte(static_cast<std::uint8_t>(static_cast<std::uint8_t>(type) << 4));
  writer.variable_byte_integer(body_bytes);
  return writer;
}

PropertyBlock reason_properties(std::optional<std::string_view> reason_string) {
  PropertyBlock block;
  block.reason_string(reason_string);
  return block;
}

PropertyBlock connack_properties(const ConnackProperties& properties) {
  using Id = PropertyIdentifier;
  PropertyBlock block;
  block.four_byte_integer(Id::session_expiry_interval, properties.session_expiry_interval_seconds);
  block.two_byte_integer(Id::receive_maximum, properties.receive_maximum);
  block.byte(Id::maximum_qos, properties.maximum_qos);
  block.flag(Id::retain_available, properties.retain_available);
  block.four_byte_integer(Id::maximum_packet_size, properties.maximum_packet_size_bytes);
  block.string(Id::assigned_client_identifier, properties.assigned_client_identifier);
  block.two_byte_integer(Id::topic_alias_maximum, properties.topic_alias_maximum);
  block.reason_string(properties.reason_string);
  block.flag(Id::wildcard_subscription_available, properties.wildcard_subscription_available);
  block.flag(Id::subscription_identifier_available, properties.subscription_identifiers_available);
  block.flag(Id::shared_subscription_available, properties.shared_subscription_available);
  block.two_byte_integer(Id::server_keep_alive, properties.server_keep_alive_seconds);
  block.string(Id::authentication_method, properties.authentication_method);
  block.binary_data(Id::authentication_data, properties.authentication_data);
  return block;
}

void write_reasons(ByteWriter& writer, std::span<const ReasonCode> reasons) {
  for (const ReasonCode reason : reasons) writer.byte(static_cast<std::uint8_t>(reason));
}

}  // namespace

void encode_connack_v311(Bytes& out, bool session_present, ConnectReturnCode code) {
  ByteWriter writer = begin_packet(out, PacketType::connack, 2);
  writer.byte(session_present ? 1 : 0);
  writer.byte(static_cast<std::uint8_t>(code));
}

void encode_connack_v5(Bytes& out, bool session_present, ReasonCode reason,
                       const ConnackProperties& properties) {
  const PropertyBlock block = connack_properties(properties);
  ByteWriter writer = begin_packet(out, PacketType::connack, 2 + size_with_prefix(block.bytes()));
  writer.byte(session_present ? 1 : 0);
  writer.byte(static_cast<std::uint8_t>(reason));
  write_properties(writer, block.bytes());
}

void encode_puback(Bytes& out, Version version, std::uint16_t packet_identifier, ReasonCode reason,
                   std::optional<std::string_view> reason_string) {
  // The end is left out when it says nothing: MQTT 5, 3.4.2.1.
  const bool v5 = version == Version::v5;
  const bool with_properties = v5 && reason_string.has_value();
  const bool with_reason = with_properties || (v5 && reason != ReasonCode::success);
  const PropertyBlock block = reason_properties(with_properties ? reason_string : std::nullopt);
  const std::size_t tail_bytes =
      (with_reason ? 1 : 0) + (with_properties ? size_with_prefix(block.bytes()) : 0);
  ByteWriter writer = begin_packet(out, PacketType::puback, 2 + tail_bytes);
  writer.two_byte_integer(packet_identifier);
  if (with_reason) writer.byte(static_cast<std::uint8_t>(reason));
  if (with_properties) write_properties(writer, block.bytes());
}

void encode_suback(Bytes& out, Version version, std::uint16_t packet_identifier,
                   std::span<const ReasonCode> reasons, std::optional<std::string_view> reason_string) {
  const bool v5 = version == Version::v5;
  const PropertyBlock block = reason_properties(v5 ? reason_string : std::nullopt);
  const std::size_t property_bytes = v5 ? size_with_prefix(block.bytes()) : 0;
  ByteWriter writer = begin_packet(out, PacketType::suback, 2 + property_bytes + reasons.size());
  writer.two_byte_integer(packet_identifier);
  if (v5) write_properties(writer, block.bytes());
  write_reasons(writer, reasons);
}

void encode_unsuback(Bytes& out, Version version, std::uint16_t packet_identifier,
                     std::span<const ReasonCode> reasons) {
  const bool v5 = version == Version::v5;  // 3.1.1, 3.11.3: no payload
  ByteWriter writer = begin_packet(out, PacketType::unsuback, 2 + (v5 ? 1 + reasons.size() : 0));
  writer.two_byte_integer(packet_identifier);
  if (!v5) return;
  writer.variable_byte_integer(0);
  write_reasons(writer, reasons);
}

void encode_pingresp(Bytes& out) {
  begin_packet(out, PacketType::pingresp, 0);
}

void encode_disconnect(Bytes& out, ReasonCode reason, std::optional<std::string_view> reason_string) {
  const PropertyBlock block = reason_properties(reason_string);
  const std::size_t property_bytes = reason_string ? size_with_prefix(block.bytes()) : 0;
  ByteWriter writer = begin_packet(out, PacketType::disconnect, 1 + property_bytes);
  writer.byte(static_cast<std::uint8_t>(reason));
  if (reason_string) write_properties(writer, block.bytes());
}

}  // namespace eg::mqtt
