#include "server/control/resource_actions.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;

TEST_CASE("actions are answered by what they are") {
  test::ControlHarness harness;
  harness.send("PUT $NS", R"({"location":"eastus"})");
  harness.send("PUT $NS/clients/c1", "{}");
  struct Case {
    const char* request;
    const char* version;
    unsigned status;
    const char* words;
  };
  const Case cases[] = {
      {"POST $NS/listKeys", "2025-02-15", 200, "key1"},
      {"POST $NS-b/listKeys", "2025-02-15", 404, "ResourceNotFound"},
      {"POST $NS/listKeys", "2022-06-15", 404, "InvalidResourceType"},
      {"POST $NS/validateCustomDomainOwnership", "2025-02-15", 400, "no DNS record is looked up"},
      {"POST $NS-b/validateCustomDomainOwnership", "2025-02-15", 404, "ResourceNotFound"},
      {"POST $NS/validateCustomDomainOwnership", "2023-06-01-preview", 405, "MethodNotAllowed"},
      {"POST $NS", "2025-02-15", 405, "MethodNotAllowed"},
      {"POST $NS/clients/c1", "2025-02-15", 405, "MethodNotAllowed"},
      {"POST $NS/clients/c1/listKeys", "2025-02-15", 404, "InvalidResourceType"},
      {"POST $NS/shout", "2025-02-15", 404, "shout"},
  };
  for (const Case& each : cases) {
    const auto handled = harness.send(each.request, {}, each.version);
    INFO(each.request << " " << each.version << ": " << handled.response.body);
    CHECK(handled.response.status == each.status);
    CHECK(handled.response.body.find(each.words) != std::string::npos);
  }
}
