#include "protocol/mqtt/decode.hpp"
#include "protocol/mqtt/encode.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mqtt_packets.hpp"

using namespace eg::mqtt;

namespace {

/// Writes into a buffer with a guard byte behind the promised size.
Bytes written(const PublishHead& head, std::string_view topic, const OwnProperties& own,
              const Bytes& properties, const Bytes& payload) {
  const std::size_t size = publish_size(head, topic, own, properties, payload);
  Bytes out(size + 1, 0xEE);
  write_publish(out.data(), head, topic, own, properties, payload);
  CHECK(out.back() == 0xEE);
  out.pop_back();
  return out;
}

}  // namespace

TEST_CASE("a PUBLISH is written byte for byte") {
  struct Case {
    const char* name;
    PublishHead head;
    OwnProperties own;
    Bytes properties;
    Bytes wanted;
  };
  const Bytes user = {0x26, 0, 1, 'k', 0, 1, 'v'};
  const Bytes identifiers = {0x0B, 3, 0x0B, 4};
  const Bytes expiry = {0x02, 0, 0, 0, 5};
  const Case cases[] = {
      {"3.1.1, QoS 0: no identifier, no properties",
       {.version = Version::v311, .packet_identifier = 9},
       {expiry, identifiers},
       user,
       {0x30, 4, 0, 1, 't', 'x'}},
      {"3.1.1, QoS 1, duplicate, retained",
       {.version = Version::v311,
        .qos = Qos::at_least_once,
        .duplicate = true,
        .retain = true,
        .packet_identifier = 0x0102},
       {},
       {},
       {0x3B, 6, 0, 1, 't', 1, 2, 'x'}},
      {"5, QoS 0, no properties", {}, {}, {}, {0x30, 5, 0, 1, 't', 0, 'x'}},
      {"5, QoS 1, own and shared properties",
       {.qos = Qos::at_least_once, .packet_identifier = 1},
       {expiry, identifiers},
       user,
       {0x32, 23, 0, 1, 't', 0, 1, 16, 0x02, 0, 0, 0, 5, 0x0B, 3, 0x0B, 4, 0x26, 0, 1, 'k', 0, 1, 'v', 'x'}},
  };
  for (const Case& each : cases) {
    INFO(each.name);
    CHECK((written(each.head, "t", each.own, each.properties, {'x'}) == each.wanted));
  }
}

TEST_CASE("an empty payload and an empty topic are written as such") {
  CHECK((written({}, "", {}, {}, {}) == Bytes{0x30, 3, 0, 0, 0}));
}

TEST_CASE("sizes hold where the length prefixes grow") {
  const PublishHead head{.qos = Qos::at_least_once, .packet_identifier = 77};
  for (const std::size_t payload_bytes : {0U, 121U, 122U, 123U, 16'377U, 16'378U, 16'379U, 2'100'000U}) {
    for (const std::size_t value_bytes : {0U, 121U, 122U, 123U, 16'376U, 16'377U, 16'378U}) {
      // Given
      const Bytes properties =
          eg::test::PacketBytes().user_properties({{"k", std::string(value_bytes, 'v')}}).bytes;
      const Bytes payload(payload_bytes, 0x5A);
      // When
      const Bytes out = written(head, "a/b", {}, properties, payload);
      // Then
      const FrameResult frame = cut_frame(out, out.size());
      INFO("payload " << payload_bytes << ", value " << value_bytes);
      REQUIRE(frame.state == FrameState::complete);
      REQUIRE(frame.frame.size_bytes == out.size());
      const auto publish = decode_publish(frame.frame, Version::v5);
      REQUIRE(publish.has_value());
      CHECK(publish->packet_identifier == 77);
      CHECK(publish->payload.size() == payload_bytes);
      CHECK(publish->properties.size() == properties.size());
      CHECK(publish->user_properties_bytes == value_bytes + 1);
    }
  }
}
