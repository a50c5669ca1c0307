// Expiry, loss and DISCONNECT, and what they leave behind.
#include "server/broker/ending.hpp"

#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {

TEST_CASE("ending: an expired session is gone with its subscriptions and its deadline") {
  test::World world;
  world.connect(1, {.session_expiry_interval_seconds = 10});
  world.subscribe(1, "t/1", 1);
  world.lose(1);
  CHECK(world.last_event(Event::Kind::disconnected).detail == "reset by peer");
  world.pass_time(9);
  CHECK(world.broker.session_count("ns") == 1);
  world.pass_time(1);
  CHECK(world.broker.session_count("ns") == 0);
  CHECK(world.last_event(Event::Kind::session_ended).reason == drop_reason::session_expiry);
  world.pass_time(7200);
  CHECK_FALSE(world.broker.next_deadline_milliseconds());
}

TEST_CASE("ending: expiry begins anew with each connection") {
  test::World world;
  for (broker::LinkId link = 1; link < 5; ++link) {
    const std::string connack =
        world.connect(link, {.clean_start = false, .session_expiry_interval_seconds = 10});
    CHECK((connack.find("present=1") != std::string::npos) == (link > 1));
    world.lose(link);
    world.pass_time(9);
  }
  world.pass_time(2);
  CHECK(world.broker.session_count("ns") == 0);
}

TEST_CASE("ending: the reason string of a DISCONNECT is left out when it would be too large") {
  test::World world;
  world.connect(1, {.maximum_packet_size_bytes = 40});
  world.input(1, test::auth_packet({}));
  CHECK(world.next_line(1) == "disconnect 0x82");
  world.connect(2, {});
  world.input(2, test::auth_packet({}));
  CHECK(world.next_line(2).starts_with("disconnect 0x82 reason="));
}

TEST_CASE("ending: however the link ended without DISCONNECT, the will is published; the reason tells how") {
  struct Case {
    LinkEnd end;
    std::string_view reason;
  };
  for (const Case& each : {Case{LinkEnd::lost, disconnection::connection_lost},
                           Case{LinkEnd::closed_by_client, disconnection::client_initiated},
                           Case{LinkEnd::client_error, disconnection::client_error}}) {
    test::World world;
    world.connect(1, {.client_identifier = "watcher"});
    world.subscribe(1, "t/will", 0);
    test::ConnectOptions options{.client_identifier = "leaving", .user_name = "bob"};
    options.will = test::WillOptions{.topic = "t/will", .payload = "gone"};
    world.connect(2, options);
    world.broker.lost(2, "why", world.now, each.end);
    CHECK(world.last_event(Event::Kind::disconnected).reason == each.reason);
    CHECK(world.next_line(1).find("gone") != std::string::npos);
  }
}

TEST_CASE("ending: a fault below MQTT before CONNECT is reported") {
  test::World world;
  world.open(1, nullptr, "");
  world.broker.lost(1, "a text frame", world.now, LinkEnd::client_error);
  CHECK(world.broker.link_count() == 0);
  CHECK(world.last_event(Event::Kind::connect_refused).reason == "transport-error");
  CHECK(world.last_event(Event::Kind::connect_refused).detail == "a text frame");
}

TEST_CASE("ending: a link lost before CONNECT leaves nothing") {
  test::World world;
  world.open(1, nullptr, "");
  world.lose(1);
  world.lose(1);
  CHECK(world.broker.link_count() == 0);
  CHECK(world.effects.events.empty());
}

}  // namespace eg::broker
