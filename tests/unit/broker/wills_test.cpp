// When a will is published, and when not any more.
#include "server/broker/wills.hpp"

#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {
namespace {

test::ConnectOptions with_will(std::uint32_t expiry_seconds, std::uint32_t delay_seconds) {
  test::ConnectOptions options;
  options.client_identifier = "dying";
  options.session_expiry_interval_seconds = expiry_seconds;
  options.will = test::WillOptions();
  options.will->topic = "t/will";
  options.will->payload = "gone";
  options.will->delay_interval_seconds = delay_seconds;
  options.will->message_expiry_interval_seconds = 30;
  return options;
}

}  // namespace

TEST_CASE(
    "wills: published after the smaller of delay and session expiry, with their own expiry beginning then") {
  const struct {
    std::uint32_t expiry_seconds;
    std::uint32_t delay_seconds;
    std::int64_t published_after_seconds;
  } rows[] = {{0, 100, 0}, {100, 0, 0}, {100, 20, 20}, {20, 100, 20}};
  for (const auto& row : rows) {
    INFO(row.expiry_seconds << " " << row.delay_seconds);
    test::World world;
    world.connect(1, {.client_identifier = "watcher", .keep_alive_seconds = 1000, .user_name = "bob"});
    world.subscribe(1, "t/#", 0);
    world.connect(2, with_will(row.expiry_seconds, row.delay_seconds));
    world.lose(2);
    if (row.published_after_seconds > 0) {
      world.pass_time(row.published_after_seconds - 1);
      CHECK(world.next_line(1) == "nothing");
      world.pass_time(1);
    }
    CHECK(world.next_line(1) == "publish topic=t/will qos=0 payload=gone expiry=30");
    world.pass_time(1000);
    CHECK(world.next_line(1) == "nothing");
  }
}

TEST_CASE("wills: a clean start ends the old session, whose waiting will is published") {
  test::World world;
  world.connect(1, {.client_identifier = "watcher", .user_name = "bob"});
  world.subscribe(1, "t/#", 0);
  world.connect(2, with_will(100, 50));
  world.lose(2);
  world.connect(3, {.client_identifier = "dying"});
  CHECK(world.next_line(1).starts_with("publish topic=t/will"));
}

TEST_CASE("wills: a deleted client has none any more, and the log says so") {
  test::World world;
  world.connect(1, {.client_identifier = "watcher", .user_name = "bob"});
  world.subscribe(1, "t/#", 0);
  world.connect(2, with_will(0, 0));
  world.model.clients.erase(world.model.clients.begin());
  world.apply(world.model);
  CHECK(world.next_line(1) == "nothing");
  CHECK(world.last_event(Event::Kind::publish_refused).reason == "client-not-found");
}

}  // namespace eg::broker
