#include "protocol/mqtt/encode.hpp"

#include "protocol/mqtt/decode.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mqtt_packets.hpp"

using namespace eg::mqtt;
using eg::test::PacketBytes;

namespace {

constexpr ReasonCode three_reasons[] = {ReasonCode::success, ReasonCode::granted_qos_1,
                                        ReasonCode::not_authorized};

template <class Encode>
Bytes encoded(Encode encode) {
  Bytes out;
  encode(out);
  return out;
}

}  // namespace

TEST_CASE("CONNACK in 3.1.1") {
  CHECK((encoded([](Bytes& out) { encode_connack_v311(out, true, ConnectReturnCode::accepted); }) ==
         Bytes{0x20, 2, 1, 0}));
  CHECK((encoded([](Bytes& out) { encode_connack_v311(out, false, ConnectReturnCode::not_authorized); }) ==
         Bytes{0x20, 2, 0, 5}));
}

TEST_CASE("CONNACK in 5 without properties") {
  CHECK((encoded([](Bytes& out) { encode_connack_v5(out, false, ReasonCode::banned, {}); }) ==
         Bytes{0x20, 3, 0, 0x8A, 0}));
}

TEST_CASE("CONNACK in 5 writes each property that is set, as MQTT 5, 3.2.2.3 says") {
  // Given
  const std::uint8_t data[] = {0xAA, 0xBB};
  ConnackProperties properties;
  properties.session_expiry_interval_seconds = 0x01020304;
  properties.receive_maximum = 1000;
  properties.maximum_qos = std::uint8_t{1};
  properties.retain_available = false;
  properties.maximum_packet_size_bytes = 524288;
  properties.assigned_client_identifier = "assigned";
  properties.topic_alias_maximum = 10;
  properties.reason_string = "why";
  properties.wildcard_subscription_available = true;
  properties.subscription_identifiers_available = false;
  properties.shared_subscription_available = true;
  properties.server_keep_alive_seconds = 1160;
  properties.authentication_method = "M";
  properties.authentication_data = std::span<const std::uint8_t>(data);
  // When
  const Bytes out =
      encoded([&](Bytes& bytes) { encode_connack_v5(bytes, true, ReasonCode::success, properties); });
  // Then
  PacketBytes block;
  block.byte(0x11).four_byte_integer(0x01020304);
  block.byte(0x21).two_byte_integer(1000);
  block.byte(0x24).byte(1);
  block.byte(0x25).byte(0);
  block.byte(0x27).four_byte_integer(524288);
  block.byte(0x12).string("assigned");
  block.byte(0x22).two_byte_integer(10);
  block.byte(0x1F).string("why");
  block.byte(0x28).byte(1);
  block.byte(0x29).byte(0);
  block.byte(0x2A).byte(1);
  block.byte(0x13).two_byte_integer(1160);
  block.byte(0x15).string("M");
  block.byte(0x16).binary_data({0xAA, 0xBB});
  CHECK((out == eg::test::packet(0x20, PacketBytes().byte(1).byte(0).prefixed(block.bytes).bytes)));
}

TEST_CASE("PUBACK leaves out at its end what says nothing: MQTT 5, 3.4.2.1") {
  struct Case {
    Version version;
    ReasonCode reason;
    std::optional<std::string_view> reason_string;
    Bytes wanted;
  };
  const Case cases[] = {
      {Version::v311, ReasonCode::success, std::nullopt, {0x40, 2, 1, 2}},
      {Version::v311, ReasonCode::not_authorized, "no", {0x40, 2, 1, 2}},
      {Version::v5, ReasonCode::success, std::nullopt, {0x40, 2, 1, 2}},
      {Version::v5, ReasonCode::not_authorized, std::nullopt, {0x40, 3, 1, 2, 0x87}},
      {Version::v5, ReasonCode::quota_exceeded, "no", {0x40, 9, 1, 2, 0x97, 5, 0x1F, 0, 2, 'n', 'o'}},
      {Version::v5, ReasonCode::success, "", {0x40, 7, 1, 2, 0, 3, 0x1F, 0, 0}},
  };
  for (const Case& each : cases) {
    const Bytes out = encoded(
        [&](Bytes& bytes) { encode_puback(bytes, each.version, 0x0102, each.reason, each.reason_string); });
    CHECK((out == each.wanted));
    // And: the decoder agrees.
    const auto again = decode_acknowledgement(cut_frame(out, out.size()).frame, each.version);
    REQUIRE(again.has_value());
    CHECK(again->packet_identifier == 0x0102);
    if (each.version == Version::v5) CHECK(again->reason == each.reason);
  }
}

TEST_CASE("SUBACK and UNSUBACK") {
  CHECK((encoded([](Bytes& out) { encode_suback(out, Version::v311, 5, three_reasons, "unseen"); }) ==
         Bytes{0x90, 5, 0, 5, 0, 1, 0x87}));
  CHECK((encoded([](Bytes& out) { encode_suback(out, Version::v5, 5, three_reasons, std::nullopt); }) ==
         Bytes{0x90, 6, 0, 5, 0, 0, 1, 0x87}));
  CHECK((encoded([](Bytes& out) { encode_suback(out, Version::v5, 5, three_reasons, "n"); }) ==
         Bytes{0x90, 10, 0, 5, 4, 0x1F, 0, 1, 'n', 0, 1, 0x87}));
  CHECK((encoded([](Bytes& out) { encode_unsuback(out, Version::v311, 5, three_reasons); }) ==
         Bytes{0xB0, 2, 0, 5}));
  CHECK((encoded([](Bytes& out) { encode_unsuback(out, Version::v5, 5, three_reasons); }) ==
         Bytes{0xB0, 6, 0, 5, 0, 0, 1, 0x87}));
}

TEST_CASE("PINGRESP and DISCONNECT are appended to what stands in the buffer") {
  Bytes out = {0xFF};
  encode_pingresp(out);
  encode_disconnect(out, ReasonCode::session_taken_over, std::nullopt);
  encode_disconnect(out, ReasonCode::quota_exceeded, "full");
  CHECK((out == Bytes{0xFF, 0xD0, 0, 0xE0, 1, 0x8E, 0xE0, 9, 0x97, 7, 0x1F, 0, 4, 'f', 'u', 'l', 'l'}));
}

TEST_CASE("strings that are too long are cut between two characters, so that the packet stays whole") {
  // Given texts whose character of two bytes straddles the limit
  std::string text = "x";
  for (int count = 0; count < 40'000; ++count) text += "\xC3\xA4";
  ConnackProperties reason;
  reason.reason_string = text;
  ConnackProperties identifier;
  identifier.assigned_client_identifier = text;
  const std::vector<std::uint8_t> data(70'000, 1);
  ConnackProperties binary;
  binary.authentication_data = std::span<const std::uint8_t>(data);
  const struct {
    ConnackProperties properties;
    std::size_t bytes;
  } rows[] = {{reason, 1023}, {identifier, 65'535}, {binary, 65'535}};
  for (const auto& row : rows) {
    Bytes out;
    encode_connack_v5(out, false, ReasonCode::banned, row.properties);
    // Then the length before the text is that of the rest of the packet
    REQUIRE(out.size() > row.bytes + 2);
    const std::size_t at = out.size() - row.bytes - 2;
    CHECK(std::size_t{out[at]} * 256 + out[at + 1] == row.bytes);
  }
  Bytes puback;
  encode_puback(puback, Version::v5, 1, ReasonCode::quota_exceeded, text);
  CHECK(puback.size() < 1040);
}
