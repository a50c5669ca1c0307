// The tables are whole, and each number is found under its own dimensions and no others.
#include "server/broker/counters.hpp"

#include <set>
#include <string>

#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {
namespace {

std::string text(const Count& count) {
  std::string line(count.metric);
  for (const DimensionValue& one : count.dimensions)
    line += " " + std::string(one.dimension) + "=" + std::string(one.value);
  return line + " " + std::to_string(count.number);
}

std::vector<std::string> lines(const std::vector<Count>& counts) {
  std::vector<std::string> all;
  for (const Count& count : counts) all.push_back(text(count));
  return all;
}

}  // namespace

TEST_CASE("counters: metrics and dimensions bear the service's names") {
  std::set<std::string_view> names;
  for (const MetricRow& row : metrics()) {
    CHECK(row.name.starts_with("Mqtt."));
    CHECK(names.insert(row.name).second);
    CHECK((row.dimension_count >= 1) == (row.name.find("Retained") == std::string_view::npos));
  }
  CHECK(names.size() == 12);
  CHECK(names.count("Mqtt.ThrottlingEnforcements") == 0);
  CHECK(name(Dimension::drop_reason) == "DropReason");
  CHECK(values(Dimension::protocol)[static_cast<std::size_t>(Protocol::mqtt3_websocket)] == "MQTT3-WS");
}

TEST_CASE("counters: what was done and what is counted") {
  using V = mqtt::Version;
  const struct {
    void (*act)(Counters&);
    std::vector<std::string> expected;
  } rows[] = {
      {[](Counters&) {}, {}},
      {[](Counters& counters) { counters.request(OperationType::connect, Protocol::mqtt5, Failure::none); },
       {"Mqtt.RequestCount OperationType=Connect Protocol=MQTT5 Result=Success 1"}},
      {[](Counters& counters) {
         counters.request(OperationType::publish, protocol_of(V::v311, true), Failure::service_error);
       },
       {"Mqtt.RequestCount OperationType=Publish Protocol=MQTT3-WS Result=ServiceError Error=ServiceError "
        "1"}},
      {[](Counters& counters) {
         counters.published(protocol_of(V::v5, true), mqtt::Qos::at_least_once, true, Failure::none);
         counters.published(Protocol::mqtt3, mqtt::Qos::exactly_once, false, Failure::client_error);
       },
       {"Mqtt.SuccessfulPublishedMessages Protocol=MQTT5-WS QoS=1 Retain=true 1",
        "Mqtt.FailedPublishedMessages Protocol=MQTT3 QoS=2 Error=ClientError Retain=false 1"}},
      {[](Counters& counters) {
         counters.delivered(Protocol::mqtt5_websocket, mqtt::Qos::at_most_once, true);
         counters.delivered(Protocol::mqtt5_websocket, mqtt::Qos::at_most_once, true);
       },
       {"Mqtt.SuccessfulDeliveredMessages Protocol=MQTT5-WS QoS=0 Retain=true 2"}},
      {[](Counters& counters) {
         counters.subscription_operation(OperationType::unsubscribe, Protocol::mqtt3, Failure::none);
         counters.subscription_operation(OperationType::subscribe, Protocol::mqtt3, Failure::quota_exceeded);
       },
       {"Mqtt.SuccessfulSubscriptionOperations OperationType=Unsubscribe Protocol=MQTT3 1",
        "Mqtt.FailedSubscriptionOperations OperationType=Subscribe Protocol=MQTT3 Error=QuotaExceeded 1"}},
      {[](Counters& counters) {
         counters.connection_opened(Protocol::mqtt3);
         counters.connection_opened(Protocol::mqtt5);
         counters.connection_closed(Protocol::mqtt3);
       },
       {"Mqtt.Connections Protocol=MQTT5 1"}},
      {[](Counters& counters) {
         counters.session_dropped("SessionOverflow");
         counters.session_dropped("CleanStart");
       },
       {"Mqtt.DroppedSessions DropReason=SessionOverflow 1"}},
      {[](Counters& counters) {
         counters.transferred(Direction::inbound, 10);
         counters.transferred(Direction::outbound, 7);
         counters.transferred(Direction::inbound, 5);
       },
       {"Mqtt.Throughput Direction=Inbound 15", "Mqtt.Throughput Direction=Outbound 7"}},
      {[](Counters& counters) {
         counters.set_retained(5, 500, 2);
         counters.set_retained(3, 300, 4);
       },
       {"Mqtt.RetainedMessagesCount 3", "Mqtt.RetainedMessagesSize 300", "Mqtt.ExpiredRetainedMessages 4"}},
  };
  for (const auto& row : rows) {
    Counters counters;
    row.act(counters);
    CHECK(lines(counters.all()) == row.expected);
  }
}

TEST_CASE("counters: codes and names of errors") {
  CHECK(failure_of(mqtt::ReasonCode::not_authorized) == Failure::authorization_error);
  CHECK(failure_of(mqtt::ReasonCode::quota_exceeded) == Failure::quota_exceeded);
  CHECK(failure_of(mqtt::ReasonCode::topic_name_invalid) == Failure::client_error);
  CHECK(failure_of("AuthenticationError") == Failure::authentication_error);
  CHECK(failure_of("") == Failure::client_error);
}

TEST_CASE("counters: the broker gives a namespace's numbers, and none for one that is not there") {
  test::World world;
  world.connect(1, {});
  const std::vector<std::string> expected = {
      "Mqtt.RequestCount OperationType=Connect Protocol=MQTT5 Result=Success 1",
      "Mqtt.Connections Protocol=MQTT5 1"};
  std::vector<std::string> seen = lines(world.broker.counters("NS"));
  REQUIRE(seen.size() == 4);
  seen.resize(2);
  CHECK(seen == expected);
  CHECK(world.broker.counters("other").empty());
  world.remove("ns");
  CHECK(world.broker.counters("ns").empty());
}

}  // namespace eg::broker
