// That the comparison of answers with the descriptions finds what is wrong.
#include "tests/golden/arm/described_answer.hpp"

#include "protocol/arm/json.hpp"
#include "tests/support/catch.hpp"

using namespace eg::arm;

namespace {

std::vector<std::string> faults(const std::string& text, ApiVersion version = ApiVersion::v2025_02_15) {
  const auto body = parse_json(text);
  REQUIRE(body.has_value());
  return test::faults_of_answer(body.value(), version);
}

std::vector<std::string> only_one(const char* fault) {
  return {fault};
}

}  // namespace

TEST_CASE("an answer with a member that its version lacks is found") {
  const std::string client =
      R"({"type":"Microsoft.EventGrid/namespaces/clients","properties":{"authentication":{}}})";
  CHECK(faults(client, ApiVersion::v2023_06_01_preview).empty());
  CHECK(faults(client) == only_one("properties.authentication is not described"));
  CHECK(faults(R"({"value":[)" + client + "]}").size() == 1);
}

TEST_CASE("an answer without a required member, of a wrong type or with an unlisted value is found") {
  CHECK(faults(R"({"type":"Microsoft.EventGrid/namespaces"})") == only_one("location is required"));
  CHECK(faults(R"({"type":"Microsoft.EventGrid/namespaces","location":"a","sku":{"capacity":"1"}})") ==
        only_one("sku.capacity is no integer"));
  CHECK(faults(R"({"type":"Microsoft.EventGrid/namespaces","location":"a","sku":{"name":"Premium"}})") ==
        only_one("sku.name has a value that is not listed"));
  CHECK(faults(R"({"type":"Microsoft.EventGrid/namespaces","location":"a","tags":{"a":1}})") ==
        only_one("tags is no map of text"));
}

TEST_CASE("null stands for any member; an error and keys have no description") {
  CHECK(faults(R"({"type":"Microsoft.EventGrid/namespaces","location":"a","tags":null})").empty());
  CHECK(faults(R"({"error":{"code":"ResourceNotFound","message":"m"}})").empty());
}

TEST_CASE("a kind that is not described is found") {
  CHECK(faults(R"({"type":"Microsoft.EventGrid/domains"})") == only_one("type: no such kind is described"));
}
