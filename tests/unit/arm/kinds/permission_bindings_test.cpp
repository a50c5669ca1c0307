// The permission binding's table and its references to siblings.
#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/arm_bodies.hpp"

namespace eg::arm {
namespace {

TEST_CASE("each row of the permission binding is checked as it says") {
  test::try_all_rows(
      permission_bindings,
      R"({"properties":{"clientGroupName":"$all","permission":"Publisher","topicSpaceName":"space"}})");
}

TEST_CASE("references name kinds that exist") {
  for (const Field& field : permission_bindings.fields) {
    if (!field.reference.empty()) CHECK(find_kind(field.reference) != nullptr);
  }
  CHECK(find_field(permission_bindings, "properties.topicSpaceName")->reference == topic_spaces.type);
  CHECK(find_field(permission_bindings, "properties.clientGroupName")->reference == client_groups.type);
}

TEST_CASE("all missing members of a binding are reported together") {
  const auto checked = test::run_check(permission_bindings, R"({"location":"eastus"})");
  CHECK(checked.problems.size() == 3);
}

}  // namespace
}  // namespace eg::arm
