// Sessions of a whole namespace are too many for a dialogue: here with a smaller limit.
#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {
namespace {

Settings settings_with(bool quotas) {
  Settings settings;
  settings.quotas = quotas;
  settings.sessions_per_throughput_unit_max = 2;
  return settings;
}

}  // namespace

TEST_CASE("quotas: sessions of a namespace, per throughput unit, offline ones too") {
  for (const auto version : {mqtt::Version::v5, mqtt::Version::v311}) {
    const std::string refusal = version == mqtt::Version::v5 ? "connack 0x97" : "connack 0x03";
    test::World world(settings_with(true));
    test::ConnectOptions options;
    options.version = version;
    for (LinkId link = 1; link <= 2; ++link) {
      options.client_identifier = "s" + std::to_string(link);
      options.clean_start = false;
      if (version == mqtt::Version::v5) options.session_expiry_interval_seconds = 100;
      CHECK(world.connect(link, options).starts_with("connack 0x00"));
    }
    world.lose(1);
    options.client_identifier = "s3";
    CHECK(world.connect(3, options).starts_with(refusal));
    CHECK(world.last_event(Event::Kind::connect_refused).reason == "namespace-session-limit-reached");
    options.client_identifier = "s1";  // a session that is there is no new one
    CHECK(world.connect(4, options).starts_with("connack 0x00"));
    world.model.throughput_units = 2;
    world.apply(world.model);
    options.client_identifier = "s3";
    CHECK(world.connect(5, options).starts_with("connack 0x00"));
  }
}

TEST_CASE("quotas: without them a namespace has as many sessions as connect") {
  test::World world(settings_with(false));
  for (LinkId link = 1; link <= 3; ++link) {
    test::ConnectOptions options;
    options.client_identifier = "s" + std::to_string(link);
    CHECK(world.connect(link, options).starts_with("connack 0x00"));
  }
}

}  // namespace eg::broker
