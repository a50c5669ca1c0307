// Resource paths as clients write them (arm-contract 2).
#include "protocol/arm/resource_id.hpp"
#include "tests/support/catch.hpp"

namespace eg::arm {
namespace {

const std::string subscription = "/subscriptions/00000000-0000-0000-0000-000000000001";
const std::string provider = "/providers/Microsoft.EventGrid";

TEST_CASE("a client's id is cut into its parts, casing kept") {
  const auto id =
      ResourceId::parse(subscription + "/resourcegroups/RG" + provider + "/Namespaces/N1/clients/C:1");
  REQUIRE(id.has_value());
  CHECK(id->resource_group == "RG");
  CHECK(id->provider == "Microsoft.EventGrid");
  CHECK(id->type_path() == "Namespaces/clients");
  CHECK(id->types.back().name == "C:1");
  CHECK_FALSE(id->is_collection());
  CHECK(id->text() == subscription + "/resourceGroups/RG" + provider + "/Namespaces/N1/clients/C:1");
  CHECK(id->key() == fold_case(id->text()));
}

TEST_CASE("spellings of one id have one key") {
  const std::string key =
      ResourceId::parse(subscription + "/resourceGroups/rg" + provider + "/namespaces/n")->key();
  const std::string spellings[] = {
      "/SUBSCRIPTIONS" + subscription.substr(14) + "/resourcegroups/RG" + provider + "/namespaces/N",
      "/" + subscription + "//resourceGroups/rg/" + provider + "//namespaces/n/",
      subscription + "/resourceGroups/rg" + provider + "/namespaces/%6E",
  };
  for (const std::string& spelling : spellings) {
    INFO(spelling);
    CHECK(ResourceId::parse(spelling)->key() == key);
  }
}

TEST_CASE("percent-encoded names are decoded after the cut") {
  const auto id =
      ResourceId::parse(subscription + "/resourceGroups/r" + provider + "/namespaces/n/clientGroups/%24all");
  CHECK(id->types.back().name == "$all");
}

TEST_CASE("a path that ends in a type is a collection") {
  CHECK(ResourceId::parse(subscription + provider + "/namespaces")->is_collection());
  CHECK(ResourceId::parse(subscription + provider + "/namespaces")->resource_group.empty());
  CHECK_FALSE(ResourceId::parse(subscription + "/resourceGroups/r")->is_collection());
}

TEST_CASE("the parent chain ends at the subscription") {
  auto id = *ResourceId::parse(subscription + "/resourceGroups/r" + provider + "/namespaces/n/clients/c");
  id = id.parent();
  CHECK(id.text() == subscription + "/resourceGroups/r" + provider + "/namespaces/n");
  id = id.parent();
  CHECK(id.text() == subscription + "/resourceGroups/r");
  CHECK(id.parent().text() == subscription);
}

TEST_CASE("what is a GUID") {
  CHECK(is_guid("8F6B6269-84f2-4d09-9e31-1127efcd1e40"));
  for (const char* text : {"", "8f6b6269", "8f6b6269x84f2-4d09-9e31-1127efcd1e40",
                           "8f6b6269-84f2-4d09-9e31-1127efcd1e4g", "8f6b6269-84f2-4d09-9e31-1127efcd1e401"}) {
    CHECK_FALSE(is_guid(text));
  }
}

TEST_CASE("paths that are no resource paths are refused") {
  struct Case {
    std::string path;
    ErrorCode code;
  };
  const Case cases[] = {
      {"", ErrorCode::not_found},
      {"/", ErrorCode::not_found},
      {"subscriptions", ErrorCode::not_found},
      {"/tenants", ErrorCode::not_found},
      {"/subscriptions", ErrorCode::not_found},
      {"/subscriptions/abc", ErrorCode::invalid_subscription_id},
      {"/subscriptions/00000000-0000-0000-0000-00000000000g", ErrorCode::invalid_subscription_id},
      {subscription + "/resourceGroups", ErrorCode::not_found},
      {subscription + "/nonsense/x", ErrorCode::not_found},
      {subscription + "/resourceGroups/r/providers", ErrorCode::not_found},
      {subscription + "/resourceGroups/%", ErrorCode::invalid_request},
      {subscription + "/resourceGroups/%4", ErrorCode::invalid_request},
      {subscription + "/resourceGroups/%zz", ErrorCode::invalid_request},
      {subscription + "/resourceGroups/a%2Fb", ErrorCode::invalid_request},
      {subscription + "/resourceGroups/a%00", ErrorCode::invalid_request},
      {subscription + "/resourceGroups/a%FF", ErrorCode::invalid_request},
  };
  for (const Case& one : cases) {
    INFO(one.path);
    const auto outcome = ResourceId::parse(one.path);
    REQUIRE(outcome.has_error());
    CHECK(outcome.error().code == one.code);
  }
}

TEST_CASE("a percent sign in a name is written so that it is read as one") {
  const std::string path =
      "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/g/providers/P/t/a%25+%2525";
  const auto id = ResourceId::parse(path);
  REQUIRE(id.has_value());
  CHECK(id->types.back().name == "a%+%25");
  CHECK(id->text() == path);
  const auto again = ResourceId::parse(id->text());
  REQUIRE(again.has_value());
  CHECK(again->types.back().name == "a%+%25");
}

}  // namespace
}  // namespace eg::arm
