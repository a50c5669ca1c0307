#include "authz/query_trail.hpp"

#include "authz/group_query.hpp"
#include "tests/support/catch.hpp"

using namespace eg::authz;

namespace {

std::vector<ComparisonTrail> trail(std::string_view query) {
  const Attributes attributes{{"area", std::string("North")},
                              {"floor", std::int64_t{5}},
                              {"level", std::string("5")},
                              {"on", true},
                              {"tags", std::vector<std::string>{"a", "B"}}};
  return trail_of(GroupQuery::parse(query)->root(), "dev1", attributes);
}

}  // namespace

TEST_CASE("each comparison has its text, the client's value, the outcome and what is wrong") {
  const struct {
    const char *query, *comparison, *value, *why;
    bool holds;
  } rows[] = {
      {"attributes.area = 'North'", "attributes.area = 'North'", "'North'", "", true},
      {"attributes.area='north'", "attributes.area = 'north'", "'North'", "only letter case differs", false},
      {"attributes.area = 'South'", "attributes.area = 'South'", "'North'", "", false},
      {"attributes.area <> 'North'", "attributes.area != 'North'", "'North'", "", false},
      {"attributes.floor = '5'", "attributes.floor = '5'", "5", "an integer, the query asks for a text",
       false},
      {"attributes.level = 5", "attributes.level = 5", "'5'", "a text, the query asks for an integer", false},
      {"attributes.level > 4", "attributes.level > 4", "'5'", "a text, which has no order: store an integer",
       false},
      {"attributes.floor >= 5", "attributes.floor >= 5", "5", "", true},
      {"attributes.on = 'true'", "attributes.on = 'true'", "true", "a boolean, which no query can match",
       false},
      {"attributes.tags IN ['b', 'c']", "attributes.tags IN ['b', 'c']", "['a', 'B']",
       "only letter case differs", false},
      {"attributes.unit = 'x'", "attributes.unit = 'x'", "", "the client has no attribute 'unit'", false},
      {"authenticationName = 'Dev1'", "authenticationName = 'Dev1'", "'dev1'", "only letter case differs",
       false},
  };
  for (const auto& row : rows) {
    INFO(row.query);
    const auto found = trail(row.query);
    REQUIRE(found.size() == 1);
    CHECK(found[0].comparison == row.comparison);
    CHECK(found[0].value == row.value);
    CHECK(found[0].holds == row.holds);
    CHECK(found[0].why == row.why);
  }
}

TEST_CASE("the failures of a query are one phrase, three of them at most") {
  CHECK(describe_failures(trail("attributes.area = 'north' and attributes.floor < 9 and attributes.x = 1")) ==
        "attributes.area = 'north' does not hold: it is 'North' (only letter case differs); "
        "attributes.x = 1 does not hold: the client has no attribute 'x'");
  CHECK(describe_failures(trail("attributes.area = 'North'")).empty());
  const std::string many = describe_failures(
      trail("attributes.a = 1 or attributes.b = 1 or attributes.c = 1 or attributes.d = 1"));
  CHECK(many.find("attributes.c") != std::string::npos);
  CHECK(many.find("attributes.d") == std::string::npos);
}
