#include "authz/literal_levels.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace eg::authz;

namespace {

ExpandedTemplate expanded(const std::string& text) {
  return TopicTemplate::parse(text)->expand({}, {}).at(0);
}

}  // namespace

TEST_CASE("levels that are literal count, those before the first wildcard apart") {
  struct Row {
    const char* text;
    unsigned leading, others;
  };
  for (const Row& row : {Row{"#", 0, 0},
                         {"+/a", 0, 2},
                         {"a/+/b/#", 1, 4},
                         {"/a/#", 2, 0},
                         {"a/b", 2, 0},
                         {"1/2/3/4/5/6/7/8/9/10/11/12/13/14/15", 15, 0},
                         {"+/2/3/4/5/6/7/8/9/10/11/12/13/14/15", 0, 0x7FFE}}) {
    INFO(row.text);
    CHECK(literal_levels(expanded(row.text)).leading == row.leading);
    CHECK(literal_levels(expanded(row.text)).others == row.others);
  }
}

TEST_CASE("a text is let pass when it has the levels, and told when it has not") {
  struct Row {
    const char *text, *pattern;
    bool may_have;
  };
  for (const Row& row :
       {Row{"a/b", "a/b", true},
        {"a/b", "a/b/c", false},
        {"a", "a/#", true},
        {"a/x/y", "a/+", true},
        {"ab", "a/#", false},
        {"a/b/c/d/e", "a/b/c/d/f", false},
        {"/a", "/a", true},
        {"a", "/a", false},
        {"", "/", false},
        {"/", "/", true},
        {"x/b", "+/b", true},
        {"x/c", "+/b", false},
        {"b/a", "a/b", false},
        {"a/+", "a/+/c", false},
        {"a/+/c", "a/+/c", true},
        {"+/b", "a/b", false},
        {"#", "a/#", false},
        {"a/b/c/d", "a/+/c/#", true},
        {"a/b/x/d", "a/+/c/#", false},
        {"1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15", true}}) {
    INFO(row.text << " and " << row.pattern);
    CHECK(TextLevels(row.text).may_have(literal_levels(expanded(row.pattern))) == row.may_have);
  }
}
