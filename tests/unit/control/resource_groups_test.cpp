#include "server/control/resource_groups.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;

TEST_CASE("group names") {
  test::ControlHarness harness;
  for (const char* name : {"a", "A_b-(c).d", "gr%C3%BC"}) {
    INFO(name);
    CHECK(harness.send("PUT $SUB/resourcegroups/" + std::string(name), R"({"location":"eastus"})")
              .response.status == 201);
  }
  for (const std::string& name : {std::string("a."), std::string("a%20b"), std::string(91, 'a')}) {
    INFO(name);
    CHECK(harness.send("PUT $SUB/resourcegroups/" + name, R"({"location":"eastus"})").response.status == 400);
  }
}

TEST_CASE("deleting a group deletes its namespaces and no others") {
  test::ControlHarness harness;
  harness.send("PUT $SUB/resourcegroups/emulator-2", R"({"location":"eastus"})");
  harness.send("PUT $NS", R"({"location":"eastus"})");
  harness.send("PUT $SUB/resourceGroups/emulator-2/providers/Microsoft.EventGrid/namespaces/ns2",
               R"({"location":"eastus"})");
  const auto handled = harness.send("DELETE $RG");
  REQUIRE(handled.changes.size() == 1);
  CHECK(handled.changes[0].namespace_name == "ns1");
  CHECK(handled.changes[0].policy == nullptr);
  CHECK(harness.send("GET $SUB/resourceGroups/emulator-2/providers/Microsoft.EventGrid/namespaces/ns2")
            .response.status == 200);
  CHECK(harness.send("GET $NS").response.status == 404);
}
