// The namespace's table: every row by itself, and what its rows must say together (arm-contract 8).
#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/arm_bodies.hpp"

namespace eg::arm {
namespace {

constexpr const char* sample =
    R"({"location":"eastus","tags":{"a":"b"},"sku":{"name":"Standard","capacity":1},
  "identity":{"type":"SystemAssigned"},
  "properties":{"inboundIpRules":[{"ipMask":"10.0.0.0/8","action":"Allow"}],
    "topicsConfiguration":{"customDomains":[{"fullyQualifiedDomainName":"a.example","identity":{"type":"SystemAssigned"}}]},
    "topicSpacesConfiguration":{"state":"Enabled",
      "routingEnrichments":{"static":[{"key":"a","valueType":"String","value":"x"}],
        "dynamic":[{"key":"b","value":"${client.authenticationName}"}]},
      "routingIdentityInfo":{"type":"SystemAssigned"},
      "clientAuthentication":{
        "customJwtAuthentication":{
          "issuerCertificates":[{"certificateUrl":"https://a.example/c","identity":{"type":"SystemAssigned"}}],
          "encodedIssuerCertificates":[{"kid":"a","encodedCertificate":"x"}]},
        "webhookAuthentication":{"identity":{"type":"SystemAssigned"},"endpointUrl":"https://a.example/hook",
          "azureActiveDirectoryApplicationIdOrUri":"api://a","azureActiveDirectoryTenantId":"t"}},
      "customDomains":[{"fullyQualifiedDomainName":"b.example","identity":{"type":"SystemAssigned"}}]}}})";

TEST_CASE("each row of the namespace is checked as it says") {
  test::try_all_rows(namespaces, sample);
}

TEST_CASE("the smallest recorded body suffices for a namespace") {
  CHECK(test::run_check(namespaces, R"({"location":"eastus"})").accepted());
}

TEST_CASE("the quickstart's namespace passes although it names a member that no version knows") {
  const auto checked = test::run_check(
      namespaces,
      R"({"properties":{"inputSchema":"CloudEventSchemaV1_0","topicSpacesConfiguration":{"state":"Enabled"}},"location":"East US"})");
  CHECK(checked.accepted());
  CHECK(text_at(checked.body, "location") == "eastus");
}

TEST_CASE("what is stored without effect is said once to the log; an empty value says nothing") {
  const auto warnings_of = [](const std::string& members) {
    const auto checked = test::run_check(
        namespaces, R"({"location":"eastus","properties":{"topicSpacesConfiguration":{)" + members + "}}}");
    CHECK(checked.accepted());
    return checked.warnings;
  };
  CHECK(warnings_of(
            R"("routingIdentityInfo":{"type":"None"},"routingEnrichments":{},"routeTopicResourceId":"")")
            .empty());
  const auto warnings = warnings_of(R"("routingEnrichments":{"static":[{"key":"a"}],"dynamic":[]})");
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0] ==
        "'properties.topicSpacesConfiguration.routingEnrichments' is stored, not emulated yet: messages are "
        "not "
        "routed to topics.");
}

TEST_CASE("an empty text of a setting that is stored removes it") {
  const char* body =
      R"({"location":"x","properties":{"topicSpacesConfiguration":{"routeTopicResourceId":""}}})";
  const auto put = test::run_check(namespaces, body);
  CHECK(put.accepted());
  CHECK(find_path(put.body, "properties.topicSpacesConfiguration.routeTopicResourceId") == nullptr);
  const auto patch = test::run_check(namespaces, body, {.operation = WriteOperation::patch});
  const rapidjson::Value* configuration = find_path(patch.body, "properties.topicSpacesConfiguration");
  REQUIRE(configuration != nullptr);
  CHECK(find_member(*configuration, "routeTopicResourceId")->IsNull());
}

TEST_CASE("network rules: ranges and addresses of both families, sixteen at most, and every kind of access") {
  const auto body = [](const std::string& properties) {
    return R"({"location":"eastus","properties":{)" + properties + "}}";
  };
  const std::string rule = R"({"ipMask":"10.0.0.0/8","action":"Allow"})";
  std::string sixteen = rule;
  for (int count = 1; count < 16; ++count) sixteen += "," + rule;
  struct Case {
    std::string properties;
    std::string target;  ///< of the one problem; empty: accepted
  };
  const std::vector<Case> cases = {
      {R"("publicNetworkAccess":"enabled")", ""},
      {R"("publicNetworkAccess":"Disabled")", ""},
      {R"("publicNetworkAccess":"securedbyperimeter")", ""},
      {R"("publicNetworkAccess":"Perhaps")", "properties.publicNetworkAccess"},
      {R"("inboundIpRules":[])", ""},
      {R"("inboundIpRules":null)", ""},
      {R"("inboundIpRules":[{"ipMask":"2001:db8::/32"},{"ipMask":"10.1.2.3"}])", ""},
      {R"("inboundIpRules":[)" + sixteen + "]", ""},
      {R"("inboundIpRules":[)" + sixteen + "," + rule + "]", "properties.inboundIpRules"},
      {R"("inboundIpRules":[)" + rule + R"(,{"ipMask":"10.0.0.0/33"}])",
       "properties.inboundIpRules[1].ipMask"},
      {R"("inboundIpRules":[{"ipMask":"host"}])", "properties.inboundIpRules[0].ipMask"},
      {R"("inboundIpRules":[{"action":"Allow"}])", "properties.inboundIpRules[0].ipMask"},
      {R"("inboundIpRules":[{"ipMask":"::1","action":"Deny"}])", "properties.inboundIpRules[0].action"},
  };
  for (const Case& each : cases) {
    INFO(each.properties);
    const auto checked = test::run_check(namespaces, body(each.properties));
    REQUIRE(checked.problems.size() == (each.target.empty() ? 0 : 1));
    if (!each.target.empty()) CHECK(checked.problems[0].target == each.target);
  }
}

TEST_CASE("a location is the name of a region, in any spelling, and nothing else") {
  for (const char* good : {"eastus", "East US 2", "usgov-virginia"}) {
    CHECK(test::run_check(namespaces, std::string(R"({"location":")") + good + "\"}").accepted());
  }
  for (const std::string& bad : {std::string("east/us"), std::string("e\u00fc"), std::string(" "),
                                 std::string("a.b"), std::string(65, 'x')}) {
    INFO(bad);
    const auto checked = test::run_check(namespaces, R"({"location":")" + bad + "\"}");
    CHECK(checked.problem_at("location") != nullptr);
  }
}

TEST_CASE("a member that the version does not know is not even looked at") {
  const char* body =
      R"({"location":"eastus","properties":{"topicSpacesConfiguration":{"clientAuthentication":{
    "customJwtAuthentication":{"tokenIssuer":7}}}}})";
  CHECK(test::run_check(namespaces, body, {.version = ApiVersion::v2023_06_01_preview}).accepted());
  CHECK_FALSE(test::run_check(namespaces, body, {.version = ApiVersion::v2024_06_01_preview}).accepted());
  CHECK(test::run_check(namespaces, body, {.version = ApiVersion::v2025_02_15}).accepted());
}

TEST_CASE("an identity type may be written with any blanks and casing") {
  const auto checked =
      test::run_check(namespaces, R"({"location":"x","identity":{"type":"systemassigned,  UserAssigned"}})");
  CHECK(text_at(checked.body, "identity.type") == "SystemAssigned, UserAssigned");
}

}  // namespace
}  // namespace eg::arm
