// Framing, fairness and the edges of the public calls.
#include "server/broker/broker.hpp"

#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {

TEST_CASE("broker: handles 64 packets per call and says that there may be more") {
  test::World world;
  world.connect(1, {});
  test::Bytes many;
  for (int count = 0; count < 100; ++count) {
    for (const std::uint8_t byte : test::pingreq_packet()) many.push_back(byte);
  }
  const InputResult first = world.broker.input(1, many, world.now);
  CHECK(first.state == InputResult::State::yielded);
  CHECK(first.consumed_bytes == 128);
  const InputResult second = world.broker.input(1, std::span(many).subspan(128), world.now);
  CHECK(second.state == InputResult::State::wants_more);
  CHECK(second.consumed_bytes == 72);
  CHECK(world.effects.inboxes[1].lines.size() == 100);
}

TEST_CASE("broker: a packet may arrive byte by byte") {
  test::World world;
  world.open(1, test::certificate('A'), "");
  for (const std::uint8_t byte : test::connect_packet({.user_name = "alice"})) {
    CHECK(world.next_line(1) == "nothing");
    world.input(1, {byte});
  }
  CHECK(world.next_line(1).starts_with("connack 0x00"));
}

TEST_CASE("broker: says how large the packet is that is being received") {
  test::World world;
  world.connect(1, {});
  test::Bytes packet = test::publish_packet({.topic = "t/1", .payload = std::string(1000, 'x')});
  const InputResult result = world.broker.input(1, std::span(packet).first(10), world.now);
  CHECK(result.state == InputResult::State::wants_more);
  CHECK(result.consumed_bytes == 0);
  CHECK(result.needed_bytes == packet.size());
}

TEST_CASE("broker: input for a link it does not know is closed") {
  test::World world;
  CHECK(world.broker.input(3, test::pingreq_packet(), world.now).state == InputResult::State::closed);
  CHECK(world.broker.input(30'000, test::pingreq_packet(), world.now).state == InputResult::State::closed);
}

TEST_CASE("broker: packets after the one that ends the connection are not handled") {
  test::World world;
  world.connect(1, {});
  test::Bytes bytes = test::disconnect_packet({});
  for (const std::uint8_t byte : test::connect_packet({.user_name = "alice"})) bytes.push_back(byte);
  CHECK(world.broker.input(1, bytes, world.now).state == InputResult::State::closed);
  CHECK(world.next_line(1) == "closed");
  CHECK(world.broker.link_count() == 0);
}

TEST_CASE("broker: a stopped broker has no links") {
  test::World world;
  world.connect(1, {});
  world.open(2, nullptr, "");
  world.broker.stop(world.now);
  CHECK(world.broker.link_count() == 0);
  CHECK(world.next_line(1).starts_with("disconnect 0x8B"));
  CHECK(world.next_line(2) == "closed");
}

TEST_CASE("broker: at the stop sessions go offline as ever: wills are published, what has no expiry ends") {
  test::World world;
  test::ConnectOptions watcher = {.client_identifier = "watcher", .user_name = "bob"};
  watcher.session_expiry_interval_seconds = 100;
  world.connect(1, watcher);
  world.subscribe(1, "t/will", 1);
  world.connect(2, {.will = test::WillOptions{.topic = "t/will", .payload = "gone", .qos = 1}});
  world.broker.stop(world.now);
  CHECK(world.next_line(1).starts_with("disconnect 0x8B"));
  CHECK(world.next_line(1) == "closed");
  CHECK(world.broker.session_count("ns") == 1);
  watcher.clean_start = false;
  world.connect(3, watcher);
  CHECK(world.next_line(3).find("payload=gone") != std::string::npos);
}

TEST_CASE("broker: before CONNECT is accepted a packet is bounded without quotas too") {
  Settings settings;
  settings.quotas = false;
  test::World world(settings);
  const test::Bytes header = {0x10, 0x80, 0x80, 0x80, 0x01};
  world.open(1, nullptr, "");
  CHECK(world.input(1, header) == InputResult::State::closed);
  CHECK(world.last_event(Event::Kind::connect_refused).reason == "connect-malformed");
  world.connect(2, {});
  CHECK(world.input(2, {0x30, 0x80, 0x80, 0x80, 0x01}) == InputResult::State::wants_more);
}

}  // namespace eg::broker
