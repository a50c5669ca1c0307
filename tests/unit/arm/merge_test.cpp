// PUT and PATCH against what stands (arm-contract 7, decisions).
#include "protocol/arm/merge.hpp"

#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/arm_bodies.hpp"

namespace eg::arm {
namespace {

using Outcome = boost::system::result<rapidjson::Document, Error>;

Outcome write(const Kind& kind, std::string_view body, const rapidjson::Value* stored,
              const test::CheckOptions& options = {}) {
  const auto checked = test::run_check(kind, body, options);
  REQUIRE(checked.accepted());
  return merge({kind, options.version, options.operation, "the-name", checked.body, stored});
}

rapidjson::Document made(const Kind& kind, std::string_view body, const test::CheckOptions& options = {}) {
  auto outcome = write(kind, body, nullptr, options);
  REQUIRE(outcome.has_value());
  return std::move(outcome.value());
}

const test::CheckOptions patch = {.operation = WriteOperation::patch};
const test::CheckOptions stable = {.version = ApiVersion::v2025_02_15};
constexpr const char* enabled =
    R"({"location":"eastus","tags":{"a":"1"},"sku":{"capacity":2},"properties":{"topicSpacesConfiguration":{
    "state":"Enabled","maximumSessionExpiryInHours":4,"clientAuthentication":{
    "alternativeAuthenticationNameSources":["ClientCertificateDns"]}}}})";

TEST_CASE("a new resource gets its defaults") {
  CHECK(
      write_json(made(namespaces, R"({"location":"East US"})")) ==
      R"({"properties":{"isZoneRedundant":true,"publicNetworkAccess":"Enabled","minimumTlsVersionAllowed":"1.2"},)"
      R"("sku":{"name":"Standard","capacity":1},"location":"eastus"})");
  CHECK(write_json(made(clients, "{}")) ==
        R"({"properties":{"authenticationName":"the-name","clientCertificateAuthentication":)"
        R"({"validationScheme":"SubjectMatchesAuthenticationName"},"state":"Enabled"}})");
}

TEST_CASE("the same PUT twice is the same document") {
  const auto first = made(namespaces, enabled);
  CHECK(write_json(*write(namespaces, enabled, &first)) == write_json(first));
}

TEST_CASE("a PUT replaces, but keeps topicSpacesConfiguration and immutable members that it does not name") {
  const auto stored = made(namespaces, enabled);
  const auto after = write(namespaces, R"({"location":"eastus"})", &stored);
  REQUIRE(after.has_value());
  CHECK(find_path(*after, "tags") == nullptr);
  CHECK(find_path(*after, "sku.capacity")->GetInt() == 1);
  CHECK(find_path(*after, "properties.topicSpacesConfiguration.maximumSessionExpiryInHours")->GetInt() == 4);
  const auto client = made(clients, R"({"properties":{"authenticationName":"other"}})");
  CHECK(text_at(*write(clients, "{}", &client), "properties.authenticationName") == "other");
}

TEST_CASE("what cannot change is refused with the code of its row, all together") {
  const auto stored = made(namespaces, enabled);
  const auto outcome = write(namespaces, R"({"location":"westus","properties":{"isZoneRedundant":false,
    "topicSpacesConfiguration":{"state":"Disabled"}}})",
                             &stored);
  REQUIRE(outcome.has_error());
  REQUIRE(outcome.error().details.size() == 3);
  CHECK(outcome.error().details[0].target == "properties.topicSpacesConfiguration.state");
  CHECK(outcome.error().details[0].code == ErrorCode::property_change_not_allowed);
  CHECK(outcome.error().details[2].code == ErrorCode::invalid_resource_location);
  const auto client = made(clients, "{}");
  CHECK(write(clients, R"({"properties":{"authenticationName":"new"}})", &client).has_error());
  CHECK(write(clients, R"({"properties":{"authenticationName":"the-name"}})", &client).has_value());
}

