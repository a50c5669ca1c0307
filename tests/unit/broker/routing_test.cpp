// Overflow in chains, congestion, expiry.
#include "server/broker/routing.hpp"

#include "server/broker/ending.hpp"
#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {

TEST_CASE("routing: expiry 0 is never") {
  CHECK(expires_at(1000, 0) == Message::never_expires);
  CHECK(expires_at(1000, 2) == 3000);
  CHECK(expires_at(1000, 0xFFFFFFFF) == 1000 + 4'294'967'295'000);
}

TEST_CASE("routing: the wills of sessions that overflow may overflow others, all of them end") {
  test::World world;
  world.model.maximum_sessions_per_authentication_name = 10;
  world.apply(world.model);
  // Each offline session takes two topics; each will feeds the next one, which is full to the brim.
  for (unsigned number = 0; number < 5; ++number) {
    const broker::LinkId link = number + 1;
    test::ConnectOptions options;
    options.client_identifier = "s" + std::to_string(number);
    options.session_expiry_interval_seconds = 600;
    options.will = test::WillOptions();
    options.will->topic = "t/" + std::to_string(number + 1);
    options.will->qos = 1;
    options.will->delay_interval_seconds = 500;
    world.connect(link, options);
    world.subscribe(link, "t/" + std::to_string(number), 1);
    world.subscribe(link, "t/all", 1);
    world.lose(link);
  }
  world.connect(9, {.client_identifier = "p", .user_name = "bob"});
  for (int count = 0; count < 100; ++count) world.publish(9, "t/all", 1, "x");
  CHECK(world.broker.session_count("ns") == 6);
  world.publish(9, "t/0", 1, "x");
  CHECK(world.broker.session_count("ns") == 1);
}

TEST_CASE("routing: without quotas a congested link holds QoS 1 back, and gets it afterwards") {
  Settings settings;
  settings.quotas = false;
  test::World world(settings);
  world.connect(1, {});
  world.subscribe(1, "t/#", 1);
  world.connect(2, {.client_identifier = "p", .user_name = "bob"});
  world.broker.congested(1, true);
  for (int count = 0; count < 300; ++count) world.publish(2, "t/1", 1, "x");
  CHECK(world.next_line(1) == "nothing");
  world.broker.congested(1, false);
  CHECK(world.effects.inboxes[1].lines.size() == 300);
  CHECK(world.broker.session_count("ns") == 2);
  world.broker.congested(7, true);
}

TEST_CASE("routing: an acknowledgement of nothing is ignored") {
  test::World world;
  world.connect(1, {});
  world.input(1, test::puback_packet({.packet_identifier = 9}));
  CHECK(world.next_line(1) == "nothing");
}

TEST_CASE("routing: above the bound of all queues the session that holds most ends, whatever the quotas") {
  for (const bool is_online : {false, true}) {
    Settings settings;
    settings.quotas = false;
    settings.waiting_bytes_max = 100'000;
    test::World world(settings);
    world.connect(1, {.client_identifier = "small", .session_expiry_interval_seconds = 600});
    world.subscribe(1, "t/few", 1);
    world.lose(1);
    world.connect(2, {.client_identifier = "large", .session_expiry_interval_seconds = 600});
    world.subscribe(2, "t/#", 1);
    if (!is_online) world.lose(2);
    world.connect(3, {.client_identifier = "p", .user_name = "bob"});
    world.publish(3, "t/few", 1, std::string(1000, 'x'));
    for (int count = 0; count < 90; ++count) world.publish(3, "t/1", 1, std::string(1000, 'x'));
    CHECK(world.broker.session_count("ns") == 3);
    for (int count = 0; count < 10; ++count) world.publish(3, "t/1", 1, std::string(1000, 'x'));
    CHECK(world.broker.session_count("ns") == 2);
    const test::RecordedEvent ended = world.last_event(Event::Kind::session_ended);
    CHECK(ended.client_identifier == "large");
    CHECK(ended.reason == drop_reason::session_overflow);
    CHECK(ended.detail.find("this session's holds most") != std::string::npos);
    CHECK((world.last_event(Event::Kind::disconnected).reason == "SessionOverflow") == is_online);
  }
}

TEST_CASE("routing: a message that many queues share counts once against the bound") {
  Settings settings;
  settings.waiting_bytes_max = 100'000;
  test::World world(settings);
  world.model.maximum_sessions_per_authentication_name = 30;
  world.apply(world.model);
  for (broker::LinkId link = 1; link <= 20; ++link) {
    world.connect(link,
                  {.client_identifier = "s" + std::to_string(link), .session_expiry_interval_seconds = 600});
    world.subscribe(link, "t/1", 1);
    world.lose(link);
  }
  world.connect(30, {.client_identifier = "p", .user_name = "bob"});
  for (int count = 0; count < 30; ++count) world.publish(30, "t/1", 1, std::string(1000, 'x'));
  CHECK(world.broker.session_count("ns") == 21);
}

}  // namespace eg::broker
