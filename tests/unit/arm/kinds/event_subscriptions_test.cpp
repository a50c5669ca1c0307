// The event subscription's table: every row of every delivery mode and endpoint type. What belongs together
// is in delivery_rules_test.
#include <string>

#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/arm_bodies.hpp"

namespace eg::arm {
namespace {

const std::string identity =
    R"("identity":{"type":"SystemAssigned",)"
    R"("federatedIdentityCredentialInfo":{"federatedClientId":"00000000-0000-0000-0000-000000000000"}})";
const std::string dead_letter =
    R"("deadLetterDestinationWithResourceIdentity":{)" + identity +
    R"(,"deadLetterDestination":{"endpointType":"StorageBlob","properties":{"resourceId":)"
    R"("/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/A.B/c/d",)"
    R"("blobContainerName":"c"}}})";
const std::string destination =
    R"("destination":{"endpointType":"WebHook","properties":{"endpointUrl":"https://a.example/hook?code=1",)"
    R"("deliveryAttributeMappings":[{"name":"a","type":"Static","properties":{"value":"x"}}]}})";

/// Both modes with everything, of which the mode Queue takes its own.
const std::string sample =
    R"({"properties":{"deliveryConfiguration":{"deliveryMode":"Queue","queue":{)" + dead_letter +
    R"(},"push":{)" + dead_letter + "," + destination + R"(,"deliveryWithResourceIdentity":{)" + identity +
    "," + destination +
    R"(}}},"filtersConfiguration":{"filters":[{"operatorType":"StringIn","key":"subject","values":["a"]}]}}})";

TEST_CASE("each row of the event subscription is checked as it says") {
  test::try_all_rows(event_subscriptions, sample.c_str());
}

TEST_CASE("rows of one kind of destination stand at both places with the versions of the place") {
  const Field* direct =
      find_field(event_subscriptions, "properties.deliveryConfiguration.push.destination.endpointType");
  const Field* by_identity = find_field(
      event_subscriptions,
      "properties.deliveryConfiguration.push.deliveryWithResourceIdentity.destination.endpointType");
  REQUIRE(direct != nullptr);
  REQUIRE(by_identity != nullptr);
  CHECK(direct->versions == since(ApiVersion::v2024_06_01_preview));
  CHECK(by_identity->versions == since(ApiVersion::v2023_12_15_preview));
  CHECK(find_field(event_subscriptions, "properties.tags")->versions ==
        without(since(ApiVersion::v2024_12_15_preview), ApiVersion::v2025_02_15));
}

TEST_CASE("the smallest event subscription is a queue with its defaults") {
  const auto checked = test::run_check(event_subscriptions, "{}");
  REQUIRE(checked.accepted());
  const auto merged =
      merge({event_subscriptions, ApiVersion::v2025_02_15, WriteOperation::put, "s", checked.body, nullptr});
  REQUIRE(merged.has_value());
  CHECK(
      write_json(*merged) ==
      R"({"properties":{"deliveryConfiguration":{"deliveryMode":"Queue","queue":{"receiveLockDurationInSeconds":60,)"
      R"("maxDeliveryCount":10}},"eventDeliverySchema":"CloudEventSchemaV1_0"}})");
}

}  // namespace
}  // namespace eg::arm
