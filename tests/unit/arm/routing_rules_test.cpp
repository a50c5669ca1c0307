// Rules between members of the namespace: enrichments, identities.
#include "protocol/arm/routing_rules.hpp"

#include <string>

#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/arm_bodies.hpp"

namespace eg::arm {
namespace {

constexpr const char* user_identity =
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/"
    "Microsoft.ManagedIdentity/userAssignedIdentities/i";

std::string enrichments(std::size_t statics, std::size_t dynamics) {
  std::string text;
  for (std::size_t i = 0; i < statics; ++i)
    text += (i == 0 ? "" : ",") + (R"({"key":"s)" + std::to_string(i) + "\"}");
  std::string more;
  for (std::size_t i = 0; i < dynamics; ++i) {
    more +=
        (i == 0 ? "" : ",") + (R"({"key":"d)" + std::to_string(i) + R"(","value":"${mqtt.message.pfi}"})");
  }
  return R"({"location":"x","properties":{"topicSpacesConfiguration":{"routingEnrichments":{"static":[)" +
         text + R"(],"dynamic":[)" + more + "]}}}}";
}

boost::system::result<rapidjson::Document, Error> merged(const std::string& text,
                                                         const rapidjson::Value* stored = nullptr) {
  const auto operation = stored == nullptr ? WriteOperation::put : WriteOperation::patch;
  const auto checked =
      test::run_check(namespaces, text, {.version = ApiVersion::v2025_04_01_preview, .operation = operation});
  REQUIRE(checked.accepted());
  return merge({namespaces, ApiVersion::v2025_04_01_preview, operation, "ns", checked.body, stored});
}

TEST_CASE("enrichments: 20 over both lists, keys used once") {
  CHECK(test::run_check(namespaces, enrichments(10, 10)).accepted());
  CHECK_FALSE(test::run_check(namespaces, enrichments(11, 10)).accepted());
  const auto checked = test::run_check(
      namespaces, R"({"location":"x","properties":{"topicSpacesConfiguration":{"routingEnrichments":{
        "static":[{"key":"a"}],"dynamic":[{"key":"a","value":"${mqtt.message.pfi}"}]}}}})");
  REQUIRE(checked.problems.size() == 1);
  CHECK(checked.problems[0].target ==
        "properties.topicSpacesConfiguration.routingEnrichments.dynamic[0].key");
}

TEST_CASE("an identity in use must be set on the namespace") {
  const std::string use_system =
      R"("properties":{"topicSpacesConfiguration":{"routingIdentityInfo":{"type":"SystemAssigned"}}})";
  CHECK(merged(R"({"location":"x",)" + use_system + "}").has_error());
  CHECK(merged(R"({"location":"x","identity":{"type":"SystemAssigned"},)" + use_system + "}").has_value());
  const std::string id(user_identity);
  const std::string use_user =
      R"("properties":{"topicsConfiguration":{"customDomains":[{"fullyQualifiedDomainName":"a.b","identity":{"type":"UserAssigned","userAssignedIdentity":")" +
      id + R"("}}]}})";
  const auto refused = merged(R"({"location":"x",)" + use_user + "}");
  REQUIRE(refused.has_error());
  CHECK(refused.error().target == "properties.topicsConfiguration.customDomains[0].identity");
  CHECK(merged(R"({"location":"x","identity":{"type":"UserAssigned","userAssignedIdentities":{")" + id +
               R"(":{}}},)" + use_user + "}")
            .has_value());
}

TEST_CASE("a PATCH may not take away the identity that a setting uses") {
  const auto stored = merged(
      R"({"location":"x","identity":{"type":"SystemAssigned"},"properties":{"topicSpacesConfiguration":{
        "routingIdentityInfo":{"type":"SystemAssigned"}}}})");
  REQUIRE(stored.has_value());
  CHECK(merged(R"({"identity":{"type":"None"}})", &*stored).has_error());
  CHECK(
      merged(
          R"({"identity":{"type":"None"},"properties":{"topicSpacesConfiguration":{"routingIdentityInfo":{"type":"None"}}}})",
          &*stored)
          .has_value());
}

}  // namespace
}  // namespace eg::arm
