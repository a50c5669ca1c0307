// Addresses at CONNECT and under a live connection.
#include "server/broker/network_rules.hpp"

#include "server/broker/ending.hpp"
#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {
namespace {

/// A stage on which links come from addresses of the test's choice.
struct AddressWorld : test::World {
  explicit AddressWorld(const Settings& settings = {}) : World(settings) {}

  std::string connect_from(LinkId link, const std::string& address, test::ConnectOptions options) {
    if (!options.user_name) options.user_name = "alice";
    effects.inboxes[link] = {};
    effects.inboxes[link].is_open = true;
    effects.inboxes[link].version = options.version;
    Peer peer;
    peer.remote_address = address;
    peer.certificate = test::certificate('A');
    broker.open(link, peer, now);
    input(link, test::connect_packet(options));
    return next_line(link);
  }
  void allow(const std::vector<std::string>& masks) {
    model.inbound_ip_masks = masks;
    apply(model);
  }
};

bool is_refused(const std::string& line, const std::string& code) {
  return line.find(code) != std::string::npos;
}

}  // namespace

TEST_CASE("network rules: an address outside the rules is refused with a reason that names it and the cure") {
  AddressWorld world;
  world.allow({"10.0.0.0/8", "2001:db8::/32"});
  CHECK(is_refused(world.connect_from(1, "127.0.0.1:5000", {}), "0x87"));
  const test::RecordedEvent refusal = world.last_event(Event::Kind::connect_refused);
  CHECK(refusal.reason == "address-not-allowed");
  CHECK(refusal.detail.find("127.0.0.1 ") != std::string::npos);
  CHECK(refusal.detail.find("10.0.0.0/8, 2001:db8::/32") != std::string::npos);
  CHECK(refusal.detail.find("--network-rules off") != std::string::npos);
  CHECK(is_refused(world.connect_from(2, "[::1]:5000", {}), "0x87"));
  CHECK(is_refused(world.connect_from(3, "127.0.0.1:5000", {.version = mqtt::Version::v311}), "0x05"));
  CHECK(is_refused(world.connect_from(4, "10.1.2.3:5000", {.client_identifier = "a"}), "0x00"));
  CHECK(is_refused(world.connect_from(5, "[2001:db8::7]:5000", {.client_identifier = "b"}), "0x00"));
}

TEST_CASE(
    "network rules: without public access nobody is let in, whatever the rules; the switch lets all in") {
  for (const bool network_rules : {true, false}) {
    Settings settings;
    settings.network_rules = network_rules;
    AddressWorld world(settings);
    world.model.public_network_access = false;
    world.allow({"127.0.0.1"});
    const std::string line = world.connect_from(1, "127.0.0.1:5000", {});
    CHECK(is_refused(line, network_rules ? "0x87" : "0x00"));
    if (!network_rules) continue;
    const test::RecordedEvent refusal = world.last_event(Event::Kind::connect_refused);
    CHECK(refusal.detail.find("publicNetworkAccess") != std::string::npos);
    CHECK(refusal.detail.find("--network-rules off") != std::string::npos);
  }
}

TEST_CASE("network rules: a change ends the connections it forbids, and leaves their sessions") {
  AddressWorld world;
  world.connect_from(1, "127.0.0.1:5000",
                     {.client_identifier = "near", .session_expiry_interval_seconds = 100});
  world.connect_from(2, "10.1.2.3:5000", {.client_identifier = "far"});
  world.connect_from(3, "127.0.0.1:5001",
                     {.version = mqtt::Version::v311, .client_identifier = "old", .clean_start = false});
  world.allow({"10.0.0.0/8"});
  CHECK(world.next_line(1).starts_with("disconnect 0x87"));
  CHECK(world.next_line(1) == "closed");
  CHECK(world.next_line(2) == "nothing");
  CHECK(world.next_line(3) == "closed");
  CHECK(world.last_event(Event::Kind::disconnected).reason == disconnection::ip_forbidden);
  CHECK(world.broker.session_count("ns") == 3);
  world.allow({});
  CHECK(world.connect_from(4, "127.0.0.1:5000", {.client_identifier = "near", .clean_start = false})
            .find("present=1") != std::string::npos);
}

}  // namespace eg::broker
