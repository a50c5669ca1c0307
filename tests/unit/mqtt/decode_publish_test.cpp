// The malformed ways are cases in testdata/mqtt/packets/publish.txt; here is what a decoded PUBLISH holds.
#include "protocol/mqtt/decode.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mqtt_packets.hpp"

using namespace eg::mqtt;
using eg::test::PublishOptions;

namespace {

Frame frame_of(const std::vector<std::uint8_t>& bytes) {
  return cut_frame(bytes, bytes.size()).frame;
}

std::string text_of(BytesView bytes) {
  return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("topic, payload and properties are views into the received bytes") {
  // Given
  PublishOptions options{.topic = "a/b", .payload = "hello", .qos = 1, .packet_identifier = 300};
  options.content_type = "text/plain";
  options.user_properties = {{"key", "value"}};
  const auto bytes = eg::test::publish_packet(options);
  // When
  const auto publish = decode_publish(frame_of(bytes), Version::v5);
  // Then
  REQUIRE(publish.has_value());
  CHECK(publish->topic == "a/b");
  CHECK(publish->packet_identifier == 300);
  CHECK(text_of(publish->payload) == "hello");
  CHECK(publish->payload.data() == bytes.data() + bytes.size() - 5);
  CHECK(publish->content_type == "text/plain");
  CHECK(publish->user_properties_bytes == 8);
  CHECK((text_of(publish->properties) == text_of(eg::test::publish_properties(options))));
  CHECK(publish->properties.data() > bytes.data());
  CHECK(publish->properties.data() < bytes.data() + bytes.size());
  CHECK(publish->rewritten_properties == nullptr);
}

TEST_CASE("a copied PUBLISH keeps properties that had to be rewritten") {
  // Given: an expiry and an alias between what travels.
  PublishOptions options{.topic = "a", .payload = ""};
  options.payload_format_indicator = 1;
  options.message_expiry_interval_seconds = 10;
  options.topic_alias = 2;
  options.content_type = "c";
  const auto bytes = eg::test::publish_packet(options);
  // When: the decoded packet is gone and only a copy is left.
  std::optional<Publish> copy;
  {
    const auto publish = decode_publish(frame_of(bytes), Version::v5);
    REQUIRE(publish.has_value());
    copy = *publish;
  }
  // Then
  CHECK(copy->message_expiry_interval_seconds == 10U);
  CHECK((copy->topic_alias == std::uint16_t{2}));
  options.message_expiry_interval_seconds.reset();
  options.topic_alias.reset();
  CHECK((text_of(copy->properties) == text_of(eg::test::publish_properties(options))));
}

TEST_CASE("bytes that look like properties are payload in 3.1.1") {
  PublishOptions options{.version = Version::v311, .topic = "a", .payload = std::string("\x02\x01\x01", 3)};
  const auto bytes = eg::test::publish_packet(options);
  const auto publish = decode_publish(frame_of(bytes), Version::v311);
  REQUIRE(publish.has_value());
  CHECK(publish->payload.size() == 3);
  CHECK(publish->properties.empty());
  CHECK(publish->packet_identifier == 0);
}

TEST_CASE("a refusal says why in words") {
  const auto bytes = eg::test::publish_packet({.topic = "a/#", .payload = ""});
  const auto publish = decode_publish(frame_of(bytes), Version::v5);
  REQUIRE(publish.has_error());
  CHECK(publish.error().reason == ReasonCode::topic_name_invalid);
  CHECK(std::string_view(publish.error().what) == "wildcard or U+0000 in a topic name");
}
