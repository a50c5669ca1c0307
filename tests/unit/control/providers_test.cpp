#include "server/control/providers.hpp"

#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;

TEST_CASE("the provider names every kind that is served, the newest version first") {
  test::ControlHarness harness;
  const std::string body = harness.send("GET $SUB/providers/microsoft.eventgrid").response.body;
  for (const arm::Kind* kind : arm::all_kinds()) {
    CHECK(body.find("\"resourceType\":\"" + std::string(kind->type) + "\"") != std::string::npos);
  }
  CHECK(body.find(R"("resourceType":"locations/operationsStatus")") != std::string::npos);
  CHECK(body.find(R"("apiVersions":["2025-07-15-preview")") != std::string::npos);
  CHECK(body.find(R"("namespace":"Microsoft.EventGrid")") != std::string::npos);
}

TEST_CASE("operations are those of the kinds' verbs") {
  test::ControlHarness harness;
  const std::string body = harness.send("GET /providers/Microsoft.EventGrid/operations").response.body;
  CHECK(body.find("Microsoft.EventGrid/namespaces/write") != std::string::npos);
  CHECK(body.find("Microsoft.EventGrid/namespaces/clients/delete") != std::string::npos);
}

TEST_CASE("lists with and without a subscription") {
  test::ControlHarness harness;
  CHECK(harness.send("GET /providers").response.body.find(R"("id":"/providers/Microsoft.EventGrid")") !=
        std::string::npos);
  CHECK(harness.send("GET $SUB/providers").response.status == 200);
  CHECK(harness.send("GET $SUB/providers/Microsoft.EventGrid/resourceTypes").response.status == 200);
}
