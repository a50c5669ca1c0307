// Acknowledgements, DISCONNECT, AUTH, PINGREQ. Single cases are in testdata/mqtt/packets; here are the reason
// tables.
#include "protocol/mqtt/decode.hpp"

#include <set>
#include <stdexcept>

#include "tests/support/catch.hpp"
#include "tests/support/mqtt_packets.hpp"

using namespace eg::mqtt;

namespace {

Frame frame_of(const std::vector<std::uint8_t>& bytes) {
  return cut_frame(bytes, bytes.size()).frame;
}

struct ReasonTable {
  const char* packet;
  unsigned first_byte;
  std::set<unsigned> allowed;
};

// MQTT 5, 3.4.2.1, 3.5.2.1, 3.6.2.1, 3.7.2.1.
const ReasonTable tables[] = {
    {"PUBACK", 0x40, {0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99}},
    {"PUBREC", 0x50, {0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99}},
    {"PUBREL", 0x62, {0x00, 0x92}},
    {"PUBCOMP", 0x70, {0x00, 0x92}},
};

}  // namespace

TEST_CASE("acknowledgements carry the reasons of their own tables and no others") {
  for (const ReasonTable& table : tables) {
    for (unsigned reason = 0; reason < 256; ++reason) {
      const auto bytes = eg::test::packet(table.first_byte, {0x00, 0x07, static_cast<std::uint8_t>(reason)});
      const auto result = decode_acknowledgement(frame_of(bytes), Version::v5);
      INFO(table.packet << " with reason " << reason);
      CHECK(result.has_value() == (table.allowed.count(reason) == 1));
      if (result) CHECK(static_cast<unsigned>(result->reason) == reason);
      if (!result) CHECK(result.error().reason == ReasonCode::protocol_error);
    }
  }
}

TEST_CASE("a client's DISCONNECT carries the reasons a client may give: MQTT 5, 3.14.2.1") {
  const std::set<unsigned> allowed = {0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x90,
                                      0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99};
  for (unsigned reason = 0; reason < 256; ++reason) {
    const auto bytes = eg::test::packet(0xE0, {static_cast<std::uint8_t>(reason)});
    INFO("reason " << reason);
    CHECK(decode_disconnect(frame_of(bytes), Version::v5).has_value() == (allowed.count(reason) == 1));
  }
}

TEST_CASE("session expiry and user properties of a DISCONNECT are told") {
  eg::test::DisconnectOptions options;
  options.session_expiry_interval_seconds = 12;
  options.user_properties = {{"k", "v"}};
  const auto bytes = eg::test::disconnect_packet(options);
  const auto disconnect = decode_disconnect(frame_of(bytes), Version::v5);
  REQUIRE(disconnect.has_value());
  CHECK(disconnect->session_expiry_interval_seconds == 12U);
  CHECK(disconnect->has_user_properties);
}

TEST_CASE("an AUTH carries continue or re-authenticate, and a method: MQTT 5, 3.15") {
  for (unsigned reason = 0; reason < 256; ++reason) {
    eg::test::AuthOptions options{.reason = static_cast<ReasonCode>(reason), .authentication_method = "M"};
    options.authentication_data = "d";
    const auto bytes = eg::test::auth_packet(options);
    const auto auth = decode_auth(frame_of(bytes));
    INFO("reason " << reason);
    REQUIRE(auth.has_value() == (reason == 0x18 || reason == 0x19));
    if (auth) CHECK(auth->authentication_method == "M");
    if (auth) CHECK(auth->authentication_data->size() == 1);
  }
}

TEST_CASE("a PINGREQ has nothing in it") {
  const auto bytes = eg::test::pingreq_packet();
  CHECK(decode_pingreq(frame_of(bytes)).has_value());
  const std::vector<std::uint8_t> with_body = {0xC0, 0x01, 0x00};
  CHECK_FALSE(decode_pingreq(frame_of(with_body)).has_value());
}

TEST_CASE("taking the value of a refused packet is a bug and says which") {
  const std::vector<std::uint8_t> with_flags = {0xC1, 0x00};
  CHECK_THROWS_AS(decode_pingreq(frame_of(with_flags)).value(), std::logic_error);
}
