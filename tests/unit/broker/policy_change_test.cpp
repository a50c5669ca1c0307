// What a change touches at once, and what it leaves alone.
#include "server/broker/policy_change.hpp"

#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {

TEST_CASE("policy change: a policy with the same content changes nothing for anybody") {
  test::World world;
  world.connect(1, {});
  world.subscribe(1, "t/#", 1);
  world.apply(world.model);
  CHECK(world.next_line(1) == "nothing");
  world.publish(1, "t/1", 0, "x");
  CHECK(world.next_line(1).starts_with("publish topic=t/1"));
}

TEST_CASE("policy change: in force for the very next packet") {
  test::World world;
  world.connect(1, {});
  world.publish(1, "u/1", 1, "x");
  CHECK(world.next_line(1).starts_with("puback pid=1 code=0x87"));
  world.model.topic_spaces[0].topic_templates.push_back("u/#");
  world.apply(world.model);
  world.publish(1, "u/1", 1, "x");
  CHECK(world.next_line(1) == "puback pid=1 code=0x00");
  world.model.topic_spaces[0].topic_templates.pop_back();
  world.apply(world.model);
  world.publish(1, "u/1", 1, "x");
  CHECK(world.next_line(1).starts_with("puback pid=1 code=0x87"));
}

TEST_CASE("policy change: a disabled client's offline session gets no messages, and lives on when enabled") {
  test::World world;
  world.connect(1, {.session_expiry_interval_seconds = 600});
  world.subscribe(1, "t/#", 1);
  world.lose(1);
  world.connect(2, {.client_identifier = "bobs", .user_name = "bob"});
  world.model.clients[0].enabled = false;
  world.apply(world.model);
  world.publish(2, "t/1", 1, "while disabled");
  world.model.clients[0].enabled = true;
  world.apply(world.model);
  world.publish(2, "t/1", 1, "after");
  CHECK(world.connect(3, {.clean_start = false}).find("present=1") != std::string::npos);
  CHECK(world.next_line(3) == "publish topic=t/1 qos=1 pid=1 payload=after");
}

TEST_CASE("policy change: updates of unknown namespaces") {
  test::World world;
  world.broker.apply({"none", nullptr}, world.now);
  world.apply(test::usual_namespace("second"));
  CHECK(world.broker.session_count("second") == 0);
  world.remove("second");
  CHECK(world.connect(1, {}).starts_with("connack 0x00"));
}

}  // namespace eg::broker
