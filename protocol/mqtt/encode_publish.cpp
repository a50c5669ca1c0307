// The outgoing half of the path that every message takes: sizes by addition, contents by memcpy.
#include "protocol/mqtt/bytes.hpp"
#include "protocol/mqtt/encode.hpp"

namespace eg::mqtt {
namespace {

std::size_t body_size(const PublishHead& head, std::size_t topic_bytes, std::size_t property_bytes,
                      std::size_t payload_bytes) {
  std::size_t size = 2 + topic_bytes + payload_bytes;
  if (head.qos != Qos::at_most_once) size += 2;
  if (head.version == Version::v5) size += variable_byte_integer_size(property_bytes) + property_bytes;
  return size;
}

std::uint8_t first_byte(const PublishHead& head) {
  const unsigned bits = static_cast<unsigned>(PacketType::publish) << 4 | (head.duplicate ? 0x08U : 0U) |
                        static_cast<unsigned>(head.qos) << 1 | (head.retain ? 0x01U : 0U);
  return static_cast<std::uint8_t>(bits);
}

}  // namespace

std::size_t publish_size(const PublishHead& head, std::string_view topic, const OwnProperties& own,
                         BytesView properties, BytesView payload) {
  const std::size_t body_bytes =
      body_size(head, topic.size(), own.size() + properties.size(), payload.size());
  return 1 + variable_byte_integer_size(body_bytes) + body_bytes;
}

void write_publish(std::uint8_t* out, const PublishHead& head, std::string_view topic,
                   const OwnProperties& own, BytesView properties, BytesView payload) {
  const std::size_t property_bytes = own.size() + properties.size();
  ByteWriter writer(out);
  writer.byte(first_byte(head));
  writer.variable_byte_integer(body_size(head, topic.size(), property_bytes, payload.size()));
  writer.string(topic);
  if (head.qos != Qos::at_most_once) writer.two_byte_integer(head.packet_identifier);
  if (head.version == Version::v5) {
    writer.variable_byte_integer(property_bytes);
    writer.raw(own.expiry.data(), own.expiry.size());
    writer.raw(own.subscription_identifiers.data(), own.subscription_identifiers.size());
    writer.raw(properties.data(), properties.size());
  }
  writer.raw(payload.data(), payload.size());
}

}  // namespace eg::mqtt
