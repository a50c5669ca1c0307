#include "server/control/control_plane.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"
#include "tests/support/store_directory.hpp"

using namespace eg;

namespace {

constexpr const char* namespace_json =
    R"({"location":"eastus","properties":{"topicSpacesConfiguration":{"state":"Enabled"}}})";

}  // namespace

TEST_CASE("a policy stands with the answer of the PUT that made it, and again after a restart") {
  const test::StoreDirectory directory;
  {
    test::ControlHarness harness(test::control_settings(), directory.file());
    CHECK(harness.started().empty());
    const auto handled = harness.send("PUT $NS", namespace_json);
    REQUIRE(handled.changes.size() == 1);
    CHECK(handled.changes[0].policy->settings().mqtt_enabled);
    harness.send("PUT $NS/clients/c1", "{}");
  }
  test::ControlHarness harness(test::control_settings(), directory.file());
  REQUIRE(harness.started().size() == 1);
  CHECK(harness.started()[0].namespace_name == "ns1");
  CHECK(harness.started()[0].policy->find("c1") != nullptr);
}

TEST_CASE("the default group is made once: deleted, it stays deleted") {
  const test::StoreDirectory directory;
  {
    test::ControlHarness harness(test::control_settings(), directory.file());
    CHECK(harness.send("DELETE $RG").response.status == 200);
  }
  test::ControlHarness harness(test::control_settings(), directory.file());
  CHECK(harness.send("GET $RG").response.status == 404);
}

TEST_CASE("warnings about odd bodies reach the log") {
  test::ControlHarness harness;
  harness.send("PUT $NS", namespace_json);
  const auto handled =
      harness.send("PUT $NS/clients/c1", R"({"properties":{"properties":{"description":"x"}}})");
  REQUIRE(handled.response.status == 200);
  REQUIRE_FALSE(handled.warnings.empty());
  CHECK(handled.warnings[0].find("/clients/c1") != std::string::npos);
}

TEST_CASE("hostile targets and bodies are answered 4xx") {
  test::ControlHarness harness;
  for (const char* line :
       {"GET x", "GET %", "GET /%00", "PUT $NS", "PUT $SUB/resourcegroups/g", "PUT $SUB/resourceGroups//"}) {
    for (const std::string& body :
         {std::string(), std::string("["), std::string("[]"), std::string("null"), std::string(5000, '['),
          std::string("{\"location\":1}"), std::string("\xFF")}) {
      INFO(line << " " << body.substr(0, 20));
      const unsigned status = harness.send(line, body).response.status;
      CHECK(status >= 400);
      CHECK(status < 500);
    }
  }
}
