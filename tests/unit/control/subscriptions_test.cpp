#include "server/control/subscriptions.hpp"

#include <set>

#include "protocol/arm/resource_id.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;

TEST_CASE("location names are unique, lower case and the display name without blanks") {
  std::set<std::string> names;
  for (const control::Location& location : control::locations()) {
    std::string derived = arm::fold_case(location.display_name);
    std::erase(derived, ' ');
    CHECK(derived == location.name);
    names.insert(std::string(location.name));
  }
  CHECK(names.size() == control::locations().size());
}

TEST_CASE("the list of locations carries the subscription") {
  test::ControlHarness harness;
  const auto response = harness.send("GET $SUB/locations").response;
  CHECK(response.status == 200);
  CHECK(response.body.find(test::with_names(R"("id":"$SUB/locations/eastus")")) != std::string::npos);
}

TEST_CASE("a subscription id that is no GUID is refused") {
  test::ControlHarness harness;
  CHECK(harness.send("GET /subscriptions/mine").response.status == 400);
}
