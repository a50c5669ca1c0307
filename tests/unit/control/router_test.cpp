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

TEST_CASE("a known path with another method is 405 and names those that are allowed") {
  test::ControlHarness harness;
  const auto response = harness.send("DELETE /tenants").response;
  CHECK(response.status == 405);
  CHECK(response.body.find("allowed are GET") != std::string::npos);
}
