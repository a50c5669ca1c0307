#include "server/control/tracked_resources.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;

TEST_CASE("children are not tracked, and a name filter picks one namespace") {
  test::ControlHarness harness;
  harness.send("PUT $NS", R"({"location":"eastus"})");
  harness.send("PUT $NS-b", R"({"location":"westus"})");
  harness.send("PUT $NS/clients/c1", "{}");
  const auto list = [&harness](const std::string& filter) {
    return harness.send("GET $SUB/resources?$filter=" + filter).response.body;
  };
  CHECK(list("").find("c1") == std::string::npos);
  CHECK(list("name%20eq%20'NS1-B'").find("ns1-b") != std::string::npos);
  CHECK(list("location%20eq%20'westus'").find(R"("name":"ns1")") == std::string::npos);
}

TEST_CASE("a filter that is not understood is said back fit to be read") {
  test::ControlHarness harness;
  const auto response = harness.send("GET $SUB/resources?$filter=" + std::string(100, 'x') + "&b=1").response;
  CHECK(response.status == 400);
  CHECK(response.body.find(std::string(64, 'x') + "...'") != std::string::npos);
  const auto control = harness.send("GET $SUB/resources?$filter=a%00%0Ab").response;
  CHECK(control.status == 400);
  CHECK(control.body.find("'a??b'") != std::string::npos);
}
