// The client group's table: readable only, since only the built-in group exists yet.
#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/arm_bodies.hpp"

namespace eg::arm {
namespace {

TEST_CASE("each row of the client group is checked as it says") {
  test::try_all_rows(client_groups, R"({"properties":{"query":"attributes.floor = 1"}})");
}

TEST_CASE("client groups are read but not written") {
  CHECK(contains(client_groups.verbs, Verb::get));
  CHECK(contains(client_groups.verbs, Verb::list));
  CHECK_FALSE(contains(client_groups.verbs, Verb::put));
  CHECK_FALSE(contains(client_groups.verbs, Verb::erase));
}

}  // namespace
}  // namespace eg::arm
