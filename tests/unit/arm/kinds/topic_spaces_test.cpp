// The topic space's table, and that its templates reach the rule that control hands in.
#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/arm_bodies.hpp"

namespace eg::arm {
namespace {

TEST_CASE("each row of the topic space is checked as it says") {
  test::try_all_rows(topic_spaces, R"({"properties":{"topicTemplates":["contosotopics/topic1"]}})");
}

TEST_CASE("each template is put to the rule and named by its place") {
  TextRules rules;
  rules.topic_template = [](std::string_view text) -> std::optional<std::string> {
    if (text == "bad") return "The template is bad.";
    return std::nullopt;
  };
  const auto checked = test::run_check(topic_spaces, R"({"properties":{"topicTemplates":["good","bad"]}})",
                                       {.text_rules = rules});
  REQUIRE(checked.problems.size() == 1);
  CHECK(checked.problems[0].target == "properties.topicTemplates[1]");
  CHECK(checked.problems[0].message == "The template is bad.");
}

}  // namespace
}  // namespace eg::arm
