#include "server/broker/retaining.hpp"

#include <string>
#include <vector>

#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

using namespace eg;
using namespace eg::broker;

namespace {

/// A namespace with a publisher, and no broker around it.
struct Home {
  explicit Home(bool quotas = true, std::uint32_t units = 1)
      : core({.quotas = quotas}, effects), home(core.add_namespace("ns")) {
    authz::Namespace model = test::usual_namespace("ns");
    model.throughput_units = units;
    home.policy = authz::compile(model, nullptr);
    core.begin_call({1000, 0});
    publisher.home = &home;
  }
  void retain(std::string_view topic, std::size_t payload_bytes, std::int64_t expires) {
    const std::vector<std::uint8_t> payload(payload_bytes, 'x');
    broker::retain(core, publisher, Message::make(topic, {}, payload, expires), mqtt::Qos::at_least_once,
                   "publisher");
  }
  std::string refusal(std::string_view topic, std::size_t payload_bytes) {
    const auto refused = refuse_to_retain(core, home, {topic, payload_bytes, topic.size() + payload_bytes});
    return refused ? std::string(refused->reason) : "";
  }

  test::RecordingEffects effects;
  Core core;
  NamespaceState& home;
  Session publisher;
};

}  // namespace

TEST_CASE("retaining: the payload is limited") {
  Home azure;
  CHECK(azure.refusal("t", retained_payload_bytes_max).empty());
  CHECK(azure.refusal("t", retained_payload_bytes_max + 1) == "retained-too-large");
  Home off(false);
  CHECK(off.refusal("t", retained_payload_bytes_max + 1).empty());
}

TEST_CASE("retaining: as many messages per throughput unit; replacing and deleting goes on") {
  for (const std::uint32_t units : {1U, 2U}) {
    Home home(true, units);
    for (std::size_t index = 0; index < retained_messages_max * units; ++index) {
      REQUIRE(home.refusal("t/" + std::to_string(index), 1).empty());
      home.retain("t/" + std::to_string(index), 1, index == 0 ? 2000 : Message::never_expires);
    }
    CHECK(home.refusal("t/new", 1) == "too-many-retained-messages");
    CHECK(home.refusal("t/1", 1).empty());
    CHECK(home.refusal("t/new", 0).empty());
    home.core.begin_call({2000, 0});  // the first has expired, though no deadline was looked at
    CHECK(home.refusal("t/new", 1).empty());
    CHECK(home.home.retained.expired_count() == 1);
    home.retain("t/new", 1, Message::never_expires);
    CHECK(home.refusal("t/newer", 1) == "too-many-retained-messages");
    home.retain("t/new", 0, Message::never_expires);
    CHECK(home.refusal("t/newer", 1).empty());
  }
}

TEST_CASE("retaining: fewer throughput units delete nothing, new messages fail") {
  Home home(true, 2);
  for (std::size_t index = 0; index <= retained_messages_max; ++index) {
    home.retain("t/" + std::to_string(index), 1, Message::never_expires);
  }
  CHECK(home.refusal("t/new", 1).empty());
  home.home.policy = authz::compile(test::usual_namespace("ns"), home.home.policy.get());
  CHECK(home.refusal("t/new", 1) == "too-many-retained-messages");
  CHECK(home.home.retained.count() == retained_messages_max + 1);
}

TEST_CASE("retaining: as many bytes per throughput unit") {
  Home home;
  constexpr std::size_t kept = 1000;
  home.retain("t", kept, Message::never_expires);
  const auto refusal = [&](std::string_view topic, std::size_t bytes) {
    return refuse_to_retain(home.core, home.home, {topic, 1, bytes});
  };
  CHECK_FALSE(refusal("u", retained_bytes_max - kept - 1));
  REQUIRE(refusal("u", retained_bytes_max - kept));
  CHECK(refusal("u", retained_bytes_max - kept)->reason == "too-many-retained-bytes");
  CHECK_FALSE(refusal("t", retained_bytes_max));
}

TEST_CASE("retaining: without quotas a namespace retains what memory allows") {
  Home off(false);
  const std::size_t limit = off.core.settings.waiting_bytes_max;
  off.retain("t/large", limit / 2, 2000);
  CHECK(off.refusal("t/more", limit / 2) == "too-many-retained-bytes");
  CHECK(off.refusal("t/large", limit / 2 + 1).empty());  // in its place
  CHECK(off.refusal("t/large", 0).empty());
  off.core.begin_call({2000, 0});
  CHECK(off.refusal("t/more", limit / 2).empty());
}

TEST_CASE("retaining: lives") {
  constexpr std::int64_t longest = 1000 + retained_seconds_max * 1000;
  struct {
    mqtt::Version version;
    std::int64_t message_expires;
    std::int64_t expires;
  } const rows[] = {
      {mqtt::Version::v5, 5000, 5000},
      {mqtt::Version::v5, longest + 1000, longest},
      {mqtt::Version::v5, Message::never_expires, Message::never_expires},
      {mqtt::Version::v311, Message::never_expires, longest},
  };
  for (const auto& row : rows) {
    Home home;
    home.publisher.version = row.version;
    home.retain("t", 1, row.message_expires);
    CHECK(home.home.retained.find("t")->expires_steady_milliseconds == row.expires);
    CHECK(home.home.retained.find("t")->publisher == "publisher");
    CHECK(home.home.armed_steady_milliseconds == row.expires);
  }
}

TEST_CASE("retaining: expired ones go when they are due, whoever asks") {
  test::World world;
  world.connect(1, {.client_identifier = "s1", .keep_alive_seconds = 1000});
  const auto retain = [&](const char* topic, unsigned expiry_seconds) {
    world.input(1, test::publish_packet({.topic = topic,
                                         .payload = "x",
                                         .retain = true,
                                         .message_expiry_interval_seconds = expiry_seconds}));
  };
  retain("t/1", 20);
  retain("t/2", 10);
  retain("t/3", 0);
  const auto figures = [&] { return world.broker.retained_figures("NS"); };
  CHECK(figures().count == 3);
  CHECK(figures().bytes == 12);
  world.pass_time(10);
  CHECK(figures().count == 2);
  CHECK(figures().expired_count == 1);
  world.pass_time(10);
  CHECK(figures().count == 1);
  CHECK(figures().bytes == 4);
  CHECK(figures().expired_count == 2);
  CHECK(world.broker.retained_figures("none").count == 0);
}
