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
