// A namespace with one of everything that a snapshot keeps, and ways to take one and to read it back. For the
// twins of the snapshot's files; decides nothing.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "tests/support/broker_world.hpp"

namespace eg::test {

using Chunks = std::deque<Bytes>;

inline Chunks take_snapshot(broker::Broker& broker, broker::Now now) {
  Chunks chunks;
  broker.snapshot(
      "ns",
      [&](mqtt::BytesView chunk) {
        chunks.emplace_back(chunk.begin(), chunk.end());
        return true;
      },
      now);
  return chunks;
}
inline Chunks take_snapshot(Stage& stage) {
  return take_snapshot(stage.broker, stage.now);
}

inline broker::Restored restore_snapshot(Stage& stage, const Chunks& chunks,
                                         std::int64_t elapsed_milliseconds = 0) {
  return stage.broker.restore("ns", Stage::source_of(chunks), elapsed_milliseconds, stage.now);
}

inline ConnectOptions lasting(const std::string& client_identifier, const std::string& user_name = "alice") {
  ConnectOptions options{.client_identifier = client_identifier, .clean_start = false};
  options.user_name = user_name;
  options.session_expiry_interval_seconds = 600;
  return options;
}

/// A message retained with properties; a session with a window of three, of which the second was
/// acknowledged, messages behind it, and a shared subscription; one with a will that waits.
inline void fill(World& world) {
  world.connect(9, {.client_identifier = "publisher", .user_name = "bob"});
  world.input(9, publish_packet({.topic = "t/kept",
                                 .payload = "retained",
                                 .qos = 1,
                                 .retain = true,
                                 .packet_identifier = 1,
                                 .message_expiry_interval_seconds = 300,
                                 .content_type = "text",
                                 .user_properties = {{"a", "1"}, {"b", "2"}}}));
  ConnectOptions five = lasting("five");
  five.receive_maximum = 3;
  world.connect(1, five);
  world.input(1, subscribe_packet({.filters = {{.filter = "t/a/#", .qos = 1, .no_local = true}},
                                   .subscription_identifier = 7}));
  world.input(1, subscribe_packet({.filters = {{.filter = "t/+/b", .qos = 1, .retain_as_published = true},
                                               {.filter = "$share/g/t/s", .qos = 1}},
                                   .subscription_identifier = 300}));
  ConnectOptions mourned = lasting("mourned", "bob");
  mourned.will = WillOptions{.topic = "t/will",
                             .payload = "gone",
                             .qos = 1,
                             .retain = true,
                             .delay_interval_seconds = 40,
                             .message_expiry_interval_seconds = 90,
                             .user_properties = {{"why", "lost"}}};
  world.connect(3, mourned);
  world.input(3, subscribe_packet({.filters = {{.filter = "t/a/b", .qos = 1}}}));
  world.lose(3);
  for (int number = 1; number <= 5; ++number) world.publish(9, "t/a/b", 1, "m" + std::to_string(number));
  world.publish(9, "t/s", 1, "shared");
  world.input(1, puback_packet({.packet_identifier = 2}));
}

}  // namespace eg::test
