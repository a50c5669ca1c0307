// Counts, reason strings, refused re-subscriptions.
#include "server/broker/subscribing.hpp"

#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {

TEST_CASE("subscribing: counts are not bounded without quotas") {
  Settings settings;
  settings.quotas = false;
  test::World world(settings);
  world.connect(1, {});
  test::SubscribeOptions options;
  for (int number = 0; number < 60; ++number)
    options.filters.push_back({.filter = "t/" + std::to_string(number), .qos = 1});
  world.input(1, test::subscribe_packet(options));
  CHECK(world.next_line(1).find("0x97") == std::string::npos);
}

TEST_CASE("subscribing: the reason string names the first refusal, when the client wants it") {
  test::World world;
  world.connect(1, {});
  CHECK(world.subscribe(1, "other", 1).find("reason=") != std::string::npos);
  CHECK(world.subscribe(1, "t/1", 1) == "suback pid=1 codes=0x01");
  world.connect(2, {.client_identifier = "quiet", .request_problem_information = false});
  CHECK(world.subscribe(2, "other", 1) == "suback pid=1 codes=0x87");
}

TEST_CASE("subscribing: a refused re-subscription leaves the subscription as it was") {
  test::World world;
  world.connect(1, {});
  world.subscribe(1, "t/1", 1);
  world.input(1, test::subscribe_packet({.filters = {{.filter = "t/1"}}, .user_properties = {{"k", "v"}}}));
  CHECK(world.next_line(1).starts_with("suback pid=1 codes=0x83"));
  world.publish(1, "t/1", 1, "x");
  CHECK(world.next_line(1) == "publish topic=t/1 qos=1 pid=1 payload=x");
}

}  // namespace eg::broker
