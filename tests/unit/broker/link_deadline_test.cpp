// Keep alive and time-outs without an entry per packet.
#include "server/broker/link_deadline.hpp"

#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {

TEST_CASE("link deadline: packets put off the time-out without an entry of their own") {
  test::World world;
  world.connect(1, {.keep_alive_seconds = 10});
  const auto first = world.broker.next_deadline_milliseconds();
  for (int count = 0; count < 20; ++count) {
    world.pass_time(10);
    world.input(1, test::pingreq_packet());
    CHECK(world.next_line(1) == "pingresp");
  }
  CHECK(world.broker.next_deadline_milliseconds() != first);
  world.pass_time(14);
  CHECK(world.next_line(1) == "nothing");
  world.pass_time(1);
  CHECK(world.next_line(1).starts_with("disconnect 0x8D"));
}

TEST_CASE("link deadline: a reused number does not inherit the time-out of its predecessor") {
  test::World world;
  world.connect(1, {.keep_alive_seconds = 10});
  world.lose(1);
  world.connect(1, {.keep_alive_seconds = 100});
  world.pass_time(140);
  CHECK(world.next_line(1) == "nothing");
  CHECK(world.broker.link_count() == 1);
}

TEST_CASE("link deadline: at the first end in a chain it is verified again, and goes on or ends") {
  // broker-behaviour 3.5
  test::World world;
  world.model.clients.push_back(test::subject_client("device-A"));
  world.apply(world.model);
  world.open(1, test::certificate('A'), "");
  world.input(1, test::connect_packet({.keep_alive_seconds = 1000, .user_name = "device-A"}));
  authz::ChainVerdict verdict = authz::ChainOutcome::trusted;
  verdict.not_after_unix_seconds = world.now.unix_seconds + 100;
  world.verified(1, verdict);
  REQUIRE(world.next_line(1).starts_with("connack 0x00"));
  world.pass_time(100);
  CHECK(world.effects.verifications.empty());
  world.pass_time(1);
  verdict.not_after_unix_seconds = world.now.unix_seconds + 50;
  world.verified(1, verdict);  // another way is valid still
  CHECK(world.next_line(1) == "nothing");
  world.pass_time(51);
  verdict = authz::ChainOutcome::ca_expired;
  verdict.subject = "CN=Root";
  world.verified(1, verdict);
  CHECK(world.next_line(1).starts_with("disconnect 0x87"));
  const auto event = world.last_event(Event::Kind::disconnected);
  CHECK(event.reason == "ClientAuthenticationError");
  CHECK(event.detail.find("'CN=Root'") != std::string::npos);
}

TEST_CASE("link deadline: the connect time-out is a setting") {
  Settings settings;
  settings.connect_timeout_milliseconds = 1000;
  test::World world(settings);
  world.open(1, nullptr, "");
  CHECK(world.broker.next_deadline_milliseconds() == world.now.steady_milliseconds + 1000);
  world.pass_time(1);
  CHECK(world.next_line(1) == "closed");
}

}  // namespace eg::broker
