// Sizes, aliases and remembered decisions.
#include "server/broker/publishing.hpp"

#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {

TEST_CASE("publishing: size limits of properties, and none of them without quotas") {
  const struct {
    test::PublishOptions options;
    bool is_over;
  } rows[] = {
      {{.response_topic = std::string(256, 'x')}, false},
      {{.response_topic = std::string(257, 'x')}, true},
      {{.correlation_data = std::string(257, 'x')}, true},
      {{.content_type = std::string(257, 'x')}, true},
      {{.user_properties = {{"a", std::string(32'767, 'x')}}}, false},
      {{.user_properties = {{"a", std::string(16'384, 'x')}, {"b", std::string(16'384, 'x')}}}, true},
  };
  for (const bool quotas : {true, false}) {
    Settings settings;
    settings.quotas = quotas;
    test::World world(settings);
    world.connect(1, {});
    for (const auto& row : rows) {
      test::PublishOptions options = row.options;
      options.topic = "t/1";
      options.qos = 1;
      options.packet_identifier = 5;
      world.input(1, test::publish_packet(options));
      const std::string expected =
          quotas && row.is_over ? "puback pid=5 code=0x97" : "puback pid=5 code=0x00";
      CHECK(world.next_line(1).starts_with(expected));
    }
  }
}

TEST_CASE("publishing: topic aliases belong to one connection") {
  test::World world;
  world.connect(1, {.session_expiry_interval_seconds = 60});
  world.input(1, test::publish_packet({.topic = "t/1", .topic_alias = 1}));
  CHECK(world.next_line(1) == "nothing");
  world.lose(1);
  world.connect(2, {.clean_start = false});
  world.input(2, test::publish_packet({.topic_alias = 1}));
  CHECK(world.next_line(2).starts_with("disconnect 0x82"));
}

TEST_CASE("publishing: a remembered decision says the same as a fresh one") {
  test::World world;
  world.connect(1, {});
  for (int count = 0; count < 3; ++count) {
    world.publish(1, "t/1", 1, "x");
    CHECK(world.next_line(1) == "puback pid=1 code=0x00");
    world.publish(1, "t1", 1, "x");
    CHECK(world.next_line(1).starts_with("puback pid=1 code=0x87"));
  }
}

TEST_CASE("publishing: a publisher whose own queue overflows gets no PUBACK any more") {
  test::World world;
  world.connect(1, {.receive_maximum = 1});
  world.subscribe(1, "t/#", 1);
  for (int count = 0; count < 102; ++count) world.publish(1, "t/1", 1, "x");
  std::string last;
  for (std::string line = world.next_line(1); line != "nothing"; line = world.next_line(1)) {
    if (line == "closed") break;
    last = line;
  }
  CHECK(last.starts_with("disconnect 0x97"));
  CHECK(world.broker.session_count("ns") == 0);
}

}  // namespace eg::broker