TEST_CASE("a PUT of topicSpacesConfiguration without a state does not switch MQTT off") {
  const auto stored = made(namespaces, enabled);
  const auto after = write(namespaces, R"({"location":"eastus","properties":{"topicSpacesConfiguration":{
    "maximumSessionExpiryInHours":2}}})",
                           &stored);
  REQUIRE(after.has_value());
  CHECK(text_at(*after, "properties.topicSpacesConfiguration.state") == "Enabled");
  CHECK(find_path(*after, "properties.topicSpacesConfiguration.maximumSessionExpiryInHours")->GetInt() == 2);
}

TEST_CASE("an authentication name in another casing is another name") {
  const auto client = made(clients, R"({"properties":{"authenticationName":"Sensor"}})");
  const auto outcome = write(clients, R"({"properties":{"authenticationName":"sensor"}})", &client);
  REQUIRE(outcome.has_error());
  CHECK(outcome.error().code == ErrorCode::property_change_not_allowed);
}

TEST_CASE("members that the version does not know survive the write") {
  constexpr auto path =
      "properties.topicSpacesConfiguration.clientAuthentication.alternativeAuthenticationNameSources";
  const auto stored = made(namespaces, enabled);
  const char* body = R"({"location":"eastus","properties":{"topicSpacesConfiguration":{"state":"Enabled"}}})";
  CHECK(find_path(*write(namespaces, body, &stored, stable), path) != nullptr);
  CHECK(find_path(*write(namespaces, body, &stored), path) == nullptr);
}

TEST_CASE("a PATCH merges in properties and replaces tags") {
  const auto stored = made(namespaces, enabled);
  const auto after = write(namespaces, R"({"tags":{"b":"2"},"sku":{"capacity":3},"properties":{
    "publicNetworkAccess":"Enabled","topicSpacesConfiguration":{"maximumSessionExpiryInHours":null,
    "maximumClientSessionsPerAuthenticationName":5}}})",
                           &stored, patch);
  REQUIRE(after.has_value());
  CHECK(write_json(*find_path(*after, "tags")) == R"({"b":"2"})");
  CHECK(find_path(*after, "sku.capacity")->GetInt() == 3);
  CHECK(text_at(*after, "properties.topicSpacesConfiguration.state") == "Enabled");
  CHECK(find_path(*after, "properties.topicSpacesConfiguration.maximumSessionExpiryInHours")->GetInt() == 1);
  CHECK(find_path(*after, "properties.topicSpacesConfiguration.maximumClientSessionsPerAuthenticationName")
            ->GetInt() == 5);
  CHECK(write_json(*write(namespaces, R"({"properties":{}})", &stored, patch)) == write_json(stored));
}

TEST_CASE("a PATCH may repeat what it cannot change, but not change it") {
  const auto stored = made(namespaces, enabled);
  CHECK(write(namespaces, R"({"location":"East US","properties":{"isZoneRedundant":true}})", &stored, patch)
            .has_value());
  for (const char* body : {R"({"location":"westus"})", R"({"properties":{"isZoneRedundant":false}})",
                           R"({"properties":{"topicSpacesConfiguration":null}})",
                           R"({"properties":{"topicSpacesConfiguration":{"state":null}}})"}) {
    INFO(body);
    CHECK(write(namespaces, body, &stored, patch).has_error());
  }
}

TEST_CASE("identities are merged by key and removed by the type None") {
  const auto stored = made(namespaces, R"({"location":"x","identity":{"type":"UserAssigned",
    "userAssignedIdentities":{"/a":{},"/b":{}}}})");
  const auto after =
      write(namespaces, R"({"identity":{"userAssignedIdentities":{"/a":null,"/c":{}}}})", &stored, patch);
  CHECK(write_json(*find_path(*after, "identity.userAssignedIdentities")) == R"({"/b":{},"/c":{}})");
  CHECK(find_path(*write(namespaces, R"({"identity":{"type":"None"}})", &stored, patch), "identity") ==
        nullptr);
}

}  // namespace
}  // namespace eg::arm
