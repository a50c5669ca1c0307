#include "server/control/delivery_settings.hpp"

#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;

namespace {

const std::string subscription = "$NS/topics/topic1/eventSubscriptions/sub1";

const std::string attributes =
    R"([{"name":"plain","type":"Static","properties":{"value":"seen","isSecret":false}},)"
    R"({"name":"key","type":"Static","properties":{"value":"hidden","isSecret":true}},)"
    R"({"name":"source","type":"Dynamic","properties":{"sourceField":"data.x"}}])";

void make(test::ControlHarness& harness, const std::string& delivery) {
  REQUIRE(harness.send("PUT $NS", R"({"location":"eastus"})").response.status == 201);
  REQUIRE(harness.send("PUT $NS/topics/topic1", "{}").response.status < 300);
  const auto handled =
      harness.send("PUT " + subscription, R"({"properties":{"deliveryConfiguration":)" + delivery + "}}");
  INFO(handled.response.body);
  REQUIRE(handled.response.status < 300);
}

std::string webhook() {
  return R"({"deliveryMode":"Push","push":{"destination":{"endpointType":"WebHook","properties":)"
         R"({"endpointUrl":"https://hook.example/in?code=secret","deliveryAttributeMappings":)" +
         attributes + "}}}}";
}

}  // namespace

TEST_CASE("a secret attribute is shown by its action alone, and a webhook's whole address too") {
  test::ControlHarness harness;
  make(harness, webhook());
  const std::string shown = harness.send("GET " + subscription).response.body;
  CHECK(shown.find(R"({"name":"key","type":"Static","properties":{"isSecret":true}})") != std::string::npos);
  CHECK(shown.find(R"("properties":{"value":"seen","isSecret":false})") != std::string::npos);
  CHECK(shown.find("code=secret") == std::string::npos);
  const auto listed = harness.send("POST " + subscription + "/getDeliveryAttributes").response;
  CHECK(listed.status == 200);
  CHECK(listed.body == R"({"value":)" + attributes + "}");
  const auto url = harness.send("POST " + subscription + "/getFullUrl").response;
  CHECK(url.status == 200);
  CHECK(url.body == R"({"endpointUrl":"https://hook.example/in?code=secret"})");
}

TEST_CASE("a destination with an identity is found too; one without an address is refused") {
  test::ControlHarness harness;
  make(
      harness,
      R"({"deliveryMode":"Push","push":{"deliveryWithResourceIdentity":{"destination":)"
      R"({"endpointType":"EventHub","properties":{"resourceId":"/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/g/)"
      R"(providers/Microsoft.EventHub/namespaces/n/eventhubs/h","deliveryAttributeMappings":)" +
          attributes + "}}}}}");
  CHECK(harness.send("POST " + subscription + "/getDeliveryAttributes").response.body ==
        R"({"value":)" + attributes + "}");
  const auto url = harness.send("POST " + subscription + "/getFullUrl").response;
  CHECK(url.status == 400);
  CHECK(url.body.find("'sub1' has no webhook") != std::string::npos);
}

TEST_CASE("a queue has no attributes") {
  test::ControlHarness harness;
  make(harness, R"({"deliveryMode":"Queue"})");
  CHECK(harness.send("POST " + subscription + "/getDeliveryAttributes").response.body == R"({"value":[]})");
}

TEST_CASE("the actions exist from their versions on, of a subscription that is there") {
  test::ControlHarness harness;
  make(harness, webhook());
  const auto status = [&](const char* action, const char* version) {
    return harness.send("POST " + subscription + action, "", version).response.status;
  };
  CHECK(status("/getDeliveryAttributes", "2023-06-01-preview") == 405);
  CHECK(status("/getDeliveryAttributes", "2023-12-15-preview") == 200);
  CHECK(status("/getFullUrl", "2023-12-15-preview") == 405);
  CHECK(status("/getFullUrl", "2024-06-01-preview") == 200);
  CHECK(harness.send("POST $NS/topics/topic1/eventSubscriptions/other/getFullUrl").response.status == 404);
}
