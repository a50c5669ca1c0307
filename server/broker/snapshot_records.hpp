// What the records of a snapshot are: their kinds, their order and what numbers in them mean. Data; writing
// and reading them is in the files named so.
#pragma once

#include <cstddef>
#include <cstdint>

#include "protocol/mqtt/bytes.hpp"
#include "server/broker/message.hpp"

namespace eg::broker {

/// `head` comes first and `end` last. A message and a note come before what names them; what belongs to a
/// session follows it. Times are milliseconds that were left, never negative; INT64_MAX: for ever.
enum class RecordKind : std::uint8_t {
  head = 1,  ///< sequence of the newest retained message
  message,   ///< numbered from 1 in their order: time left, topic, properties, payload
  note,      ///< numbered from 1 in their order: identifiers, shared filter
  retained,  ///< message, QoS, time left, publisher, sequence
  session,   ///< client identifier, identity, version, protocol, expiry, time left, next packet identifier
  will,      ///< time left, delay, message expiry, QoS and RETAIN, topic, properties, payload
  subscription,  ///< filter, QoS, flags, identifier
  place,         ///< of retained messages to come: filter, newest sequence, topic before
  sent,          ///< message or 0 when it was acknowledged, note or 0, flags
  queued,        ///< the same, message never 0
  end,           ///< numbers of sessions and of retained messages
  drawn,         ///< of the place before: topic that was drawn forward
};

/// Flags of a subscription.
inline constexpr std::uint8_t no_local_flag = 1;
inline constexpr std::uint8_t retain_as_published_flag = 2;
/// Of what was sent or is queued.
inline constexpr std::uint8_t copy_retain_flag = 1;
inline constexpr std::uint8_t copy_beside_quota_flag = 2;
/// Of a will, beside its QoS in the lowest bit.
inline constexpr std::uint8_t will_retain_flag = 2;

/// Topic, properties and payload; what a link adds has room beside it in an MQTT packet (MQTT 5, 2.1.4).
inline constexpr std::size_t snapshot_message_bytes_max = mqtt::variable_byte_integer_max - 1'048'576;
inline constexpr std::size_t snapshot_note_bytes_max = 65'536;
/// A longer time left was not written by us (317 years).
inline constexpr std::int64_t snapshot_milliseconds_max = 10'000'000'000'000;

inline bool fits_snapshot(const Message& message) {
  return message.size_bytes() + message.properties().size() <= snapshot_message_bytes_max;
}

}  // namespace eg::broker
