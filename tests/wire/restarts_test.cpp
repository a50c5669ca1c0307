// Orderly stop and start of the whole application: what MQTT clients find again, over real connections.
#include "tests/support/wire_emulator.hpp"

namespace eg::test {
namespace {

const WireIdentity& alice() {
  static const WireIdentity identity("alice");
  return identity;
}

struct Provisioned : WireEmulator {
  explicit Provisioned(Kept kept = Kept::on_disk) : WireEmulator(kept) {
    put_namespace();
    for (const std::string name : {"alice", "bob"}) put_client(name, alice());
  }
  /// A session that lasts; whether it was there before.
  std::pair<WireClient, bool> lasting(const std::string& name) const {
    WireClient client = mqtt(&alice());
    client.send(connect_packet({.client_identifier = name + "-1",
                                .clean_start = false,
                                .user_name = name,
                                .session_expiry_interval_seconds = 600}));
    const Bytes connack = client.packet().value();
    REQUIRE(connack_code(connack) == 0);
    return {std::move(client), (connack.at(2) & 1) != 0};
  }
  void leave_messages() const {
    auto [subscriber, is_present] = lasting("alice");
    CHECK_FALSE(is_present);
    subscriber.send(subscribe_packet({.filters = {{.filter = "t/#", .qos = 1}}}));
    REQUIRE(subscriber.packet().value().at(0) == 0x90);
    WireClient publisher = session(alice(), "bob");
    publisher.send(publish_packet(
        {.topic = "t/a", .payload = "kept", .qos = 1, .retain = true, .packet_identifier = 1}));
    REQUIRE(publisher.packet().value().at(0) == 0x40);
    CHECK(subscriber.packet().value().at(0) == 0x32);  // and is not acknowledged
  }
};

TEST_CASE("a session with what it did not acknowledge, and a retained message, outlive a restart") {
  Provisioned emulator;
  emulator.leave_messages();
  emulator.stop();
  emulator.start();
  auto [subscriber, is_present] = emulator.lasting("alice");
  CHECK(is_present);
  const Bytes again = subscriber.packet().value();
  CHECK(again.at(0) == 0x3A);  // PUBLISH, QoS 1, DUP
  CHECK(std::string(again.end() - 4, again.end()) == "kept");
  WireClient other = emulator.session(alice(), "bob");
  other.send(subscribe_packet({.filters = {{.filter = "t/a"}}}));
  REQUIRE(other.packet().value().at(0) == 0x90);
  CHECK(other.packet().value().at(0) == 0x31);  // RETAIN
}

TEST_CASE("a second stop and start keeps a session that nobody came for") {
  Provisioned emulator;
  emulator.leave_messages();
  for (int count = 0; count < 2; ++count) {
    emulator.stop();
    emulator.start();
  }
  auto [subscriber, is_present] = emulator.lasting("alice");
  CHECK(is_present);
  CHECK(subscriber.packet().value().at(0) == 0x3A);
}

TEST_CASE("a start that fails leaves what was kept for the next one") {
  Provisioned emulator;
  emulator.leave_messages();
  emulator.stop();
  {
    app::Config config = emulator.config();
    config.bind = "192.0.2.1";  // of no machine (RFC 5737)
    LogList log;
    REQUIRE(app::App::start(config, log).has_error());
  }
  emulator.start();
  CHECK(emulator.lasting("alice").second);
}

TEST_CASE("a client that was deleted before the stop finds no way back, and a namespace keeps nothing") {
  Provisioned emulator;
  emulator.leave_messages();
  REQUIRE(emulator.http({"DELETE", WireEmulator::arm_target("wire-ns"), ""}).status / 100 == 2);
  emulator.stop();
  emulator.start();
  emulator.put_namespace();
  for (const std::string name : {"alice", "bob"}) emulator.put_client(name, alice());
  CHECK_FALSE(emulator.lasting("alice").second);
}

TEST_CASE(
    "a client that neither reads nor closes does not keep the stop waiting, and its session outlives it") {
  Provisioned emulator;
  WireClient stuck = emulator.lasting("alice").first;
  stuck.send(subscribe_packet({.filters = {{.filter = "t/#"}}}));
  REQUIRE(stuck.packet().value().at(0) == 0x90);
  WireClient publisher = emulator.session(alice(), "bob");
  const auto is_stuck = [&] { return emulator.log().find("QoS 0 message dropped") != std::string::npos; };
  for (std::uint16_t number = 1; number < 100 && !is_stuck(); ++number) {
    publisher.send(publish_packet(
        {.topic = "t/a", .payload = std::string(500'000, 'x'), .qos = 1, .packet_identifier = number}));
    REQUIRE(publisher.packet().value().at(0) == 0x40);
  }
  REQUIRE(is_stuck());
  const auto start = std::chrono::steady_clock::now();
  emulator.stop();
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(4));
  emulator.start();
  CHECK(emulator.lasting("alice").second);
}

TEST_CASE("an emulator in memory keeps nothing") {
  Provisioned emulator(WireEmulator::Kept::in_memory);
  emulator.leave_messages();
  emulator.stop();
  CHECK(emulator.log().find("kept ") == std::string::npos);
}

}  // namespace
}  // namespace eg::test
