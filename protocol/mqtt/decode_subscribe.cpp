// SUBSCRIBE and UNSUBSCRIBE: MQTT 3.1.1 and 5, 3.8 and 3.10. Whether a filter is well formed is not judged
// here: that is an answer per filter, not an error of the packet (broker-behaviour 5.3).
#include "protocol/mqtt/decode.hpp"
#include "protocol/mqtt/properties.hpp"
#include "protocol/mqtt/topic.hpp"

namespace eg::mqtt {
namespace {

constexpr std::uint8_t required_flags = 0x02;
constexpr std::uint8_t reserved_option_bits_v5 = 0xC0;
constexpr std::uint8_t reserved_option_bits_v311 = 0xFC;

void check_flags(ByteReader& reader, std::uint8_t flags) {
  if (flags != required_flags) reader.fail(ReasonCode::malformed_packet, "reserved flags are not 0010");
}

/// MQTT 5, 3.8.3.1.
SubscriptionRequest read_request(ByteReader& reader, Version version) {
  SubscriptionRequest request;
  request.filter = reader.utf8_string();
  const std::uint8_t options = reader.byte();
  const bool v5 = version == Version::v5;
  if ((options & (v5 ? reserved_option_bits_v5 : reserved_option_bits_v311)) != 0) {
    reader.fail(ReasonCode::malformed_packet, "reserved subscription option set");
  }
  if ((options & 0x03) == 3) reader.fail(ReasonCode::protocol_error, "QoS is 3");
  request.qos = static_cast<Qos>(options & 0x03);
  request.no_local = (options & 0x04) != 0;
  request.retain_as_published = (options & 0x08) != 0;
  request.retain_handling = (options >> 4) & 0x03;
  if (request.retain_handling == 3) reader.fail(ReasonCode::protocol_error, "retain handling is 3");
  if (request.no_local && is_shared_filter(request.filter)) {
    reader.fail(ReasonCode::protocol_error, "no local on a shared subscription");
  }
  return request;
}

void read_properties(ByteReader& reader, Subscribe& subscribe) {
  PropertyWalker walker(reader, PropertyPlace::subscribe);
  Property property;
  while (walker.next(property)) {
    if (property.identifier == PropertyIdentifier::subscription_identifier) {
      subscribe.subscription_identifier = property.number;
    } else {
      subscribe.has_user_properties = true;
    }
  }
}

/// User properties are all that may stand in an UNSUBSCRIBE, and nobody reads them.
void skip_properties(ByteReader& reader) {
  PropertyWalker walker(reader, PropertyPlace::unsubscribe);
  Property property;
  while (walker.next(property)) continue;
}

}  // namespace

DecodeResult<Subscribe> decode_subscribe(const Frame& frame, Version version) {
  ByteReader reader(frame.body);
  Subscribe subscribe;
  check_flags(reader, frame.flags);
  subscribe.packet_identifier = reader.packet_identifier();
  if (version == Version::v5) read_properties(reader, subscribe);
  if (reader.at_end()) reader.fail(ReasonCode::protocol_error, "no topic filter");
  while (!reader.at_end()) subscribe.requests.push_back(read_request(reader, version));
  if (reader.failed()) return reader.error();
  return subscribe;
}

DecodeResult<Unsubscribe> decode_unsubscribe(const Frame& frame, Version version) {
  ByteReader reader(frame.body);
  Unsubscribe unsubscribe;
  check_flags(reader, frame.flags);
  unsubscribe.packet_identifier = reader.packet_identifier();
  if (version == Version::v5) skip_properties(reader);
  if (reader.at_end()) reader.fail(ReasonCode::protocol_error, "no topic filter");
  while (!reader.at_end()) unsubscribe.filters.push_back(reader.utf8_string());
  if (reader.failed()) return reader.error();
  return unsubscribe;
}

}  // namespace eg::mqtt
