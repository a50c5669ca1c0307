#include "authz/leading_levels.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace eg::authz;

namespace {

ExpandedTemplate expanded(const std::string& text) {
  return TopicTemplate::parse(text)->expand({}, {}).at(0);
}

}  // namespace

TEST_CASE("as many levels count as are literal, four at most") {
  CHECK(leading_levels(expanded("+/a")).count == 0);
  CHECK(leading_levels(expanded("#")).count == 0);
  CHECK(leading_levels(expanded("a/+/b")).count == 1);
  CHECK(leading_levels(expanded("/a/#")).count == 2);
  CHECK(leading_levels(expanded("a/b/c/d/e")).count == 4);
}

TEST_CASE("a text is let pass when it begins with the levels, and told when it does not") {
  struct Row {
    const char *text, *pattern;
    bool may_begin;
  };
  for (const Row& row : {Row{"a/b", "a/b", true},
                         {"a/b", "a/b/c", false},
                         {"a", "a/#", true},
                         {"a/x/y", "a/+", true},
                         {"ab", "a/#", false},
                         {"a/b/c/d/e", "a/b/c/d/f", true},
                         {"a/b/c/e", "a/b/c/d", false},
                         {"/a", "/a", true},
                         {"a", "/a", false},
                         {"", "/", false},
                         {"/", "/", true},
                         {"anything", "+/b", true},
                         {"a/+", "a/+/c", true},
                         {"+/b", "a/b", false},
                         {"#", "a/#", false},
                         {"a/b/c/d", "a/b/c/d/#", true}}) {
    INFO(row.text << " and " << row.pattern);
    CHECK(TextBeginnings(row.text).may_begin_with(leading_levels(expanded(row.pattern))) == row.may_begin);
  }
}
