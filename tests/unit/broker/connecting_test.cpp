// Verifications that wait, change their minds, or come to nothing.
#include "server/broker/connecting.hpp"

#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {
namespace {

/// A client whose certificate is judged by its chain.
struct ChainWorld : test::World {
  ChainWorld() {
    model.ca_certificates = {{.name = "root"}};
    model.clients.push_back(test::subject_client("device-A"));
    apply(model);
    open(1, test::certificate('A'), "");
  }
  test::Bytes packet = test::connect_packet({.user_name = "device-A"});
};

}  // namespace

TEST_CASE("connecting: nothing is consumed while a verification is pending") {
  ChainWorld world;
  CHECK(world.input(1, world.packet) == InputResult::State::waiting);
  const test::Bytes ping = test::pingreq_packet();
  const InputResult result = world.broker.input(1, ping, world.now);
  CHECK(result.state == InputResult::State::waiting);
  CHECK(result.consumed_bytes == 0);
  world.verified(1, authz::ChainOutcome::trusted);
  CHECK(world.next_line(1).starts_with("connack 0x00"));
}

TEST_CASE("connecting: answers that nobody waits for are ignored") {
  ChainWorld world;
  world.broker.verified(1, authz::ChainOutcome::trusted, 1, world.now);
  world.broker.verified(9, authz::ChainOutcome::trusted, 1, world.now);
  CHECK(world.next_line(1) == "nothing");
  world.input(1, world.packet);
  world.broker.verified(1, authz::ChainOutcome::trusted, world.effects.verifications[1] + 1, world.now);
  CHECK(world.next_line(1) == "nothing");
  world.lose(1);
  world.broker.verified(1, authz::ChainOutcome::trusted, world.effects.verifications[1], world.now);
  CHECK(world.broker.session_count("ns") == 0);
}

TEST_CASE("connecting: a client removed during its verification is refused") {
  ChainWorld world;
  world.input(1, world.packet);
  world.model.clients.pop_back();
  world.apply(world.model);
  world.verified(1, authz::ChainOutcome::trusted);
  CHECK(world.next_line(1).starts_with("connack 0x87"));
  CHECK(world.next_line(1) == "closed");
}

TEST_CASE("connecting: a verdict for a namespace that was made anew meanwhile does not count") {
  ChainWorld world;
  world.input(1, world.packet);
  const std::uint64_t question = world.effects.verifications[1];
  world.remove("ns");
  world.apply(world.model);  // the same names and numbers of generations as before
  world.apply(world.model);
  world.verified(1, authz::ChainOutcome::trusted);
  CHECK(world.next_line(1) == "nothing");
  CHECK(world.effects.verifications[1] > question);
  world.verified(1, authz::ChainOutcome::trusted);
  CHECK(world.next_line(1).starts_with("connack 0x00"));
}

TEST_CASE("connecting: the verdict says which certificate is at fault, an empty verdict is a refusal") {
  authz::ChainVerdict expired = authz::ChainOutcome::ca_expired;
  expired.subject = "CN=Root";
  const std::pair<authz::ChainVerdict, const char*> rows[] = {
      {expired, "ca-certificate-expired"},
      {authz::ChainOutcome::not_checked, "certificate-chain-not-trusted"}};
  for (const auto& [verdict, reason] : rows) {
    ChainWorld world;
    world.input(1, world.packet);
    world.verified(1, verdict);
    CHECK(world.next_line(1).starts_with("connack 0x87"));
    const auto event = world.last_event(Event::Kind::connect_refused);
    CHECK(event.reason == reason);
    CHECK(event.detail.find(verdict.subject) != std::string::npos);
  }
}

TEST_CASE("connecting: a malformed v5 CONNECT is answered, a malformed 3.1.1 one is closed") {
  for (const mqtt::Version version : {mqtt::Version::v5, mqtt::Version::v311}) {
    test::World world;
    world.open(1, test::certificate('A'), "");
    world.effects.inboxes[1].version = version;
    test::Bytes packet = test::connect_packet({.version = version, .user_name = "alice"});
    packet[9] = static_cast<std::uint8_t>(packet[9] | 1U);  // reserved flag
    world.input(1, packet);
    if (version == mqtt::Version::v5) CHECK(world.next_line(1).starts_with("connack 0x81"));
    CHECK(world.next_line(1) == "closed");
    CHECK(world.broker.link_count() == 0);
  }
}

}  // namespace eg::broker
