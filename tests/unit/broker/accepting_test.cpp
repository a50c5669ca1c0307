// Session present, keep alive and the order of checks after authentication.
#include "server/broker/accepting.hpp"

#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {

TEST_CASE("accepting: keep alive is announced when it is not the one asked for") {
  const struct {
    unsigned asked;
    const char* announced;
  } rows[] = {
      {0, " keep_alive=1160"}, {1, ""}, {1160, ""}, {1161, " keep_alive=1160"}, {65535, " keep_alive=1160"}};
  for (const auto& row : rows) {
    INFO(row.asked);
    test::World world;
    const std::string connack = world.connect(1, {.keep_alive_seconds = row.asked});
    const std::size_t at = connack.find(" keep_alive=");
    CHECK((at == std::string::npos ? "" : connack.substr(at, 16)) == row.announced);
  }
}

TEST_CASE("accepting: session present needs a session that was kept, and no clean start") {
  const struct {
    std::uint32_t expiry_seconds;
    bool clean_start;
    bool is_present;
  } rows[] = {{60, false, true}, {60, true, false}, {0, false, false}};
  for (const auto& row : rows) {
    test::World world;
    world.connect(1, {.session_expiry_interval_seconds = row.expiry_seconds});
    world.lose(1);
    const std::string connack = world.connect(2, {.clean_start = row.clean_start});
    CHECK((connack.find("present=1") != std::string::npos) == row.is_present);
    CHECK(world.broker.session_count("ns") == 1);
  }
}

TEST_CASE("accepting: ownership is checked before the session limit") {
  test::World world;
  world.model.maximum_sessions_per_authentication_name = 1;
  world.apply(world.model);
  world.connect(1, {.client_identifier = "s1"});
  world.connect(2, {.client_identifier = "s2", .user_name = "bob"});
  CHECK(world.connect(3, {.client_identifier = "s1", .user_name = "bob"}).starts_with("connack 0x87"));
  CHECK(world.connect(4, {.client_identifier = "s3", .user_name = "bob"}).starts_with("connack 0x97"));
}

TEST_CASE("accepting: the properties of a will are bounded like those of a message, unless quotas are off") {
  for (const bool quotas : {true, false}) {
    Settings settings;
    settings.quotas = quotas;
    test::World world(settings);
    test::ConnectOptions options;
    options.will = test::WillOptions();
    options.will->topic = "t/will";
    options.will->user_properties = {{"a", std::string(32'767, 'x')}};
    CHECK(world.connect(1, options).starts_with("connack 0x00"));
    options.will->user_properties = {{"a", std::string(32'768, 'x')}};
    CHECK(world.connect(2, options).starts_with(quotas ? "connack 0x97" : "connack 0x00"));
    if (quotas) CHECK(world.last_event(Event::Kind::connect_refused).reason == "property-too-large");
  }
}

}  // namespace eg::broker
