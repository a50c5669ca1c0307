// Layout, sharing and encoding of messages.
#include "server/broker/message.hpp"

#include <string>

#include "tests/support/broker_received.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mqtt_packets.hpp"

namespace eg::broker {
namespace {

std::string written(const Delivery& delivery) {
  test::Bytes bytes(encoded_size(delivery));
  encode(delivery, bytes.data());
  return test::received_lines(bytes, delivery.head.version).at(0);
}

}  // namespace

TEST_CASE("message: keeps copies of topic, properties and payload") {
  test::Bytes properties = test::PacketBytes().user_properties({{"k", "v"}}).bytes;
  test::Bytes payload = test::bytes_of("payload");
  const MessagePointer message = Message::make("a/b", properties, payload);
  properties.assign(properties.size(), 0);
  payload.assign(payload.size(), 0);
  CHECK(message->topic() == "a/b");
  CHECK(message->size_bytes() == 10);
  CHECK(message->expires_steady_milliseconds() == Message::never_expires);
  CHECK(written({message, {}, 0}) == "publish topic=a/b qos=0 payload=payload property=k:v");
}

TEST_CASE("message: an empty one is a message too") {
  const MessagePointer message = Message::make("t", {}, {});
  CHECK(message->payload().empty());
  CHECK(written({message, {}, 0}) == "publish topic=t qos=0 payload=");
}

TEST_CASE("message: the rest of the expiry interval is written for v5 only") {
  const MessagePointer message = Message::make("t", {}, {}, 5000);
  Delivery delivery{message, {}, 258};
  delivery.head.qos = mqtt::Qos::at_least_once;
  delivery.head.packet_identifier = 7;
  CHECK(written(delivery) == "publish topic=t qos=1 pid=7 payload= expiry=258");
  delivery.head.version = mqtt::Version::v311;
  CHECK(written(delivery) == "publish topic=t qos=1 pid=7 payload=");
}

TEST_CASE("message pointer: copies and moves share one message") {
  MessagePointer first = Message::make("t", {}, {});
  MessagePointer second = first;
  const MessagePointer third = std::move(first);
  CHECK_FALSE(first);
  CHECK(&*second == &*third);
  second = MessagePointer();
  CHECK(third->topic() == "t");
}

}  // namespace eg::broker
