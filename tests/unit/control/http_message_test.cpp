#include "server/control/http_message.hpp"

#include "tests/support/catch.hpp"

using eg::control::Request;

TEST_CASE("a header is found whatever its case, the first of a name counts") {
  const Request request{"GET", "/", {{"Host", "a"}, {"HOST", "b"}, {"x-ms-id", ""}}, ""};
  CHECK(request.header("host") == "a");
  CHECK(request.header("X-MS-ID").empty());
  CHECK(request.header("Hos").empty());
  CHECK(request.header("Hostx").empty());
}
