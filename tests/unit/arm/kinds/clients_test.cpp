// The client's table: every row by itself; the rules between its members are in rules_test.
#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/arm_bodies.hpp"

namespace eg::arm {
namespace {

constexpr const char* sample = R"({"properties":{"authenticationName":"sensor-1","attributes":{"floor":5},
  "authentication":{"certificateThumbprint":{},"certificateSubject":{}},
  "clientCertificateAuthentication":{"certificateSubject":{},"allowedThumbprints":[
    "8E7968B9C434EAA8139BE58A21F2E7FB15D94C344B3B2ED8F8BC02E4C5FEB7E7"]}}})";

TEST_CASE("each row of the client is checked as it says") {
  test::try_all_rows(clients, sample);
}

TEST_CASE("a client's location, which az adds, is ignored") {
  CHECK(test::run_check(clients, R"({"location":7,"properties":{}})").accepted());
}

TEST_CASE("client names may hold colons, dots and underscores") {
  CHECK(check_name(clients, "a:b._-9").has_value());
  CHECK(check_name(clients, std::string(128, 'a')).has_value());
  CHECK_FALSE(check_name(clients, std::string(129, 'a')).has_value());
  CHECK_FALSE(check_name(clients, "").has_value());
  CHECK_FALSE(check_name(clients, "a b").has_value());
}

}  // namespace
}  // namespace eg::arm
