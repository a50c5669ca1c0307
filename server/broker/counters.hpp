// What the service counts of a namespace's MQTT traffic, under its metric names and dimensions
// (broker-behaviour 11): plain numbers in one array. Knows no packet, session or time; what the emulator does
// not do (rates, routing, webhooks, latencies) has no row here and so never shows as a zero.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include "protocol/mqtt/types.hpp"

namespace eg::broker {

// The enumerators of each dimension stand in the order of its values in counters.cpp.

enum class Protocol : std::uint8_t { mqtt3, mqtt5, mqtt3_websocket, mqtt5_websocket };
enum class OperationType : std::uint8_t { publish, deliver, subscribe, unsubscribe, connect };
enum class Direction : std::uint8_t { inbound, outbound };

/// Dimension Error; Result follows from it.
enum class Failure : std::uint8_t {
  none,
  quota_exceeded,
  authentication_error,
  authorization_error,
  client_error,
  service_error,
};

Protocol protocol_of(mqtt::Version version, bool is_websocket);
/// What a refused PUBLISH or filter failed of, by the reason code of MQTT 5.
Failure failure_of(mqtt::ReasonCode code);
/// The same by the name of the error ("AuthorizationError"); client_error for a name that is none.
Failure failure_of(std::string_view error);

enum class Metric : std::uint8_t {
  request_count,
  successful_published_messages,
  failed_published_messages,
  successful_delivered_messages,
  successful_subscription_operations,
  failed_subscription_operations,
  connections,
  dropped_sessions,
  throughput,
  retained_messages_count,
  retained_messages_size,
  expired_retained_messages,
};

enum class Dimension : std::uint8_t {
  operation_type,
  protocol,
  result,
  error,
  qos,
  retain,
  drop_reason,
  direction,
};

struct MetricRow {
  std::string_view name;             ///< "Mqtt.RequestCount"
  std::array<Dimension, 4> storage;  ///< the first `dimension_count` are used
  std::size_t dimension_count;
  bool is_gauge;  ///< goes down as well
};

/// In the order of `Metric`.
std::span<const MetricRow> metrics();
std::string_view name(Dimension dimension);
/// Empty: there is nothing to say, as for the error of what succeeded.
std::span<const std::string_view> values(Dimension dimension);

struct DimensionValue {
  std::string_view dimension;
  std::string_view value;
};

/// One number of the enumeration.
struct Count {
  std::string_view metric;
  std::vector<DimensionValue> dimensions;
  std::uint64_t number = 0;
};

inline constexpr std::size_t counter_slots = 1024;

class Counters {
 public:
  void request(OperationType operation, Protocol protocol, Failure failure);
  /// A message from a client or a will.
  void published(Protocol protocol, mqtt::Qos qos, bool retain, Failure failure);
  void delivered(Protocol protocol, mqtt::Qos qos, bool retain);
  /// One filter of a SUBSCRIBE or UNSUBSCRIBE.
  void subscription_operation(OperationType operation, Protocol protocol, Failure failure);
  void connection_opened(Protocol protocol);
  void connection_closed(Protocol protocol);
  /// `reason` as in the life-cycle events; one that the service does not name is not counted.
  void session_dropped(std::string_view reason);
  void transferred(Direction direction, std::size_t bytes);
  /// What the namespace retains now, in messages and bytes, and how many have expired so far.
  void set_retained(std::size_t count, std::size_t bytes, std::uint64_t expired);

  /// All numbers that are not zero, in the order of the metrics.
  std::vector<Count> all() const;

 private:
  std::uint64_t& slot(Metric metric, std::initializer_list<std::size_t> indices);
  std::array<std::uint64_t, counter_slots> numbers_{};
};

}  // namespace eg::broker
