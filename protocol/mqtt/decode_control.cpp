// The short packets: PUBACK to PUBCOMP, PINGREQ, DISCONNECT and AUTH; MQTT 3.1.1 and 5, 3.4 to 3.7 and 3.12
// to 3.15.
#include <algorithm>
#include <boost/assert/source_location.hpp>
#include <stdexcept>

#include "protocol/mqtt/decode.hpp"
#include "protocol/mqtt/properties.hpp"

namespace eg::mqtt {
namespace {

using enum ReasonCode;

// MQTT 5, 3.4.2.1 (PUBACK; PUBREC alike), 3.6.2.1 (PUBREL; PUBCOMP alike), 3.14.2.1 and 3.15.2.1: what a
// client may send.
constexpr ReasonCode received_reasons[] = {success,
                                           no_matching_subscribers,
                                           unspecified_error,
                                           implementation_specific_error,
                                           not_authorized,
                                           topic_name_invalid,
                                           packet_identifier_in_use,
                                           quota_exceeded,
                                           payload_format_invalid};
constexpr ReasonCode release_reasons[] = {success, packet_identifier_not_found};
constexpr ReasonCode disconnect_reasons[] = {success,
                                             disconnect_with_will_message,
                                             unspecified_error,
                                             malformed_packet,
                                             protocol_error,
                                             implementation_specific_error,
                                             topic_name_invalid,
                                             receive_maximum_exceeded,
                                             topic_alias_invalid,
                                             packet_too_large,
                                             message_rate_too_high,
                                             quota_exceeded,
                                             administrative_action,
                                             payload_format_invalid};
constexpr ReasonCode auth_reasons[] = {continue_authentication, re_authenticate};

void check_flags(ByteReader& reader, std::uint8_t flags, std::uint8_t wanted) {
  if (flags != wanted) reader.fail(malformed_packet, "reserved flags have a wrong value");
}

ReasonCode read_reason(ByteReader& reader, std::span<const ReasonCode> allowed) {
  const auto reason = static_cast<ReasonCode>(reader.byte());
  if (std::find(allowed.begin(), allowed.end(), reason) == allowed.end()) {
    reader.fail(protocol_error, "reason code not allowed in this packet");
  }
  return reason;
}

void read_properties(ByteReader& reader, Acknowledgement& acknowledgement) {
  PropertyWalker walker(reader, PropertyPlace::acknowledgement);
  Property property;
  while (walker.next(property)) {
    acknowledgement.has_user_properties |= property.identifier == PropertyIdentifier::user_property;
  }
}

void read_properties(ByteReader& reader, Disconnect& disconnect) {
  PropertyWalker walker(reader, PropertyPlace::disconnect);
  Property property;
  while (walker.next(property)) {
    if (property.identifier == PropertyIdentifier::session_expiry_interval) {
      disconnect.session_expiry_interval_seconds = property.number;
    }
    disconnect.has_user_properties |= property.identifier == PropertyIdentifier::user_property;
  }
}

void read_properties(ByteReader& reader, Auth& auth) {
  PropertyWalker walker(reader, PropertyPlace::auth);
  Property property;
  while (walker.next(property)) {
    if (property.identifier == PropertyIdentifier::authentication_method) {
      auth.authentication_method = property.text;
    } else if (property.identifier == PropertyIdentifier::authentication_data) {
      auth.authentication_data = property.data;
    }
    auth.has_user_properties |= property.identifier == PropertyIdentifier::user_property;
  }
}

}  // namespace

void throw_exception_from_error(const DecodeError& error, const boost::source_location& where) {
  throw std::logic_error(std::string("unchecked decode error: ") + error.what + " at " + where.to_string());
}

DecodeResult<Acknowledgement> decode_acknowledgement(const Frame& frame, Version version) {
  ByteReader reader(frame.body);
  Acknowledgement acknowledgement;
  const bool release = frame.type == PacketType::pubrel || frame.type == PacketType::pubcomp;
  check_flags(reader, frame.flags, frame.type == PacketType::pubrel ? 0x02 : 0x00);
  acknowledgement.packet_identifier = reader.packet_identifier();
  if (version == Version::v5) {
    // Reason code and properties may be left out from the end: MQTT 5, 3.4.2.1 and 3.4.2.2.1.
    if (!reader.at_end()) {
      acknowledgement.reason = read_reason(reader, release ? std::span<const ReasonCode>(release_reasons)
                                                           : std::span<const ReasonCode>(received_reasons));
    }
    if (!reader.at_end()) read_properties(reader, acknowledgement);
  }
  reader.expect_end();
  if (reader.failed()) return reader.error();
  return acknowledgement;
}

DecodeResult<Disconnect> decode_disconnect(const Frame& frame, Version version) {
  ByteReader reader(frame.body);
  Disconnect disconnect;
  check_flags(reader, frame.flags, 0x00);
  if (version == Version::v5) {
    if (!reader.at_end()) disconnect.reason = read_reason(reader, disconnect_reasons);
    if (!reader.at_end()) read_properties(reader, disconnect);
  }
  reader.expect_end();
  if (reader.failed()) return reader.error();
  return disconnect;
}

DecodeResult<Auth> decode_auth(const Frame& frame) {
  ByteReader reader(frame.body);
  Auth auth;
  check_flags(reader, frame.flags, 0x00);
  // An empty body means success, which only a server may say: MQTT 5, 3.15.2.1.
  if (reader.at_end()) reader.fail(protocol_error, "reason code not allowed in this packet");
  auth.reason = read_reason(reader, auth_reasons);
  if (!reader.at_end()) read_properties(reader, auth);
  if (!auth.authentication_method) reader.fail(protocol_error, "AUTH without an authentication method");
  reader.expect_end();
  if (reader.failed()) return reader.error();
  return auth;
}

boost::system::result<void, DecodeError> decode_pingreq(const Frame& frame) {
  ByteReader reader(frame.body);
  check_flags(reader, frame.flags, 0x00);
  reader.expect_end();
  if (reader.failed()) return reader.error();
  return {};
}

}  // namespace eg::mqtt
