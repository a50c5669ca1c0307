// What a change touches at once, and what it leaves alone.
#include "server/broker/policy_change.hpp"

#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {
namespace {

/// device-A is connected as link 1, by its chain.
struct ChainWorld : test::World {
  ChainWorld() {
    model.ca_certificates = {{.name = "root", .der = "1"}};
    model.clients.push_back(test::subject_client("device-A"));
    apply(model);
    open(1, test::certificate('A'), "");
    input(1, test::connect_packet({.user_name = "device-A"}));
    verified(1, authz::ChainOutcome::trusted);
    REQUIRE(next_line(1).starts_with("connack 0x00"));
  }
  void change_anchors(const std::string& der) {
    model.ca_certificates[0].der = der;
    apply(model);
  }
  bool is_asked() const { return effects.verifications.contains(1); }
};

}  // namespace

TEST_CASE("policy change: only changed CA certificates have a live chain verified again") {
  ChainWorld world;
  world.model.clients[0].enabled = false;
  world.apply(world.model);
  CHECK_FALSE(world.is_asked());
  world.change_anchors("2");
  REQUIRE(world.is_asked());
  world.verified(1, authz::ChainOutcome::trusted);
  CHECK(world.next_line(1) == "nothing");
  world.change_anchors("3");
  world.verified(1, authz::ChainOutcome::not_trusted);
  CHECK(world.next_line(1).starts_with("disconnect 0x87"));
  const auto event = world.last_event(Event::Kind::disconnected);
  CHECK(event.reason == "ClientAuthenticationError");
  CHECK(event.detail.find("does not lead to a CA certificate") != std::string::npos);
}

TEST_CASE("policy change: a verdict by CA certificates that were changed once more does not count") {
  ChainWorld world;
  world.change_anchors("2");
  const std::uint64_t first = world.effects.verifications[1];
  world.change_anchors("3");
  REQUIRE(world.effects.verifications[1] > first);
  world.broker.verified(1, authz::ChainOutcome::trusted, first, world.now);
  world.verified(1, authz::ChainOutcome::not_trusted);
  CHECK(world.next_line(1).starts_with("disconnect 0x87"));
}

TEST_CASE("policy change: a client that becomes a thumbprint client needs its chain no more, and back") {
  ChainWorld world;
  authz::Client& device = world.model.clients.back();
  device.validation_scheme = authz::ValidationScheme::thumbprint_match;
  device.allowed_thumbprints = {std::string(64, 'A')};
  world.apply(world.model);
  world.change_anchors("2");
  CHECK_FALSE(world.is_asked());
  device.validation_scheme = authz::ValidationScheme::subject_matches_authentication_name;
  world.apply(world.model);
  REQUIRE(world.is_asked());
  world.verified(1, authz::ChainOutcome::ca_expired);
  CHECK(world.next_line(1).starts_with("disconnect 0x87"));
}

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
