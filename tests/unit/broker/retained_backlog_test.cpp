#include "server/broker/retained_backlog.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "server/broker/outbox.hpp"
#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

using namespace eg;
using namespace eg::broker;

namespace {

class RetainingWorld : public test::World {
 public:
  explicit RetainingWorld(Settings settings = {}) : World(settings) {
    connect(1, {.client_identifier = "publisher", .keep_alive_seconds = 1000});
  }
  void retain(const std::string& topic, unsigned qos, const std::string& payload) {
    input(1, test::publish_packet({.topic = topic,
                                   .payload = payload,
                                   .qos = qos,
                                   .retain = true,
                                   .packet_identifier = qos == 0 ? 0U : 1U}));
  }
  void retain_many(std::size_t count, unsigned qos, std::size_t payload_bytes) {
    for (std::size_t index = 0; index < count; ++index) {
      retain("t/" + std::to_string(index), qos, std::string(payload_bytes, 'x'));
    }
  }
  std::size_t waiting(LinkId link) { return effects.inboxes[link].lines.size(); }
};

void acknowledge(test::World& world, LinkId link, unsigned identifier) {
  world.input(link, test::puback_packet({.packet_identifier = identifier}));
}

}  // namespace

TEST_CASE("retained backlog: a filter has one place, which begins anew") {
  RetainedBacklog backlog;
  CHECK(backlog.empty());
  backlog.add("a", 1);
  backlog.add("b", 2);
  backlog.front().after_topic = "a";
  backlog.add("a", 3);
  CHECK(backlog.front().filter == "b");
  backlog.pop_front();
  CHECK(backlog.front().newest_sequence == 3);
  CHECK(backlog.front().after_topic.empty());
  backlog.forget("a");
  CHECK(backlog.empty());
}

TEST_CASE("retained backlog: thousands of QoS 1 messages overflow no queue and come as the window opens") {
  constexpr std::size_t count = 3000;
  RetainingWorld world;
  world.retain_many(count, 1, 10);
  world.connect(2, {.client_identifier = "s", .user_name = "bob"});
  REQUIRE(world.subscribe(2, "t/#", 1) == "suback pid=1 codes=0x01");
  CHECK(world.waiting(2) == in_flight_messages_max);
  std::size_t received = 0;
  while (world.waiting(2) > 0) {
    const std::string line = world.next_line(2);
    REQUIRE(line.find("retained=1") != std::string::npos);
    ++received;
    const std::size_t identifier = line.find("pid=") + 4;
    acknowledge(world, 2, static_cast<unsigned>(std::stoul(line.substr(identifier))));
  }
  CHECK(received == count);
  CHECK(world.effects.inboxes[2].is_open);
}

TEST_CASE("retained backlog: live messages need not wait for the retained ones") {
  RetainingWorld world;
  world.retain_many(200, 1, 1);
  world.connect(2, {.client_identifier = "s", .user_name = "bob"});
  world.subscribe(2, "t/#", 1);
  for (int count = 0; count < 90; ++count) world.publish(1, "t/live", 1, "live");
  CHECK(world.effects.inboxes[2].is_open);
  for (unsigned identifier = 1; identifier <= 100; ++identifier) {
    world.next_line(2);
    acknowledge(world, 2, identifier);
  }
  for (int count = 0; count < 90; ++count) {
    CHECK(world.next_line(2).find("payload=live") != std::string::npos);
  }
  CHECK(world.next_line(2).find("retained=1") != std::string::npos);
}

TEST_CASE(
    "retained backlog: a live message waits for the retained one of its topic, once and beside the quota") {
  constexpr unsigned live_count = 99;
  RetainingWorld world;
  world.retain_many(300, 1, 1);
  world.connect(2, {.client_identifier = "s", .user_name = "bob"});
  world.subscribe(2, "t/#", 1);
  const auto topic = [](unsigned index) { return "t/" + std::to_string(200 + index); };
  for (unsigned index = 0; index < live_count; ++index) world.publish(1, topic(index), 1, "live");
  REQUIRE(world.effects.inboxes[2].is_open);  // 99 and as many that do not count
  std::vector<std::string> lines;
  while (world.waiting(2) > 0) {
    lines.push_back(world.next_line(2));
    acknowledge(world, 2, static_cast<unsigned>(lines.size()));
  }
  REQUIRE(lines.size() == 300 + live_count);
  const auto place_of = [&](const std::string& text) {
    const auto has_text = [&](const std::string& line) { return line.find(text) != std::string::npos; };
    REQUIRE(std::count_if(lines.begin(), lines.end(), has_text) == 1);
    return std::find_if(lines.begin(), lines.end(), has_text) - lines.begin();
  };
  for (unsigned index = 0; index < live_count; ++index) {
    const std::string head = "publish topic=" + topic(index) + " qos=1 ";
    std::vector<std::string> of_topic;
    for (const std::string& line : lines) {
      if (line.starts_with(head)) of_topic.push_back(line);
    }
    REQUIRE(of_topic.size() == 2);
    CHECK(of_topic[0].find("retained=1") != std::string::npos);
    CHECK(of_topic[1].find("payload=live") != std::string::npos);
  }
  CHECK(place_of("topic=t/299 ") > place_of("topic=t/199 "));
}

TEST_CASE("retained backlog: a large lot of QoS 0 is sent in turns") {
  constexpr std::size_t count = 30;
  constexpr std::size_t payload_bytes = 50'000;
  RetainingWorld world;
  world.retain_many(count, 0, payload_bytes);
  world.connect(2, {.client_identifier = "s", .user_name = "bob"});
  world.subscribe(2, "t/#", 0);
  const std::size_t first_turn = world.waiting(2);
  CHECK(first_turn == retained_turn_bytes_max / payload_bytes + 1);
  REQUIRE(world.broker.next_deadline_milliseconds() == world.now.steady_milliseconds + 1);
  SECTION("the link keeps up") {
    world.pass_time(1);
    CHECK(world.waiting(2) == count);
  }
  SECTION("the link is slow") {
    world.broker.congested(2, true);
    world.pass_time(1);
    CHECK(world.waiting(2) == first_turn);
    world.broker.congested(2, false);
    world.pass_time(1);
    CHECK(world.waiting(2) == count);
  }
  SECTION("the link is lost in between") {
    world.lose(2);
    world.pass_time(1);
    CHECK(world.broker.session_count("ns") == 1);
  }
}

TEST_CASE("retained backlog: without quotas what is in flight stays bounded") {
  RetainingWorld world({.quotas = false});
  world.retain_many(100, 1, 50'000);
  world.connect(2, {.client_identifier = "s", .user_name = "bob"});
  world.subscribe(2, "t/#", 1);
  world.pass_time(1);
  CHECK(world.waiting(2) == 21);  // the one that passes 1 MiB is the last
  acknowledge(world, 2, 1);
  CHECK(world.waiting(2) == 22);
}

TEST_CASE("retained backlog: nothing retained, nothing to come") {
  RetainingWorld world;
  world.connect(2, {.client_identifier = "s", .user_name = "bob"});
  world.subscribe(2, "t/#", 1);
  CHECK(world.waiting(2) == 0);
  world.retain("t/1", 1, "live");
  CHECK(world.next_line(2) == "publish topic=t/1 qos=1 pid=1 payload=live");
  CHECK(world.waiting(2) == 0);
}
