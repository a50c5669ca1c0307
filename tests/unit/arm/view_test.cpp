// The resource on the wire: order, null and absent, what a version shows (arm-contract 2).
#include "protocol/arm/view.hpp"

#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/arm_bodies.hpp"

namespace eg::arm {
namespace {

constexpr const char* stored_namespace =
    R"({"properties":{"topicSpacesConfiguration":{"state":"Enabled","maximumSessionExpiryInHours":1,
    "clientAuthentication":{"alternativeAuthenticationNameSources":["ClientCertificateDns"]}},
    "inboundIpRules":[{"ipMask":"10.0.0.0/8","action":"Allow"}]},"sku":{"name":"Standard","capacity":1},
    "location":"eastus","tags":{"a":"b"},"systemData":{"createdBy":"me"}})";

TEST_CASE("a namespace shows its members in the order of the service") {
  const auto document = test::json(stored_namespace);
  const ReadOnlyValue values[] = {
      {"properties.topicsConfiguration.hostname", "n.eastus-1.eventgrid.azure.net"},
      {"properties.topicSpacesConfiguration.hostname", "localhost"}};
  CHECK(
      view({namespaces, ApiVersion::v2025_02_15, "/ID", "N", document, values}) ==
      R"({"properties":{"provisioningState":"Succeeded",)"
      R"("topicsConfiguration":{"hostname":"n.eastus-1.eventgrid.azure.net"},)"
      R"("topicSpacesConfiguration":{"state":"Enabled","hostname":"localhost","maximumSessionExpiryInHours":1},)"
      R"("inboundIpRules":[{"ipMask":"10.0.0.0/8","action":"Allow"}]},"sku":{"name":"Standard","capacity":1},)"
      R"("systemData":{"createdBy":"me"},"location":"eastus","tags":{"a":"b"},)"
      R"("id":"/ID","name":"N","type":"Microsoft.EventGrid/namespaces"})");
}

TEST_CASE("a resource on which an operation runs shows its state") {
  const auto document = test::json(R"({"properties":{}})");
  const ReadOnlyValue values[] = {{"properties.provisioningState", "Deleting"}};
  CHECK(view({namespaces, ApiVersion::v2025_02_15, "", "", document, values})
            .find(R"("provisioningState":"Deleting")") != std::string::npos);
}

TEST_CASE("clientAuthentication is hidden in 2025-02-15 alone") {
  const auto document = test::json(stored_namespace);
  for (const ApiVersionRow& row : api_versions()) {
    const bool shown = view({namespaces, row.version, "", "", document, {}}).find("clientAuthentication") !=
                       std::string::npos;
    INFO(row.name);
    CHECK(shown == (row.version != ApiVersion::v2025_02_15));
  }
}

TEST_CASE("what is not set is null or left out as the service does") {
  const auto document = test::json(R"({"properties":{"topicSpacesConfiguration":{}}})");
  CHECK(
      view({namespaces, ApiVersion::v2023_06_01_preview, "/ID", "N", document, {}}) ==
      R"({"properties":{"provisioningState":"Succeeded","topicsConfiguration":{},)"
      R"("topicSpacesConfiguration":{"hostname":null},"inboundIpRules":null},"systemData":null,"tags":null,)"
      R"("id":"/ID","name":"N","type":"Microsoft.EventGrid/namespaces"})");
}

TEST_CASE("a client reads as recorded") {
  const auto document = test::json(R"({"properties":{"attributes":{"room":"345","floor":5},"state":"Enabled",
    "clientCertificateAuthentication":{"validationScheme":"SubjectMatchesAuthenticationName"},
    "authenticationName":"client000003"}})");
  CHECK(
      view({clients, ApiVersion::v2023_06_01_preview, "/ID", "C", document, {}}) ==
      R"({"properties":{"description":null,"authenticationName":"client000003","clientCertificateAuthentication":)"
      R"({"validationScheme":"SubjectMatchesAuthenticationName"},"state":"Enabled",)"
      R"("attributes":{"room":"345","floor":5},"provisioningState":"Succeeded"},"systemData":null,)"
      R"("id":"/ID","name":"C","type":"Microsoft.EventGrid/namespaces/clients"})");
}

}  // namespace
}  // namespace eg::arm
