#include "server/control/name_filter.hpp"

#include <string>

#include "tests/support/catch.hpp"

using eg::control::NameFilter;

TEST_CASE("a filter lets the names through that it describes") {
  struct Case {
    const char* filter;
    const char* name;
    bool matches;
  };
  const Case cases[] = {
      {"", "anything", true},
      {"  ", "anything", true},
      {"name eq 'c1'", "C1", true},
      {"NAME EQ 'C1'", "c1", true},
      {"name eq 'c1'", "c10", false},
      {"name ne 'c1'", "c1", false},
      {"name ne 'c1'", "c2", true},
      {"contains(name, 'ens')", "sENSor", true},
      {"contains ( namE ,'x' )", "sensor", false},
      {"contains(name,'')", "sensor", true},
      {"name eq 'it''s'", "it's", true},
      {"not name eq 'a'", "a", false},
      {"not(name eq 'a')", "b", true},
      {"not not name eq 'a'", "a", true},
      {"name eq 'a' or name eq 'b' and name eq 'c'", "a", true},
      {"(name eq 'a' or name eq 'b') and name eq 'c'", "a", false},
      {"contains(name,'a') and name ne 'ab' or name eq 'x'", "ac", true},
      {"contains(name,'a') and name ne 'ab' or name eq 'x'", "ab", false},
      {"contains(name,'a') and name ne 'ab' or name eq 'x'", "x", true},
      {"name eq 'and'", "and", true},
  };
  for (const Case& each : cases) {
    INFO(each.filter << " on " << each.name);
    const auto filter = NameFilter::parse(each.filter);
    REQUIRE(filter.has_value());
    CHECK(filter->matches(each.name) == each.matches);
  }
}

TEST_CASE("anything else is refused with its column") {
  struct Case {
    std::string filter;
    const char* words;
  };
  const Case cases[] = {
      {"location eq 'westus'", "the property 'name'"},
      {"name eq c1", "single quotes"},
      {"name eq 'c1", "closing single quote"},
      {"name gt 'c1'", "'eq' or 'ne' at column 6"},
      {"name eq 'a' name eq 'b'", "the end at column 13"},
      {"name eq 'a' and", "column 16"},
      {"(name eq 'a'", "closing parenthesis"},
      {"contains('a', name)", "the property 'name'"},
      {"contains(name 'a')", "','"},
      {"contains(location, 'a')", "the property 'name'"},
      {"nameeq 'a'", "the property 'name'"},
      {"name add 'a' eq 'b'", "'eq' or 'ne'"},
      {"()", "the property 'name'"},
      {std::string(40, '(') + "name eq 'a'" + std::string(40, ')'), "at most 32"},
  };
  for (const Case& each : cases) {
    INFO(each.filter);
    const auto filter = NameFilter::parse(each.filter);
    REQUIRE(filter.has_error());
    CHECK(filter.error().code == eg::arm::ErrorCode::invalid_parameter);
    CHECK(filter.error().target == "$filter");
    INFO(filter.error().message);
    CHECK(filter.error().message.find(each.words) != std::string::npos);
  }
}

TEST_CASE("a long chain is no deep one") {
  std::string chain = "name eq 'a0'";
  for (int number = 1; number < 1000; ++number) {
    chain += " or name eq 'a" + std::to_string(number) + "'";
  }
  const auto filter = NameFilter::parse(chain);
  REQUIRE(filter.has_value());
  CHECK(filter->matches("A999"));
  CHECK_FALSE(filter->matches("b"));
}
