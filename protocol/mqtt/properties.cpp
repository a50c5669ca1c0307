#include "protocol/mqtt/properties.hpp"

#include "protocol/mqtt/topic.hpp"

namespace eg::mqtt {
namespace {

constexpr std::uint16_t in_connect = static_cast<std::uint16_t>(PropertyPlace::connect);
constexpr std::uint16_t in_will = static_cast<std::uint16_t>(PropertyPlace::will);
constexpr std::uint16_t in_publish = static_cast<std::uint16_t>(PropertyPlace::publish);
constexpr std::uint16_t in_acknowledgement = static_cast<std::uint16_t>(PropertyPlace::acknowledgement);
constexpr std::uint16_t in_subscribe = static_cast<std::uint16_t>(PropertyPlace::subscribe);
constexpr std::uint16_t in_disconnect = static_cast<std::uint16_t>(PropertyPlace::disconnect);
constexpr std::uint16_t in_auth = static_cast<std::uint16_t>(PropertyPlace::auth);
constexpr std::uint16_t in_message = in_publish | in_will;
constexpr std::uint16_t anywhere = 0xFFFF;
constexpr std::uint16_t from_server_only = 0;

struct PropertyRow {
  PropertyIdentifier identifier;
  PropertyRule rule;
};
using Id = PropertyIdentifier;
using Type = PropertyType;
constexpr std::uint32_t any_number = 0xFFFF'FFFF;
constexpr ReasonCode alias_error = ReasonCode::topic_alias_invalid;  // MQTT 5, 3.3.2.3.4

// MQTT 5, table 2-4, in its order, with the value ranges of chapter 3.
constexpr PropertyRow rows[] = {
    {Id::payload_format_indicator, {"payload format indicator", Type::byte, in_message, true, 0, 1}},
    {Id::message_expiry_interval, {"message expiry interval", Type::four_byte_integer, in_message}},
    {Id::content_type, {"content type", Type::utf8_string, in_message, true}},
    {Id::response_topic, {"response topic", Type::utf8_string, in_message, true}},
    {Id::correlation_data, {"correlation data", Type::binary_data, in_message, true}},
    // Only a server sends it with a PUBLISH: MQTT 5, 3.3.4.
    {Id::subscription_identifier,
     {"subscription identifier", Type::variable_byte_integer, in_subscribe, false, 1, any_number}},
    {Id::session_expiry_interval,
     {"session expiry interval", Type::four_byte_integer, in_connect | in_disconnect}},
    {Id::assigned_client_identifier, {"assigned client identifier", Type::utf8_string, from_server_only}},
    {Id::server_keep_alive, {"server keep alive", Type::two_byte_integer, from_server_only}},
    {Id::authentication_method, {"authentication method", Type::utf8_string, in_connect | in_auth}},
    {Id::authentication_data, {"authentication data", Type::binary_data, in_connect | in_auth}},
    {Id::request_problem_information, {"request problem information", Type::byte, in_connect, false, 0, 1}},
    {Id::will_delay_interval, {"will delay interval", Type::four_byte_integer, in_will}},
    {Id::request_response_information, {"request response information", Type::byte, in_connect, false, 0, 1}},
    {Id::response_information, {"response information", Type::utf8_string, from_server_only}},
    {Id::server_reference, {"server reference", Type::utf8_string, from_server_only}},
    {Id::reason_string, {"reason string", Type::utf8_string, in_acknowledgement | in_disconnect | in_auth}},
    {Id::receive_maximum, {"receive maximum", Type::two_byte_integer, in_connect, false, 1, any_number}},
    {Id::topic_alias_maximum, {"topic alias maximum", Type::two_byte_integer, in_connect}},
    {Id::topic_alias, {"topic alias", Type::two_byte_integer, in_publish, false, 1, any_number, alias_error}},
    {Id::maximum_qos, {"maximum QoS", Type::byte, from_server_only}},
    {Id::retain_available, {"retain available", Type::byte, from_server_only}},
    {Id::user_property, {"user property", Type::utf8_string_pair, anywhere, true}},
    {Id::maximum_packet_size,
     {"maximum packet size", Type::four_byte_integer, in_connect, false, 1, any_number}},
    {Id::wildcard_subscription_available, {"wildcard subscription available", Type::byte, from_server_only}},
    {Id::subscription_identifier_available,
     {"subscription identifier available", Type::byte, from_server_only}},
    {Id::shared_subscription_available, {"shared subscription available", Type::byte, from_server_only}},
};

constexpr std::array<PropertyRule, property_identifier_count> index_rows() {
  std::array<PropertyRule, property_identifier_count> rules{};
  for (const PropertyRow& row : rows) rules[static_cast<std::size_t>(row.identifier)] = row.rule;
  return rules;
}

}  // namespace

constexpr std::array<PropertyRule, property_identifier_count> property_rules = index_rows();

const PropertyRule* PropertyWalker::rule_of(std::uint8_t identifier) {
  if (identifier >= property_rules.size() || property_rules[identifier].name == nullptr) {
    packet_.fail(ReasonCode::malformed_packet, "unknown property identifier");
    return nullptr;
  }
  const PropertyRule& rule = property_rules[identifier];
  if (!rule.allowed_in(place_)) {
    packet_.fail(ReasonCode::protocol_error, "property not allowed in this packet");
    return nullptr;
  }
  const std::uint64_t bit = std::uint64_t{1} << identifier;
  if ((seen_ & bit) != 0 && rule.type != PropertyType::utf8_string_pair) {
    packet_.fail(ReasonCode::protocol_error, "property given twice");
    return nullptr;
  }
  seen_ |= bit;
  return &rule;
}

void PropertyWalker::read_value(Property& property, PropertyType type) {
  switch (type) {
    case PropertyType::byte: property.number = block_.byte(); break;
    case PropertyType::two_byte_integer: property.number = block_.two_byte_integer(); break;
    case PropertyType::four_byte_integer: property.number = block_.four_byte_integer(); break;
    case PropertyType::variable_byte_integer: property.number = block_.variable_byte_integer(); break;
    case PropertyType::binary_data: property.data = block_.binary_data(); break;
    case PropertyType::utf8_string: property.text = block_.utf8_string(); break;
    case PropertyType::utf8_string_pair:
      property.text = block_.utf8_string();
      property.second = block_.utf8_string();
      break;
  }
}

void PropertyWalker::check_value(const Property& property, const PropertyRule& rule) {
  if (property.number < rule.value_min || property.number > rule.value_max) {
    packet_.fail(rule.value_error, "property value out of range");
  }
  // MQTT 5, 3.1.3.2.6 and 3.3.2.3.5: a name to publish to, so no wildcards.
  if (property.identifier == PropertyIdentifier::response_topic && !valid_topic_name(property.text)) {
    packet_.fail(ReasonCode::protocol_error, "response topic is not a topic name");
  }
}

bool PropertyWalker::read(Property& property) {
  const std::uint8_t* const start = block_.position();
  const std::uint8_t identifier = block_.byte();
  const PropertyRule* const rule = rule_of(identifier);
  if (rule == nullptr) return false;
  property = Property{};
  property.identifier = static_cast<PropertyIdentifier>(identifier);
  read_value(property, rule->type);
  if (block_.failed()) {
    packet_.fail(block_.error().reason, block_.error().what);
    return false;
  }
  check_value(property, *rule);
  property.raw = BytesView(start, block_.position());
  return !packet_.failed();
}

void TravellingProperties::add(const Property& property) {
  if (!property_rules[static_cast<std::size_t>(property.identifier)].travels) return;
  const BytesView raw = property.raw;
  if (rewritten_) {
    rewritten_->insert(rewritten_->end(), raw.begin(), raw.end());
  } else if (view_.empty()) {
    view_ = raw;
  } else if (view_.data() + view_.size() == raw.data()) {
    view_ = BytesView(view_.data(), view_.size() + raw.size());
  } else {
    rewritten_ = std::make_shared<std::vector<std::uint8_t>>(view_.begin(), view_.end());
    rewritten_->insert(rewritten_->end(), raw.begin(), raw.end());
  }
}

void TravellingProperties::move_to(BytesView& view, RewrittenProperties& rewritten) {
  view = rewritten_ ? BytesView(*rewritten_) : view_;
  rewritten = std::move(rewritten_);
}

}  // namespace eg::mqtt
