// MQTT 3.1.1 and 5, 3.3. The path that every message takes: one walk over the properties, no allocation
// unless something stands in the middle of the block that subscribers do not receive.
#include "protocol/mqtt/decode.hpp"
#include "protocol/mqtt/message_properties.hpp"
#include "protocol/mqtt/topic.hpp"

namespace eg::mqtt {
namespace {

void read_flags(ByteReader& reader, std::uint8_t flags, Publish& publish) {
  const std::uint8_t qos = (flags >> 1) & 0x03;
  publish.duplicate = (flags & 0x08) != 0;
  publish.retain = (flags & 0x01) != 0;
  publish.qos = static_cast<Qos>(qos);
  if (qos == 3) reader.fail(ReasonCode::malformed_packet, "QoS is 3");
  if (qos == 0 && publish.duplicate) reader.fail(ReasonCode::malformed_packet, "duplicate flag with QoS 0");
}

/// An empty topic passes here: whether an alias stands for it is known later.
void read_topic(ByteReader& reader, Publish& publish) {
  publish.topic = reader.unchecked_string();
  if (publish.topic.empty() || valid_topic_name(publish.topic)) return;
  if (publish.topic.find_first_of(std::string_view("+#\0", 3)) != std::string_view::npos) {
    reader.fail(ReasonCode::topic_name_invalid, "wildcard or U+0000 in a topic name");
  }
  reader.fail(ReasonCode::malformed_packet, "topic is not valid UTF-8");
}

void read_properties(ByteReader& reader, Publish& publish) {
  read_message_properties(reader, PropertyPlace::publish, publish,
                          [](Publish& own, const Property& property) {
                            if (property.identifier != PropertyIdentifier::topic_alias) return;
                            own.topic_alias = static_cast<std::uint16_t>(property.number);
                          });
}

void check_topic_given(ByteReader& reader, const Publish& publish, Version version) {
  if (!publish.topic.empty() || publish.topic_alias) return;
  if (version == Version::v5) {
    reader.fail(ReasonCode::protocol_error, "neither topic nor topic alias");
  } else {
    reader.fail(ReasonCode::topic_name_invalid, "empty topic name");
  }
}

}  // namespace

DecodeResult<Publish> decode_publish(const Frame& frame, Version version) {
  ByteReader reader(frame.body);
  DecodeResult<Publish> result{Publish{}};
  Publish& publish = *result;
  read_flags(reader, frame.flags, publish);
  read_topic(reader, publish);
  if (publish.qos != Qos::at_most_once) publish.packet_identifier = reader.packet_identifier();
  if (version == Version::v5) read_properties(reader, publish);
  check_topic_given(reader, publish, version);
  publish.payload = reader.rest();
  if (reader.failed()) return reader.error();
  return result;
}

}  // namespace eg::mqtt
