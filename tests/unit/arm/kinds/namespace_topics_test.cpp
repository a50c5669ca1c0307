// The namespace topic's table.
#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/arm_bodies.hpp"

namespace eg::arm {
namespace {

TEST_CASE("each row of the namespace topic is checked as it says") {
  test::try_all_rows(namespace_topics, R"({"properties":{"eventRetentionInDays":1}})");
}

TEST_CASE("a topic is stored with its defaults, and that it does nothing is said to the log") {
  const auto checked = test::run_check(namespace_topics, "{}");
  REQUIRE(checked.accepted());
  REQUIRE(checked.warnings.size() == 1);
  CHECK(checked.warnings[0].find("not emulated yet") != std::string::npos);
  const auto merged =
      merge({namespace_topics, ApiVersion::v2025_02_15, WriteOperation::put, "t", checked.body, nullptr});
  REQUIRE(merged.has_value());
  CHECK(
      write_json(*merged) ==
      R"({"properties":{"publisherType":"Custom","inputSchema":"CloudEventSchemaV1_0","eventRetentionInDays":1}})");
}

}  // namespace
}  // namespace eg::arm
