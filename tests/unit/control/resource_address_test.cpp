#include "server/control/resource_address.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;

TEST_CASE("what is wrong first is reported first (arm-contract 16)") {
  test::ControlHarness harness;
  harness.send("PUT $NS", R"({"location":"eastus"})");
  const std::pair<const char*, const char*> cases[] = {
      {"PUT $SUB/resourceGroups/x/providers/Microsoft.Nothing/a/b", "ResourceGroupNotFound"},
      {"PUT $RG/providers/Microsoft.Nothing/a/b", "InvalidResourceNamespace"},
      {"PUT $RG/providers/Microsoft.EventGrid/nothing/b", "InvalidResourceType"},
      {"PUT $NS-x/clients/%3C?api-version=2022-06-16", "NoRegisteredProviderFound"},
      {"PUT $NS-x/clients/%3C", "ParentResourceNotFound"},
      {"PUT $NS/clients/%3C", "InvalidResourceName"},
      {"PUT $NS/clients/ok", "InvalidRequestContent"},
  };
  for (const auto& [line, code] : cases) {
    const auto handled = harness.send(line, "no json");
    INFO(line << ": " << handled.response.body);
    CHECK(handled.response.body.find("\"code\":\"" + std::string(code) + "\"") != std::string::npos);
  }
}

TEST_CASE("the key of a group folds case") {
  CHECK(control::group_key("ABC", "My-Group") == "/subscriptions/abc/resourcegroups/my-group");
}
