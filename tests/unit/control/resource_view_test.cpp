#include "server/control/resource_view.hpp"

#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/catch.hpp"

using namespace eg;
using namespace eg::control;

TEST_CASE("host names and identities are computed, the MQTT one only when MQTT is on") {
  store::ResourceRow row{"k", "p", "namespaces", "NS1", "/id", ""};
  const auto view = [&row](const char* document) {
    row.document = document;
    return view_of({}, arm::namespaces, arm::ApiVersion::v2025_02_15, row).value();
  };
  const std::string on =
      view(R"({"properties":{"topicSpacesConfiguration":{"state":"Enabled"}},"location":"eastus"})");
  CHECK(on.find(R"("hostname":"localhost")") != std::string::npos);
  CHECK(on.find(R"("hostname":"ns1.eastus-1.eventgrid.localhost")") != std::string::npos);
  const std::string off =
      view(R"({"properties":{"topicSpacesConfiguration":{"state":"Disabled"}},"location":"eastus"})");
  CHECK(off.find(R"("hostname":null)") != std::string::npos);
  const std::string identity =
      view(R"({"identity":{"type":"SystemAssigned, UserAssigned"},"location":"eastus"})");
  CHECK(identity.find("principalId") != std::string::npos);
  CHECK(on.find("principalId") == std::string::npos);
}

TEST_CASE("a stored text that is no JSON is an error, not an answer") {
  const store::ResourceRow row{"k", "p", "namespaces", "ns1", "/the/id", "{"};
  const auto view = view_of({}, arm::namespaces, arm::ApiVersion::v2025_02_15, row);
  REQUIRE(view.has_error());
  CHECK(view.error().message.find("/the/id") != std::string::npos);
}
