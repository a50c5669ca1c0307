#include "server/control/emulator_endpoints.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;

TEST_CASE("the authority's certificate is served as it is, and 404 when there is none") {
  test::ControlHarness harness;
  const auto response = harness.send("GET /emulator/ca.pem", "", "").response;
  CHECK(response.status == 200);
  CHECK(response.body == test::control_settings().ca_certificate_pem);
  CHECK(test::header_of(response, "Content-Type") == "application/x-pem-file");
  auto settings = test::control_settings();
  settings.ca_certificate_pem.clear();
  test::ControlHarness bare(settings);
  CHECK(bare.send("GET /emulator/ca.pem", "", "").response.status == 404);
}

TEST_CASE("health and version need no token") {
  test::ControlHarness harness;
  for (const char* path : {"/emulator/health", "/emulator/version"}) {
    const control::Request request{"GET", path, {{"Host", "localhost"}}, ""};
    CHECK(harness.plane().handle(request, 0).response.status == 200);
  }
}
