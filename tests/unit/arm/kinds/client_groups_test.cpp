// The client group's table, and that its query reaches the rule that control hands in.
#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/arm_bodies.hpp"

namespace eg::arm {
namespace {

TEST_CASE("each row of the client group is checked as it says") {
  test::try_all_rows(client_groups, R"({"properties":{"query":"attributes.floor = 1"}})");
}

TEST_CASE("the query is put to the rule and named by its place") {
  TextRules rules;
  rules.group_query = [](std::string_view text) -> std::optional<std::string> {
    if (text == "bad") return "The query is bad.";
    return std::nullopt;
  };
  const test::CheckOptions options = {.text_rules = rules};
  CHECK(test::run_check(client_groups, R"({"properties":{"query":"good"}})", options).accepted());
  const auto checked = test::run_check(client_groups, R"({"properties":{"query":"bad"}})", options);
  REQUIRE(checked.problems.size() == 1);
  CHECK(checked.problems[0].target == "properties.query");
  CHECK(checked.problems[0].message == "The query is bad.");
}

TEST_CASE("client groups are written and deleted, but not patched") {
  for (const Verb verb : {Verb::put, Verb::get, Verb::erase, Verb::list}) {
    CHECK(contains(client_groups.verbs, verb));
  }
  CHECK_FALSE(contains(client_groups.verbs, Verb::patch));
}

}  // namespace
}  // namespace eg::arm
