#include "server/control/resource_lists.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;

TEST_CASE("lists are ordered by name and show one parent's resources only") {
  test::ControlHarness harness;
  for (const char* name : {"$NS", "$NS-b"}) {
    harness.send(std::string("PUT ") + name, R"({"location":"eastus"})");
  }
  harness.send("PUT $NS/clients/B", "{}");
  harness.send("PUT $NS/clients/a", "{}");
  harness.send("PUT $NS-b/clients/other", "{}");
  const std::string body = harness.send("GET $NS/clients").response.body;
  CHECK(body.find(R"("name":"a")") < body.find(R"("name":"B")"));
  CHECK(body.find(R"("name":"B")") != std::string::npos);
  CHECK(body.find("other") == std::string::npos);
  CHECK(body.find("nextLink") == std::string::npos);
}

TEST_CASE("a page of one shows the built-in group and ends") {
  test::ControlHarness harness;
  harness.send("PUT $NS", R"({"location":"eastus"})");
  const std::string body = harness.send("GET $NS/clientGroups?$top=1").response.body;
  CHECK(body.find(R"("name":"$all")") != std::string::npos);
  CHECK(body.find("nextLink") == std::string::npos);
}

TEST_CASE("a namespace has no private endpoints: an empty list, of a namespace that is there") {
  test::ControlHarness harness;
  harness.send("PUT $NS", R"({"location":"eastus"})");
  for (const char* list : {"/privateEndpointConnections", "/privateLinkResources"}) {
    INFO(list);
    const auto response = harness.send(std::string("GET $NS") + list).response;
    CHECK(response.status == 200);
    CHECK(response.body == R"({"value":[]})");
    CHECK(harness.send(std::string("GET $NS-b") + list).response.status == 404);
    CHECK(harness.send(std::string("GET $NS") + list, "", "2022-06-15").response.status == 404);
  }
  CHECK(harness.send("PUT $NS/privateEndpointConnections/c", "{}").response.body.find("NotEmulated") !=
        std::string::npos);
}
