#include "server/control/answers.hpp"

#include "protocol/arm/resource_id.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;
using namespace eg::control;

TEST_CASE("dates are written as HTTP and ARM write them") {
  CHECK(http_date(784'111'777) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(http_date(1'709'208'000) == "Thu, 29 Feb 2024 12:00:00 GMT");
  CHECK(compact_time(784'111'777) == "19941106T084937Z");
}

TEST_CASE("a full disk is 503, anything else of the store 500") {
  CHECK(arm::http_status(error_of(store::StoreError(store::StoreError::Kind::disk_full, "full"))) == 503);
  CHECK(arm::http_status(error_of(store::StoreError(store::StoreError::Kind::failed, "broken"))) == 500);
  CHECK(error_of(store::StoreError(store::StoreError::Kind::failed, "broken")).message == "broken");
}

TEST_CASE("ids that a client sends come back, but nothing that could end a header does") {
  GuidSource guids(1);
  Response good = empty_response(200);
  add_arm_headers({"GET", "/", {{"x-ms-correlation-request-id", "mine"}}, ""}, 0, guids, good);
  CHECK(test::header_of(good, "x-ms-correlation-request-id") == "mine");
  Response bad = empty_response(200);
  add_arm_headers({"GET", "/", {{"x-ms-correlation-request-id", "a\r\nb"}}, ""}, 0, guids, bad);
  CHECK(arm::is_guid(test::header_of(bad, "x-ms-correlation-request-id")));
  CHECK(test::header_of(bad, "x-ms-client-request-id").empty());
  CHECK(test::header_of(bad, "Strict-Transport-Security").empty());
}

TEST_CASE("the base address is the client's") {
  CHECK(base_address({"GET", "/", {{"host", "127.0.0.1:1"}}, ""}) == "https://127.0.0.1:1");
}
