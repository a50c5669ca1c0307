// The malformed ways are cases in testdata/mqtt/packets/{subscribe,unsubscribe}.txt.
#include "protocol/mqtt/decode.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mqtt_packets.hpp"

using namespace eg::mqtt;
using eg::test::FilterOptions;

namespace {

Frame frame_of(const std::vector<std::uint8_t>& bytes) {
  return cut_frame(bytes, bytes.size()).frame;
}

}  // namespace

TEST_CASE("the options of each filter stay with it, in order") {
  // Given
  eg::test::SubscribeOptions options{.packet_identifier = 17, .filters = {}, .subscription_identifier = 300};
  options.filters = {FilterOptions{.filter = "a/+", .qos = 1, .no_local = true},
                     FilterOptions{.filter = "not/#/well-formed", .retain_as_published = true},
                     FilterOptions{.filter = "$share/g/x", .qos = 2, .retain_handling = 2}};
  const auto bytes = eg::test::subscribe_packet(options);
  // When
  const auto subscribe = decode_subscribe(frame_of(bytes), Version::v5);
  // Then
  REQUIRE(subscribe.has_value());
  CHECK(subscribe->packet_identifier == 17);
  CHECK(subscribe->subscription_identifier == 300U);
  CHECK_FALSE(subscribe->has_user_properties);
  REQUIRE(subscribe->requests.size() == 3);
  CHECK(subscribe->requests[0].filter == "a/+");
  CHECK(subscribe->requests[0].qos == Qos::at_least_once);
  CHECK(subscribe->requests[0].no_local);
  CHECK_FALSE(subscribe->requests[0].retain_as_published);
  CHECK(subscribe->requests[1].retain_as_published);
  CHECK_FALSE(subscribe->requests[1].no_local);
  CHECK(subscribe->requests[2].qos == Qos::exactly_once);
  CHECK(subscribe->requests[2].retain_handling == 2);
}

TEST_CASE("user properties of a SUBSCRIBE are noticed") {
  eg::test::SubscribeOptions options;
  options.filters = {FilterOptions{.filter = "a"}};
  options.user_properties = {{"k", "v"}};
  const auto bytes = eg::test::subscribe_packet(options);
  const auto subscribe = decode_subscribe(frame_of(bytes), Version::v5);
  REQUIRE(subscribe.has_value());
  CHECK(subscribe->has_user_properties);
}

TEST_CASE("an UNSUBSCRIBE gives its filters in both versions") {
  for (const Version version : {Version::v311, Version::v5}) {
    eg::test::UnsubscribeOptions options{.version = version, .packet_identifier = 9, .filters = {"a/b", "#"}};
    const auto bytes = eg::test::unsubscribe_packet(options);
    const auto unsubscribe = decode_unsubscribe(frame_of(bytes), version);
    REQUIRE(unsubscribe.has_value());
    CHECK(unsubscribe->packet_identifier == 9);
    REQUIRE(unsubscribe->filters.size() == 2);
    CHECK(unsubscribe->filters[0] == "a/b");
    CHECK(unsubscribe->filters[1] == "#");
  }
}
