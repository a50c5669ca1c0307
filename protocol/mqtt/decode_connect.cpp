// MQTT 3.1.1 and 5, 3.1.
#include "protocol/mqtt/decode.hpp"
#include "protocol/mqtt/message_properties.hpp"
#include "protocol/mqtt/properties.hpp"
#include "protocol/mqtt/topic.hpp"

namespace eg::mqtt {
namespace {

constexpr std::string_view protocol_name = "MQTT";

/// MQTT 5, 3.1.2.3: the bits of the connect flags.
struct ConnectFlags {
  bool user_name, password, will_retain, will, clean_start, reserved;
  std::uint8_t will_qos;

  explicit ConnectFlags(std::uint8_t bits)
      : user_name((bits & 0x80) != 0),
        password((bits & 0x40) != 0),
        will_retain((bits & 0x20) != 0),
        will((bits & 0x04) != 0),
        clean_start((bits & 0x02) != 0),
        reserved((bits & 0x01) != 0),
        will_qos((bits >> 3) & 0x03) {}
};

std::optional<Version> read_version(ByteReader& reader) {
  const bool named = reader.unchecked_string() == protocol_name;
  const std::uint8_t level = reader.byte();
  if (named && level == static_cast<std::uint8_t>(Version::v311)) return Version::v311;
  if (named && level == static_cast<std::uint8_t>(Version::v5)) return Version::v5;
  reader.fail(ReasonCode::unsupported_protocol_version, "protocol name or level not served");
  return std::nullopt;
}

void check_flags(ByteReader& reader, const ConnectFlags& flags, Version version) {
  if (flags.reserved) reader.fail(ReasonCode::malformed_packet, "reserved connect flag set");
  if (flags.will_qos == 3) reader.fail(ReasonCode::malformed_packet, "will QoS is 3");
  if (!flags.will && (flags.will_qos != 0 || flags.will_retain)) {
    reader.fail(ReasonCode::malformed_packet, "will QoS or will retain without a will");
  }
  if (version == Version::v311 && flags.password && !flags.user_name) {
    reader.fail(ReasonCode::malformed_packet, "password without a user name");
  }
}

void apply_property(Connect& connect, const Property& property) {
  switch (property.identifier) {
    case PropertyIdentifier::session_expiry_interval:
      connect.session_expiry_interval_seconds = property.number;
      break;
    case PropertyIdentifier::receive_maximum:
      connect.receive_maximum = static_cast<std::uint16_t>(property.number);
      break;
    case PropertyIdentifier::maximum_packet_size: connect.maximum_packet_size_bytes = property.number; break;
    case PropertyIdentifier::topic_alias_maximum:
      connect.topic_alias_maximum = static_cast<std::uint16_t>(property.number);
      break;
    case PropertyIdentifier::request_response_information:
      connect.request_response_information = property.number != 0;
      break;
    case PropertyIdentifier::request_problem_information:
      connect.request_problem_information = property.number != 0;
      break;
    case PropertyIdentifier::authentication_method: connect.authentication_method = property.text; break;
    case PropertyIdentifier::authentication_data: connect.authentication_data = property.data; break;
    case PropertyIdentifier::user_property:
      connect.user_properties.push_back({property.text, property.second});
      break;
    default: break;
  }
}

void read_properties(ByteReader& reader, Connect& connect) {
  PropertyWalker walker(reader, PropertyPlace::connect);
  Property property;
  while (walker.next(property)) apply_property(connect, property);
  if (connect.authentication_data && !connect.authentication_method) {
    reader.fail(ReasonCode::protocol_error, "authentication data without a method");
  }
}

void read_will_properties(ByteReader& reader, WillView& will) {
  read_message_properties(reader, PropertyPlace::will, will, [](WillView& own, const Property& property) {
    if (property.identifier != PropertyIdentifier::will_delay_interval) return;
    own.delay_interval_seconds = property.number;
  });
}

void read_will(ByteReader& reader, const ConnectFlags& flags, Connect& connect) {
  if (!flags.will) return;
  WillView& will = connect.will.emplace();
  will.qos = static_cast<Qos>(flags.will_qos);
  will.retain = flags.will_retain;
  if (connect.version == Version::v5) read_will_properties(reader, will);
  will.topic = reader.utf8_string();
  if (!valid_topic_name(will.topic)) {
    reader.fail(ReasonCode::topic_name_invalid, "will topic is not a topic name");
  }
  will.payload = reader.binary_data();
}

}  // namespace

std::optional<Version> connect_version(const Frame& frame) {
  ByteReader reader(frame.body);
  return read_version(reader);
}

DecodeResult<Connect> decode_connect(const Frame& frame) {
  ByteReader reader(frame.body);
  Connect connect;
  if (frame.flags != 0) reader.fail(ReasonCode::malformed_packet, "reserved flag set");
  connect.version = read_version(reader).value_or(Version::v5);
  const ConnectFlags flags(reader.byte());
  check_flags(reader, flags, connect.version);
  connect.clean_start = flags.clean_start;
  connect.keep_alive_seconds = reader.two_byte_integer();
  if (connect.version == Version::v5) read_properties(reader, connect);
  connect.client_identifier = reader.utf8_string();
  read_will(reader, flags, connect);
  if (flags.user_name) connect.user_name = reader.utf8_string();
  if (flags.password) connect.password = reader.binary_data();
  reader.expect_end();
  if (reader.failed()) return reader.error();
  return connect;
}

}  // namespace eg::mqtt
