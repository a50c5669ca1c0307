#include "server/control/router.hpp"

#include <algorithm>

#include "protocol/arm/resource_id.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;
using namespace eg::control;

TEST_CASE("patterns fit segments") {
  struct Case {
    const char* pattern;
    std::vector<std::string> segments;
    bool fits;
    std::vector<std::string> variables;
  };
  const Case cases[] = {
      {"a/b", {"A", "b"}, true, {}},
      {"a/b", {"a"}, false, {}},
      {"a/b", {"a", "b", "c"}, false, {}},
      {"a/*", {"a", "X"}, true, {"X"}},
      {"a/*/b/**", {"a", "X", "b"}, true, {"X"}},
      {"a/*/b/**", {"a", "X", "b", "c", "d"}, true, {"X"}},
      {"a/*/b/**", {"a", "X"}, false, {}},
      {"**/y/z", {"y", "z"}, true, {}},
      {"**/y/z", {"w", "x", "Y", "z"}, true, {}},
      {"**/y/z", {"z"}, false, {}},
  };
  for (const Case& given : cases) {
    std::vector<std::string> variables;
    INFO(given.pattern);
    CHECK(fits(given.pattern, given.segments, variables) == given.fits);
    if (given.fits) {
      CHECK(variables == given.variables);
    }
  }
}

TEST_CASE("every route has a handler, a lower-case pattern and no twin") {
  std::vector<std::string> seen;
  for (const Route& route : routes()) {
    const std::string line = std::string(route.method) + " " + std::string(route.pattern);
    INFO(line);
    CHECK(route.handler != nullptr);
    CHECK(arm::fold_case(route.pattern) == route.pattern);
    CHECK(std::find(seen.begin(), seen.end(), line) == seen.end());
    seen.push_back(line);
  }
}

TEST_CASE("ARM paths ask for a token, then for an api-version") {
  test::ControlHarness harness;
  const Request request{"GET", "/subscriptions", {{"Host", "localhost"}}, ""};
  const Handled handled = harness.plane().handle(request, 0);
  CHECK(handled.response.status == 401);
  CHECK(handled.response.body.find("AuthenticationFailed") != std::string::npos);
  CHECK(test::header_of(handled.response, "WWW-Authenticate").starts_with("Bearer authorization_uri="));
  CHECK(harness.send("GET /subscriptions", "", "").response.status == 400);
  CHECK(harness.send("GET /subscriptions").response.status == 200);
}

TEST_CASE("a packed body is refused by its encoding, not by its first byte") {
  test::ControlHarness harness;
  const auto send = [&](const char* encoding) {
    return harness.send("PUT $NS", R"({"location":"eastus"})", "2025-02-15", {{"Content-Encoding", encoding}})
        .response;
  };
  const auto refused = send("gzip");
  CHECK(refused.status == 415);
  CHECK(refused.body.find("UnsupportedMediaType") != std::string::npos);
  CHECK(refused.body.find("without a Content-Encoding header") != std::string::npos);
  CHECK(send("Identity").status == 201);
}

TEST_CASE("a known path with another method is 405 and names those that are allowed") {
  test::ControlHarness harness;
  const auto response = harness.send("DELETE /tenants").response;
  CHECK(response.status == 405);
  CHECK(response.body.find("allowed are GET") != std::string::npos);
  CHECK(test::header_of(response, "Allow") == "GET");
  CHECK(test::header_of(harness.send("BREW $NS").response, "Allow") == "GET, HEAD, PUT, PATCH, DELETE, POST");
}

TEST_CASE("what is refused by its method says what the resource allows") {
  test::ControlHarness harness;
  REQUIRE(harness.send("PUT $NS", R"({"location":"eastus"})").response.status == 201);
  struct Case {
    const char* request;
    const char* allowed;
  };
  const Case cases[] = {
      {"POST $NS", "GET, HEAD, PUT, PATCH, DELETE"},
      {"PATCH $NS/clients/c1", "GET, HEAD, PUT, DELETE"},
      {"PUT $NS/clients", "GET, HEAD"},
  };
  for (const Case& given : cases) {
    INFO(given.request);
    const auto response = harness.send(given.request, "{}").response;
    CHECK(response.status == 405);
    CHECK(test::header_of(response, "Allow") == given.allowed);
  }
}

TEST_CASE("without a token nothing below the roots of ARM is told, not even that it is not there") {
  test::ControlHarness harness;
  for (const char* target :
       {"/subscriptions/x/nothing", "/providers/a/b/c", "/Tenants/x", "/subscriptions"}) {
    INFO(target);
    const Request request{"BREW", target, {{"Host", "localhost"}}, ""};
    CHECK(harness.plane().handle(request, 0).response.status == 401);
  }
  CHECK(harness.plane().handle({"GET", "/nothing", {{"Host", "localhost"}}, ""}, 0).response.status == 404);
}

TEST_CASE("an address in absolute form is served, its authority judged as the Host") {
  test::ControlHarness harness;
  const auto status = [&harness](const char* target) {
    return harness.plane().handle({"GET", target, {{"Host", "localhost"}}, ""}, 0).response.status;
  };
  CHECK(status("https://localhost:8443/emulator/health") == 200);
  CHECK(status("https://evil.example/emulator/health") == 403);
}
