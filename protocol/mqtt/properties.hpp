// The properties of MQTT 5 (2.2.2): the table of what each is and where it may stand, and a walker that
// checks a block against it. Knows nothing of what a property means to a packet: that is the decoders' part.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "protocol/mqtt/bytes.hpp"

namespace eg::mqtt {

/// MQTT 5, table 2-4.
enum class PropertyIdentifier : std::uint8_t {
  payload_format_indicator = 0x01,
  message_expiry_interval = 0x02,
  content_type = 0x03,
  response_topic = 0x08,
  correlation_data = 0x09,
  subscription_identifier = 0x0B,
  session_expiry_interval = 0x11,
  assigned_client_identifier = 0x12,
  server_keep_alive = 0x13,
  authentication_method = 0x15,
  authentication_data = 0x16,
  request_problem_information = 0x17,
  will_delay_interval = 0x18,
  request_response_information = 0x19,
  response_information = 0x1A,
  server_reference = 0x1C,
  reason_string = 0x1F,
  receive_maximum = 0x21,
  topic_alias_maximum = 0x22,
  topic_alias = 0x23,
  maximum_qos = 0x24,
  retain_available = 0x25,
  user_property = 0x26,
  maximum_packet_size = 0x27,
  wildcard_subscription_available = 0x28,
  subscription_identifier_available = 0x29,
  shared_subscription_available = 0x2A,
};
inline constexpr std::size_t property_identifier_count = 0x2B;

enum class PropertyType : std::uint8_t {
  byte,
  two_byte_integer,
  four_byte_integer,
  variable_byte_integer,
  binary_data,
  utf8_string,
  utf8_string_pair,
};

/// Property blocks that a broker reads. What only a server may send stands in none of them.
enum class PropertyPlace : std::uint16_t {
  connect = 1,
  will = 2,
  publish = 4,
  acknowledgement = 8,  ///< PUBACK, PUBREC, PUBREL, PUBCOMP
  subscribe = 16,
  unsubscribe = 32,
  disconnect = 64,
  auth = 128,
};

struct PropertyRule {
  const char* name = nullptr;  ///< null for an identifier that MQTT 5 does not define
  PropertyType type = PropertyType::byte;
  std::uint16_t places = 0;  ///< of PropertyPlace, or-ed
  bool travels = false;      ///< part of the application message: subscribers receive it unchanged
  std::uint32_t value_min = 0;
  std::uint32_t value_max = 0xFFFF'FFFF;
  ReasonCode value_error = ReasonCode::protocol_error;  ///< for a number out of range

  bool allowed_in(PropertyPlace place) const { return (places & static_cast<std::uint16_t>(place)) != 0; }
};
/// Indexed by identifier.
extern const std::array<PropertyRule, property_identifier_count> property_rules;

struct Property {
  PropertyIdentifier identifier{};
  std::uint32_t number = 0;  ///< of the integer types
  std::string_view text;     ///< of utf8_string; the name in a pair
  std::string_view second;   ///< the value in a pair
  BytesView data;            ///< of binary_data
  BytesView raw;             ///< identifier and value as received
};

/// Walks a block once and checks it: identifier known, allowed here, not repeated, value well formed and in
/// range. MQTT 5, 2.2.2.2; a block that breaks a rule ends the walk with the reader's error set.
class PropertyWalker {
 public:
  /// Reads the length prefix and takes the block out of `packet`, to which errors are reported.
  PropertyWalker(ByteReader& packet, PropertyPlace place)
      : packet_(packet), block_(packet.take(packet.variable_byte_integer())), place_(place) {}
  PropertyWalker(const PropertyWalker&) = delete;
  PropertyWalker& operator=(const PropertyWalker&) = delete;

  /// False at the end of the block and after an error.
  bool next(Property& property) { return !block_.at_end() && read(property); }

 private:
  bool read(Property& property);
  const PropertyRule* rule_of(std::uint8_t identifier);
  void read_value(Property& property, PropertyType type);
  void check_value(const Property& property, const PropertyRule& rule);

  ByteReader& packet_;
  ByteReader block_;
  PropertyPlace place_;
  std::uint64_t seen_ = 0;  ///< one bit per identifier
};

/// Collects the properties that travel with a message: as a view while they lie next to each other, else in a
/// block of its own.
class TravellingProperties {
 public:
  void add(const Property& property);
  /// The view and what keeps it alive (null when that is the receive buffer).
  void move_to(BytesView& view, RewrittenProperties& rewritten);

 private:
  BytesView view_;
  std::shared_ptr<std::vector<std::uint8_t>> rewritten_;
};

}  // namespace eg::mqtt
