// The tables of metrics and dimensions; a slot is found by arithmetic on enumerators alone.
#include "server/broker/counters.hpp"

#include <algorithm>

namespace eg::broker {
namespace {

using namespace std::string_view_literals;

constexpr std::array operation_types = {"Publish"sv, "Deliver"sv, "Subscribe"sv, "Unsubscribe"sv,
                                        "Connect"sv};
constexpr std::array protocols = {"MQTT3"sv, "MQTT5"sv, "MQTT3-WS"sv, "MQTT5-WS"sv};
constexpr std::array results = {"Success"sv, "ClientError"sv, "ServiceError"sv};
constexpr std::array errors = {""sv,
                               "QuotaExceeded"sv,
                               "AuthenticationError"sv,
                               "AuthorizationError"sv,
                               "ClientError"sv,
                               "ServiceError"sv};
constexpr std::array qualities = {"0"sv, "1"sv, "2"sv};
constexpr std::array retain_flags = {"false"sv, "true"sv};
constexpr std::array drop_reasons = {"SessionExpiry"sv, "TransientSession"sv, "SessionOverflow"sv,
                                     "AuthorizationError"sv};
constexpr std::array directions = {"Inbound"sv, "Outbound"sv};

struct DimensionRow {
  std::string_view name;
  std::span<const std::string_view> values;
};

constexpr DimensionRow dimension_rows[] = {
    {"OperationType", operation_types},
    {"Protocol", protocols},
    {"Result", results},
    {"Error", errors},
    {"QoS", qualities},
    {"Retain", retain_flags},
    {"DropReason", drop_reasons},
    {"Direction", directions},
};

using D = Dimension;

constexpr MetricRow metric_rows[] = {
    {"Mqtt.RequestCount", {D::operation_type, D::protocol, D::result, D::error}, 4, false},
    {"Mqtt.SuccessfulPublishedMessages", {D::protocol, D::qos, D::retain}, 3, false},
    {"Mqtt.FailedPublishedMessages", {D::protocol, D::qos, D::error, D::retain}, 4, false},
    {"Mqtt.SuccessfulDeliveredMessages", {D::protocol, D::qos, D::retain}, 3, false},
    {"Mqtt.SuccessfulSubscriptionOperations", {D::operation_type, D::protocol}, 2, false},
    {"Mqtt.FailedSubscriptionOperations", {D::operation_type, D::protocol, D::error}, 3, false},
    {"Mqtt.Connections", {D::protocol}, 1, true},
    {"Mqtt.DroppedSessions", {D::drop_reason}, 1, false},
    {"Mqtt.Throughput", {D::direction}, 1, false},
    {"Mqtt.RetainedMessagesCount", {}, 0, true},
    {"Mqtt.RetainedMessagesSize", {}, 0, true},
    {"Mqtt.ExpiredRetainedMessages", {}, 0, false},
};

constexpr std::size_t metric_count = std::size(metric_rows);
static_assert(metric_count == static_cast<std::size_t>(Metric::expired_retained_messages) + 1);
static_assert(std::size(dimension_rows) == static_cast<std::size_t>(Dimension::direction) + 1);

constexpr std::size_t value_count(Dimension dimension) {
  return dimension_rows[static_cast<std::size_t>(dimension)].values.size();
}

constexpr std::size_t slot_count(const MetricRow& row) {
  std::size_t count = 1;
  for (std::size_t index = 0; index < row.dimension_count; ++index) count *= value_count(row.storage[index]);
  return count;
}

/// Where the slots of each metric begin; the last entry is where all of them end.
constexpr std::array<std::size_t, metric_count + 1> first_slots = [] {
  std::array<std::size_t, metric_count + 1> firsts{};
  for (std::size_t index = 0; index < metric_count; ++index)
    firsts[index + 1] = firsts[index] + slot_count(metric_rows[index]);
  return firsts;
}();
static_assert(first_slots[metric_count] <= counter_slots);

template <class Enumerator>
constexpr std::size_t index_of(Enumerator enumerator) {
  return static_cast<std::size_t>(enumerator);
}

/// Broker-behaviour 11: of all errors only the service's own are not the client's.
constexpr std::size_t result_of(Failure failure) {
  if (failure == Failure::none) return 0;
  return failure == Failure::service_error ? 2 : 1;
}

}  // namespace

Protocol protocol_of(mqtt::Version version, bool is_websocket) {
  if (version == mqtt::Version::v311) return is_websocket ? Protocol::mqtt3_websocket : Protocol::mqtt3;
  return is_websocket ? Protocol::mqtt5_websocket : Protocol::mqtt5;
}

Failure failure_of(mqtt::ReasonCode code) {
  switch (code) {
    case mqtt::ReasonCode::not_authorized: return Failure::authorization_error;
    case mqtt::ReasonCode::quota_exceeded: return Failure::quota_exceeded;
    default: return Failure::client_error;
  }
}

Failure failure_of(std::string_view error) {
  const auto found = std::find(errors.begin() + 1, errors.end(), error);
  return found == errors.end() ? Failure::client_error : static_cast<Failure>(found - errors.begin());
}

std::span<const MetricRow> metrics() {
  return metric_rows;
}

std::string_view name(Dimension dimension) {
  return dimension_rows[index_of(dimension)].name;
}

std::span<const std::string_view> values(Dimension dimension) {
  return dimension_rows[index_of(dimension)].values;
}

void Counters::request(OperationType operation, Protocol protocol, Failure failure) {
  ++slot(Metric::request_count,
         {index_of(operation), index_of(protocol), result_of(failure), index_of(failure)});
}

void Counters::published(Protocol protocol, mqtt::Qos qos, bool retain, Failure failure) {
  if (failure == Failure::none) {
    ++slot(Metric::successful_published_messages, {index_of(protocol), index_of(qos), index_of(retain)});
  } else {
    ++slot(Metric::failed_published_messages,
           {index_of(protocol), index_of(qos), index_of(failure), index_of(retain)});
  }
}

void Counters::delivered(Protocol protocol, mqtt::Qos qos, bool retain) {
  ++slot(Metric::successful_delivered_messages, {index_of(protocol), index_of(qos), index_of(retain)});
}

void Counters::subscription_operation(OperationType operation, Protocol protocol, Failure failure) {
  if (failure == Failure::none) {
    ++slot(Metric::successful_subscription_operations, {index_of(operation), index_of(protocol)});
  } else {
    ++slot(Metric::failed_subscription_operations,
           {index_of(operation), index_of(protocol), index_of(failure)});
  }
}

void Counters::connection_opened(Protocol protocol) {
  ++slot(Metric::connections, {index_of(protocol)});
}

void Counters::connection_closed(Protocol protocol) {
  --slot(Metric::connections, {index_of(protocol)});
}

void Counters::session_dropped(std::string_view reason) {
  const auto found = std::find(drop_reasons.begin(), drop_reasons.end(), reason);
  if (found == drop_reasons.end()) return;
  ++slot(Metric::dropped_sessions, {static_cast<std::size_t>(found - drop_reasons.begin())});
}

void Counters::transferred(Direction direction, std::size_t bytes) {
  slot(Metric::throughput, {index_of(direction)}) += bytes;
}

void Counters::set_retained(std::size_t count, std::size_t bytes, std::uint64_t expired) {
  slot(Metric::retained_messages_count, {}) = count;
  slot(Metric::retained_messages_size, {}) = bytes;
  slot(Metric::expired_retained_messages, {}) = expired;
}

std::vector<Count> Counters::all() const {
  std::vector<Count> counts;
  for (std::size_t metric = 0; metric < metric_count; ++metric) {
    const MetricRow& row = metric_rows[metric];
    for (std::size_t place = first_slots[metric]; place < first_slots[metric + 1]; ++place) {
      if (numbers_[place] == 0) continue;
      Count count{row.name, {}, numbers_[place]};
      std::size_t rest = place - first_slots[metric];
      for (std::size_t index = row.dimension_count; index-- > 0;) {
        const auto texts = values(row.storage[index]);
        const std::string_view value = texts[rest % texts.size()];
        rest /= texts.size();
        if (!value.empty())
          count.dimensions.insert(count.dimensions.begin(), {name(row.storage[index]), value});
      }
      counts.push_back(std::move(count));
    }
  }
  return counts;
}

std::uint64_t& Counters::slot(Metric metric, std::initializer_list<std::size_t> indices) {
  const MetricRow& row = metric_rows[index_of(metric)];
  std::size_t place = 0;
  std::size_t dimension = 0;
  for (const std::size_t index : indices) place = place * value_count(row.storage[dimension++]) + index;
  return numbers_[first_slots[index_of(metric)] + place];
}

}  // namespace eg::broker
