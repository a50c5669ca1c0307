// The packets a broker reads, as views into the receive buffer; one struct for both versions.
// Views live as long as the buffer does: whoever keeps a value copies it. Decoding is in decode.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "protocol/mqtt/types.hpp"

namespace eg::mqtt {

using BytesView = std::span<const std::uint8_t>;

/// Holds a property block that could not be a view because something was cut out of its middle; null
/// otherwise. Shared, so that a copied packet's `properties` stay valid.
using RewrittenProperties = std::shared_ptr<const std::vector<std::uint8_t>>;

struct UserPropertyView {
  std::string_view name{};
  std::string_view value{};
};

struct WillView {
  std::string_view topic{};
  BytesView payload{};
  Qos qos = Qos::at_most_once;
  bool retain = false;
  std::uint32_t delay_interval_seconds = 0;  ///< MQTT 5, 3.1.3.2.2
  std::optional<std::uint32_t> message_expiry_interval_seconds{};
  BytesView properties{};  ///< v5: what travels with the message, as in Publish::properties
  RewrittenProperties rewritten_properties{};
  std::optional<std::string_view> response_topic{};
  std::optional<std::string_view> content_type{};
  std::optional<BytesView> correlation_data{};
  std::uint32_t user_properties_bytes = 0;  ///< names and values together
};

/// MQTT 3.1.1 and 5, 3.1. In 3.1.1 `clean_start` is the clean-session flag.
struct Connect {
  Version version = Version::v5;
  bool clean_start = true;
  std::uint16_t keep_alive_seconds = 0;
  std::string_view client_identifier{};
  std::optional<std::string_view> user_name{};
  std::optional<BytesView> password{};
  std::optional<WillView> will{};
  // v5 properties
  std::optional<std::uint32_t> session_expiry_interval_seconds{};
  std::uint16_t receive_maximum = 65535;
  std::optional<std::uint32_t> maximum_packet_size_bytes{};
  std::uint16_t topic_alias_maximum = 0;
  bool request_response_information = false;
  bool request_problem_information = true;
  std::optional<std::string_view> authentication_method{};
  std::optional<BytesView> authentication_data{};
  std::vector<UserPropertyView> user_properties{};
};

/// MQTT 5, 3.3. `properties` is the raw v5 property block that a subscriber receives unchanged: without its
/// length prefix, without the topic alias and without the message expiry interval, whose rest the broker
/// writes anew (and, from a client, it never holds subscription identifiers).
struct Publish {
  bool duplicate = false;
  Qos qos = Qos::at_most_once;
  bool retain = false;
  std::string_view topic{};             ///< empty only together with a topic alias (v5)
  std::uint16_t packet_identifier = 0;  ///< 0 for QoS 0
  BytesView properties{};
  BytesView payload{};
  RewrittenProperties rewritten_properties{};
  std::optional<std::uint16_t> topic_alias{};
  std::optional<std::uint32_t> message_expiry_interval_seconds{};
  std::optional<std::string_view> response_topic{};
  std::optional<std::string_view> content_type{};
  std::optional<BytesView> correlation_data{};
  std::uint32_t user_properties_bytes = 0;  ///< names and values together
};

/// MQTT 5, 3.4 (PUBACK), 3.5 to 3.7 alike.
struct Acknowledgement {
  std::uint16_t packet_identifier = 0;
  ReasonCode reason = ReasonCode::success;
  bool has_user_properties = false;
};

struct SubscriptionRequest {
  std::string_view filter{};
  Qos qos = Qos::at_most_once;
  bool no_local = false;
  bool retain_as_published = false;
  std::uint8_t retain_handling = 0;
};

/// MQTT 5, 3.8.
struct Subscribe {
  std::uint16_t packet_identifier = 0;
  std::optional<std::uint32_t> subscription_identifier{};
  bool has_user_properties = false;
  std::vector<SubscriptionRequest> requests{};
};

/// MQTT 5, 3.10.
struct Unsubscribe {
  std::uint16_t packet_identifier = 0;
  std::vector<std::string_view> filters{};
};

/// MQTT 5, 3.14; in 3.1.1 always normal and empty.
struct Disconnect {
  ReasonCode reason = ReasonCode::success;
  std::optional<std::uint32_t> session_expiry_interval_seconds{};
  bool has_user_properties = false;
};

/// MQTT 5, 3.15.
struct Auth {
  ReasonCode reason = ReasonCode::success;
  std::optional<std::string_view> authentication_method{};
  std::optional<BytesView> authentication_data{};
  bool has_user_properties = false;
};

}  // namespace eg::mqtt
