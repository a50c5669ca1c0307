// Packets a broker writes, appended to a byte buffer. Encoding cannot fail: arguments are the caller's own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "protocol/mqtt/packets.hpp"
#include "protocol/mqtt/types.hpp"

namespace eg::mqtt {

using Bytes = std::vector<std::uint8_t>;

/// A longer reason string is cut: it is for people, and the log has the whole of it.
inline constexpr std::size_t reason_string_bytes_max = 1024;

/// v5 properties of CONNACK that are sent only when set (broker-behaviour 5.2).
struct ConnackProperties {
  std::optional<std::uint32_t> session_expiry_interval_seconds{};
  std::optional<std::uint16_t> receive_maximum{};
  std::optional<std::uint8_t> maximum_qos{};
  std::optional<bool> retain_available{};
  std::optional<std::uint32_t> maximum_packet_size_bytes{};
  std::optional<std::string_view> assigned_client_identifier{};
  std::optional<std::uint16_t> topic_alias_maximum{};
  std::optional<std::string_view> reason_string{};
  std::optional<bool> wildcard_subscription_available{};
  std::optional<bool> subscription_identifiers_available{};
  std::optional<bool> shared_subscription_available{};
  std::optional<std::uint16_t> server_keep_alive_seconds{};
  std::optional<std::string_view> authentication_method{};
  std::optional<std::span<const std::uint8_t>> authentication_data{};
};

void encode_connack_v311(Bytes& out, bool session_present, ConnectReturnCode code);
void encode_connack_v5(Bytes& out, bool session_present, ReasonCode reason,
                       const ConnackProperties& properties);
/// In 3.1.1 reason and reason string are not written.
void encode_puback(Bytes& out, Version version, std::uint16_t packet_identifier, ReasonCode reason,
                   std::optional<std::string_view> reason_string);
/// In 3.1.1 the caller maps the codes to 0, 1, 2 and 0x80 beforehand.
void encode_suback(Bytes& out, Version version, std::uint16_t packet_identifier,
                   std::span<const ReasonCode> reasons, std::optional<std::string_view> reason_string);
void encode_unsuback(Bytes& out, Version version, std::uint16_t packet_identifier,
                     std::span<const ReasonCode> reasons);
void encode_pingresp(Bytes& out);
/// v5 only: 3.1.1 has no DISCONNECT from the server.
void encode_disconnect(Bytes& out, ReasonCode reason, std::optional<std::string_view> reason_string);

/// A PUBLISH towards a subscriber, in pieces, so that the pieces of a message are written once and shared:
/// the header and the packet identifier differ per subscriber, topic, properties and payload do not.
struct PublishHead {
  Version version = Version::v5;
  Qos qos = Qos::at_most_once;
  bool duplicate = false;
  bool retain = false;
  std::uint16_t packet_identifier = 0;  ///< written for QoS 1 only
};
/// Whole v5 properties that differ per subscriber; both are empty for most.
struct OwnProperties {
  BytesView expiry{};                    ///< Message Expiry Interval
  BytesView subscription_identifiers{};  ///< one or more
  std::size_t size() const { return expiry.size() + subscription_identifiers.size(); }
};
/// Whole size on the wire. `properties` as in Publish::properties; `own` go before them. Both are ignored in
/// 3.1.1.
std::size_t publish_size(const PublishHead& head, std::string_view topic, const OwnProperties& own,
                         BytesView properties, BytesView payload);
/// Writes exactly publish_size bytes to `out`, which must have the room.
void write_publish(std::uint8_t* out, const PublishHead& head, std::string_view topic,
                   const OwnProperties& own, BytesView properties, BytesView payload);

}  // namespace eg::mqtt
